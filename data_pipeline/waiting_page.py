"""Waiting rows a page at a time, so that a hundred thousand of them are no more work than twenty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, func, select, tuple_

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline.match import add_alias
from data_pipeline.model import Problem, Refused
from data_pipeline.municipalities import known
from data_pipeline.quarantine import GONE
from data_pipeline.replaying import ReplayResult
from data_pipeline.suggest import suggestion
from storage.engine import reading
from storage.tables import correction, import_run, problem, quarantine

OPEN = quarantine.c.state == "open"
FREE_TEXT = {"cpr_number"}  # their suggestion says what to do, not what to write


@dataclass(frozen=True)
class WaitingFile:
    """A file of which rows wait."""

    run_id: int
    name: str
    count: int


@dataclass
class Wrong:
    """What is wrong with one cell, or with the row as a whole (then no cell has that column)."""

    column: str
    messages: list[str] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)  # values that the cell could have
    spelling: str = ""  # a municipality written in a way that nobody knows: what is said of it holds everywhere


@dataclass
class WaitingRow:
    """A row in quarantine: its cells (corrections applied, CPR masked) by column, and what is wrong with it."""

    id: int
    run_id: int
    file_name: str
    number: int  # as in Excel
    cells: dict[str, str]
    wrong: dict[str, Wrong] = field(default_factory=dict)  # by column


def waiting_files(*, viewer: Viewer) -> list[WaitingFile]:
    """Files with waiting rows, newest first."""
    require(viewer, Permission.IMPORT_DATA)
    query = (
        select(quarantine.c.run_id, import_run.c.file_name, func.count())
        .join(import_run, quarantine.c.run_id == import_run.c.id)
        .where(OPEN)
        .group_by(quarantine.c.run_id, import_run.c.file_name)
        .order_by(quarantine.c.run_id.desc())
    )
    with reading() as connection:
        return [WaitingFile(*row) for row in connection.execute(query)]


def waiting_page(run_id: int | None, first: int, count: int, *, viewer: Viewer) -> list[WaitingRow]:
    """Waiting rows `first` to `first + count` of one file (or all), newest file first, in the order of the file."""
    require(viewer, Permission.IMPORT_DATA)
    query = _rows().where(OPEN).order_by(quarantine.c.run_id.desc(), quarantine.c.row).offset(first).limit(count)
    if run_id is not None:
        query = query.where(quarantine.c.run_id == run_id)
    with reading() as connection:
        return _shown(connection, query)


def waiting_row(quarantine_id: int, *, viewer: Viewer) -> WaitingRow | None:
    """One waiting row, or None when it waits no more."""
    require(viewer, Permission.IMPORT_DATA)
    with reading() as connection:
        return next(iter(_shown(connection, _rows().where(OPEN, quarantine.c.id == quarantine_id))), None)


def teach(quarantine_id: int, column: str, name: str, *, by: Viewer) -> ReplayResult:
    """From now on the unknown municipality in a waiting row's column is the one called `name`; raises Refused."""
    require(by, Permission.IMPORT_DATA)
    row = waiting_row(quarantine_id, viewer=by)
    code = next((code for code, known_name in known().names.items() if known_name == name), "")
    if row is None or column not in row.wrong:
        raise Refused(GONE)
    return add_alias(row.wrong[column].spelling, code, by=by)


def _rows() -> Any:
    named = (import_run.c.file_name, import_run.c.header)
    return select(quarantine, *named).join(import_run, quarantine.c.run_id == import_run.c.id)


def _shown(connection: Connection, query: Any) -> list[WaitingRow]:
    found = connection.execute(query).all()
    corrections = select(correction).where(correction.c.row_hash.in_([row.row_hash for row in found]))
    corrected: dict[bytes, dict[str, str]] = {}
    for one in connection.execute(corrections):
        corrected.setdefault(one.row_hash, {})[one.column] = one.value
    rows: dict[tuple[int, int], WaitingRow] = {}
    for row in found:
        cells = dict(zip(orjson.loads(row.header)["columns"], orjson.loads(row.cells), strict=False))
        cells |= corrected.get(row.row_hash, {})
        rows[row.run_id, row.row] = WaitingRow(row.id, row.run_id, row.file_name, row.row, cells)
    _tell(connection, rows)
    return list(rows.values())


def _tell(connection: Connection, rows: dict[tuple[int, int], WaitingRow]) -> None:
    errors = (
        select(problem)
        .where(tuple_(problem.c.run_id, problem.c.row).in_(list(rows)), problem.c.severity == "error")
        .order_by(problem.c.id)
    )
    for one in connection.execute(errors):
        wrong = rows[one.run_id, one.row].wrong.setdefault(one.column, Wrong(one.column))
        wrong.messages.append(one.message)
        if one.code not in FREE_TEXT:
            hint = suggestion(Problem(one.row, one.column, one.value, one.code, one.severity, one.message))
            wrong.suggestions += [value for value in hint.split(" eller ") if value]
        if one.code == "unknown_municipality":
            wrong.spelling = one.value or ""
