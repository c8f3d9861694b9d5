"""The list of municipalities, wherever it stands: /kommuner, /netvaerk and a network's page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from ui import theme
from ui.components import Column, plain, table_data
from ui.texts_places import Kommuner as T

BRACKETS = re.compile(r" \([^()]*\)")
COLUMNS = (
    Column("name", T.NAME, link="/kommune/{code}"),
    Column("state", T.STATE, kind="state"),
    Column("reason", T.REASON, wide=True),
    Column("network", T.NETWORK, link="/netvaerk/{network_id}"),
    Column("days_since_day_zero", T.DAYS, kind="integer"),
    Column("steps_done", T.STEPS, kind="steps", of="steps_applicable"),
    Column("active_trainers", T.TRAINERS, kind="integer"),
    Column("last_heard", T.HEARD, kind="ago"),
    Column("region", T.REGION),
)


def drawing(found: pd.DataFrame, as_of: date, sizes: Mapping[str, str]) -> dict[str, Any]:
    """The chips and the table of municipality_table(), on a phone by state; sizes gives a size code its words."""
    whole = table(found, sizes, file_name=T.FILE) | {"gather": "state", "find": T.FIND, "searchable": True}
    return {"as_of": as_of_data(as_of), "chips": chips(found), "table": whole}


def as_of_data(as_of: date) -> dict[str, Any]:
    """The day that the states belong to, in words."""
    return {"day": as_of.isoformat(), "text": T.AS_OF}


def table(
    found: pd.DataFrame,
    sizes: Mapping[str, str],
    *,
    file_name: str,
    caption: str = T.TABLE,
    without: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What draw.table needs to show municipality_table(), worst first, without the named columns."""
    ordered = in_order(found)
    shown = ordered.assign(
        region=[
            f"{region.removeprefix('Region ')}, {sizes[size]}" for region, size in _pairs(ordered, "region", "size")
        ],
        reason=[short(reason) for reason in ordered["reason"]],
    )
    columns = [one for one in COLUMNS if one.key not in without]
    return table_data(shown, columns, caption=caption, searchable=len(found) > 15, file_name=file_name)


def in_order(found: pd.DataFrame) -> pd.DataFrame:
    """Worst state first; within a state those who waited longest."""
    rank = {code: number for number, code in enumerate(theme.STATES)}
    keys = zip(found["state"], plain(found["days_since_day_zero"]), found["name"], strict=True)
    places = [(rank[state], -(days or -1), name, place) for place, (state, days, name) in enumerate(keys)]
    return found.iloc[[place for *_, place in sorted(places)]]


def _pairs(found: pd.DataFrame, left: str, right: str) -> Iterable[tuple[Any, Any]]:
    return zip(found[left], found[right], strict=True)


def chips(found: pd.DataFrame) -> dict[str, Any]:
    """How many municipalities there are in each state, worst first; states without any are left out."""
    counts = Counter(found["state"])
    return {
        "counts": [[code, counts[code]] for code in theme.STATES if counts[code]],
        "total": len(found),
        "all": T.ALL,
        "label": T.CHIPS,
    }


def short(reason: str) -> str:
    """The reason without its dates and sources in brackets, which stand on the municipality's own page."""
    return BRACKETS.sub("", reason)
