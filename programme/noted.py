"""What status notes add to what a site has answered. Pure: the table of meanings is definitions/status_notes.toml."""

from __future__ import annotations

import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from programme.definitions import FOLDER, definitions
from programme.facts import Said
from programme.places import Place

STARTED, STALLED = 1, 5
COUNTS = ("courses", "talks", "citizens", "kits")
ACTIVITY = ("courses", "talks", "kits")
IS_NOTE = 1 << 40  # numbers of notes stand above those of answers: on the same day the note is the newer word


class Note(NamedTuple):
    """A pause, meeting or status note that was not retracted; the fields after kind and days are those of a status."""

    site_id: int
    kind: str
    dated_on: date
    until: date | None
    id: int = 0
    written_on: date | None = None
    step: str | None = None
    state: str | None = None
    next_date: date | None = None
    barrier: str | None = None
    courses: int | None = None
    talks: int | None = None
    citizens: int | None = None
    kits: int | None = None

    @property
    def says_something(self) -> bool:
        """False for a status that only says that nothing has changed: it was heard, and that is all."""
        return self.state != "unchanged"


@dataclass(frozen=True)
class StepMeaning:
    """What a status note about a step is as good as; the fields are the keys of the file."""

    code: str
    title: str
    names_course: bool = False
    is_activity: bool = False
    done: Mapping[str, int] = field(default_factory=dict)
    planned: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Meanings:
    """The states and steps that a status note can name, in the order in which they are offered."""

    states: Mapping[str, str]  # code -> label
    steps: Mapping[str, StepMeaning]


@functools.cache
def meanings() -> Meanings:
    """The table; raises TypeError on a key that it does not know."""
    found = tomllib.loads((FOLDER / "status_notes.toml").read_text(encoding="utf-8"))
    steps = [StepMeaning(**row) for row in found["step"]]
    return Meanings({row["code"]: row["label"] for row in found["state"]}, {step.code: step for step in steps})


def told(place: Place, notes: Iterable[Note]) -> Place:
    """The place with what status notes say; notes by day, oldest first, none newer than the day that is looked at."""
    said = [note for note in notes if note.kind == "status" and note.says_something]
    return _Telling(place, said).place() if said else place


class _Telling:
    def __init__(self, place: Place, notes: Sequence[Note]) -> None:
        self.before, self.notes = place, notes
        self.facts: dict[str, list[Said]] = defaultdict(list)
        self.activity: list[date] = []
        self.kits_on: list[date] = []
        self.resupply_on: list[date] = [place.resupply_on] if place.resupply_on else []
        self.planned: list[date] = []

    def place(self) -> Place:
        for note in self.notes:
            self._hear(note)
        activity = _days(self.before.activity, self.activity)
        last = activity[-1] if activity else date.min
        return replace(
            self.before,
            answers=self._answers(),
            activity=activity,
            kits_on=_days(self.before.kits_on, self.kits_on),
            resupply_on=min(self.resupply_on, default=None),
            planned=tuple(day for day in _days(self.before.planned, self.planned) if day > last),
        )

    def _answers(self) -> dict[str, tuple[Said, ...]]:
        """With the notes' words among them, newest first; each count of a note stands beside the others."""
        found = dict(self.before.answers)
        for question, said in self.facts.items():
            known = found.get(question, ())
            if question in COUNTS and known:  # an answer counts everything since the wave before it
                said = [word for word in said if word.on > known[0].on]
            found[question] = tuple(sorted((*known, *said), reverse=True))
        return found

    def _hear(self, note: Note) -> None:
        step = meanings().steps.get(note.step or "")
        is_done = note.state == "done"
        for question, value in _as_answers(note, step).items():
            self._say(note, question, value)
        if step and is_done and step.code == "D2":
            self.resupply_on.append(note.dated_on)
        if _is_activity(note, step):
            self.activity.append(note.dated_on)
        if note.kits or (is_done and note.step == "O2"):
            self.kits_on.append(note.dated_on)
        if note.next_date and _names_course(note, step):
            self.planned.append(note.next_date)
            self._say(note, "next_date", note.next_date.toordinal())

    def _say(self, note: Note, question: str, value: int) -> None:
        self.facts[question].append(Said(note.dated_on, IS_NOTE + note.id, value))


def _as_answers(note: Note, step: StepMeaning | None) -> dict[str, int]:
    found: dict[str, int] = {name: count for name in COUNTS if (count := getattr(note, name)) is not None}
    if step and note.state in ("done", "planned", "missing"):
        found |= getattr(step, note.state)
    if note.step == "O1" and note.state == "done" and not note.courses and not note.talks:
        found["courses"] = 1
    if note.state == "stalled" or _is_activity(note, step):
        found["programme_status"] = STALLED if note.state == "stalled" else STARTED
    if note.barrier:
        places = {barrier.code: n for n, barrier in enumerate(definitions().barriers, 1)}
        if note.barrier in places:
            found["barriers"] = places[note.barrier]
    if step and step.code == "K5" and note.state == "planned" and note.next_date is None:
        found["plan"] = 2  # a plan without a date
    return found


def _is_activity(note: Note, step: StepMeaning | None) -> bool:
    is_done = step is not None and step.is_activity and note.state == "done"
    return is_done or any(getattr(note, name) for name in ACTIVITY)


def _names_course(note: Note, step: StepMeaning | None) -> bool:
    """The next date is that of a course, unless it is said of a step that has a day of its own."""
    return note.state != "planned" or step is None or step.names_course


def _days(known: Sequence[date], more: Sequence[date]) -> tuple[date, ...]:
    return tuple(sorted({*known, *more})) if more else tuple(known)


def heard(notes: Sequence[Note], as_of: date) -> dict[str, Any]:
    """The fields of SiteFacts that notes fill besides: when something was heard, and of what kind; notes by day."""
    days = [note.dated_on for note in notes if note.says_something]
    written = [note.written_on for note in notes if note.written_on and note.written_on > note.dated_on]
    silent = [note.dated_on for note in notes if not note.says_something]
    return {"noted": tuple(days), "heard_on": max((day for day in (*written, *silent) if day <= as_of), default=None)}
