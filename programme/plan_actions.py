"""What people change in a municipality's plan. Every write takes `by=`, adds to the log and computes states anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from access import policy
from access.cpr import CPR, REFUSED
from access.permissions import Permission
from access.policy import Forbidden
from access.viewer import Viewer
from programme import plan_log, status_store
from programme.calendar import now, today
from programme.definitions import definitions, follow
from programme.errors import Refused
from programme.plan_guide import PROGRAMMES, done_by_lead
from programme.queries.plan import done_steps
from storage import tables as t
from storage.engine import one_at_a_time, writing
from storage.plan_tables import plan_change, plan_word

LONGEST_NAME, LONGEST_TEXT = 120, 2000
FURTHEST = timedelta(days=5 * 365)


def make_plan(code: str, *, size: str, programme: str, starts_on: date, by: Viewer) -> None:
    """Dates every step from the start; what is done, or was dated by hand, stays. Raises Refused and Forbidden."""
    sizes = [one.code for one in definitions().sizes]
    if size not in sizes or programme not in PROGRAMMES:
        raise Refused("Vælg kommunens størrelse og slags program.")
    _near(starts_on)
    with writing() as connection:
        _begin(connection, code, by)
        answers = {"size": size, "programme": programme, "starts_on": starts_on, "is_by_hand": True}
        _add(connection, code, answers, {}, by)
        before = plan_log.newest(plan_log.entries(connection, code, with_words=True))
        done = done_steps(connection, {code}).get(code, {})
        for step, due_on in _dates(size, programme, starts_on).items():
            entry = before.get(step)
            if done.get(step):
                continue
            if entry is None and due_on is not None:
                _add(connection, code, {"step": step, "due_on": due_on, "is_by_hand": False}, {}, by)
            elif entry and not entry.done_on and not entry.is_by_hand and entry.due_on != due_on:
                kept = {"responsible": entry.responsible, "comment": entry.comment}
                _add(connection, code, {"step": step, "due_on": due_on, "is_by_hand": False}, kept, by)
        _refresh(connection, code)


def change_step(
    code: str,
    step: str,
    *,
    base: int,
    due_on: date | None,
    done_on: date | None,
    responsible: str,
    comment: str,
    by: Viewer,
) -> None:
    """Writes a step's date, mark, responsible and comment; `base` is the change that the form was filled from.

    Raises Refused with the remedy, and Forbidden outside the own network.
    """
    if step not in {one.code for one in definitions().steps}:
        raise Refused("Trinnet findes ikke. Vælg et fra listen.")
    if done_on and done_on > today():
        raise Refused("Et trin kan ikke være gjort ude i fremtiden. Vælg i dag eller en tidligere dag.")
    for day in filter(None, (due_on, done_on)):
        _near(day)
    words = {"responsible": _fit(responsible, LONGEST_NAME), "comment": _fit(comment, LONGEST_TEXT)}
    with writing() as connection:
        _begin(connection, code, by)
        entry = plan_log.newest(plan_log.entries(connection, code, with_words=True)).get(step)
        if (entry.id if entry else 0) != base:
            raise Refused("En anden har ændret trinnet i mellemtiden. Genindlæs siden, og se det, før du gemmer dit.")
        dates = {"due_on": due_on, "done_on": done_on}
        if entry and dates | words == {name: getattr(entry, name) for name in (*dates, *words)}:
            return
        is_by_hand = bool(due_on) if entry is None else entry.is_by_hand or due_on != entry.due_on
        _add(connection, code, {"step": step, "is_by_hand": is_by_hand} | dates, words, by)
        _refresh(connection, code)


def _begin(connection: Connection, code: str, by: Viewer) -> None:
    """Asks for the right; what does not exist is refused like what one may not."""
    one_at_a_time(connection)
    follow(connection)
    if not status_store.is_current(connection):
        status_store.refresh(connection)  # what is done is read from today's states
    m = t.municipality.c
    is_there = connection.scalar(select(m.code).where(m.code == code)) is not None
    if not is_there or not policy.reach(by, Permission.EDIT_PLAN).covers(plan_log.network_of(connection, code)):
        raise Forbidden(Permission.EDIT_PLAN.value)


def _dates(size: str, programme: str, starts_on: date) -> dict[str, date | None]:
    """The model's typical day of every step from the start.

    Not the programme's own pace: most steps are known from answers only, so it tells when somebody asked.
    """
    made = definitions()
    applies = made.applicable(size)
    return {
        step.code: None
        if step.code not in applies or done_by_lead(step, programme)
        else starts_on + timedelta(days=made.step_for(step, size).typical_day)
        for step in made.steps
    }


def _add(connection: Connection, code: str, change: dict[str, Any], words: dict[str, Any], by: Viewer) -> None:
    row = {"municipality_code": code, "written_on": today(), "at": now()} | change
    made = connection.scalars(insert(plan_change).values(row).returning(plan_change.c.id)).one()
    told = {"change_id": made, "municipality_code": code, "author": by.name, "author_id": by.account_id}
    connection.execute(insert(plan_word).values(told | words))


def _refresh(connection: Connection, code: str) -> None:
    s, serves = t.site.c, t.site_serves.c
    sites = {
        *connection.scalars(select(s.id).where(s.municipality_code == code)),
        *connection.scalars(select(serves.site_id).where(serves.municipality_code == code)),
    }
    status_store.refresh(connection, site_ids=sites)


def _near(day: date) -> None:
    if abs(day - today()) > FURTHEST:
        raise Refused("Datoen ligger mere end fem år fra i dag. Ret årstallet.")


def _fit(text: str, longest: int) -> str | None:
    text = text.strip()
    if len(text) > longest:
        raise Refused(f"Teksten er for lang: {len(text)} tegn. Kort den ned til højst {longest}.")
    if CPR.search(text):
        raise Refused(REFUSED)
    return text or None
