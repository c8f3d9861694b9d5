"""What was heard from a network month by month: answers and notes, stacked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from programme import calendar
from ui import components, formats, theme
from ui.components import Column
from ui.texts_places import NetvaerkDetalje as T

COLUMNS = (Column("month", T.MONTH), Column("answers", T.ANSWERS, "integer"), Column("notes", T.NOTES, "integer"))


def activity(frame: pd.DataFrame) -> dict[str, Any]:
    """Data for a figure slot from NetworkView.activity [month (first day or YYYY-MM), answers, notes].

    For a table, where the counts are bands.
    """
    named = frame.assign(month=[_name(month) for month in frame["month"]])
    if is_banded(frame):
        return components.table_data(named, COLUMNS, caption=T.ACTIVITY, file_name=T.ACTIVITY_FILE)
    return components.figure_data(
        {"data": [_bars(named, "answers", T.ANSWERS, 0), _bars(named, "notes", T.NOTES, 1)], "layout": _layout()},
        title=_title(named),
        summary=_summary(named),
        table=components.table_data(named, COLUMNS, caption=T.ACTIVITY),
        file_name=T.ACTIVITY_FILE,
    )


def is_banded(frame: pd.DataFrame) -> bool:
    """Whether there are bands in place of counts, which cannot be drawn."""
    return any(isinstance(one, str) for one in frame["answers"])


def _bars(frame: pd.DataFrame, column: str, name: str, place: int) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": frame["month"].tolist(),
        "y": frame[column].tolist(),
        "marker": {"color": theme.PALETTE[place]},
        "hovertemplate": "%{x}: %{y} " + name.lower() + "<extra></extra>",
    }


def _layout() -> dict[str, Any]:
    layout = theme.plotly_layout()
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"}
    layout["yaxis"] = {**layout["yaxis"], "rangemode": "tozero", "tickformat": "d", "nticks": 5}
    layout["xaxis"] = {**layout["xaxis"], "type": "category", "nticks": 12}
    return {
        **layout,
        "height": 280,
        "barmode": "stack",
        "showlegend": True,
        "legend": legend,
        "margin": {"l": 8, "r": 8, "t": 32, "b": 40},
    }


def _title(frame: pd.DataFrame) -> str:
    heard = frame[frame["answers"] + frame["notes"] > 0]
    return T.ACTIVITY_NEWEST.format(month=heard["month"].iloc[-1]) if len(heard) else T.ACTIVITY_NONE


def _summary(frame: pd.DataFrame) -> str:
    total = frame["answers"] + frame["notes"]
    if not total.sum():
        return T.ACTIVITY_EMPTY
    return T.ACTIVITY_SUMMARY.format(
        answers=formats.count(int(frame["answers"].sum()), T.ONE_ANSWER, T.MANY_ANSWERS),
        notes=formats.count(int(frame["notes"].sum()), T.ONE_NOTE, T.MANY_NOTES),
        month=frame["month"].iloc[int(total.argmax())],
    )


def _name(month: Any) -> str:
    year, number = str(month)[:7].split("-")
    return f"{calendar.MONTHS[int(number) - 1]} {year}"
