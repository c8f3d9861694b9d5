"""Keeps computed states in the database: as of today, and as of the close of each wave."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select

from programme import published, rollup, waves
from programme.calendar import now, today
from programme.definitions import holding, stored
from programme.evidence import Evidence, evidence
from programme.facts import SiteFacts
from programme.placing import parted
from programme.rollup import Municipality, Programme, Rolled
from programme.status import SiteStatus
from storage import bulk, scope
from storage import tables as t
from storage.engine import one_at_a_time

OUTSIDE = "ikke_omfattet"
MOST_NAMED = 2000  # sites; beyond that it is quicker to compute everything


@dataclass(frozen=True)
class StatusChange:
    """The municipalities whose state today is another than before: (kommunekode, from, to)."""

    changed: list[tuple[str, str, str]]


def refresh(connection: Connection, *, site_ids: set[int] | None = None, run_id: int | None = None) -> StatusChange:
    """Computes what these sites touch (None: everything) and notes each municipality that changed state today.

    site_ids: sites, and municipalities that were answered for as a whole (programme/placing.py).
    """
    # States count all trainers, whoever's request sets it off, and one version of the model gives all of them.
    with scope.system_within(connection), holding(stored(connection)), _uncollected():
        one_at_a_time(connection)
        before = _live(connection)
        codes = _codes(connection, site_ids) if site_ids is not None and is_current(connection) else None
        if codes is None or not _refresh_some(connection, codes):
            _refresh_all(connection)
        published.write(connection, _days(connection))
        return _changes(connection, before, run_id)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Facts by the million have no cycles, and looking for some takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def is_current(connection: Connection) -> bool:
    """Whether today's states are there, and published with them."""
    return published.is_there(connection, today())


def _refresh_all(connection: Connection) -> None:
    known = evidence(connection, until=today())
    waves.write(connection, known, None)
    for table in (t.site_status, t.municipality_status):
        connection.execute(delete(table))
    for day in _days(connection):
        municipalities = rollup.municipalities(connection, day)
        _write(connection, rollup.programme(known, municipalities, day), known, municipalities)


def _refresh_some(connection: Connection, codes: set[str]) -> bool:
    """False when a wave's close has moved, which touches everything."""
    known = evidence(connection, until=today(), site_ids=_sites_of(connection, codes), codes=codes)
    ends = waves.month_ends(connection)
    waves.write(connection, known, codes)
    if waves.month_ends(connection) != ends:
        return False
    inside = {site.id for site in known.sites.values() if site.municipality_code in codes}
    for day in _days(connection):
        _forget(connection, day, codes, inside)
        municipalities = rollup.municipalities(connection, day, codes)
        _write(connection, rollup.programme(known, municipalities, day), known, municipalities)
    return True


def _days(connection: Connection) -> list[date]:
    return sorted({today(), *waves.closes(connection).values()})


def _live(connection: Connection) -> dict[str, str]:
    """The states that were newest until now."""
    m = t.municipality_status.c
    newest = select(func.max(m.as_of)).scalar_subquery()
    return dict(connection.execute(select(m.municipality_code, m.state).where(m.as_of == newest)).all())


def _codes(connection: Connection, places: set[int]) -> set[str] | None:
    """The municipalities that these sites lie in or serve; None when a site is gone or there are too many to name."""
    if len(places) > MOST_NAMED:
        return None
    site_ids, named = parted(places)
    site_ids |= _sites_of(connection, named)  # what is said for a municipality as a whole counts at each of them
    s, serves = t.site.c, t.site_serves.c
    found = connection.execute(select(s.id, s.municipality_code).where(s.id.in_(site_ids))).all()
    served = connection.scalars(select(serves.municipality_code).where(serves.site_id.in_(site_ids)))
    return named | {code for _, code in found} | set(served) if len(found) == len(site_ids) else None


def _sites_of(connection: Connection, codes: set[str]) -> set[int]:
    s, serves = t.site.c, t.site_serves.c
    inside = connection.scalars(select(s.id).where(s.municipality_code.in_(codes)))
    return {*inside, *connection.scalars(select(serves.site_id).where(serves.municipality_code.in_(codes)))}


def _forget(connection: Connection, day: date, codes: set[str], sites: set[int]) -> None:
    m, s = t.municipality_status.c, t.site_status.c
    connection.execute(delete(t.municipality_status).where(m.as_of == day, m.municipality_code.in_(codes)))
    connection.execute(delete(t.site_status).where(s.as_of == day, s.site_id.in_(sites)))


def _write(connection: Connection, states: Programme, known: Evidence, municipalities: dict[str, Municipality]) -> None:
    day = states.as_of
    sites = [
        _site_row(day, states.facts[site.id], states.sites[site.id])
        for site in known.sites.values()
        if site.municipality_code in municipalities
    ]
    _insert(connection, t.site_status, sites)
    rows = [_municipality_row(day, municipalities[code], rolled) for code, rolled in states.municipalities.items()]
    _insert(connection, t.municipality_status, rows)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        bulk.insert(connection, table, list(rows[0]), [list(row.values()) for row in rows])


def _common(day: date, status: SiteStatus) -> dict[str, Any]:
    return {
        "as_of": day,
        "state": status.state,
        "rule": status.rule,
        "reason": status.reason,
        "clears": status.clears,
        "day_zero": status.day_zero,
        "started_on": status.started_on,
        "final_stage": status.final_stage,
        "active_trainers": status.active_trainers,
        "last_heard": status.last_heard,
    }


def _municipality_row(day: date, municipality: Municipality, rolled: Rolled) -> dict[str, Any]:
    return _common(day, rolled.status) | {
        "municipality_code": municipality.code,
        "network_id": municipality.network_id,
        "steps_done": rolled.steps_done,
        "steps_applicable": rolled.steps_applicable,
        "sites": rolled.sites,
    }


def _site_row(day: date, facts: SiteFacts, status: SiteStatus) -> dict[str, Any]:
    done = [step.is_applicable and step.done_on is not None for step in status.steps]
    since = [
        str((step.done_on - facts.day_zero).days) if step.done_on and facts.day_zero else "" for step in status.steps
    ]
    return _common(day, status) | {
        "site_id": facts.site_id,
        "steps_done": status.steps_done,
        "steps_applicable": status.steps_applicable,
        "trained_trainers": facts.trained,
        "session_trainers": facts.session_trainers,
        "citizens": facts.total("citizens"),
        "kits": facts.total("kits"),
        "last_kit_on": facts.kits_on[-1] if facts.kits_on else None,
        "done_mask": sum(1 << n for n, is_done in enumerate(done) if is_done),
        "applicable_mask": sum(1 << n for n, step in enumerate(status.steps) if step.is_applicable),
        "step_days": ",".join(since),
        "barriers": ",".join(facts.barriers),
    }


def _changes(connection: Connection, before: dict[str, str], run_id: int | None) -> StatusChange:
    m = t.municipality_status.c
    query = select(m.municipality_code, m.state, m.reason).where(m.as_of == today()).order_by(m.municipality_code)
    found = [
        (code, before.get(code, OUTSIDE), state, reason)
        for code, state, reason in connection.execute(query)
        if before.get(code, OUTSIDE) != state
    ]
    at = now()
    rows = [
        {"municipality_code": code, "at": at, "run_id": run_id, "from_state": old, "to_state": new, "reason": reason}
        for code, old, new, reason in found
    ]
    _insert(connection, t.state_change, rows)
    return StatusChange([(code, old, new) for code, old, new, _ in found])
