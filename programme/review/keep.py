"""A review as text and back: what is frozen must read the same for ever, whatever the tables come to hold."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

import orjson
import pandas as pd

from programme.queries import Figure, Overview, Selection
from programme.queries.views import by_column
from programme.review.views import Review

EDITION = 2  # in 1 the tables of the overview stood row by row, and beside them which network was worst
WHOLE = ("id", "days_since_day_zero")  # columns of whole numbers that may be missing
OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def pack(review: Review) -> str:
    """The review as JSON."""
    return orjson.dumps({"edition": EDITION, "review": _plain(review)}, option=OPTIONS).decode()


def unpack(text: str) -> Review:
    """The review that pack() wrote."""
    said: dict[str, Any] = orjson.loads(text)["review"]
    overview = {field.name: said["overview"][field.name] for field in dataclasses.fields(Overview)}
    until = overview["data_until"]
    tables = {name: by_column(value["columns"], value["rows"]) for name, value in overview.items() if _is_frame(value)}
    found = Overview(
        **overview
        | tables
        | {
            "as_of": date.fromisoformat(overview["as_of"]),
            "data_until": date.fromisoformat(until) if until else None,
            "figures": [Figure(**one) for one in overview["figures"]],
        }
    )
    own = {name: _frame(value) for name, value in said.items() if _is_frame(value)}
    return Review(
        **said
        | own
        | {
            "overview": found,
            "selection": Selection(**said["selection"]),
            "made_at": datetime.fromisoformat(said["made_at"]),
            "indicators": [Figure(**one) for one in said["indicators"]],
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, pd.DataFrame):
        rows = [[_cell(one) for one in row] for row in value.itertuples(index=False, name=None)]
        return {"columns": [str(name) for name in value.columns], "rows": rows}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else _cell(value)


def _cell(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    return value.isoformat() if isinstance(value, date) else value


def _is_frame(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"columns", "rows"}


def _frame(value: dict[str, Any]) -> pd.DataFrame:
    found = pd.DataFrame(value["rows"], columns=value["columns"])
    return found.assign(**{name: found[name].astype("Int64") for name in WHOLE if name in found})
