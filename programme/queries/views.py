"""What the queries answer with: frozen records around tables whose columns are named here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

Unit = Literal["antal", "procent", "dage"]
Columns = dict[str, list[Any]]  # a small table, column by column: a frame of so few rows costs more than it gives


def by_column(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """Rows as columns; each column is there also where there are no rows."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


@dataclass(frozen=True)
class Selection:
    """What the filter bar narrows a view to; None means everything."""

    wave: int | None = None
    region: str | None = None  # region_code
    network: int | None = None
    size: str | None = None  # size code


@dataclass(frozen=True)
class Choices:
    """The options of the filter bar, as (value, label)."""

    waves: list[tuple[int, str]]
    regions: list[tuple[str, str]]
    networks: list[tuple[int, str]]
    sizes: list[tuple[str, str]]


@dataclass(frozen=True)
class Figure:
    """One figure of the strip; `code` is the code of its indicator; `previous` is its value at the wave before."""

    code: str
    value: float | None
    previous: float | None
    unit: Unit
    numerator: float | None
    denominator: float | None
    response_rate: float | None  # 0..1, of the newest wave closed by then
    shown: str | None = None  # what stands in place of a value that the viewer may not see exactly
    has_change: bool = True  # False: the viewer may not see the step from the wave before


@dataclass(frozen=True)
class Overview:
    """Everything that Overblik shows, for one selection."""

    as_of: date
    data_until: date | None  # newest answer or course
    is_demo: bool
    counts: dict[str, int]  # sites in the selection per state
    municipality_counts: dict[str, int]
    not_answering: int  # sites that are `ukendt`
    figures: list[Figure]  # active_trainers, start_rate, time_to_start, citizens_trained, kits
    municipalities: Columns  # code, name, region, size, network_id, network, state, rule, reason, is_selected: all 98
    networks: Columns  # id, name, <one column per state: municipalities>, total; worst first
    steps: Columns  # step, title, phase, done, applicable, share (0..1), drop (0..1), is_biggest_drop; 16 rows
    survival: Columns  # size, day, started_share, low, high, at_risk, is_too_few
    barriers: Columns  # code, name, group, group_name, count, share (of sites that answered)
    changes: Columns  # at, code, name, from_state, to_state, reason; newest first, at most 20


@dataclass(frozen=True)
class MunicipalityView:
    """Everything that a municipality's page shows."""

    row: dict[str, object]  # as a row of municipality_table, and population, region_code, sites
    sites: pd.DataFrame
    timeline: pd.DataFrame
    people: pd.DataFrame
    answers: pd.DataFrame
    contradictions: pd.DataFrame
    notes: pd.DataFrame
    barriers: pd.DataFrame
    sees_people: bool = True  # False: people, who answered and free text are not this viewer's to see


@dataclass(frozen=True)
class NetworkView:
    """Everything that a network's page shows."""

    row: dict[str, object]  # as a row of networks()
    call_first: pd.DataFrame  # code, name, state, reason, clears, trainer, phone, email, why
    matrix: pd.DataFrame  # code, name, step, status: done | due | late | waiting | not_applicable
    municipalities: pd.DataFrame  # as municipality_table
    activity: pd.DataFrame  # month, answers, notes; these as text (0, 1-4, 5+) for those who see bands
    sees_people: bool = True


@dataclass(frozen=True)
class Quality:
    """How good the data are."""

    completeness: pd.DataFrame  # question, label, wave, answered, asked, share
    response_rate: pd.DataFrame  # wave, due, answered, share
    contradictions: pd.DataFrame  # site_id, site, municipality_code, municipality, question, label, wave, values
    age: pd.DataFrame  # label, newest, days
    waiting: int  # rows in quarantine
