"""What the answers of each place say, wave by wave."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from itertools import chain
from typing import TypeVar

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
Thing = TypeVar("Thing")


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
            answers={name: said[place] for name, said in facts.items() if place in said},
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
        self.places = answers.groups >> 14
        waves = (answers.groups & 0x3FFF) - 1
        self.waves = np.where(waves >= 0, waves, None)  # type: ignore[call-overload]
        self.on = _as_dates(answers.day + EPOCH)

    def newest(self, name: str) -> dict[int, tuple[Said, ...]]:
        """The newest fact of each wave, by place, newest first."""
        values = self.answers.values[name]
        last = self._rows(np.flatnonzero(values >= 0))
        found = np.flatnonzero(last >= 0)
        found = found[np.lexsort((-last[found], self.places[found]))]
        rows = last[found]
        columns = (self.on[rows], self.answers.number[rows], values[rows], self.waves[found])
        # Half a million facts: made without a line of Python for each.
        said = list(map(partial(tuple.__new__, Said), zip(*(column.tolist() for column in columns), strict=True)))
        return _by_place(self.places[found], said)

    def days(self, is_told: NDArray[np.bool_]) -> dict[int, tuple[date, ...]]:
        """The first and the last day on which each wave told it, by place, ascending."""
        told = np.flatnonzero(is_told)
        first, last = self._rows(told[::-1]), self._rows(told)
        found = np.flatnonzero(last >= 0)
        rows = np.concatenate([first[found], last[found]])
        return _dates(np.tile(self.places[found], 2), self.answers.day[rows] + EPOCH)

    def planned(self) -> dict[int, tuple[date, ...]]:
        """The distinct planned dates of each place that no reported activity followed, ascending."""
        told = np.flatnonzero(self.answers.values["next_date"] >= 0)
        days, group = self.answers.values["next_date"][told], self.answers.group[told]
        still = days > self._last_activity()[group]
        return _dates(self.answers.place[told][still], days[still])

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


def _dates(places: Ints, days: Ints) -> dict[int, tuple[date, ...]]:
    """The distinct dates of each place, ascending."""
    pairs = np.sort(places << 24 | days)  # np.unique hashes, and takes ten times as long
    pairs = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    return _by_place(pairs >> 24, _as_dates(pairs & 0xFFFFFF).tolist())


def _as_dates(days: Ints) -> NDArray[np.object_]:
    """Dates for ordinals; one object for each day, however often it is named."""
    distinct, where = np.unique(days, return_inverse=True)
    return np.array([date.fromordinal(day) for day in distinct.tolist()], object)[where]


def _by_place(places: Ints, things: list[Thing]) -> dict[int, tuple[Thing, ...]]:
    """What belongs to each place; places ascending."""
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    ends = np.append(starts[1:], len(things)).tolist()
    cut = zip(places[starts].tolist(), starts.tolist(), ends, strict=False)
    return {place: tuple(things[start:end]) for place, start, end in cut}


def merged(places: list[Place]) -> Place:
    """Several as one: a site's own answers and those given for its whole municipality."""
    if len(places) == 1:
        return places[0]
    questions = {question for place in places for question in place.answers}
    return Place(
        answers={q: _newest_per_wave([p.answers[q] for p in places if q in p.answers]) for q in questions},
        answered=_days([place.answered for place in places if place.answered]),
        activity=_days([place.activity for place in places if place.activity]),
        kits_on=_days([place.kits_on for place in places if place.kits_on]),
        resupply_on=min((place.resupply_on for place in places if place.resupply_on), default=None),
        planned=_days([place.planned for place in places if place.planned]),
        wished=_days([place.wished for place in places if place.wished]),
    )


def _days(told: list[tuple[date, ...]]) -> tuple[date, ...]:
    if len(told) < 2:
        return told[0] if told else ()
    return tuple(sorted({day for days in told for day in days}))


def _newest_per_wave(told: list[tuple[Said, ...]]) -> tuple[Said, ...]:
    if len(told) == 1:
        return told[0]
    newest = {said.wave: said for said in sorted(chain.from_iterable(told))}
    return tuple(sorted(newest.values(), reverse=True))
