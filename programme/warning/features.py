"""What was known about each municipality, month by month: never more than was said or dated by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from programme.answers import Ints, number_of
from programme.definitions import Definitions, definitions
from programme.evidence import Evidence
from programme.facts import SiteFacts
from programme.rules import STOPPED, Case
from programme.steps import YES, started_on
from programme.warning.recipe import Floats, Recipe, recipe

NEVER = np.int64(1 << 40)  # a day number that does not come
DECIDED_WITHOUT_TIME, MOST_TRAINERS = 2, 3
SILENCE, BARRIER = 5, 6
ONE_SITE = 10  # columns of what is known about one site


@dataclass(frozen=True)
class History:
    """Municipalities down (M), days across (S): 30 days apart, the last is the day of the forecast.

    Day numbers count from 1970-01-01; NEVER where a day has not come. `values` are the seven features, 0..1.
    """

    codes: tuple[str, ...]
    days: Ints  # S
    zero: Ints  # M: first trained trainer
    started: Ints  # M x S: start as it was known then
    heard: Ints  # M x S: newest answer or note as of then, 0 for never
    is_open: NDArray[np.bool_]  # M x S: a site in scope with a trainer, and not decided to stop
    values: Floats  # M x S x 7
    groups: tuple[str, ...]  # M: the heaviest barrier's group on the last day, "" for none

    def ages(self, at: int) -> Ints:
        """Days since the first trainer on one of the days; negative before."""
        return np.asarray(self.days[at] - self.zero)

    def unknown_since(self, at: int) -> Ints:
        """The day from which a start would be news: that of the last word or the first trainer, not too long ago."""
        since = np.maximum(np.maximum(self.heard[:, at], self.zero), self.days[at] - recipe().unheard_days)
        return np.asarray(np.minimum(since, self.days[at]))

    def waiting(self, at: int) -> NDArray[np.bool_]:
        """The municipalities that were open on one of the days and not known to have started."""
        found = self.is_open[:, at] & (self.ages(at) >= 0) & (self.started[:, at] > self.days[at])
        return np.asarray(found)


def history(known: Evidence, as_of: date) -> History:
    """Everything known until a day, as it was known every 30 days before it, back to the first trainer."""
    made = recipe()
    known = _without_undated(known)
    codes = sorted({code for site in known.sites.values() for code in _codes(known, site.id)})
    first = int(known.trainers.trained.min(initial=number_of(as_of)))
    count = max((number_of(as_of) - first) // made.period_days + 1, 1)
    days = [as_of - timedelta(days=made.period_days * back) for back in reversed(range(count))]
    row_of = {code: row for row, code in enumerate(codes)}
    pairs = [(site, row_of[code]) for site in known.sites for code in _codes(known, site)]
    snapshots = [snapshot(_known_by(known, day).facts(day), day, pairs, len(codes), made) for day in days]
    zero, started, heard, is_open, values = (np.stack(column, axis=1) for column in zip(*snapshots, strict=True))
    return History(
        codes=tuple(codes),
        days=np.array([number_of(day) for day in days], np.int64),
        zero=zero[:, -1],
        started=started,
        heard=heard,
        is_open=is_open,
        values=values,
        groups=_groups(values[:, -1, BARRIER], made),
    )


def _without_undated(known: Evidence) -> Evidence:
    """A list that says without a date that somebody has left would tell the past what came later."""
    told = known.trainers
    return replace(known, trainers=replace(told, status=np.where(told.listed > told.trained, told.status, 0)))


def _known_by(known: Evidence, day: date) -> Evidence:
    """Without notes that were written later about an earlier day."""
    notes = {
        site: [note for note in told if note.written_on is None or note.written_on <= day]
        for site, told in known.notes.items()
    }
    return replace(known, notes=notes)


def _codes(known: Evidence, site_id: int) -> set[str]:
    """The municipalities whose own site it is: where it lies, and for private sites those that it serves."""
    site = known.sites[site_id]
    served = known.serves.get(site_id, set()) if site.kind in definitions().kinds_that_count_as_own else set()
    return {site.municipality_code, *served}


def snapshot(
    facts: dict[int, SiteFacts], day: date, pairs: list[tuple[int, int]], count: int, made: Recipe
) -> tuple[Ints, Ints, Ints, NDArray[np.bool_], Floats]:
    """zero, started, heard, is_open and values of every municipality on one day, from those of its sites."""
    rules = definitions()
    weights = {one.code: made.barrier_weight.get(one.group, 0.0) for one in rules.barriers}
    of_site = {site: _one(site_facts, day, rules, weights) for site, site_facts in facts.items()}
    told = np.array([of_site[site] for site, _ in pairs], float).reshape(len(pairs), ONE_SITE)
    row = np.array([row for _, row in pairs], np.int64)
    zero, started, heard, is_open, active, *yes = told.T
    days = np.full((2, count), NEVER)
    np.minimum.at(days[0], row, zero.astype(np.int64))
    np.minimum.at(days[1], row, started.astype(np.int64))
    newest, opened = np.zeros(count, np.int64), np.zeros(count, bool)
    np.maximum.at(newest, row, heard.astype(np.int64))
    np.logical_or.at(opened, row, is_open > 0)
    values = np.zeros((count, len(made.features)))
    np.add.at(values[:, 0], row, active)
    values[:, 0] = np.minimum(values[:, 0], MOST_TRAINERS) / MOST_TRAINERS
    for place, column in zip((1, 2, 3, 4, BARRIER), yes, strict=False):
        np.maximum.at(values[:, place], row, column)
    values[:, SILENCE] = _silent(days[0], newest, made)
    return days[0], days[1], newest, opened, values


def _silent(zero: Ints, heard: Ints, made: Recipe) -> NDArray[np.bool_]:
    """Others have been heard lately, this one has not: between two surveys nobody is silent."""
    return np.asarray(heard.max(initial=0) - np.maximum(heard, zero) > made.silent_days)


def _one(facts: SiteFacts, day: date, rules: Definitions, weights: Mapping[str, float]) -> tuple[float, ...]:
    """What is known about one site: three days, whether it is open, active trainers, and yes or no to the rest."""
    case = Case(facts, day, rules, {})
    started, management = started_on(facts, day), facts.code("management")
    is_open = facts.is_in_scope and facts.day_zero is not None and facts.code("programme_status") != STOPPED
    told = (
        number_of(facts.day_zero) if facts.day_zero else NEVER,
        number_of(started) if started else NEVER,
        number_of(facts.last_heard) if facts.last_heard else 0,
        is_open,
        facts.active,
        1.0 if management == YES else 0.5 if management == DECIDED_WITHOUT_TIME else 0.0,
        facts.code("local_lead") == YES,
        case.plan is not None,
        facts.code("prescription") == YES or "K2" in facts.shared_steps,
        max((weights.get(code, 0.0) for code in facts.barriers), default=0.0),
    )
    return tuple(map(float, told))


def _groups(weight: Floats, made: Recipe) -> tuple[str, ...]:
    """The group that a weight belongs to."""
    return tuple(next((name for name, one in made.barrier_weight.items() if one == w), "") for w in weight.tolist())
