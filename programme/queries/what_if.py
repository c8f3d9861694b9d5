"""What if: other limits, and a trainer who stops; computed on the spot and not kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from access.viewer import Viewer
from programme import rollup, what_if
from programme.calendar import today
from programme.definitions import definitions
from programme.evidence import Evidence, evidence
from programme.queries import shared
from programme.rollup import Municipality, Programme
from programme.sight import Sight, homes, sight
from programme.status import evaluate
from storage import scope
from storage import tables as t

STALLED, OUTSIDE = "gaaet_i_staa", "ikke_omfattet"
FEW, BANDED = 2, 4  # active trainers: one or none are left when one stops; what a band calls few
MOST_NAMED = 500
CHANGED = ["code", "name", "before", "after", "reason"]
SITES = ["site_id", "site", "code", "municipality", "active", "left", "state"]


@dataclass(frozen=True)
class Limit:
    """What another limit would change: CHANGED, and how many would have stalled."""

    days: int
    changed: pd.DataFrame
    stalled: int


@dataclass(frozen=True)
class Leaving:
    """What would change if one trainer stopped: CHANGED for the municipalities that move."""

    name: str
    site: str
    left: int  # active trainers of the site, after
    municipality: str
    changed: pd.DataFrame


@dataclass(frozen=True)
class WhatIf:
    """Everything of the page. Numbers of people are bands for those who may not see exact figures."""

    as_of: date
    limit: int  # today's
    extra: int  # days more for the most patient size
    stalled: int
    limits: tuple[Limit, ...]
    sites: pd.DataFrame  # SITES: what would be left with one or none; state (then) is missing where active is a band
    none_left: int | str
    one_left: int | str
    is_exact: bool
    trainers: list[tuple[int, str]]  # (id, name and site) of those sites, whom the viewer may see
    leaving: Leaving | None


def what_if_view(trainer_id: int | None = None, *, viewer: Viewer) -> WhatIf:
    """What other limits, or one trainer fewer, would change today; names only of people whom the viewer may see."""
    may, day = sight(viewer), today()
    with shared.states() as connection:
        municipalities = rollup.municipalities(connection, day)
        with scope.system_within(connection):  # states count all trainers, also those that the viewer may not see
            known = what_if.read_once(evidence(connection, until=day))
        now = rollup.programme(known, municipalities, day)
        limits = tuple(_limit(known, now, municipalities, days, may) for days in what_if.LIMITS)
        sites = _sites(known, now, municipalities)
        away = known.trainers.away(known.answers, day)
        people = {one.id: one for one in _people(connection, sites, may) if one.id not in away}
        leaving = _leaving(known, now, municipalities, people[trainer_id]) if trainer_id in people else None
    none, one = (int((sites["left"] == left).sum()) for left in (0, 1))
    return WhatIf(
        as_of=day,
        limit=what_if.limit(definitions()),
        extra=what_if.most_patient(definitions()),
        stalled=_stalled(now),
        limits=limits,
        sites=_as_seen(sites, may),
        none_left=may.staff(none),
        one_left=may.staff(one),
        is_exact=may.is_exact,
        trainers=[(one.id, f"{one.name}, {one.site}") for one in people.values()],
        leaving=leaving,
    )


def _limit(
    known: what_if.ReadOnce, now: Programme, municipalities: dict[str, Municipality], days: int, may: Sight
) -> Limit:
    after = what_if.at_limit(known, municipalities, now.as_of, days)
    codes = what_if.changes(now, after)
    return Limit(days, may.rows(_changed(codes, now, after, municipalities)), _stalled(after))


def _changed(
    codes: list[str], now: Programme, after: Programme, municipalities: dict[str, Municipality]
) -> pd.DataFrame:
    rows = [
        (code, municipalities[code].name, now.municipalities[code].status.state, one.state, one.reason)
        for code in codes
        for one in (after.municipalities[code].status,)
    ]
    return pd.DataFrame(rows, columns=CHANGED).sort_values("name", ignore_index=True)


def _stalled(states: Programme) -> int:
    return sum(1 for one in states.municipalities.values() if one.status.state == STALLED)


def _sites(known: Evidence, now: Programme, municipalities: dict[str, Municipality]) -> pd.DataFrame:
    """Sites in scope with few active trainers, and what the rules would say if one stopped today."""
    rows = []
    for site_id, facts in now.facts.items():
        if not 1 <= facts.active <= BANDED or now.sites[site_id].state == OUTSIDE:
            continue
        one_fewer = replace(facts, active=facts.active - 1, left_on=now.as_of, is_left_answered=False)
        then = evaluate(one_fewer, now.as_of).state
        code = known.sites[site_id].municipality_code
        rows.append((site_id, facts.name, code, municipalities[code].name, facts.active, facts.active - 1, then))
    return pd.DataFrame(rows, columns=SITES).sort_values(["left", "municipality", "site"], ignore_index=True)


def _as_seen(sites: pd.DataFrame, may: Sight) -> pd.DataFrame:
    """Those that would be left with one or none; in bands, all that the band holds, and no state that tells more."""
    if may.is_exact:
        return sites[sites["left"] < FEW].reset_index(drop=True)
    active = [may.staff(count) for count in sites["active"]]
    return sites.assign(active=active, left=None, state=None).sort_values(["municipality", "site"], ignore_index=True)


def _people(connection: Connection, sites: pd.DataFrame, may: Sight) -> list[Any]:
    """The trainers of those sites whom the viewer may see, by municipality and name."""
    wanted = [int(one) for one in sites.loc[sites["left"] < FEW, "site_id"]]
    network_of = homes(connection, wanted)
    seen = [site for site in wanted if may.people.covers(network_of.get(site))]
    p, s = t.trainer.c, t.site.c
    name = func.trim(func.coalesce(p.first_name, "") + " " + func.coalesce(p.last_name, "")).label("name")
    query = (
        select(p.id, name, p.site_id, s.name.label("site"), s.municipality_code)
        .join_from(t.trainer, t.site, s.id == p.site_id)
        .where(p.site_id.in_(seen))
        .order_by(s.municipality_code, s.name, p.last_name, p.first_name)
        .limit(MOST_NAMED)
    )
    return list(connection.execute(query))


def _leaving(known: Evidence, now: Programme, municipalities: dict[str, Municipality], who: Any) -> Leaving:
    after = rollup.programme(what_if.without(known, who.id, now.as_of), municipalities, now.as_of)
    codes = what_if.changes(now, after)
    left = after.facts[who.site_id].active
    changed = _changed(codes, now, after, municipalities)
    return Leaving(who.name, who.site, left, municipalities[who.municipality_code].name, changed)
