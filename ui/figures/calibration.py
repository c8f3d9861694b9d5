"""What was said against what came: a point per group of forecasts, on the line where they are alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ui import components, formats, theme
from ui.components import Column
from ui.texts_warning import Method as T

COLUMNS = (
    Column("forecast", T.SAID, "percent"),
    Column("observed", T.CAME, "percent"),
    Column("count", T.COUNT, "integer"),
)
TICKS = [0, 0.25, 0.5, 0.75, 1]


def calibration(groups: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Data for a figure slot from BackTest.calibration: forecast, observed, low, high (shares of 1), count."""
    largest = max(groups, key=lambda one: one["count"])
    shares = {name: formats.percent(largest[name]) for name in ("forecast", "observed")}
    frame = pd.DataFrame(groups, columns=["forecast", "observed", "count"]).astype({"count": "int64"})
    return components.figure_data(
        _figure(groups),
        title=T.CALIBRATION_TITLE.format(**shares),
        summary=T.CALIBRATION_SUMMARY,
        table=components.table_data(frame, COLUMNS, caption=T.CALIBRATION_CAPTION),
        file_name="efterproeve",
    )


def _figure(groups: Sequence[dict[str, float]]) -> dict[str, Any]:
    layout = theme.plotly_layout()
    layout["height"] = 340
    layout["margin"] = {"l": 56, "r": 24, "t": 16, "b": 56}
    axis = {"range": [-0.03, 1.14], "tickvals": TICKS, "tickformat": ".0%"}  # room for a count above 100 %
    for name, text in (("xaxis", T.SAID), ("yaxis", T.CAME)):
        title = {"text": text, "standoff": 8, "font": {"size": 14}}
        layout[name] = {**layout[name], **axis, "title": title}
    return {"data": [_line(), _points(groups)], "layout": layout}


def _line() -> dict[str, Any]:
    line = {"dash": "dot", "width": 1.5, "color": theme.PALETTE[2]}
    return {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "line": line, "hoverinfo": "skip"}


def _points(groups: Sequence[dict[str, float]]) -> dict[str, Any]:
    spread = {
        "type": "data",
        "symmetric": False,
        "array": [one["high"] - one["forecast"] for one in groups],
        "arrayminus": [one["forecast"] - one["low"] for one in groups],
        "thickness": 1.5,
        "color": theme.PALETTE[0],
    }
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [one["forecast"] for one in groups],
        "y": [one["observed"] for one in groups],
        "error_x": spread,
        "text": [formats.integer(one["count"]) for one in groups],
        "textposition": "top center",
        "marker": {"size": 12, "color": theme.PALETTE[0]},
        "hovertemplate": f"{T.SAID}: %{{x:.0%}}<br>{T.CAME}: %{{y:.0%}}<br>{T.COUNT}: %{{text}}<extra></extra>",
    }
