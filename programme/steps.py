"""Which of the 16 steps a site has done, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from programme.definitions import Definitions, Size
from programme.facts import SiteFacts

YES = 1
NOT_YES = (0, 2, 3)
NOT_STARTED = (2, 3, 4)
# Which question a step that the plan marks as done is also an answer to: a newer "no" takes the mark back.
ASKED_BY = {
    "F1": "management",
    "F2": "local_lead",
    "K2": "prescription",
    "K3": "kit_stock",
    "K4": "procedure",
    "K5": "plan",
}


class StepStatus(NamedTuple):
    """A step of a site."""

    code: str
    is_applicable: bool
    done_on: date | None


_STEP = partial(tuple.__new__, StepStatus)  # what StepStatus() does; 16 for each site


def steps(facts: SiteFacts, as_of: date, made: Definitions) -> tuple[StepStatus, ...]:
    """All 16 steps in the order of the definitions."""
    done = days_done(facts, as_of, made)
    applicable = made.applicable(facts.size) if facts.is_in_scope else frozenset()
    codes = [step.code for step in made.steps]
    return tuple(map(_STEP, zip(codes, map(applicable.__contains__, codes), map(done.__getitem__, codes), strict=True)))


def days_done(facts: SiteFacts, as_of: date, made: Definitions) -> dict[str, date | None]:
    """The day on which each step was done, by step code."""
    size = made.size(facts.size)
    started = started_on(facts, as_of)
    done = {code: proved(facts) for code, proved in PROOFS.items()}
    done |= {
        "K1": _two_trainers(facts, size, done["F2"]),
        "O1": started,
        "O3": _heard_after(facts, started),
        "D1": _rhythm(facts, size, as_of, made.thresholds.courses_in_rhythm),
        "D3": _reached(facts, made.thresholds.reach_percent),
        "N1": _networked(facts, made.thresholds.network_events),
        "N2": _lasting(facts, size, made.thresholds.succession_trainers),
    }
    return done | _marked(done, facts, as_of, size, made) if facts.plan_done else done


def _marked(
    done: Mapping[str, date | None], facts: SiteFacts, as_of: date, size: Size, made: Definitions
) -> dict[str, date | None]:
    """Steps that the plan marks as done, each with the earlier of its two days; what wears off does so here too."""
    opens = {
        "D1": as_of - timedelta(days=size.course_window_days),
        "N1": as_of - timedelta(days=made.thresholds.network_days),
    }
    found: dict[str, date | None] = {}
    for code in facts.plan_done.keys() & done.keys() - {"O1", "N2"}:
        day = facts.marked(code, ASKED_BY.get(code, ""), *NOT_YES)
        if day and day > opens.get(code, date.min):
            found[code] = min(day, done[code] or day)
    return found


def started_on(facts: SiteFacts, as_of: date) -> date | None:
    """The first course for citizens (O1): its date, else the first answer or mark that says that it was held."""
    if dated := first_course(facts, as_of):
        return dated
    words = (first_word_of_start(facts), facts.marked("O1", "programme_status", *NOT_STARTED))
    return min((*facts.activity[:1], *(day for day in words if day)), default=None)


def first_course(facts: SiteFacts, as_of: date) -> date | None:
    """The newest reported date of the first course, unless it lies ahead."""
    said = facts.newest("first_course_on")
    day = date.fromordinal(said.value) if said else None
    return day if day and day <= as_of else None


def first_word_of_start(facts: SiteFacts) -> date | None:
    """The first answer that says "started", unless a newer one takes it back; having stalled or stopped does not."""
    said = facts.answers.get("programme_status", ())
    if not said or said[0].value not in (1, 5, 6):
        return None
    return min((word.on for word in said if word.value == 1), default=None)


def last_activity(facts: SiteFacts, as_of: date) -> date | None:
    """The newest course, talk or kit: its own date, else that of its answer, else the newest word of start."""
    planned = (facts.marked("O1", "programme_status", *NOT_STARTED), facts.marked("O2"))
    days = [day for day in (*facts.activity[-1:], first_course(facts, as_of), *planned) if day]
    if days:
        return max(days)
    return max((word.on for word in facts.answers.get("programme_status", ()) if word.value == 1), default=None)


def _yes(question: str) -> Callable[[SiteFacts], date | None]:
    return lambda facts: facts.since(question, YES)


def _shared(code: str, question: str) -> Callable[[SiteFacts], date | None]:
    return lambda facts: facts.since(question, YES) or facts.shared_steps.get(code)


PROOFS: Mapping[str, Callable[[SiteFacts], date | None]] = {
    "F1": _yes("management"),
    "F2": _yes("local_lead"),
    "F3": lambda facts: min((said.on for said in facts.answers.get("target_group", ())), default=None),
    "K2": _shared("K2", "prescription"),
    "K3": _shared("K3", "kit_stock"),
    "K4": _shared("K4", "procedure"),
    "K5": _shared("K5", "plan"),
    "O2": lambda facts: facts.kits_on[0] if facts.kits_on else None,
    "D2": lambda facts: facts.resupply_on,
}


def _two_trainers(facts: SiteFacts, size: Size, lead_on: date | None) -> date | None:
    second = facts.second_trainer_on
    if size.shared_trainer_counts and facts.day_zero and facts.shared_trainer_on:
        second = min(day for day in (second, max(facts.day_zero, facts.shared_trainer_on)) if day)
    if not second or not size.needs_coordinator:
        return second
    coordinator = min((day for day in (lead_on, facts.coordinator_on) if day), default=None)
    return max(second, coordinator) if coordinator else None


def _heard_after(facts: SiteFacts, started: date | None) -> date | None:
    return min((day for day in (*facts.answered, *facts.noted) if started and day > started), default=None)


def _rhythm(facts: SiteFacts, size: Size, as_of: date, wanted: int) -> date | None:
    opens = as_of - timedelta(days=size.course_window_days)
    questions = ("courses", "talks") if size.talk_is_course else ("courses",)
    held = [said for question in questions for said in facts.answers.get(question, ()) if said.on > opens]
    return max(said.on for said in held) if sum(said.value for said in held) >= wanted else None


def _reached(facts: SiteFacts, percent: int) -> date | None:
    target, citizens = facts.newest("target_group"), facts.answers.get("citizens", ())
    if not target or not target.value or not citizens:
        return None
    is_reached = 100 * facts.total("citizens") >= percent * target.value
    return max(target.on, citizens[0].on) if is_reached else None


def _networked(facts: SiteFacts, wanted: int) -> date | None:
    events = sorted((*facts.network_notes, *set(facts.wished)))
    return events[wanted - 1] if len(events) >= wanted else None


def _lasting(facts: SiteFacts, size: Size, wanted: int) -> date | None:
    active = facts.active + (facts.shared_active if size.shared_trainer_counts else 0)
    return facts.since("refresher", YES) or facts.marked("N2", "refresher", *NOT_YES) if active >= wanted else None
