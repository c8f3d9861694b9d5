"""The method held against what came: fitted on what was known at a month, scored half a year later.

Brier score: the mean squared distance from forecast to outcome; 0 is perfect. Skill: how much smaller it is than the
plain rule's, as a share of 1. The rule is given every chance: its forecast is the share of those before and after its
day that have started so far, not a bare yes or no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from programme.answers import EPOCH
from programme.warning import hazard
from programme.warning.features import History
from programme.warning.recipe import Floats, recipe

MODELS: dict[str, Callable[[], hazard.Shape]] = {"method": hazard.full, "rule": hazard.rule, "curve": hazard.curve}
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
REDRAWN, SEED = 400, 20210701
LEAST_FORECASTS, LEAST_EACH = 30, 5  # fewer forecasts, or fewer of either outcome, prove nothing
SURE = 0.9  # of the redrawn samples: "better"


@dataclass(frozen=True)
class BackTest:
    """What came of forecasts made in the past; shares are of 1, missing where there is too little to tell."""

    verdict: str  # thin | better | unsure | worse
    splits: tuple[str, ...]  # the days on which forecasts were made, ISO
    forecasts: int
    municipalities: int
    not_started: int  # forecasts whose municipality had not started in time
    brier: dict[str, float]  # method, rule, curve, and yes_no: the rule as a bare yes or no
    skill: float | None  # against the rule
    ahead: float | None  # share of redrawn samples of municipalities in which the method beats the rule
    covered: float | None  # share of calibration groups whose observed share lies within the method's mean interval
    calibration: list[dict[str, float]]  # low, high, forecast, observed, count


@dataclass(frozen=True)
class Scored:
    """One row per forecast: the chances of not starting by each model, what came, and whose it was."""

    chances: dict[str, Floats]
    low: Floats
    high: Floats
    outcome: Floats  # 1: had not started in time
    who: Floats
    splits: tuple[str, ...]


def back_test(told: History) -> BackTest:
    """Forecasts at every month that is long enough ago, each fitted on what was known in that month."""
    scored = score(told)
    count, failed = len(scored.outcome), int(scored.outcome.sum())
    people = len(np.unique(scored.who))
    if count < LEAST_FORECASTS or min(failed, count - failed) < LEAST_EACH:
        return BackTest("thin", scored.splits, count, people, failed, {}, None, None, None, [])
    errors = {name: (chances - scored.outcome) ** 2 for name, chances in scored.chances.items()}
    skill = 1 - errors["method"].mean() / errors["rule"].mean()
    ahead = _ahead(errors["rule"] - errors["method"], scored.who)
    verdict = "worse" if skill <= 0 else "better" if ahead >= SURE else "unsure"
    brier = {name: round(float(error.mean()), 4) for name, error in errors.items()}
    groups = _calibration(scored)
    covered = float(np.mean([one["low"] <= one["observed"] <= one["high"] for one in groups])) if groups else None
    shares = (round(float(skill), 3), round(ahead, 3), covered)
    return BackTest(verdict, scored.splits, count, people, failed, brier, *shares, groups)


def score(told: History) -> Scored:
    """Every forecast that could have been made and whose half year has passed."""
    made, last = recipe(), len(told.days) - 1
    chances: dict[str, list[Floats]] = {name: [] for name in (*MODELS, "yes_no", "low", "high")}
    outcome, who, splits = [], [], []
    for at in range(last):
        starts_known = int((told.started[:, at] <= told.days[at]).sum())
        due = told.days[at] + made.horizon_days
        if starts_known < made.least_starts or due > told.days[last]:
            continue
        rows = np.flatnonzero(told.waiting(at))
        if not len(rows):
            continue
        known = hazard.months(told, at)
        for name, shape in MODELS.items():
            told_by = hazard.forecast(hazard.fit(shape(), known), told, at, rows, due)
            chances[name].append(told_by[:, 0])
            if name == "method":
                chances["low"].append(told_by[:, 1])
                chances["high"].append(told_by[:, 2])
        chances["yes_no"].append((told.ages(at)[rows] >= made.rule_days).astype(float))
        outcome.append((told.started[rows, last] > due).astype(float))
        who.append(rows.astype(float))
        splits.append(date.fromordinal(int(told.days[at]) + EPOCH).isoformat())
    joined = {name: _joined(parts) for name, parts in chances.items()}
    low, high = joined.pop("low"), joined.pop("high")
    return Scored(joined, low, high, _joined(outcome), _joined(who), tuple(splits))


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


def _ahead(gain: Floats, who: Floats) -> float:
    """Municipalities drawn anew with replacement: one's forecasts in several months are not independent."""
    _, place = np.unique(who, return_inverse=True)
    count = int(place.max()) + 1
    sums = np.bincount(place, gain, count)
    drawn = np.random.default_rng(SEED).integers(0, count, (REDRAWN, count))
    return float((sums[drawn].sum(axis=1) > 0).mean())


def _calibration(scored: Scored) -> list[dict[str, float]]:
    method = scored.chances["method"]
    group = np.clip(np.searchsorted(EDGES, method, side="right") - 1, 0, len(EDGES) - 2)
    found = []
    for n in range(len(EDGES) - 1):
        rows = group == n
        if rows.sum() >= LEAST_EACH:
            values = {"forecast": method, "observed": scored.outcome, "low": scored.low, "high": scored.high}
            means = {name: round(float(column[rows].mean()), 3) for name, column in values.items()}
            found.append(means | {"count": int(rows.sum())})
    return found
