"""The facts of one site computed the slow and plain way, row by row: what the fast way is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from programme.definitions import definitions
from programme.facts import Pause, Said, SiteFacts
from programme.noted import IS_NOTE

QUESTIONS = (
    *("programme_status", "management", "local_lead", "prescription", "kit_stock", "procedure", "plan"),
    *("refresher", "courses", "talks", "citizens", "kits", "target_group", "first_course_on", "next_date"),
)
COUNTS = ("courses", "talks", "citizens", "kits")
RESUPPLY = ("resupply_used", "resupply_lost", "resupply_expired", "resupply_seized", "resupply_other")


@dataclass
class Trainer:
    """A trainer as the lists have it."""

    trained_on: date
    status: int | None = None
    status_on: date | None = None
    role: int | None = 1
    key: object = None


@dataclass
class Answer:
    """An answer as it was given; number settles which of two on the same day is newer."""

    on: date
    number: int
    values: dict[str, Any]
    wave: int | None = None
    trainer: object = None


@dataclass
class Note:
    """A pause, meeting or status note."""

    kind: str
    on: date
    until: date | None = None
    values: dict[str, Any] = field(default_factory=dict)  # of a status: step, state, next_date, barrier, counts
    number: int = 0
    written_on: date | None = None

    @property
    def is_heard_only(self) -> bool:
        return self.values.get("state") == "unchanged"


@dataclass
class Case:
    """All rows of one site; anything after the day is left out here, not by whoever writes the case."""

    size: str = "medium"
    trainers: list[Trainer] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def facts(self, as_of: date, site_id: int = 1, name: str = "Rusmiddelcenter", **more: Any) -> SiteFacts:
        """What is known on a day."""
        answers = sorted((a for a in self.answers if a.on <= as_of), key=lambda a: (a.on, a.number))
        trainers = sorted((tr for tr in self.trainers if tr.trained_on <= as_of), key=lambda tr: tr.trained_on)
        notes = sorted((note for note in self.notes if note.on <= as_of), key=lambda note: (note.on, note.number))
        told = [note for note in notes if not note.is_heard_only]
        said = words_of_notes([note for note in told if note.kind == "status"])
        away = [word for trainer in trainers if (word := _away(trainer, answers, as_of))]
        year = as_of - timedelta(days=365)
        half = as_of - timedelta(days=180)
        activity = [a for a in answers if _is_activity(a)] + [a for a in said if is_noted_activity(a)]
        newest_activity = max((a.on for a in activity), default=date.min)
        return SiteFacts(
            site_id=site_id,
            name=name,
            size=self.size,
            day_zero=trainers[0].trained_on if trainers else None,
            second_trainer_on=trainers[1].trained_on if len(trainers) > 1 else None,
            coordinator_on=min((tr.trained_on for tr in trainers if tr.role == 2), default=None),
            trained=len(trainers),
            active=len(trainers) - len(away),
            left_on=max(away)[0] if away else None,
            is_left_answered=max(away)[1] if away else False,
            session_trainers=sum(_in_session(trainer, answers, half) for trainer in trainers),
            answers=_newest(answers, said),
            answered=_first_and_last(answers),
            noted=tuple(note.on for note in told),
            heard_on=_heard_on(notes, as_of),
            activity=_first_and_last(activity),
            kits_on=_first_and_last(
                [a for a in (*answers, *said) if a.values.get("handed_out") or a.values.get("kits")]
            ),
            resupply_on=min(
                (a.on for a in (*answers, *said) if any(a.values.get(q) is not None for q in RESUPPLY)), default=None
            ),
            planned=tuple(
                sorted({p for a in (*answers, *said) if (p := a.values.get("next_date")) and p > newest_activity})
            ),
            wished=_first_and_last([a for a in answers if a.values.get("network_wish") == 1 and a.on > year]),
            network_notes=tuple(n.on for n in told if n.kind in ("meeting", "status") and n.on > year),
            pauses=tuple(_pause(note) for note in notes if note.kind == "pause"),
            barriers=_barriers(sorted((*answers, *said), key=lambda a: (a.on, a.number))),
            **more,
        )


# A status note as the answer that it is as good as: (step, state) -> question and code.
GOOD_AS = {
    ("F1", "done"): ("management", 1),
    ("F1", "missing"): ("management", 3),
    ("F2", "done"): ("local_lead", 1),
    ("F2", "missing"): ("local_lead", 0),
    ("K2", "done"): ("prescription", 1),
    ("K2", "planned"): ("prescription", 2),
    ("K2", "missing"): ("prescription", 0),
    ("K3", "done"): ("kit_stock", 1),
    ("K3", "planned"): ("kit_stock", 2),
    ("K3", "missing"): ("kit_stock", 0),
    ("K4", "done"): ("procedure", 1),
    ("K4", "planned"): ("procedure", 2),
    ("K4", "missing"): ("procedure", 0),
    ("K5", "done"): ("plan", 1),
    ("K5", "missing"): ("plan", 0),
    ("N2", "done"): ("refresher", 1),
    ("N2", "planned"): ("refresher", 2),
    ("N2", "missing"): ("refresher", 0),
    ("D2", "done"): ("resupply_other", 1),
}
NAMES_COURSE = (None, "O1", "O2", "K5")


def words_of_notes(notes: list[Note]) -> list[Answer]:
    """Status notes as answers, each of a wave of its own."""
    found: list[Answer] = []
    for note in notes:
        told = note.values
        step, state = told.get("step"), told.get("state")
        values = {name: told[name] for name in COUNTS if told.get(name) is not None}
        if (step, state) in GOOD_AS:
            values.update([GOOD_AS[step, state]])
        if told.get("barrier"):
            values["barrier_1"] = told["barrier"]
        if (step, state) == ("O1", "done") and not values.get("courses") and not values.get("talks"):
            values["courses"] = 1
        if (step, state) == ("O2", "done"):
            values["handed_out"] = True
        if (step, state) == ("K5", "planned"):
            values["plan"] = 1 if told.get("next_date") else 2
        if told.get("next_date") and not (state == "planned" and step not in NAMES_COURSE):
            values["next_date"] = told["next_date"]
        if state == "stalled":
            values["programme_status"] = 5
        elif is_noted_activity(Answer(note.on, 0, values)):
            values["programme_status"] = 1
        found.append(Answer(note.on, IS_NOTE + note.number, values, ("note", note.number)))
    return found


def is_noted_activity(answer: Answer) -> bool:
    """Whether a note tells of a course, a talk, or a kit handed out for the first time or again."""
    names = ("courses", "talks", "kits", "handed_out", "resupply_other")
    return any(answer.values.get(name) for name in names)


def _pause(note: Note) -> Pause:
    return Pause(note.on, note.until + timedelta(days=1) if note.until else note.on + timedelta(days=90))


def _away(trainer: Trainer, answers: list[Answer], as_of: date) -> tuple[date, bool] | None:
    """Walks through the words about a trainer from old to new; the last one stands."""
    words = []
    if trainer.status in (1, 2, 3) and (trainer.status_on or trainer.trained_on) <= as_of:
        words.append((trainer.status_on or trainer.trained_on, 0, 0, trainer.status != 1))
    for answer in answers:
        if (
            trainer.key is not None
            and answer.trainer == trainer.key
            and answer.values.get("employment") in (1, 2, 3, 4)
        ):
            words.append((answer.on, 1, answer.number, answer.values["employment"] != 1))
    if not words:
        return None
    day, is_answer, _, is_away = max(words)
    return (day, bool(is_answer)) if is_away else None


def _in_session(trainer: Trainer, answers: list[Answer], opens: date) -> bool:
    mine = [a for a in answers if trainer.key is not None and a.trainer == trainer.key and a.on > opens]
    return any((a.values.get(q) or 0) > 0 for a in mine for q in ("courses", "talks"))


def _is_activity(answer: Answer) -> bool:
    values = {name: answer.values.get(name) or 0 for name in ("courses", "talks", "kits", *RESUPPLY)}
    first = answer.values.get("first_course_on")
    if values["courses"] == 1 and first and first <= answer.on:
        values["courses"] = 0  # that course has its own date
    return any(values.values())


def _heard_on(notes: list[Note], as_of: date) -> date | None:
    late = [note.written_on for note in notes if note.written_on and note.on < note.written_on <= as_of]
    return max((*late, *(note.on for note in notes if note.is_heard_only)), default=None)


def _newest(answers: list[Answer], notes: list[Answer]) -> dict[str, tuple[Said, ...]]:
    found: dict[str, tuple[Said, ...]] = {}
    for name in (*QUESTIONS, "barriers"):
        unknown = getattr(definitions().question(name), "unknown", None)
        newest: dict[int | None, Said] = {}
        for answer in answers:
            value = _packed(answer) if name == "barriers" else answer.values.get(name)
            if value is not None and value != unknown:
                number = value.toordinal() if isinstance(value, date) else value
                newest[answer.wave] = Said(answer.on, answer.number, number, answer.wave)
        counted = max((said.on for said in newest.values()), default=date.min)
        said = list(newest.values())
        for note in notes:
            value = _packed(note) if name == "barriers" else note.values.get(name)
            if value is not None and (name not in COUNTS or note.on > counted):
                said.append(Said(note.on, note.number, value.toordinal() if isinstance(value, date) else value))
        if said:
            found[name] = tuple(sorted(said, reverse=True))
    return found


def _packed(answer: Answer) -> int | None:
    """The barriers of an answer as one number: their places among the definitions, seven bits each."""
    places = {barrier.code: n for n, barrier in enumerate(definitions().barriers, 1)}
    return sum(places.get(answer.values.get(f"barrier_{n + 1}"), 0) << 7 * n for n in range(3)) or None


def _first_and_last(answers: list[Answer]) -> tuple[date, ...]:
    days: dict[int | None, list[date]] = {}
    for answer in answers:
        days.setdefault(answer.wave, []).append(answer.on)
    return tuple(sorted({day for wave in days.values() for day in (min(wave), max(wave))}))


def _barriers(answers: list[Answer]) -> tuple[str, ...]:
    for answer in reversed(answers):
        named = tuple(code for n in (1, 2, 3) if (code := answer.values.get(f"barrier_{n}")))
        if named:
            return named
    return ()
