"""The numbers and words of warning.toml, read once."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("warning.toml")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bin:
    """A stretch of days since the first trainer; mean and sd are its prior weight."""

    until_day: int
    mean: float
    sd: float
    title: str
    words: str


@dataclass(frozen=True)
class Feature:
    """Something known about a municipality at the time, 0..1; mean and sd are its prior weight."""

    code: str
    title: str
    mean: float
    sd: float
    has: str
    lacks: str
    next: str = ""


@dataclass(frozen=True)
class Recipe:
    """Everything of warning.toml."""

    period_days: int
    horizon_days: int
    checkpoints: tuple[int, ...]
    least_starts: int
    silent_days: int
    unheard_days: int
    rule_days: int
    hidden_variation: float
    interval: float
    likely_from: float
    unlikely_below: float
    intercept: tuple[float, float]
    rule_after: tuple[float, float]
    bins: tuple[Bin, ...]
    features: tuple[Feature, ...]
    barrier_weight: Mapping[str, float]

    def bin_of(self, ages: NDArray[Any]) -> NDArray[np.int64]:
        """The place of each number of days among the bins."""
        ends = [one.until_day for one in self.bins[:-1]]
        return np.searchsorted(ends, ages, side="right").astype(np.int64)

    def band(self, chance: float, low: float, high: float) -> str:
        """lav, uklar or sandsynlig: how likely it is that a municipality does not start."""
        if chance >= self.likely_from and low >= self.unlikely_below:
            return "sandsynlig"
        return "lav" if chance < self.unlikely_below and high < self.likely_from else "uklar"


@functools.cache
def recipe() -> Recipe:
    """The recipe of this installation."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    prior: dict[str, Any] = {name: (one["mean"], one["sd"]) for name, one in read["prior"].items()}
    model: dict[str, Any] = read["model"] | {"checkpoints": tuple(read["model"]["checkpoints"])}
    return Recipe(
        **model,
        **prior,
        bins=tuple(Bin(**one) for one in read["time"]),
        features=tuple(Feature(**one) for one in read["feature"]),
        barrier_weight=read["barrier_weight"],
    )
