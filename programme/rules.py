"""When each rule of states.toml holds. A rule answers with the sentence that tells how, or None."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from programme.definitions import Definitions, Size
from programme.facts import Clock, SiteFacts
from programme.noted import IS_NOTE
from programme.steps import StepStatus, last_activity

STARTED, PLANNED, STALLED, STOPPED = 1, (2, 3), 5, 6
NOT_DECIDED = 3
PLAN_WITHOUT_DATE = (0, 2)


@dataclass(frozen=True)
class Case:
    """A site on a day, with what several rules ask about."""

    facts: SiteFacts
    as_of: date
    made: Definitions
    steps: Mapping[str, StepStatus]

    @cached_property
    def clock(self) -> Clock:
        return Clock(self.as_of, self.facts.pauses, self.made.thresholds.pause_days)

    @cached_property
    def size(self) -> Size:
        return self.made.size(self.facts.size)

    @cached_property
    def day(self) -> int | None:
        """Days since the first trained trainer."""
        return self.clock.elapsed(self.facts.day_zero) if self.facts.day_zero else None

    @property
    def started_on(self) -> date | None:
        return self.steps["O1"].done_on

    @cached_property
    def active(self) -> int:
        """Active trainers; in a small municipality the shared ones count."""
        return self.facts.active + (self.facts.shared_active if self.size.shared_trainer_counts else 0)

    @cached_property
    def activity(self) -> date | None:
        return last_activity(self.facts, self.as_of)

    @cached_property
    def word(self) -> int | None:
        """The newest word about the programme, unless a newer status note names a date for the next course."""
        said, dated = self.facts.newest("programme_status"), self.facts.newest("next_date")
        if said is None or (dated and dated.number >= IS_NOTE and dated[:2] > said[:2]):
            return None
        return said.value

    @cached_property
    def course(self) -> date | None:
        """The course date that lies ahead: the newest one given, unless a newer answer knows of no date."""
        dated, plan = self.facts.newest("next_date"), self.facts.newest("plan")
        if dated and plan and plan.value in PLAN_WITHOUT_DATE and plan[:2] > dated[:2]:
            dated = None
        first = self.facts.newest("first_course_on")
        days = [date.fromordinal(said.value) for said in (dated, first) if said]
        return min((day for day in (*days, self._in_plan("O1")) if day and day >= self.as_of), default=None)

    @cached_property
    def plan(self) -> date | None:
        """The date of the next course, else the day by which the municipality's plan says that one will be named."""
        promised = self._in_plan("K5")
        return self.course or (promised if promised and promised >= self.as_of else None)

    def _in_plan(self, step: str) -> date | None:
        """The date of a step in the municipality's plan, unless a newer answer knows of no date."""
        planned, said = self.facts.plan_dates.get(step), self.facts.newest("plan")
        if planned is None or (said and said.value in PLAN_WITHOUT_DATE and said.on > planned.on):
            return None
        return planned.day

    @cached_property
    def passed_plans(self) -> list[date]:
        """Planned dates that passed long enough ago, and nothing has happened since."""
        grace = self.made.thresholds.plan_passed_days
        return [
            day
            for day in self.facts.planned
            if self.clock.elapsed(day) > grace and (self.activity is None or self.activity < day)
        ]

    def done(self, *codes: str) -> bool:
        """Whether all these steps are done."""
        return all(self.steps[code].done_on for code in codes)


def _out_of_scope(case: Case) -> str | None:
    return None if case.facts.is_in_scope else "out_of_scope"


def _stopped(case: Case) -> str | None:
    return "said" if case.word == STOPPED else None


def _unknown(case: Case) -> str | None:
    heard = case.facts.last_heard
    if heard is None:
        return "never" if case.day is not None and case.day > case.made.thresholds.unheard_days else None
    return "long_ago" if case.clock.elapsed(heard) > case.size.window_days else None


def _said_stalled(case: Case) -> str | None:
    return "said" if case.word == STALLED else None


def _not_started(case: Case, first: int, last: float) -> str | None:
    if case.started_on or case.plan or case.day is None or not first <= case.day <= last:
        return None
    return "heard" if case.facts.last_heard else "unheard"


def _late(case: Case) -> str | None:
    return _not_started(case, case.size.limit_days + 1, float("inf"))


def _silent(case: Case) -> str | None:
    is_over = case.started_on and case.activity and case.clock.elapsed(case.activity) > case.size.window_days
    return "silent" if is_over else None


def _nobody(case: Case) -> str | None:
    if not case.facts.trained or case.active:
        return None
    return "one" if case.facts.trained == 1 else "all"


def _plans_passed(case: Case) -> str | None:
    return "passed" if len(case.passed_plans) >= case.made.thresholds.plans_passed else None


def _soon_late(case: Case) -> str | None:
    return _not_started(case, case.made.thresholds.at_risk_from_day, case.size.limit_days)


def _undecided(case: Case) -> str | None:
    is_due = case.day is not None and case.day >= case.made.thresholds.management_from_day
    is_said = not case.started_on and is_due and case.facts.code("management") == NOT_DECIDED
    return "said" if is_said else None


def _one_left(case: Case) -> str | None:
    if case.active != 1:
        return None
    if case.facts.active == 0:
        return "shared"
    return "listed" if case.facts.trained == 1 else "left"


def _still_planned(case: Case) -> str | None:
    two = [said for said in case.facts.answers.get("programme_status", ()) if said.wave is not None][:2]
    is_planned = len(two) == 2 and all(said.value in PLANNED for said in two)
    return "said" if is_planned and not case.started_on else None


def _anchored(case: Case) -> str | None:
    return "done" if case.done("O1", "O2", "N1", "N2") else None


def _running(case: Case) -> str | None:
    return "done" if case.done("O1", "O2") else None


def _on_the_way(case: Case) -> str:
    if case.started_on:
        return "started"
    if case.plan:
        return "planned" if case.course else "promised"
    if case.day is None:
        return "answered" if case.facts.last_heard else "untrained"
    return "heard" if case.facts.last_heard else "trained"


RULES: Mapping[str, Callable[[Case], str | None]] = {
    "ikke_omfattet": _out_of_scope,
    "stoppet": _stopped,
    "ukendt": _unknown,
    "gaaet_i_staa.a": _said_stalled,
    "gaaet_i_staa.b": _late,
    "gaaet_i_staa.c": _silent,
    "gaaet_i_staa.d": _nobody,
    "gaaet_i_staa.e": _plans_passed,
    "i_risiko.a": _soon_late,
    "i_risiko.b": _undecided,
    "i_risiko.c": _one_left,
    "i_risiko.d": _still_planned,
    "forankret": _anchored,
    "i_drift": _running,
    "paa_vej": _on_the_way,
}
