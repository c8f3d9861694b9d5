"""Time to first course: Kaplan-Meier, sites that have not started counted for as long as they are followed."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable

import numpy as np
import pandas as pd

from programme.definitions import definitions

ALL = "alle"
COLUMNS = ("size", "day", "started_share", "low", "high", "at_risk", "is_too_few")
Followed = tuple[int, bool]  # days, whether the site started


def survival(sites: Iterable[tuple[str, int, bool]]) -> pd.DataFrame:
    """Share started by day since the first trainer, per size and for all; low and high are a 95 % band.

    `sites` gives (size code, days, started). A curve ends where fewer than 15 sites are still followed;
    a group with fewer than that from the start is one row with is_too_few. Method: scipy.stats.ecdf, log-log band.
    """
    groups: dict[str, list[Followed]] = {code: [] for code in (ALL, *(size.code for size in definitions().sizes))}
    for size, days, is_started in sites:
        groups[size].append((days, is_started))
        groups[ALL].append((days, is_started))
    rows = [row for size, followed in groups.items() if followed for row in _curve(size, tuple(sorted(followed)))]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def median(curve: pd.DataFrame) -> float | None:
    """The first day on which half of all sites had started; None when that day has not come."""
    half = curve.loc[(curve["size"] == ALL) & ~curve["is_too_few"] & (curve["started_share"] >= 0.5), "day"]
    return float(half.iloc[0]) if len(half) else None


@functools.lru_cache(maxsize=64)
def _curve(size: str, followed: tuple[Followed, ...]) -> list[tuple[object, ...]]:
    least = definitions().thresholds.survival_at_risk
    if len(followed) < least:
        return [(size, 0, None, None, None, len(followed), True)]
    days, shares, low, high = _kaplan_meier(followed)
    at_risk = len(followed) - np.searchsorted([day for day, _ in followed], days, side="left")
    rows: list[tuple[object, ...]] = [(size, 0, 0.0, 0.0, 0.0, len(followed), False)] if days[0] > 0 else []
    kept = zip(days.tolist(), shares.tolist(), low.tolist(), high.tolist(), at_risk.tolist(), strict=True)
    return rows + [(size, int(day), *curve, count, False) for day, *curve, count in kept if count >= least]


def _kaplan_meier(followed: tuple[Followed, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    from scipy import stats  # 0.5 s to import, and needed only here

    days, started = np.array([day for day, _ in followed]), np.array([is_started for _, is_started in followed])
    waiting = stats.ecdf(stats.CensoredData.right_censored(days, ~started)).sf
    with warnings.catch_warnings():  # the band is undefined where nobody or everybody has started; filled below
        warnings.simplefilter("ignore", RuntimeWarning)
        band = waiting.confidence_interval(method="log-log")
    share = 1 - waiting.probabilities
    low, high = 1 - band.high.probabilities, 1 - band.low.probabilities
    return waiting.quantiles, share, np.where(np.isnan(low), share, low), np.where(np.isnan(high), share, high)
