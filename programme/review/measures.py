"""The figures of a review besides the five of Overblik, added up by the database from the kept states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, func, select

from programme.definitions import definitions
from programme.queries import Figure, Overview, Selection, shared
from programme.queries.views import Unit
from programme.sight import Sight
from programme.suppression import SMALLEST_SHOWN, band, whole_percents
from storage import tables as t

OUTSIDE = "ikke_omfattet"
CODES = (  # in the order of the review; those between come from Overblik
    *("trained_trainers", "active_trainers", "start_rate", "time_to_start", "sites_delivering", "steps"),
    *("vulnerability", "citizens_trained", "kits", "kits_per_citizen", "kits_per_100000", "response_rate"),
)
STAFF = ("trained_trainers", "vulnerability")
m, s, sm, ss = shared.m, shared.s, shared.sm, shared.ss


class _Day(NamedTuple):
    """What the sites in scope add up to on a day."""

    sites: int = 0
    trained: int = 0
    delivering: int = 0
    vulnerable: int = 0
    steps_done: int = 0
    steps_applicable: int = 0
    population: int = 0


def measures(
    connection: Connection, found: Overview, before: date | None, selection: Selection, may: Sight
) -> list[Figure]:
    """All figures of a review in their order, as the viewer may see them; shares are of 1.

    Besides the five of Overblik, indicators: trained_trainers, sites_delivering, steps, vulnerability,
    kits_per_citizen, kits_per_100000, response_rate.
    """
    now = _day(connection, found.as_of, selection)
    was = _day(connection, before, selection) if before else None
    five = {figure.code: figure for figure in found.figures}
    rate = next(iter(five.values())).response_rate
    if rate is not None and not may.is_exact:
        rate = whole_percents(rate)
    more = {one.code: replace(one, response_rate=rate) for one in _figures(now, was)}
    if not may.is_exact:
        is_whole = selection == Selection(wave=selection.wave)
        more |= {code: _banded(more[code], is_whole) for code in STAFF}
    made = five | more | {one.code: one for one in _of_citizens(five, now.population, rate)}
    made["response_rate"] = Figure("response_rate", rate, None, "procent", None, None, None, has_change=False)
    made = {code: replace(one, response_rate=rate) for code, one in made.items()}
    return [made[code] for code in CODES]


def courses(connection: Connection, as_of: date) -> int:
    """Courses for trainers that have been held by a day, in the whole country."""
    return connection.scalar(select(func.count()).where(t.course.c.held_on <= as_of)) or 0


def _day(connection: Connection, as_of: date, selection: Selection) -> _Day:
    recent = as_of - timedelta(days=definitions().thresholds.recent_days)
    query: Any = select(
        func.count(),
        func.sum(ss.trained_trainers),
        func.sum(case((ss.last_kit_on > recent, 1), else_=0)),
        func.sum(case((ss.active_trainers == 1, 1), else_=0)),
        func.sum(ss.steps_done),
        func.sum(ss.steps_applicable),
    ).where(ss.as_of == as_of, ss.state != OUTSIDE)
    summed = connection.execute(shared.with_places(query, selection)).one()
    people = (
        select(func.sum(m.population))
        .join_from(t.municipality, t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == as_of))
        .where(sm.state != OUTSIDE, shared.municipalities_in(selection))
    )
    return _Day(*(int(number or 0) for number in (*summed, connection.scalar(people))))


def _figures(now: _Day, was: _Day | None) -> Iterable[Figure]:
    def figure(code: str, unit: Unit, part: Any, whole: Any) -> Figure:
        def value(day: _Day | None) -> float | None:
            if day is None or whole is None:
                return None if day is None else part(day)
            return part(day) / whole(day) if whole(day) else None

        return Figure(code, value(now), value(was), unit, part(now), whole(now) if whole else None, None)

    yield figure("trained_trainers", "antal", lambda day: day.trained, None)
    yield figure("sites_delivering", "procent", lambda day: day.delivering, lambda day: day.sites)
    yield figure("steps", "procent", lambda day: day.steps_done, lambda day: day.steps_applicable)
    yield figure("vulnerability", "antal", lambda day: day.vulnerable, None)


def _of_citizens(five: dict[str, Figure], population: int, rate: float | None) -> Iterable[Figure]:
    """Figures made of counts of citizens: from what is shown of these, so that nothing hidden can be reckoned."""
    kits, citizens = five["kits"], five["citizens_trained"]
    share = kits.value / citizens.value if kits.value is not None and citizens.value else None
    hidden = kits.shown or citizens.shown
    alone: dict[str, Any] = {"has_change": False}
    yield Figure(
        "kits_per_citizen", share, None, "procent", kits.value, citizens.value, rate, None if share else hidden, **alone
    )
    each = kits.value * 100_000 / population if kits.value is not None and population else None
    yield Figure("kits_per_100000", each, None, "antal", kits.value, population, rate, kits.shown, **alone)


def _banded(figure: Figure, is_whole: bool) -> Figure:
    """A staff figure for those who may not see small numbers: exact only for the whole country."""
    count = int(figure.value or 0)
    if is_whole and (count == 0 or count >= SMALLEST_SHOWN):
        return replace(figure, previous=None, has_change=False)
    return replace(figure, value=None, previous=None, numerator=None, shown=band(count), has_change=False)
