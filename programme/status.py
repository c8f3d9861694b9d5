"""Facts in; state, rule, reason and what would clear it out. Pure: no database, no clock but the day given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from programme.calendar import danish
from programme.definitions import Definitions, definitions
from programme.facts import SiteFacts
from programme.noted import IS_NOTE
from programme.rules import RULES, Case
from programme.steps import StepStatus, steps

ANSWERED_BY = {  # which question a rule's source is the newest answer to
    "stoppet": "programme_status",
    "gaaet_i_staa.a": "programme_status",
    "gaaet_i_staa.e": "next_date",
    "i_risiko.b": "management",
    "i_risiko.d": "programme_status",
}


@dataclass(frozen=True)
class SiteStatus:
    """The state of a site on a day, and why."""

    state: str
    rule: str
    reason: str
    clears: str
    day_zero: date | None
    started_on: date | None
    final_stage: str | None
    steps: tuple[StepStatus, ...]
    active_trainers: int
    last_heard: date | None

    @cached_property
    def steps_done(self) -> int:
        return sum(1 for step in self.steps if step.is_applicable and step.done_on)

    @cached_property
    def steps_applicable(self) -> int:
        return sum(1 for step in self.steps if step.is_applicable)


def evaluate(facts: SiteFacts, as_of: date, made: Definitions | None = None) -> SiteStatus:
    """The state of a site: the first rule that holds, in the order of states.toml."""
    made = made or definitions()
    taken = steps(facts, as_of, made)
    case = Case(facts, as_of, made, {step.code: step for step in taken})
    for rule in made.rules:
        if how := RULES[rule.code](case):
            break
    else:
        raise AssertionError("states.toml ends with a rule that always holds")
    reason = rule.reason[how].format_map(_Words(case, rule.code))
    return SiteStatus(
        state=rule.state,
        rule=rule.code,
        reason=reason,
        clears=rule.clears,
        day_zero=facts.day_zero,
        started_on=case.started_on,
        final_stage=_final_stage(taken),
        steps=taken,
        active_trainers=facts.active,
        last_heard=facts.last_heard,
    )


def outside(how: str, words: Mapping[str, str], made: Definitions | None = None) -> SiteStatus:
    """The state of a municipality without a site of its own."""
    rule = (made or definitions()).rule("ikke_omfattet")
    reason = rule.reason[how].format_map(words)
    clears = "" if how == "served" else rule.clears
    return SiteStatus(rule.state, rule.code, reason, clears, None, None, None, (), 0, None)


def _final_stage(taken: tuple[StepStatus, ...]) -> str | None:
    return next((step.code[0] for step in reversed(taken) if step.is_applicable and step.done_on), None)


class _Words(dict[str, str]):
    """The words of a reason, made only when its sentence asks for them."""

    def __init__(self, case: Case, rule: str) -> None:
        super().__init__()
        self.case, self.rule = case, rule

    def __missing__(self, word: str) -> str:
        return str(getattr(self, f"_{word}")())

    def _day_zero(self) -> str:
        return _day(self.case.facts.day_zero)

    def _days(self) -> str:
        paused = self.case.facts.day_zero and self.case.clock.paused(self.case.facts.day_zero)
        return f"{self.case.day} (pausen trukket fra)" if paused else str(self.case.day)

    def _limit(self) -> int:
        return self.case.size.limit_days

    def _window(self) -> int:
        return self.case.size.window_days

    def _heard(self) -> str:
        return _day(self.case.facts.last_heard)

    def _active(self) -> int:
        return self.case.active

    def _trained(self) -> int:
        return self.case.facts.trained

    def _activity(self) -> str:
        return _day(self.case.activity)

    def _plan(self) -> str:
        return _day(self.case.plan)

    def _plans(self) -> str:
        return " og ".join(danish(day) for day in self.case.passed_plans[-2:])

    def _started(self) -> str:
        return _day(self.case.started_on)

    def _source(self) -> str:
        facts = self.case.facts
        if said := facts.newest(ANSWERED_BY.get(self.rule, "")):
            return self._from("note" if said.number >= IS_NOTE else "answer", said.on)
        if self.rule in ("gaaet_i_staa.d", "i_risiko.c") and facts.left_on:
            return self._from("answer" if facts.is_left_answered else "list", facts.left_on)
        heard = facts.last_heard
        if heard is None:
            return self._from("list", facts.day_zero)
        if heard in facts.answered[-1:]:
            return self._from("answer", heard)
        return self._from("note" if heard in (*facts.noted[-1:], facts.heard_on) else "plan", heard)

    def _from(self, kind: str, day: date | None) -> str:
        return self.case.made.sources[kind].format(day=_day(day))


def _day(day: date | None) -> str:
    return danish(day) if day else "ukendt dato"
