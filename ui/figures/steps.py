"""How far through the 16 steps: the share of sites that has done each, the biggest drop marked."""

from __future__ import annotations

from typing import Any

from programme.queries import Columns
from ui import components, formats, theme
from ui.components import Column
from ui.figures.rows import Row, bars
from ui.texts import Overview

DONE, DROP = theme.PALETTE[0], theme.PALETTE[1]
COLUMNS = (
    Column("step", Overview.step),
    Column("title", Overview.step_title, wide=True),
    Column("phase_name", Overview.phase),
    Column("done", Overview.done, "integer"),
    Column("applicable", Overview.applicable, "integer"),
    Column("share", Overview.share, "percent"),
)


def steps(found: Columns, phases: dict[str, str]) -> dict[str, Any]:
    """Data for a figure slot from Overview.steps; phases: code -> name."""
    records = components.rows(found)
    known = any(row["share"] is not None for row in records)
    worst = next((row for row in records if row["is_biggest_drop"]), None)
    table = {**found, "phase_name": [phases.get(row["phase"]) for row in records]}
    return components.figure_data(
        bars([_row(row, before) for before, row in zip([None, *records], records, strict=False)] if known else []),
        title=_title(records, worst),
        summary=_summary(records),
        table=components.table_data(table, COLUMNS, caption=Overview.steps_caption),
        file_name="trin",
    )


def _row(row: dict[Any, Any], before: dict[Any, Any] | None) -> Row:
    drop = row["is_biggest_drop"]
    text = formats.percent(row["share"])
    if before and drop:
        text += Overview.drop.format(points=formats.points(before["share"]) - formats.points(row["share"]))
    hover = Overview.step_hover.format(done=formats.integer(row["done"]), of=formats.integer(row["applicable"]))
    return Row(f"{row['step']} {row['title']}", row["share"] or 0.0, text, DROP if drop else DONE, hover)


def _title(records: list[dict[Any, Any]], worst: dict[Any, Any] | None) -> str:
    if worst is None:
        return Overview.steps_even
    before = records[records.index(worst) - 1]["share"]
    return Overview.steps_title.format(
        step=worst["title"].lower(), before=formats.percent(before), after=formats.percent(worst["share"])
    )


def _summary(records: list[dict[Any, Any]]) -> str:
    known = [row for row in records if row["share"] is not None]
    if not known:
        return Overview.steps_none
    most, least = max(known, key=lambda row: row["share"]), min(known, key=lambda row: row["share"])
    return Overview.steps_summary.format(
        most=most["title"],
        most_share=formats.percent(most["share"]),
        least=least["title"],
        least_share=formats.percent(least["share"]),
    )
