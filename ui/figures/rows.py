"""Horizontal bars with their names above them: readable on a phone without a margin for labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ui import theme

ROW_HEIGHT = 36  # px: a line of text and a bar
BAR_SHARE = 0.28  # of the row


@dataclass(frozen=True)
class Row:
    """One bar: its name, length (a share of 1), what stands at its end, colour, and what hovering tells.

    A row without colour is a heading.
    """

    label: str
    share: float = 0.0
    text: str = ""
    colour: str = ""
    hover: str = ""


def bars(rows: list[Row]) -> dict[str, Any]:
    """A Plotly figure with one labelled bar per row, the first on top."""
    layout = theme.plotly_layout()
    layout["height"] = ROW_HEIGHT * len(rows) + 16
    layout["margin"] = {"l": 0, "r": 84, "t": 12, "b": 4}
    layout["xaxis"] = {**layout["xaxis"], "range": [0, max([row.share for row in rows] or [0]) or 1], "visible": False}
    layout["yaxis"] = {**layout["yaxis"], "range": [len(rows) - 0.4, -0.75], "visible": False}
    layout["annotations"] = [_name(index, row) for index, row in enumerate(rows)]
    narrow = {"annotations": [{**one, "font": {"size": 13}} for one in layout["annotations"]]}
    return {"data": [_bars(rows)], "layout": layout, "narrow": narrow}


def _bars(rows: list[Row]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row.share for row in rows],
        "y": list(range(len(rows))),
        "width": BAR_SHARE,
        "marker": {"color": [row.colour or "rgba(0,0,0,0)" for row in rows]},
        "text": [row.text for row in rows],
        "textposition": "outside",
        "textfont": {"size": 14},
        "constraintext": "none",
        "cliponaxis": False,
        "hovertext": [row.hover for row in rows],
        "hoverinfo": "text",
    }


def _name(index: int, row: Row) -> dict[str, Any]:
    return {
        "x": 0,
        "y": index - BAR_SHARE / 2 if row.colour else index + BAR_SHARE,
        "xanchor": "left",
        "yanchor": "bottom",
        "text": row.label if row.colour else f"<b>{row.label}</b>",
        "showarrow": False,
        "xref": "paper",
        "font": {"size": 14},
    }
