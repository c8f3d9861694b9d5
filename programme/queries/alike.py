"""Municipalities like one that got past the same barrier, and whom the viewer may ask there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, or_, select

from access.viewer import Viewer
from programme.calendar import today
from programme.definitions import definitions
from programme.likeness import Alike, Past, Place, alike
from programme.queries import shared
from programme.queries.network import contacts
from programme.sight import Sight, homes, sight
from storage import tables as t

STARTED = ("i_drift", "forankret", "paa_vej")
LONGEST = 280  # characters of what somebody wrote
COLUMNS = ["code", "name", "size", "shares", "km", "barrier", "barrier_name", "named_on", "is_before", "days_to_start"]
m, s, sm, ss, r = shared.m, shared.s, shared.sm, shared.ss, t.response.c


@dataclass(frozen=True)
class Likeness:
    """Whom to ask; `useless` says why there is nobody: silent | no_barrier | none."""

    found: pd.DataFrame  # COLUMNS, contact (a name), wrote, wrote_on: the last three where the viewer may see people
    relaxed: tuple[str, ...]  # demands that had to fall: place, kind, size
    useless: str | None


def likeness(code: str, *, viewer: Viewer) -> Likeness | None:
    """Municipalities alike that started and had the same barrier, the most alike first; None: no such code.

    days_to_start is counted from the first trained trainer, km as the crow flies. The name of somebody to ask and what
    they wrote are there where the viewer may see people.
    """
    may = sight(viewer)
    with shared.states() as connection:
        places = _places(connection)
        if code not in places:
            return None
        state, barriers = _own(connection, code)
        if state == "ukendt" or not barriers:
            return Likeness(_frame([]), (), "silent" if state == "ukendt" else "no_barrier")
        found, relaxed = alike(places[code], list(_past(connection, places, barriers)))
        codes = [one.past.place.code for one in found]
        people = contacts(connection, codes, may) if may.people else {}
        wrote = _wrote(connection, codes, may) if may.people else {}
    rows = [
        (*_facts(one), people.get(other, (None,))[0], *wrote.get(other, (None, None)))
        for one, other in zip(found, codes, strict=True)
    ]
    return Likeness(_frame(rows), relaxed, None if rows else "none")


def _frame(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*COLUMNS, "contact", "wrote", "wrote_on"])


def _facts(one: Alike) -> tuple[Any, ...]:
    names = {barrier.code: barrier.title for barrier in definitions().barriers}
    past, place = one.past, one.past.place
    where = (place.code, place.name, place.size, one.shares, one.km)
    return (*where, past.barrier, names[past.barrier], past.named_on, past.is_before, past.days_to_start)


def _places(connection: Connection) -> dict[str, Place]:
    kinds: dict[str, set[int]] = {}
    for code, kind in connection.execute(select(s.municipality_code, s.kind).where(s.is_in_scope)):
        kinds.setdefault(code, set()).add(kind)
    query = select(m.code, m.name, m.size, m.region_code, m.lon, m.lat)
    return {row.code: Place(*row, frozenset(kinds.get(row.code, ()))) for row in connection.execute(query)}


def _own(connection: Connection, code: str) -> tuple[str | None, set[str]]:
    """The municipality's state, and the barriers that the newest answers of its sites name."""
    state = connection.scalar(select(sm.state).where(sm.as_of == today(), sm.municipality_code == code))
    named = select(ss.barriers).join_from(t.site_status, t.site, s.id == ss.site_id)
    told = connection.scalars(named.where(ss.as_of == today(), s.municipality_code == code))
    return state, {barrier for one in told for barrier in one.split(",") if barrier}


def _past(connection: Connection, places: dict[str, Place], barriers: Iterable[str]) -> Iterable[Past]:
    """Every municipality that is running, with each of these barriers that it has named."""
    wanted = set(barriers)
    columns = (r.barrier_1, r.barrier_2, r.barrier_3)
    query = (
        select(sm.municipality_code, sm.day_zero, sm.started_on, r.answered_on, *columns)
        .join_from(t.response, t.site, s.id == r.site_id)
        .join(t.municipality_status, (sm.municipality_code == s.municipality_code) & (sm.as_of == today()))
        .where(or_(*(column.in_(wanted) for column in columns)), r.answered_on <= today())
        .where(sm.state.in_(STARTED), sm.started_on.is_not(None), sm.day_zero.is_not(None))
        .order_by(r.answered_on)
    )
    first: dict[tuple[str, str], Past] = {}
    for code, zero, started, named_on, *named in connection.execute(query):
        for barrier in wanted.intersection(named):
            days = max((started - zero).days, 0)
            first.setdefault((code, barrier), Past(places[code], barrier, named_on, days, named_on < started))
    return first.values()


def _wrote(connection: Connection, codes: list[str], may: Sight) -> dict[str, tuple[str, Any]]:
    """The newest free text of each municipality's sites whose people the viewer may see."""
    query = (
        select(s.municipality_code, s.id, r.free_text, r.answered_on)
        .join_from(t.response, t.site, s.id == r.site_id)
        .where(s.municipality_code.in_(codes), r.free_text.is_not(None), r.free_text != "", r.answered_on <= today())
        .order_by(r.answered_on.desc(), r.id.desc())
    )
    rows = connection.execute(query).all()
    network_of = homes(connection, {row.id for row in rows})
    found: dict[str, tuple[str, Any]] = {}
    for row in rows:
        if may.people.covers(network_of[row.id]):
            text = row.free_text if len(row.free_text) <= LONGEST else row.free_text[: LONGEST - 1] + "…"
            found.setdefault(row.municipality_code, (text, row.answered_on))
    return found
