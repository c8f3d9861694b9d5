"""Discrete-time logistic hazard with Gaussian priors: how likely a municipality is to start in the next 30 days.

The fit is the most probable weights (MAP) and the curvature there (Laplace), so that every chance has an interval;
what no feature tells about a municipality is added as hidden variation. Method: Singer & Willett 1993 for the model,
ridge as in Hoerl & Kennard 1970, with expert means in place of zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from programme.answers import Ints
from programme.warning.features import History
from programme.warning.recipe import Floats, recipe

DRAWS, SEED = 256, 20210701


@dataclass(frozen=True)
class Months:
    """One row per municipality and 30 days in which it might have started: its age in days, features, the outcome."""

    ages: Ints
    values: Floats
    is_start: Floats


@dataclass(frozen=True)
class Shape:
    """What the hazard depends on: stretches of time (their ends in days), and whether on the features; their priors."""

    ends: tuple[int, ...]
    priors: tuple[tuple[float, float], ...]  # mean and standard deviation of each weight: time, then features
    has_features: bool

    def columns(self, ages: NDArray[Any], values: Floats) -> Floats:
        """The design matrix: intercept, a column per stretch of time, the features."""
        place = np.searchsorted(self.ends, ages, side="right")
        time = (place[:, None] == np.arange(len(self.ends) + 1)).astype(float)
        return np.hstack([np.ones((len(ages), 1)), time, *([values] if self.has_features else [])])

    def prior(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each column's weight."""
        mean, sd = np.array([recipe().intercept, *self.priors], float).T
        return mean, sd


@dataclass(frozen=True)
class Fit:
    """The weights of a shape's columns, their covariance, and the average month that reasons are held against."""

    shape: Shape
    weights: Floats
    covariance: Floats
    average: Floats


def full() -> Shape:
    """Time and the seven features."""
    told = tuple((one.mean, one.sd) for one in recipe().features)
    return Shape(curve().ends, curve().priors + told, has_features=True)


def curve() -> Shape:
    """Time only."""
    bins = recipe().bins
    return Shape(tuple(one.until_day for one in bins[:-1]), tuple((one.mean, one.sd) for one in bins), False)


def rule() -> Shape:
    """The plain rule as a forecast: one chance before its day and one after."""
    after = recipe().rule_after
    return Shape((recipe().rule_days,), ((0.0, after[1]), after), has_features=False)


def months(told: History, at: int) -> Months:
    """The months up to one of the days, as they were known on that day.

    A month after the last word from a municipality tells nothing yet: it may have started, and nobody has said so.
    """
    length = recipe().period_days
    starts, heard = told.started[:, at], told.heard[:, at]
    ages, values, outcome = [], [], []
    for month in range(at):
        begins, ends = told.days[month], told.days[month] + length
        is_start = (starts > begins) & (starts <= ends)
        is_told = is_start | (heard >= ends)
        rows = told.is_open[:, month] & (told.zero <= begins) & (starts > begins) & is_told
        ages.append(begins - told.zero[rows])
        values.append(told.values[rows, month])
        outcome.append(is_start[rows].astype(float))
    if not ages:
        return Months(np.zeros(0, np.int64), np.zeros((0, told.values.shape[2])), np.zeros(0))
    return Months(np.concatenate(ages), np.concatenate(values), np.concatenate(outcome))


def fit(shape: Shape, rows: Months) -> Fit:
    """The most probable weights and their covariance; without rows, what the prior says."""
    from scipy.optimize import minimize  # 0.3 s to import, and needed only here

    x, y = shape.columns(rows.ages, rows.values), rows.is_start
    mean, sd = shape.prior()
    precision = np.diag(sd**-2)

    def loss(weights: Floats) -> float:
        z, off = x @ weights, weights - mean
        return float((np.logaddexp(0, z) - y * z).sum() + off @ precision @ off / 2)

    def slope(weights: Floats) -> Floats:
        return np.asarray(x.T @ (chance(x @ weights) - y) + precision @ (weights - mean))

    def curvature(weights: Floats) -> Floats:
        p = chance(x @ weights)
        return np.asarray((x.T * (p * (1 - p))) @ x + precision)

    best = minimize(loss, mean, jac=slope, hess=curvature, method="trust-exact")
    average = x.mean(axis=0) if len(x) else np.zeros(len(mean))
    covariance: Floats = np.asarray(np.linalg.inv(curvature(best.x)), np.float64)
    return Fit(shape, best.x, covariance, average)


def not_started(fitted: Fit, ages: NDArray[Any], values: Floats, ahead: NDArray[Any]) -> Floats:
    """Per municipality the chance of not starting in the `ahead` days to come: its mean, low and high; N x 3."""
    made = recipe()
    drawn = np.random.default_rng(SEED).normal(size=(DRAWS // 2, len(fitted.weights) + 1))
    drawn = np.vstack([drawn, -drawn])  # each with its mirror image: the mean is then right with few
    weights = fitted.weights[:, None] + np.linalg.cholesky(fitted.covariance) @ drawn[:, :-1].T
    hidden = made.hidden_variation * drawn[:, -1]
    waiting = np.zeros((len(ages), DRAWS))  # logarithm of the chance of still waiting
    for month in range(int(np.ceil(max(ahead.max(initial=0), 0) / made.period_days))):
        share = np.clip(ahead / made.period_days - month, 0, 1)
        z = fitted.shape.columns(ages + month * made.period_days, values) @ weights + hidden
        waiting -= share[:, None] * np.logaddexp(0, z)
    edge = (1 - made.interval) / 2
    chances = np.exp(waiting)
    low, high = np.quantile(chances, [edge, 1 - edge], axis=1)
    return np.stack([chances.mean(axis=1), low, high], axis=1)


def forecast(fitted: Fit, told: History, at: int, rows: NDArray[Any], until: NDArray[Any] | int) -> Floats:
    """not_started() for some municipalities on one of the days, until a day (number) for each or for all."""
    since = told.unknown_since(at)[rows]
    ages = since - told.zero[rows]
    return not_started(fitted, ages, told.values[rows, at], np.asarray(until - since))


def chance(z: Floats) -> Floats:
    """The chance that log-odds stand for."""
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -40, 40))))
