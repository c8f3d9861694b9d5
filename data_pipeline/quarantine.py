"""Rows that wait: seen, corrected in place, discarded, tried again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline import cpr
from data_pipeline.model import ROW_COLUMN, Problem, Refused
from data_pipeline.replaying import ReplayResult, replay_rows
from data_pipeline.suggest import suggestion
from storage.engine import one_at_a_time, reading, writing
from storage.tables import correction, import_run, problem, quarantine

GONE = "Rækken venter ikke mere. Genindlæs siden."


def waiting_rows(*, viewer: Viewer) -> list[dict[str, Any]]:
    """What the command prints: one dict per waiting row, newest file first, with all that is wrong with it."""
    require(viewer, Permission.IMPORT_DATA)
    return [
        {
            "id": row["id"],
            "run": row["run_id"],
            "file": row["file_name"],
            "row": row["row"],
            "column": row["column"],
            "value": row["value"],
            "code": row["code"],
            "message": row["message"],
            "suggestion": row["suggestion"],
            "problems": row["problems"],
        }
        for row in _waiting()
    ]


def correct(quarantine_id: int, changes: dict[str, str], *, by: Viewer) -> ReplayResult:
    """Keeps a person's correction of a waiting row and tries it again; raises Refused when it waits no more."""
    require(by, Permission.IMPORT_DATA)
    with writing() as connection:
        one_at_a_time(connection)
        keep_corrections(connection, quarantine_id, changes, by.name)
        return replay_rows(connection, by.name, [quarantine_id])


def keep_corrections(connection: Connection, quarantine_id: int, changes: dict[str, str], by: str) -> None:
    """Stores corrected cells by the row's hash; CPR numbers are masked here too."""
    row = connection.execute(
        select(quarantine.c.row_hash, quarantine.c.state, import_run.c.header)
        .join(import_run, quarantine.c.run_id == import_run.c.id)
        .where(quarantine.c.id == quarantine_id)
    ).one_or_none()
    if row is None or row.state != "open":
        raise Refused(GONE)
    columns = set(orjson.loads(row.header)["columns"])
    if unknown := sorted(changes.keys() - columns):
        raise Refused(f"Kolonnen „{unknown[0]}” findes ikke i filen. Genindlæs siden, og ret igen.")
    for name, value in changes.items():
        key = (correction.c.row_hash == row.row_hash) & (correction.c.column == name)
        connection.execute(delete(correction).where(key))
        connection.execute(
            insert(correction).values(
                row_hash=row.row_hash, column=name, value=_masked(name, value), by=by, at=datetime.now()
            )
        )


def _masked(column: str, value: str) -> str:
    plain = cpr.mask_cell(value)
    return cpr.mask_short(plain) if cpr.may_hold_short(column) else plain


def discard(quarantine_id: int, *, by: Viewer) -> None:
    """Says that a row shall never be loaded; raises Refused when it waits no more."""
    require(by, Permission.IMPORT_DATA)
    with writing() as connection:
        changed = connection.execute(
            update(quarantine)
            .where(quarantine.c.id == quarantine_id, quarantine.c.state == "open")
            .values(state="discarded", settled_at=datetime.now(), settled_by=by.name)
            .returning(quarantine.c.run_id)
        ).one_or_none()
        if changed is None:
            raise Refused(GONE)
        connection.execute(
            update(import_run)
            .where(import_run.c.id == changed.run_id)
            .values(quarantined=import_run.c.quarantined - 1, ignored=import_run.c.ignored + 1)
        )


def replay(*, by: Viewer) -> ReplayResult:
    """Tries every waiting row again."""
    require(by, Permission.IMPORT_DATA)
    with writing() as connection:
        one_at_a_time(connection)
        return replay_rows(connection, by.name)


def rejects_xlsx(*, viewer: Viewer) -> bytes:
    """The waiting rows as XLSX with Fejl and Forslag; corrected and dropped in again it cures them."""
    require(viewer, Permission.IMPORT_DATA)
    from data_pipeline.rejects import workbook

    return workbook(_waiting())


def _waiting() -> list[dict[str, Any]]:
    query = (
        select(quarantine, import_run.c.file_name, import_run.c.header)
        .join(import_run, quarantine.c.run_id == import_run.c.id)
        .where(quarantine.c.state == "open")
        .order_by(quarantine.c.run_id.desc(), quarantine.c.row)
    )
    errors = (
        select(problem)
        .join(quarantine, (quarantine.c.run_id == problem.c.run_id) & (quarantine.c.row == problem.c.row))
        .where(quarantine.c.state == "open", problem.c.severity == "error")
        .order_by(problem.c.id)
    )
    with reading() as connection:
        told: dict[tuple[int, int], list[Problem]] = {}
        for each in connection.execute(errors):
            made = Problem(each.row, each.column, each.value, each.code, each.severity, each.message)
            told.setdefault((each.run_id, each.row), []).append(made)
        corrections: dict[bytes, dict[str, str]] = {}
        for each in connection.execute(select(correction)):
            corrections.setdefault(each.row_hash, {})[each.column] = each.value
        rows = connection.execute(query).all()
    return [_shown(row, told.get((row.run_id, row.row), []), corrections.get(row.row_hash, {})) for row in rows]


def _shown(row: Any, errors: list[Problem], corrections: dict[str, str]) -> dict[str, Any]:
    header = orjson.loads(row.header)["columns"]
    cells = dict(zip(header, orjson.loads(row.cells), strict=False)) | corrections
    first = errors[0] if errors else Problem(row.row, ROW_COLUMN, None, "unknown_value", "error", "Rækken venter.")
    return {
        "id": row.id,
        "run_id": row.run_id,
        "file_name": row.file_name,
        "row": row.row,
        "column": first.column,
        "value": first.value,
        "code": first.code,
        "message": first.message,
        "suggestion": suggestion(first),
        "cells": cells,
        "header": header,
        "problems": [
            {
                "column": each.column,
                "value": each.value,
                "code": each.code,
                "message": each.message,
                "suggestion": suggestion(each),
            }
            for each in errors
        ],
    }
