"""What the queries about the early warning answer with: municipalities only, and words without a number of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class OfTen:
    """How many of ten municipalities like it start in time: the middle, and the interval."""

    middle: int
    low: int
    high: int


@dataclass(frozen=True)
class Checkpoint:
    """A day since the first trainer that lies ahead, and how many of ten have started by it."""

    day: int
    on: date
    starts: OfTen


@dataclass(frozen=True)
class Warned:
    """The forecast of one municipality that has not started. Without a band the data are too thin: the rule alone."""

    code: str
    as_of: date
    due_on: date
    band: str | None  # lav | uklar | sandsynlig: how likely it is *not* to start by due_on
    starts: OfTen
    checkpoints: tuple[Checkpoint, ...]
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    next_step: str | None
    is_flagged: bool  # by the plain rule
    rule_days: int
    verdict: str  # of the back-test: thin | better | unsure | worse
    known_starts: int
    least_starts: int


@dataclass(frozen=True)
class Weight:
    """What a thing does to the odds of starting in a month: 2.0 doubles them; low and high: an 80 % interval."""

    title: str
    odds: float
    low: float
    high: float
    prior: float  # what was guessed before any data


@dataclass(frozen=True)
class Log:
    """What came of forecasts that were really shown; Brier scores where any has been scored."""

    written: int
    scored: int
    next_due: date | None
    brier: float | None
    rule_brier: float | None


@dataclass(frozen=True)
class Method:
    """Everything that the page about the method shows; without a fit only the recipe's numbers."""

    as_of: date | None
    known_starts: int
    is_thin: bool
    weights: tuple[Weight, ...]
    back_test: dict[str, Any]  # as programme.warning.backtest.BackTest
    log: Log
    rule_days: int
    horizon_days: int
    least_starts: int
    checkpoints: tuple[int, ...]
