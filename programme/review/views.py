"""What a review is: one frozen record that page, PDF and spreadsheet are all made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from programme.queries import Figure, Overview, Selection


@dataclass(frozen=True)
class Review:
    """A review of the whole country, a region or a network as of a day; no person is named in it."""

    title: str  # what it is about: Hele landet, Region Sjælland, Netværk Vest
    selection: Selection
    model: str  # which edition of the definitions gave the figures
    made_at: datetime
    is_exact: bool  # False: small numbers are hidden
    overview: Overview
    indicators: list[Figure]
    stalled: pd.DataFrame  # code, name, network, reason, clears, days_since_day_zero, last_heard; longest first
    pauses: pd.DataFrame  # code, name, sites, since, until; open on the day
    sees_pauses: bool
    responses: pd.DataFrame  # wave, due, answered (numbers, or bands as text), share (0..1)
    waiting: int  # rows in quarantine
    targets: pd.DataFrame  # id, title, wanted, result, shown, share, source, responsible, measure; the nation only
    gains: pd.DataFrame  # id, effect, realisation, benefit
    terms: pd.DataFrame  # code, title, definition, why, source: what the figures meant when it was made


@dataclass(frozen=True)
class Frozen:
    """A review that is kept as it stood."""

    id: int
    frozen_at: datetime
    review: Review


@dataclass(frozen=True)
class Comparison:
    """A frozen review beside the figures of now."""

    is_revision: bool  # True: the same day, so that a difference is a correction and no development
    as_of: date  # of the figures of now
    is_other_model: bool
    figures: pd.DataFrame  # code, unit, then, now, shown_then, shown_now, has_change, is_changed
    states: pd.DataFrame  # code, name, then, now: municipalities with another state
