"""What municipalities' plans tell the states: dates that lie ahead, and steps that somebody marked as done.

The log is read as of a day: of each step the newest change written by then holds, so that a state of March does not
know of a plan from April.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from programme.facts import Planned
from storage.plan_tables import plan_change

DATED = ("K5", "O1")  # steps whose date is a plan for starting


class Change(NamedTuple):
    """What a plan says of a step from a day on."""

    step: str
    written_on: date
    due_on: date | None
    done_on: date | None


def changes(connection: Connection, *, until: date) -> dict[str, list[Change]]:
    """Every municipality's changes written until a day, oldest first."""
    c = plan_change.c
    query = (
        select(c.municipality_code, c.step, c.written_on, c.due_on, c.done_on)
        .where(c.written_on <= until, c.step.is_not(None))
        .order_by(c.id)
    )
    found: dict[str, list[Change]] = defaultdict(list)
    for code, *change in connection.execute(query):
        found[code].append(Change(*change))
    return found


def known(changes: Iterable[Change], as_of: date) -> dict[str, Any]:
    """The fields of SiteFacts that a plan fills, as of a day."""
    newest = {change.step: change for change in changes if change.written_on <= as_of}
    return {
        "plan_written": max((change.written_on for change in newest.values()), default=None),
        "plan_dates": {
            step: Planned(change.written_on, change.due_on)
            for step in DATED
            if (change := newest.get(step)) and change.due_on and not change.done_on
        },
        "plan_done": {
            step: Planned(change.written_on, change.done_on) for step, change in newest.items() if change.done_on
        },
    }
