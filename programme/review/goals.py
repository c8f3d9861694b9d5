"""Targets and gains that Red Liv adds: what is changed ends and the next begins, so that nothing is overwritten."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Table, insert, select, update

from access import audit
from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme.calendar import now
from programme.errors import Refused
from programme.review.measures import CODES
from programme.review.terms import COURSES, fit
from storage.engine import writing
from storage.review_tables import review_gain, review_target

MEASURES = (COURSES, *CODES)  # what a target may be measured by
SHORT, LONG = 200, 400
LARGEST = 10_000_000
GONE = "Rækken findes ikke længere. Genindlæs siden for at se det nyeste."


def targets(connection: Connection) -> list[dict[str, Any]]:
    """The targets that were added and still hold, oldest first."""
    holds = select(review_target).where(review_target.c.until.is_(None)).order_by(review_target.c.id)
    return [dict(row) for row in connection.execute(holds).mappings()]


def gains(connection: Connection) -> pd.DataFrame:
    """The gains that hold [id, effect, realisation, benefit], oldest first."""
    g = review_gain.c
    found = connection.execute(select(g.id, g.effect, g.realisation, g.benefit).where(g.until.is_(None)).order_by(g.id))
    return pd.DataFrame(found.all(), columns=["id", "effect", "realisation", "benefit"])


def add_target(
    *, title: str, measure: str, wanted: str, result: str, source: str, responsible: str, by: Viewer
) -> None:
    """Adds a target; measure '' means that the result is written by hand; raises Refused, Forbidden."""
    require(by, Permission.FREEZE_REVIEW)
    if measure and measure not in MEASURES:
        raise Refused("Vælg, hvad målet måles på, fra listen.")
    row = {
        "title": fit(title, SHORT, "Skriv, hvad målet er."),
        "measure": measure or None,
        "wanted": _number(wanted, "Skriv målet som et helt tal, fx 50."),
        "result": None if measure or not result.strip() else _number(result, "Skriv resultatet som et helt tal."),
        "source": fit(source, SHORT, "Skriv, hvor tallet kommer fra (datakilde)."),
        "responsible": fit(responsible, SHORT, "Skriv, hvilken funktion der er ansvarlig. Skriv ikke et navn."),
    }
    _add(review_target, row, str(row["title"]), by)


def add_gain(*, effect: str, realisation: str, benefit: str, by: Viewer) -> None:
    """Adds a gain; raises Refused, Forbidden."""
    require(by, Permission.FREEZE_REVIEW)
    row = {
        "effect": fit(effect, LONG, "Skriv effektmålet."),
        "realisation": fit(realisation, LONG, "Skriv, hvordan og hvornår effekten realiseres."),
        "benefit": fit(benefit, LONG, "Skriv gevinsten."),
    }
    _add(review_gain, row, row["effect"], by)


def end_target(*, target_id: int, by: Viewer) -> None:
    """Ends a target that was added; what it said stays in the table and in every frozen review."""
    _end(review_target, target_id, by)


def end_gain(*, gain_id: int, by: Viewer) -> None:
    """Ends a gain; what it said stays in the table and in every frozen review."""
    _end(review_gain, gain_id, by)


def _add(table: Table, row: dict[str, Any], said: str, by: Viewer) -> None:
    with writing() as connection:
        connection.execute(insert(table).values(row | {"since": now(), "set_by_id": by.account_id}))
        audit.record(connection, f"{table.name}_added", by=by, detail=said[:120])


def _end(table: Table, number: int, by: Viewer) -> None:
    require(by, Permission.FREEZE_REVIEW)
    with writing() as connection:
        is_it = (table.c.id == number) & table.c.until.is_(None)
        if not connection.execute(update(table).where(is_it).values(until=now())).rowcount:
            raise Refused(GONE)
        audit.record(connection, f"{table.name}_ended", by=by, detail=str(number))


def _number(text: str, wanted: str) -> int:
    plain = text.strip().replace(".", "")
    if not (plain.isascii() and plain.isdecimal()) or not 0 < int(plain) <= LARGEST:
        raise Refused(wanted)
    return int(plain)
