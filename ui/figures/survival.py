"""Time to the first course: Kaplan-Meier by size, the band of all sites, and how many are still followed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ui import components, formats, theme
from ui.components import Column
from ui.texts import Overview

ALL = "alle"
COLUMNS = (
    Column("size_name", Overview.size),
    Column("day", Overview.days_since, "integer"),
    Column("started_share", Overview.started, "percent"),
    Column("low", Overview.low, "percent"),
    Column("high", Overview.high, "percent"),
    Column("at_risk", Overview.at_risk, "integer"),
)
HEIGHT = 400
LABEL_GAP = 0.065  # of the axis: a line of text


def survival(frame: pd.DataFrame, sizes: dict[str, str], median: float | None) -> dict[str, Any]:
    """Data for a figure slot from Overview.survival; sizes: code -> label; median in days, None when not reached."""
    drawn = frame[~frame["is_too_few"].astype(bool)]
    names = {ALL: Overview.all_sites, **sizes}
    table = drawn.assign(size_name=drawn["size"].map(names))
    return components.figure_data(
        _figure(drawn, names),
        title=_title(median, drawn),
        summary=_summary(frame, names, median),
        table=components.table_data(table, COLUMNS, caption=Overview.survival_caption),
        file_name="tid-til-foerste-kursus",
    )


def _figure(drawn: pd.DataFrame, names: dict[str, str]) -> dict[str, Any]:
    groups = {size: drawn[drawn["size"] == size] for size in names if (drawn["size"] == size).any()}
    colours = dict(zip([ALL, *(size for size in names if size != ALL)], theme.PALETTE, strict=False))
    traces = _band(groups[ALL], colours[ALL]) if ALL in groups else []
    traces += [_line(size, part, names[size], colours[size]) for size, part in groups.items()]
    layout = theme.plotly_layout()
    layout["height"] = HEIGHT
    layout["margin"] = {"l": 44, "r": 128, "t": 12, "b": 92}
    layout["xaxis"] = {**layout["xaxis"], **_days(groups.get(ALL))}
    layout["yaxis"] = {**layout["yaxis"], "range": [0, 1.02], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    layout["annotations"] = [
        _axis_name(),
        *_labels({names[size]: (part, colours[size]) for size, part in groups.items()}),
    ]
    narrow = {
        "margin": {**layout["margin"], "r": 92},
        "xaxis": {**layout["xaxis"], **_days(groups.get(ALL), most=3)},
        "annotations": [{**one, "font": {"size": 12}} for one in layout["annotations"]],
    }
    return {"data": traces, "layout": layout, "narrow": narrow}


def _line(size: str, part: pd.DataFrame, name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": part["day"].tolist(),
        "y": part["started_share"].tolist(),
        "line": {"shape": "hv", "color": colour, "width": 3 if size == ALL else 1.75},
        "hovertemplate": f"{name}: %{{y:.0%}} {Overview.after} %{{x}} {Overview.days}<extra></extra>",
    }


def _band(part: pd.DataFrame, colour: str) -> list[dict[str, Any]]:
    edge = {"type": "scatter", "mode": "lines", "x": part["day"].tolist(), "hoverinfo": "skip"}
    line = {"shape": "hv", "width": 0, "color": colour}
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    fill = {"fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},0.16)"}
    return [
        {**edge, "y": part["low"].tolist(), "line": line},
        {**edge, "y": part["high"].tolist(), "line": line, **fill},
    ]


def _axis_name() -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yanchor": "top", "yshift": -44}
    return {"text": Overview.days_axis, "align": "left", "showarrow": False, "font": {"size": 14}, **place}


def _days(everything: pd.DataFrame | None, most: int = 6) -> dict[str, Any]:
    if everything is None or everything.empty:
        return {}
    last = int(everything["day"].max())
    step = next((step for step in (30, 60, 90, 120, 180, 365) if last / step <= most), 730)
    ticks = list(range(0, last + 1, step))
    return {
        "range": [0, last * 1.02],
        "tickvals": ticks,
        "ticktext": [f"{day}<br>{_followed(everything, day)}" for day in ticks],
        "tickangle": 0,
    }


def _followed(part: pd.DataFrame, day: int) -> str:
    later = part.loc[part["day"] >= day, "at_risk"]
    return formats.integer(int(later.iloc[0])) if len(later) else ""


def _labels(lines: dict[str, tuple[pd.DataFrame, str]]) -> list[dict[str, Any]]:
    """Names at the ends of the lines, moved apart where they would touch."""
    ends = sorted((float(part["started_share"].iloc[-1]), name) for name, (part, _) in lines.items() if len(part))
    labels, below = [], -1.0
    for share, name in ends:
        below = max(share, below + LABEL_GAP)
        labels.append({"x": 1.01, "xref": "paper", "xanchor": "left", "y": below, "text": name, "showarrow": False})
    return [{**label, "font": {"size": 14}} for label in labels]


def _title(median: float | None, drawn: pd.DataFrame) -> str:
    if drawn.empty:
        return Overview.survival_none
    if median is None or median != median:
        return Overview.survival_not_half
    return Overview.survival_title.format(days=formats.count(round(median), Overview.day, Overview.days))


def _summary(frame: pd.DataFrame, names: dict[str, str], median: float | None) -> str:
    few = [names[size] for size in frame.loc[frame["is_too_few"].astype(bool), "size"].unique() if size in names]
    everything = frame[(frame["size"] == ALL) & ~frame["is_too_few"].astype(bool)]
    parts = []
    if len(everything):
        last = everything.iloc[-1]
        parts.append(
            Overview.survival_summary.format(
                share=formats.percent(last["started_share"]),
                days=formats.integer(last["day"]),
                low=formats.percent(last["low"]),
                high=formats.percent(last["high"]),
            )
        )
    if few:
        parts.append(Overview.too_few.format(sizes=", ".join(few)))
    return " ".join(parts) or Overview.survival_empty
