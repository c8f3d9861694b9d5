"""Time to the first course: Kaplan-Meier by size, the band of all sites, and how many are still followed."""

from __future__ import annotations

from typing import Any

from programme.queries import Columns
from ui import components, formats, theme
from ui.components import Column
from ui.figures.rows import bars
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
END_OF_AXIS = 0.8  # a line that runs further has its name beside it
THREAD = 0.1  # of the axis: from where a line ends to its name


Curve = dict[str, list[Any]]


def survival(found: Columns, sizes: dict[str, str], median: float | None) -> dict[str, Any]:
    """Data for a figure slot from Overview.survival; sizes: code -> label; median in days, None when not reached."""
    names = {ALL: Overview.all_sites, **sizes}
    every = components.rows(found)
    drawn = [row for row in every if not row["is_too_few"] and row["size"] in names]
    curves = {size: _curve(drawn, size) for size in names if any(row["size"] == size for row in drawn)}
    few = [name for size, name in names.items() if size not in curves and any(row["size"] == size for row in every)]
    table = {column.key: [row.get(column.key) for row in drawn] for column in COLUMNS}
    table["size_name"] = [names[row["size"]] for row in drawn]
    return components.figure_data(
        _figure(curves, names) if curves else bars([]),  # axes without a curve tell nothing
        title=_title(median, curves),
        summary=_summary(curves.get(ALL), few),
        table=components.table_data(table, COLUMNS, caption=Overview.survival_caption),
        file_name="tid-til-foerste-kursus",
    )


def _curve(drawn: list[dict[str, Any]], size: str) -> Curve:
    own = [row for row in drawn if row["size"] == size]
    return {name: [row[name] for row in own] for name in ("day", "started_share", "low", "high", "at_risk")}


def _figure(curves: dict[str, Curve], names: dict[str, str]) -> dict[str, Any]:
    colours = dict(zip(names, theme.PALETTE, strict=False))
    traces = _band(curves[ALL], colours[ALL]) if ALL in curves else []
    traces += [_line(size, curve, names[size], colours[size]) for size, curve in curves.items()]
    layout = theme.plotly_layout()
    layout["height"] = HEIGHT
    layout["margin"] = {"l": 44, "r": 128, "t": 12, "b": 92}
    layout["xaxis"] = {**layout["xaxis"], **_days(curves.get(ALL))}
    layout["yaxis"] = {**layout["yaxis"], "range": [0, 1.02], "tickformat": ".0%", "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    layout["annotations"] = [_axis_name(), *_labels(curves, names, colours)]
    narrow = {
        "margin": {**layout["margin"], "r": 92},
        "xaxis": {**layout["xaxis"], **_days(curves.get(ALL), most=3)},
        "annotations": [{**one, "font": {"size": 12}} for one in layout["annotations"]],
    }
    return {"data": traces, "layout": layout, "narrow": narrow}


def _line(size: str, curve: Curve, name: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": curve["day"],
        "y": curve["started_share"],
        "line": {"shape": "hv", "color": colour, "width": 3 if size == ALL else 1.75},
        "hovertemplate": f"{name}: %{{y:.0%}} {Overview.after} %{{x}} {Overview.days}<extra></extra>",
    }


def _band(curve: Curve, colour: str) -> list[dict[str, Any]]:
    edge = {"type": "scatter", "mode": "lines", "x": curve["day"], "hoverinfo": "skip"}
    line = {"shape": "hv", "width": 0, "color": colour}
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    fill = {"fill": "tonexty", "fillcolor": f"rgba({red},{green},{blue},0.16)"}
    return [
        {**edge, "y": curve["low"], "line": line},
        {**edge, "y": curve["high"], "line": line, **fill},
    ]


def _axis_name() -> dict[str, Any]:
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yanchor": "top", "yshift": -44}
    return {"text": Overview.days_axis, "align": "left", "showarrow": False, "font": {"size": 14}, **place}


def _days(everything: Curve | None, most: int = 6) -> dict[str, Any]:
    if everything is None:
        return {}
    last = int(everything["day"][-1])
    step = next((step for step in (30, 60, 90, 120, 180, 365) if last / step <= most), 730)
    ticks = list(range(0, last + 1, step))
    return {
        "range": [0, last * 1.02],
        "tickvals": ticks,
        "ticktext": [f"{day}<br>{_followed(everything, day)}" for day in ticks],
        "tickangle": 0,
    }


def _followed(curve: Curve, day: int) -> str:
    return next((formats.integer(n) for at, n in zip(curve["day"], curve["at_risk"], strict=True) if at >= day), "")


def _labels(curves: dict[str, Curve], names: dict[str, str], colours: dict[str, str]) -> list[dict[str, Any]]:
    """Names beside the lines that run to the end; of those that end sooner, under the lines with a thread to the end.

    A name in the middle of the picture would hide the other lines.
    """
    last = max((curve["day"][-1] for curve in curves.values()), default=0)
    to_the_end = [size for size, curve in curves.items() if curve["day"][-1] > END_OF_AXIS * last]
    sooner = [size for size in curves if size not in to_the_end]
    return [
        {**place, "text": names[size], "font": {"size": 14}, "name": "on-card"}
        for size, place in (*_beside(curves, to_the_end), *_under(curves, sooner, last, colours))
    ]


def _beside(curves: dict[str, Curve], sizes: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """Moved apart where they would touch."""
    placed: list[tuple[str, dict[str, Any]]] = []
    for share, day, size in sorted(
        (curves[size]["started_share"][-1], curves[size]["day"][-1], size) for size in sizes
    ):
        near = [one["y"] + LABEL_GAP for _, one in placed]
        place = {"x": day, "y": max([share, *near]), "xanchor": "left", "xshift": 4, "showarrow": False}
        placed.append((size, place))
    return placed


def _under(
    curves: dict[str, Curve], sizes: list[str], last: int, colours: dict[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    if not sizes:
        return []
    ends = {size: (curves[size]["day"][-1], curves[size]["started_share"][-1]) for size in sizes}
    first_end = min(day for day, _ in ends.values())
    lowest = min(_share_at(curve, line, first_end) for curve in curves.values() for line in ("started_share", "low"))
    top = max(lowest - 1.5 * LABEL_GAP, LABEL_GAP * (len(sizes) - 0.5))
    column = max(day for day, _ in ends.values()) + THREAD * last
    thread = {"showarrow": True, "arrowhead": 0, "arrowwidth": 1.25, "axref": "x", "ayref": "y", "xanchor": "left"}
    return [
        (
            size,
            {**thread, "x": ends[size][0], "y": ends[size][1], "ax": column, "ay": top - at * LABEL_GAP}
            | {"arrowcolor": colours[size]},
        )
        for at, size in enumerate(sorted(sizes, key=lambda size: -ends[size][1]))
    ]


def _share_at(curve: Curve, line: str, day: int) -> float:
    """What a line says on a day; lines only rise, so it is never lower after it."""
    return float(next((share for at, share in zip(curve["day"], curve[line], strict=True) if at >= day), 1.0))


def _title(median: float | None, curves: dict[str, Curve]) -> str:
    if not curves:
        return Overview.survival_none
    if median is None or median != median:  # the curve ends before half: what it says where it ends
        end = curves[ALL]
        return Overview.survival_not_half.format(
            share=formats.percent(end["started_share"][-1]), days=_in_days(end["day"][-1])
        )
    return Overview.survival_title.format(days=_in_days(median))


def _in_days(day: float) -> str:
    return formats.count(round(day), Overview.day, Overview.days)


def _summary(everything: Curve | None, few: list[str]) -> str:
    parts = []
    if everything:
        last = {name: values[-1] for name, values in everything.items()}
        shares = {name: formats.percent(last[name]) for name in ("low", "high")}
        share, days = formats.percent(last["started_share"]), formats.integer(last["day"])
        parts.append(Overview.survival_summary.format(share=share, days=days, **shares))
    if few:
        parts.append(Overview.too_few.format(sizes=", ".join(few)))
    return " ".join(parts) or Overview.survival_empty
