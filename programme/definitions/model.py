"""One frozen record per kind of definition; the fields are the keys of the TOML files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class Phase:
    """One of the five phases of the implementation model."""

    code: str
    title: str


@dataclass(frozen=True)
class Step:
    """One of the 16 steps; days are counted from the site's first trained trainer."""

    code: str
    title: str
    responsible: str
    typical_day: int
    late_day: int
    proof: str
    is_shared: bool = False  # done by the lead municipality for all members of a shared programme
    is_applicable: bool = True
    by_size: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @property
    def phase(self) -> str:
        """The code of its phase."""
        return self.code[0]


@dataclass(frozen=True)
class Size:
    """What differs by a municipality's population."""

    code: str
    label: str
    population_below: int
    limit_days: int
    window_days: int
    course_window_days: int
    talk_is_course: bool
    shared_trainer_counts: bool
    needs_coordinator: bool


@dataclass(frozen=True)
class Thresholds:
    """Every number of the rules that does not differ by size; see thresholds.toml."""

    unheard_days: int
    at_risk_from_day: int
    management_from_day: int
    plan_passed_days: int
    plans_passed: int
    pause_days: int
    courses_in_rhythm: int
    network_days: int
    network_events: int
    succession_trainers: int
    reach_percent: int
    recent_days: int
    network_active_days: int
    answer_due_days: int
    survival_at_risk: int


@dataclass(frozen=True)
class State:
    """A state of a site, municipality or network; severity 1 is shown first."""

    code: str
    label: str
    severity: int
    meaning: str


@dataclass(frozen=True)
class Rule:
    """What gives a state, with one reason sentence per way in which it can hold."""

    code: str
    state: str
    clears: str
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """A group of barriers."""

    code: str
    title: str


@dataclass(frozen=True)
class Barrier:
    """Why a programme does not start (Q14)."""

    code: str
    title: str
    group: str


@dataclass(frozen=True)
class Question:
    """A question of the follow-up survey: its column of the answer and what the codes mean."""

    column: str
    code: str
    title: str
    unknown: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, value: object) -> str:
        """A value in words; the value itself where it is a number or text."""
        return self.labels.get(str(value), str(value))


@dataclass(frozen=True)
class Indicator:
    """What a figure is, why it matters and where it comes from."""

    code: str
    title: str
    unit: str
    definition: str
    why: str
    source: str
    author: str
    next_review: date


@dataclass(frozen=True)
class Reference:
    """A line to hold an indicator against."""

    code: str
    indicator: str
    value: float
    text: str


@dataclass(frozen=True)
class Guide:
    """A step in words for those who do it; the later fields are added where they apply."""

    step: str
    what: str
    why: str
    sources: Sequence[str] = ()
    small: str = ""
    large: str = ""
    several: str = ""
    lead: str = ""
    member: str = ""
    clients: str = ""


@dataclass(frozen=True)
class Template:
    """A text to copy and fill in."""

    code: str
    title: str
    step: str
    text: str


@dataclass(frozen=True)
class Source:
    """Where figures about others come from."""

    code: str
    title: str


@dataclass(frozen=True)
class Definitions:
    """All of them, in the order of the files."""

    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    own_experience_from: int
    sizes: tuple[Size, ...]
    thresholds: Thresholds
    states: tuple[State, ...]
    rules: tuple[Rule, ...]
    sources: Mapping[str, str]
    groups: tuple[Group, ...]
    barriers: tuple[Barrier, ...]
    questions: tuple[Question, ...]
    professions: Mapping[int, str]
    roles: Mapping[int, str]
    trainer_status: Mapping[int, str]
    site_kinds: Mapping[int, str]
    kinds_that_count_as_own: tuple[int, ...]
    indicators: tuple[Indicator, ...]
    references: tuple[Reference, ...]
    guides: tuple[Guide, ...]
    templates: tuple[Template, ...]
    literature: tuple[Source, ...]

    def size_of(self, population: int) -> Size:
        """The size of a municipality with so many inhabitants."""
        return next(size for size in self.sizes if population < size.population_below)

    def size(self, code: str) -> Size:
        """The size with this code."""
        return self._sizes[code]

    def rule(self, code: str) -> Rule:
        """The rule with this code."""
        return self._rules[code]

    def severity(self, state: str) -> int:
        """1 for the state that a municipality with several sites shows first."""
        return self._severities[state]

    def indicator(self, code: str) -> Indicator | None:
        """The indicator with this code, if there is one."""
        return next((indicator for indicator in self.indicators if indicator.code == code), None)

    def question(self, column: str) -> Question | None:
        """The question whose answer stands in this column."""
        return next((question for question in self.questions if question.column == column), None)

    def guide(self, step: str) -> Guide:
        """The words of the step with this code."""
        return next(guide for guide in self.guides if guide.step == step)

    def step_for(self, step: Step, size: str) -> Step:
        """A step as it reads for a size."""
        return self._steps[step.code, size]

    def applicable(self, size: str) -> frozenset[str]:
        """The codes of the steps that apply to a size."""
        return self._applicable[size]

    @cached_property
    def _applicable(self) -> dict[str, frozenset[str]]:
        return {
            size.code: frozenset(step.code for step in self.steps if self.step_for(step, size.code).is_applicable)
            for size in self.sizes
        }

    @cached_property
    def _sizes(self) -> dict[str, Size]:
        return {size.code: size for size in self.sizes}

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.rules}

    @cached_property
    def _severities(self) -> dict[str, int]:
        return {state.code: state.severity for state in self.states}

    @cached_property
    def _steps(self) -> dict[tuple[str, str], Step]:
        return {(step.code, size.code): _resized(step, size.code) for step in self.steps for size in self.sizes}


def _resized(step: Step, size: str) -> Step:
    own = step.by_size.get(size, {})
    known = {name: getattr(step, name) for name in step.__dataclass_fields__}
    return Step(**(known | dict(own) | {"by_size": {}}))
