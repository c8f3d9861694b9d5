"""A municipality's plan as a viewer may see it, and what is overdue in a network."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select, union_all

from access import policy
from access.permissions import Permission
from access.policy import Reach, require
from access.viewer import Viewer
from programme import plan_facts, plan_log
from programme.calendar import today
from programme.definitions import definitions
from programme.plan_guide import OWN, done_by_lead
from programme.plan_log import Entry, Made
from programme.queries import shared
from storage import tables as t
from storage.plan_tables import plan_change, plan_word

OVERDUE = ["code", "name", "step", "title", "due_on", "responsible"]
HISTORY = ["at", "author", "step", "due_on", "done_on", "responsible", "comment"]
m, s, ss = shared.m, shared.s, shared.ss


@dataclass(frozen=True)
class PlanView:
    """Everything that a plan's page shows; `made` is None until somebody made a plan.

    steps: step, title, phase, proof, what is proved (done_on, by answers or by the plan's mark), marked_on, due_on,
    is_overdue, is_done_by_lead, change_id, and responsible and comment for those who may see the network's people.
    """

    code: str
    name: str
    network_id: int | None
    size: str
    made: Made | None
    steps: pd.DataFrame
    history: pd.DataFrame  # as HISTORY, newest first; empty for those who may not see people
    as_of: date
    may_edit: bool
    sees_people: bool


def plan(code: str, *, viewer: Viewer) -> PlanView | None:
    """A municipality's plan today; None when there is no such code. Raises Forbidden for who may not see progress."""
    require(viewer, Permission.SEE_PROGRESS)
    with shared.states() as connection:
        found = connection.execute(select(m.name, m.size).where(m.code == code)).first()
        if found is None:
            return None
        network_id = plan_log.network_of(connection, code)
        sees_people = policy.reach(viewer, Permission.SEE_PEOPLE).covers(network_id)
        log = plan_log.entries(connection, code, with_words=sees_people)
        made = plan_log.made(connection, code, with_words=sees_people)
        done = done_steps(connection, {code}).get(code)
    newest_made = made[-1] if made else None
    return PlanView(
        code=code,
        name=found.name,
        network_id=network_id,
        size=newest_made.size if newest_made else found.size,
        made=newest_made,
        steps=_steps(plan_log.newest(log), done, newest_made, found.size),
        history=_history(log if sees_people else []),
        as_of=today(),
        may_edit=policy.reach(viewer, Permission.EDIT_PLAN).covers(network_id),
        sees_people=sees_people,
    )


def overdue_steps(network_id: int, *, viewer: Viewer) -> pd.DataFrame:
    """Planned steps of a network's municipalities whose date has passed and that are not done, oldest date first.

    responsible is there for those who may see the network's people. Raises Forbidden.
    """
    require(viewer, Permission.SEE_PROGRESS)
    people = policy.reach(viewer, Permission.SEE_PEOPLE)
    with shared.states() as connection:
        member = t.network_municipality.c
        query = select(m.code, m.name, m.size).join(t.network_municipality, member.municipality_code == m.code)
        members = connection.execute(query.where(member.network_id == network_id, member.until.is_(None))).all()
        changes = plan_facts.changes(connection, until=today())
        late = {
            (code, change.step): (name, size, change.due_on)
            for code, name, size in members
            for change in {one.step: one for one in changes.get(code, [])}.values()
            if change.due_on and change.due_on < today() and not change.done_on
        }
        codes = {code for code, _ in late}
        done = done_steps(connection, codes)
        named = _responsible(connection, codes, people, network_id)
    titles = {step.code: step for step in definitions().steps}
    rows = [
        (code, name, step, definitions().step_for(titles[step], size).title, due_on, named.get((code, step)))
        for (code, step), (name, size, due_on) in late.items()
        if not done.get(code, {}).get(step)
    ]
    return pd.DataFrame(rows, columns=OVERDUE).sort_values(["due_on", "name", "step"], ignore_index=True)


def _responsible(
    connection: Connection, codes: set[str], people: Reach, network_id: int
) -> dict[tuple[str, str], str | None]:
    if not codes or not people.covers(network_id):
        return {}
    c, w = plan_change.c, plan_word.c
    query = select(c.municipality_code, c.step, w.responsible).join_from(plan_change, plan_word)
    query = query.where(c.municipality_code.in_(codes), c.step.is_not(None)).order_by(c.id)
    return {(code, step): responsible for code, step, responsible in connection.execute(query)}


def done_steps(connection: Connection, codes: set[str]) -> dict[str, dict[str, date | None]]:
    """Per municipality the day on which the last of its sites did each step, by today's states; only those with sites.

    A site of another municipality counts where its kind counts as the municipality's own.
    """
    serves, own = t.site_serves.c, definitions().kinds_that_count_as_own
    columns = (ss.day_zero, ss.done_mask, ss.step_days)
    inside = select(s.municipality_code, *columns).join(t.site, s.id == ss.site_id)
    serving = select(serves.municipality_code, *columns).join(t.site, s.id == ss.site_id)
    serving = serving.join(t.site_serves, serves.site_id == s.id).where(serves.municipality_code.in_(codes))
    serving = serving.where(s.kind.in_(own), s.municipality_code != serves.municipality_code)
    both = union_all(
        inside.where(s.municipality_code.in_(codes), ss.as_of == today()), serving.where(ss.as_of == today())
    )
    sites: dict[str, list[tuple[date | None, int, list[str]]]] = defaultdict(list)
    for code, zero, done, days in connection.execute(both):
        sites[code].append((zero, done, days.split(",")))
    return {code: _all_done(listed) for code, listed in sites.items()}


def _all_done(sites: list[tuple[date | None, int, list[str]]]) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for n, step in enumerate(definitions().steps):
        is_done = all(done >> n & 1 for _, done, _ in sites)
        days = [_day(zero, days[n]) for zero, _, days in sites if n < len(days)] if is_done else []
        found[step.code] = max((day for day in days if day), default=None)
    return found


def _day(zero: date | None, days: str) -> date | None:
    return zero + timedelta(days=int(days)) if zero and days else None


def _steps(
    newest: dict[str, Entry], done: dict[str, date | None] | None, made: Made | None, own_size: str
) -> pd.DataFrame:
    known = definitions()
    programme, size = (made.programme, made.size) if made else (OWN, own_size)
    phases = {phase.code: phase.title for phase in known.phases}
    rows: list[dict[str, Any]] = []
    for step in known.steps:
        own, entry = known.step_for(step, size), newest.get(step.code)
        marked_on = entry.done_on if entry else None
        done_on = done[step.code] if done is not None else marked_on
        due_on = entry.due_on if entry else None
        rows.append(
            {
                "step": own.code,
                "title": own.title,
                "phase": phases[own.phase],
                "proof": own.proof,
                "due_on": due_on,
                "done_on": done_on,
                "marked_on": marked_on,
                "is_overdue": bool(due_on and not done_on and due_on < today()),
                "is_done_by_lead": done_by_lead(step, programme),
                "is_applicable": own.is_applicable,
                "change_id": entry.id if entry else 0,
                "responsible": entry.responsible if entry else None,
                "comment": entry.comment if entry else None,
            }
        )
    return pd.DataFrame(rows)


def _history(log: list[Entry]) -> pd.DataFrame:
    rows = [tuple(getattr(entry, name) for name in HISTORY) for entry in reversed(log)]
    return pd.DataFrame(rows, columns=HISTORY)
