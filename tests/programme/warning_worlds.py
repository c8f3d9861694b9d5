"""Simulated programmes whose truth is known: what the early warning is held against. Everything is fictional."""

from __future__ import annotations

import numpy as np

from programme.warning.features import NEVER, SILENCE, History
from programme.warning.recipe import recipe

TRUE = np.array([0.8, 1.2, 0.8, 1.4, 1.0, 0.0, -1.2])  # what each feature does to the log-odds of starting in a month
USELESS = np.zeros(7)
FIRST_DAY, MONTHS, ENTERED_BY = 18_300, 26, 16
SURVEY_EVERY, ANSWERS = 3, 0.8  # months between surveys, and the share that answers one


def world(
    seed: int, *, municipalities: int = 98, effects: np.ndarray = TRUE, hidden: float = 0.4, months: int = MONTHS
) -> History:
    """A programme of 26 months: readiness comes slowly, starts depend on it, and both are learnt at surveys only."""
    dice = np.random.default_rng(seed)
    many = municipalities
    days = FIRST_DAY + recipe().period_days * np.arange(months, dtype=np.int64)
    entered = dice.integers(0, min(ENTERED_BY, months), many)
    zero = days[entered] - dice.integers(0, 20, many)
    kind = dice.normal(0, 1, many)  # some places are ready sooner, in everything
    true = np.zeros((many, months, 7))
    true[:, :, 0] = (dice.integers(1, 4, many) / 3)[:, None]
    for place, likely in zip((1, 2, 3, 4), (0.12, 0.15, 0.08, 0.12), strict=True):
        true[:, :, place] = _comes(dice, likely * np.exp(kind), entered, months)
    true[:, :, 6] = dice.choice([0, 0.5, 0.8, 1.0], many, p=[0.4, 0.2, 0.2, 0.2])[:, None]
    start = _starts(dice, true, effects, zero, days, dice.normal(0, hidden, many))
    return _as_known(dice, true, start, zero, days)


def _comes(dice, likely: np.ndarray, entered: np.ndarray, months: int) -> np.ndarray:
    """From which month on a step of readiness is done."""
    from_month = entered + dice.geometric(np.clip(likely, 0.01, 0.9))
    return np.arange(months)[None, :] >= from_month[:, None]


def _starts(dice, true, effects, zero, days, hidden) -> np.ndarray:
    """The day on which each starts, or NEVER."""
    start = np.full(len(zero), NEVER)
    time = np.array([0.0, 0.0, -0.5, -1.0])
    for month, day in enumerate(days):
        ages = day - zero
        z = -3.2 + time[recipe().bin_of(ages)] + (true[:, month] @ effects) + hidden
        is_start = (ages >= 0) & (start == NEVER) & (dice.random(len(zero)) < 1 / (1 + np.exp(-z)))
        start[is_start] = day + dice.integers(1, recipe().period_days, len(zero))[is_start]
    return start


def _as_known(dice, true, start, zero, days) -> History:
    """What the surveys have told by each day."""
    many, months = len(zero), len(days)
    values, started = np.zeros((many, months, 7)), np.full((many, months), NEVER)
    heard = np.zeros((many, months), np.int64)
    for month, day in enumerate(days):
        if month:
            values[:, month], started[:, month] = values[:, month - 1], started[:, month - 1]
            heard[:, month] = heard[:, month - 1]
        if month % SURVEY_EVERY == 0:
            answers = (dice.random(many) < ANSWERS) & (zero <= day)
            values[answers, month] = true[answers, month]
            heard[answers, month] = day
            told = answers & (start <= day)
            started[told, month] = start[told]
        values[:, month, 0] = true[:, month, 0]  # the lists of participants are known at once
        newest = heard[:, month]
        values[:, month, SILENCE] = newest.max() - np.maximum(newest, zero) > recipe().silent_days
    is_open = zero[:, None] <= days[None, :]
    codes = tuple(f"{number:04d}" for number in range(many))
    return History(codes, days, zero, started, heard, is_open, values, ("",) * many)
