"""Editing the model on a page: versions over the shipped files, with history, preview and restore.

A version holds all edits as they stood after a save, so restoring one is saving it again; none is ever taken away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from access import audit
from access.cpr import CPR, REFUSED
from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme import rollup, status_store
from programme.calendar import now, today
from programme.definitions import Definitions, definitions, holding, shipped
from programme.definitions.edits import LARGEST, Changes, Field, Value, editable, edited, faults
from programme.definitions.newest import NEWEST
from programme.errors import Refused
from programme.evidence import evidence
from programme.queries import shared
from storage import scope
from storage import tables as t
from storage.engine import one_at_a_time, reading, writing
from storage.plan_tables import model_version

LONGEST_WHY = 400
MOVING = ("thresholds", "sizes")  # the parts that states are computed from
v = model_version.c


@dataclass(frozen=True)
class Difference:
    """A value that an edit changes."""

    field: Field
    before: Value
    after: Value


@dataclass(frozen=True)
class Version:
    """A save: who, when, why, and what it changed; number 0 is the shipped files."""

    number: int
    at: datetime | None
    author: str
    why: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Preview:
    """What a save would do: values, and [code, name, before, after, reason] of municipalities that change state."""

    changes: Changes
    differences: tuple[Difference, ...]
    moves: pd.DataFrame


def current(*, viewer: Viewer) -> tuple[int, tuple[Field, ...]]:
    """The number of the newest version (0: none) and every value that can be edited, as it stands in it."""
    require(viewer, Permission.EDIT_MODEL)
    with reading() as connection:
        number = connection.scalar(NEWEST) or 0
        return number, editable(edited(_changes(connection, number)))


def history(*, viewer: Viewer) -> list[Version]:
    """Every version, newest first; the last is the shipped files."""
    require(viewer, Permission.EDIT_MODEL)
    with reading() as connection:
        rows = connection.execute(select(v.id, v.at, v.author, v.why, v.changes).order_by(v.id)).all()
    found, before = [Version(0, None, "", "", ())], shipped()
    for row in rows:
        after = edited(json.loads(row.changes))
        found.append(Version(row.id, row.at, row.author, row.why, tuple(_differences(before, after))))
        before = after
    return found[::-1]


def preview(values: Mapping[str, Any], *, viewer: Viewer) -> Preview:
    """What saving these values over the newest version would change; raises Refused naming what does not fit."""
    require(viewer, Permission.EDIT_MODEL)
    with reading() as connection:
        changes = dict(_changes(connection, connection.scalar(NEWEST) or 0))
    known = {field.key: field for field in editable(shipped())}
    for key, value in values.items():
        if key not in known:
            raise Refused("Modellen er ændret, siden siden blev åbnet. Genindlæs den, og prøv igen.")
        given = _fit(known[key], value)
        if given == known[key].value:
            changes.pop(key, None)
        else:
            changes[key] = given
    return _preview(changes)


def preview_restore(number: int, *, viewer: Viewer) -> Preview:
    """What going back to a version (0: the shipped files) would change; raises Refused where there is no such one."""
    require(viewer, Permission.EDIT_MODEL)
    with reading() as connection:
        return _preview(_changes(connection, number))


def save(changes: Changes, *, base: int, why: str, by: Viewer) -> int:
    """Adds a version that stands on `base` and computes the states anew; returns its number.

    Raises Refused when somebody else has saved since, when nothing would change, or when it does not hang together.
    """
    require(by, Permission.EDIT_MODEL)
    why = _words(why, LONGEST_WHY)
    if not why:
        raise Refused("Skriv kort, hvorfor modellen ændres. Det står i historikken.")
    _check(changes)
    with writing() as connection:
        one_at_a_time(connection)
        newest = connection.scalar(NEWEST) or 0
        if newest != base:
            raise Refused("En anden har gemt en ændring i mellemtiden. Genindlæs siden, og se den, før du gemmer din.")
        differences = tuple(_differences(edited(_changes(connection, newest)), edited(changes)))
        if not differences:
            raise Refused("Der er intet at gemme: alt er, som det var.")
        row = {"at": now(), "author": by.name, "author_id": by.account_id, "why": why}
        written = json.dumps(dict(changes), ensure_ascii=False, sort_keys=True)
        made = int(connection.scalars(insert(model_version).values(row | {"changes": written}).returning(v.id)).one())
        audit.record(connection, "model_edited", by=by, detail=f"version {made}: {len(differences)} ændringer")
        if _moves_states(differences):
            status_store.refresh(connection)
        return made


def _changes(connection: Connection, number: int) -> Changes:
    if number == 0:
        return {}
    written = connection.scalar(select(v.changes).where(v.id == number))
    if written is None:
        raise Refused("Den version findes ikke. Vælg en fra listen.")
    found: Changes = json.loads(written)
    return found


def _differences(before: Definitions, after: Definitions) -> Iterator[Difference]:
    for old, new in zip(editable(before), editable(after), strict=True):
        if old.value != new.value:
            yield Difference(new, old.value, new.value)


def _preview(changes: Changes) -> Preview:
    _check(changes)
    with shared.states() as connection:
        differences = tuple(_differences(definitions(), edited(changes)))
        moves = _moves(connection, edited(changes)) if _moves_states(differences) else []
    return Preview(changes, differences, pd.DataFrame(moves, columns=["code", "name", "before", "after", "reason"]))


def _moves_states(differences: tuple[Difference, ...]) -> bool:
    return any(one.field.part in MOVING for one in differences)


def _moves(connection: Connection, made: Definitions) -> list[tuple[str, str, str, str, str]]:
    """The municipalities whose state today would be another."""
    m = t.municipality_status.c
    before = dict(connection.execute(select(m.municipality_code, m.state).where(m.as_of == today())).all())
    with scope.system_within(connection), holding(made):  # states count all trainers, and show none
        known = evidence(connection, until=today())
        municipalities = rollup.municipalities(connection, today())
        found = rollup.programme(known, municipalities, today()).municipalities
    rows = [
        (code, municipalities[code].name, before[code], rolled.status.state, rolled.status.reason)
        for code, rolled in found.items()
        if code in before and before[code] != rolled.status.state
    ]
    return sorted(rows, key=lambda row: (made.severity(row[3]), row[1]))


def _check(changes: Changes) -> None:
    made = edited(changes)
    for step in made.steps:
        for size in made.sizes:
            own = made.step_for(step, size.code)
            if own.late_day < own.typical_day:
                raise Refused(f"Trin {step.code}: »sent« skal være mindst lige så mange dage som »typisk«.")
    begins = made.thresholds.at_risk_from_day
    for size in made.sizes:
        if size.limit_days < begins:
            raise Refused(
                f"Kommuner {size.label}: fristen skal være mindst {begins} dage, for dér begynder »i risiko«."
            )
    if found := faults(changes):
        raise Refused(" ".join(found))


def _fit(field: Field, value: Any) -> Value:
    if not field.is_number:
        text = _words(value, field.longest)
        if not text and field.value and field.name in ("title", "responsible", "proof", "what", "why", "text"):
            raise Refused("Et felt er tomt. Skriv en tekst, eller sæt den gamle ind igen.")
        return text
    number = str(value if value is not None else "").strip()
    if not number.isascii() or not number.isdecimal() or not field.least <= int(number[:6]) <= LARGEST:
        raise Refused(
            f"»{number or 'tomt'}« er ikke et helt tal fra {field.least} til {LARGEST}. Ret tallet, og prøv igen."
        )
    return int(number)


def _words(value: Any, longest: int) -> str:
    text = str(value or "").replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Refused(f"En tekst er for lang: {len(text)} tegn. Kort den ned til højst {longest}.")
    if CPR.search(text):
        raise Refused(REFUSED)
    return text
