"""Time to first course: Kaplan-Meier, sites that have not started counted for as long as they are followed."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from programme.definitions import definitions
from programme.queries.views import Columns, by_column

ALL = "alle"
COLUMNS = ("size", "day", "started_share", "low", "high", "at_risk", "is_too_few")
Numbers = NDArray[Any]
Followed = tuple[int, bool, int]  # days, whether the sites started, how many sites


def survival(sites: Iterable[tuple[str, int, bool, int]]) -> Columns:
    """Share started by day since the first trainer, per size and for all; low and high are a 95 % band.

    `sites` gives (size code, days, started, number of sites). A curve ends where fewer than 15 sites are still
    followed; a group with fewer than that from the start is one row with is_too_few.
    Method: scipy.stats.ecdf, log-log band; indicator:
    time_to_start.
    """
    groups: dict[str, list[Followed]] = {code: [] for code in (ALL, *(size.code for size in definitions().sizes))}
    for size, days, is_started, count in sites:
        groups[size].append((days, is_started, count))
        groups[ALL].append((days, is_started, count))
    rows = [row for size, followed in groups.items() if followed for row in _curve(size, tuple(sorted(followed)))]
    return by_column(COLUMNS, rows)


def median(curve: Columns) -> float | None:
    """The first day on which half of all sites had started; None when that day has not come."""
    columns = (curve[name] for name in ("size", "started_share", "day"))
    half = (
        day for size, share, day in zip(*columns, strict=True) if size == ALL and share is not None and share >= 0.5
    )
    return next((float(day) for day in half), None)


@functools.lru_cache(maxsize=64)
def _curve(size: str, followed: tuple[Followed, ...]) -> list[tuple[object, ...]]:
    least = definitions().thresholds.survival_at_risk
    days, started, sites = (np.array(column) for column in zip(*followed, strict=True))
    days, started = np.repeat(days, sites), np.repeat(started, sites)
    if len(days) < least:
        return [(size, 0, None, None, None, len(days), True)]
    steps, *band = _kaplan_meier(days, started)
    at_risk = len(days) - np.searchsorted(days, steps, side="left")
    rows: list[tuple[object, ...]] = [(size, 0, 0.0, 0.0, 0.0, len(days), False)] if steps[0] > 0 else []
    columns = (column.tolist() for column in (steps, *band, at_risk))
    return rows + [(size, int(day), *curve, False) for day, *curve in zip(*columns, strict=True) if curve[-1] >= least]


def _kaplan_meier(days: Numbers, started: NDArray[np.bool_]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    from scipy import stats  # 0.5 s to import, and needed only here

    waiting = stats.ecdf(stats.CensoredData.right_censored(days, ~started)).sf
    with warnings.catch_warnings():  # the band is undefined where nobody or everybody has started; filled below
        warnings.simplefilter("ignore", RuntimeWarning)
        band = waiting.confidence_interval(method="log-log")
    share = 1 - waiting.probabilities
    low, high = 1 - band.high.probabilities, 1 - band.low.probabilities
    return waiting.quantiles, share, np.where(np.isnan(low), share, low), np.where(np.isnan(high), share, high)
