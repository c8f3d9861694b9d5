"""What the answers of each place say, wave by wave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from programme.answers import EPOCH, Answers, Ints, number_of
from programme.facts import Said

QUESTIONS = (
    *("programme_status", "management", "local_lead", "prescription", "kit_stock", "procedure", "plan"),
    *("refresher", "courses", "talks", "citizens", "kits", "target_group", "first_course_on"),
    *("next_date", "barriers"),
)
ADDED_UP = ("citizens", "kits")
YES = 1


@dataclass(frozen=True)
class Place:
    """The answers of one place; days ascending, facts newest first."""

    answers: dict[str, tuple[Said, ...]] = field(default_factory=dict)
    answered: tuple[date, ...] = ()
    activity: tuple[date, ...] = ()
    kits_on: tuple[date, ...] = ()
    resupply_on: date | None = None
    planned: tuple[date, ...] = ()
    wished: tuple[date, ...] = ()

    def without_counts(self) -> Place:
        """The same without what is added up over sites."""
        return replace(self, answers={name: said for name, said in self.answers.items() if name not in ADDED_UP})


def places(answers: Answers, as_of: date, network_days: int) -> dict[int, Place]:
    """What every place has said until a day, by place; answers must hold nothing newer."""
    groups = _Groups(answers)
    facts = {name: groups.newest(name) for name in QUESTIONS}
    answered = groups.days(np.ones(len(answers.day), bool))
    activity = groups.days(answers.is_activity)
    kits = groups.days(answers.values["kits"] > 0)
    resupply = groups.days(answers.is_resupply)
    opens = number_of(as_of - timedelta(days=network_days))
    wished = groups.days((answers.values["network_wish"] == YES) & (answers.day > opens))
    planned = groups.planned()
    return {
        place: Place(
            answers={name: tuple(sorted(said[place], reverse=True)) for name, said in facts.items() if place in said},
            answered=days,
            activity=activity.get(place, ()),
            kits_on=kits.get(place, ()),
            resupply_on=min(resupply.get(place, ()), default=None),
            planned=planned.get(place, ()),
            wished=wished.get(place, ()),
        )
        for place, days in answered.items()
    }


class _Groups:
    """The answers of each place and wave; where two rows claim one place in an array, the last one written stays."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.places: list[int] = (answers.groups >> 14).tolist()
        self.waves: list[int | None] = [
            wave if wave >= 0 else None for wave in ((answers.groups & 0x3FFF) - 1).tolist()
        ]

    def newest(self, name: str) -> dict[int, list[Said]]:
        """The newest fact of each wave, by place."""
        values = self.answers.values[name]
        last = self._rows(np.flatnonzero(values >= 0))
        found = np.flatnonzero(last >= 0)
        rows = last[found]
        days = (self.answers.day[rows] + EPOCH).tolist()
        said: dict[int, list[Said]] = defaultdict(list)
        for n, day, number, value in zip(
            found.tolist(), days, self.answers.number[rows].tolist(), values[rows].tolist(), strict=True
        ):
            said[self.places[n]].append(Said(date.fromordinal(day), number, value, self.waves[n]))
        return said

    def days(self, is_told: NDArray[np.bool_]) -> dict[int, tuple[date, ...]]:
        """The first and the last day on which each wave told it, by place, ascending."""
        told = np.flatnonzero(is_told)
        first, last = self._rows(told[::-1]), self._rows(told)
        found = np.flatnonzero(last >= 0)
        named = [self.places[n] for n in found.tolist()]
        rows = np.concatenate([first[found], last[found]])
        return _dates(named * 2, (self.answers.day[rows] + EPOCH).tolist())

    def planned(self) -> dict[int, tuple[date, ...]]:
        """The distinct planned dates of each place that no reported activity followed, ascending."""
        told = np.flatnonzero(self.answers.values["next_date"] >= 0)
        days, group = self.answers.values["next_date"][told], self.answers.group[told]
        still = days > self._last_activity()[group]
        pairs = np.unique(self.answers.place[told][still] << 24 | days[still])
        return _dates((pairs >> 24).tolist(), (pairs & 0xFFFFFF).tolist())

    def _last_activity(self) -> Ints:
        """Per group the day of the newest activity that its place has reported, as an ordinal; 0 for none."""
        last = self._rows(np.flatnonzero(self.answers.is_activity))
        days = np.where(last >= 0, self.answers.day[last] + EPOCH, 0) if len(self.answers.day) else last
        starts = np.flatnonzero(np.diff(self.answers.groups >> 14, prepend=-1))
        of_place = np.maximum.reduceat(days, starts) if len(starts) else days
        return np.repeat(of_place, np.diff(starts, append=len(days)))

    def _rows(self, told: Ints) -> Ints:
        """Per group the last of these rows, or -1."""
        rows = np.full(len(self.answers.groups), -1)
        rows[self.answers.group[told]] = told
        return rows


def _dates(places: list[int], days: list[int]) -> dict[int, tuple[date, ...]]:
    found: dict[int, set[int]] = defaultdict(set)
    for place, day in zip(places, days, strict=True):
        found[place].add(day)
    return {place: tuple(date.fromordinal(day) for day in sorted(days)) for place, days in found.items()}


def merged(places: list[Place]) -> Place:
    """Several as one: a site's own answers and those given for its whole municipality."""
    if len(places) == 1:
        return places[0]
    questions = {question for place in places for question in place.answers}
    return Place(
        answers={q: _newest_per_wave([s for p in places for s in p.answers.get(q, ())]) for q in questions},
        answered=_days(day for place in places for day in place.answered),
        activity=_days(day for place in places for day in place.activity),
        kits_on=_days(day for place in places for day in place.kits_on),
        resupply_on=min((place.resupply_on for place in places if place.resupply_on), default=None),
        planned=_days(day for place in places for day in place.planned),
        wished=_days(day for place in places for day in place.wished),
    )


def _days(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


def _newest_per_wave(said: list[Said]) -> tuple[Said, ...]:
    newest: dict[int | None, Said] = {}
    for word in sorted(said):
        newest[word.wave] = word
    return tuple(sorted(newest.values(), reverse=True))
