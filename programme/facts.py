"""What is known about a site as of a day: the only thing that states are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple


class Said(NamedTuple):
    """What an answer says to one question; the order of tuples is the order of newness."""

    on: date
    number: int  # of the answer: settles which of two on the same day is newer
    value: int  # a code, a count, or a date's ordinal
    wave: int | None = None


class Pause(NamedTuple):
    """A documented pause: the clock stands still from `start` to the day before `end`."""

    start: date
    end: date


class Planned(NamedTuple):
    """A day that the municipality's plan names, and the day on which it was written there."""

    on: date
    day: date


@dataclass(frozen=True)
class SiteFacts:
    """Everything known about a site as of a day; nothing in it is newer than that day except plans."""

    site_id: int
    name: str
    size: str
    is_in_scope: bool = True
    day_zero: date | None = None  # first trained trainer
    second_trainer_on: date | None = None
    coordinator_on: date | None = None  # first trained naloxonansvarlig
    trained: int = 0
    active: int = 0  # employed, not on leave, and with the task
    left_on: date | None = None  # newest word that a trainer is not active
    is_left_answered: bool = False  # said in an answer, not on a list
    session_trainers: int = 0  # reported a course or talk lately
    shared_active: int = 0  # active trainers of sites that serve this site's municipality
    shared_trainer_on: date | None = None
    answers: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)  # newest per wave, newest first
    answered: tuple[date, ...] = ()  # first and last answer of each wave, ascending
    noted: tuple[date, ...] = ()  # notes and events, ascending
    heard_on: date | None = None  # when a status was written, also one that says only that nothing has changed
    activity: tuple[date, ...] = ()  # first and last answer of each wave that reports a course, talk or kit
    kits_on: tuple[date, ...] = ()  # the same for kits handed out
    resupply_on: date | None = None
    planned: tuple[date, ...] = ()  # distinct planned dates that no reported activity followed, ascending
    wished: tuple[date, ...] = ()  # first and last answer of each wave, in the network year, with a yes to the network
    network_notes: tuple[date, ...] = ()  # meetings and status notes within the network year
    pauses: tuple[Pause, ...] = ()
    barriers: tuple[str, ...] = ()
    shared_steps: Mapping[str, date] = field(default_factory=dict)  # done by the lead of a shared programme
    plan_written: date | None = None  # the newest change of the municipality's plan
    plan_dates: Mapping[str, Planned] = field(default_factory=dict)  # K5 and O1 that are not done
    plan_done: Mapping[str, Planned] = field(default_factory=dict)  # steps that somebody marked as done, and when

    def newest(self, question: str) -> Said | None:
        """The newest dated fact: it wins, whoever said it."""
        said = self.answers.get(question, ())
        return said[0] if said else None

    def code(self, question: str) -> int | None:
        """The value of the newest fact."""
        newest = self.newest(question)
        return newest.value if newest else None

    def since(self, question: str, *values: int) -> date | None:
        """The day from which every answer said one of these values; None when the newest does not."""
        day = None
        for said in self.answers.get(question, ()):
            if said.value not in values:
                break
            day = said.on
        return day

    def marked(self, step: str, question: str = "", *taken_back_by: int) -> date | None:
        """The day that the plan gives for a step done, unless a newer answer to the question says one of these."""
        mark = self.plan_done.get(step)
        said = self.newest(question)
        if mark is None or (said and said.on > mark.on and said.value in taken_back_by):
            return None
        return mark.day

    def total(self, question: str) -> int:
        """The sum over waves of the newest count of each."""
        return sum(said.value for said in self.answers.get(question, ()))

    @property
    def last_heard(self) -> date | None:
        """The newest answer, note, event or change of the plan, whatever it says."""
        words = (self.heard_on, self.plan_written)
        return max((*self.answered[-1:], *self.noted[-1:], *(day for day in words if day)), default=None)


@dataclass(frozen=True)
class Clock:
    """Counts days up to a day; a documented pause stops it, for so many days at most."""

    as_of: date
    pauses: tuple[Pause, ...]
    most: int

    def elapsed(self, since: date) -> int:
        """Days from `since`, paused days left out."""
        return (self.as_of - since).days - self.paused(since)

    def paused(self, since: date) -> int:
        """Paused days from `since`, each counted once, and never more than the most."""
        if not self.pauses:
            return 0
        days: set[date] = set()
        for pause in self.pauses:
            start, end = max(pause.start, since), min(pause.end, self.as_of)
            days.update(start + timedelta(days=n) for n in range((end - start).days))
        return min(len(days), self.most)
