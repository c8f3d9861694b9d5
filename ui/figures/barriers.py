"""What stands in the way: the share of sites that names each barrier, coloured and sorted by group."""

from __future__ import annotations

from typing import Any

from programme.queries import Columns
from ui import components, formats, theme
from ui.components import Column
from ui.figures.rows import Row, bars
from ui.texts import Overview

COLUMNS = (
    Column("name", Overview.barrier),
    Column("group_name", Overview.group),
    Column("count", Overview.sites, "integer"),
    Column("share", Overview.share, "percent"),
)


def barriers(found: Columns) -> dict[str, Any]:
    """Data for a figure slot from Overview.barriers."""
    named = [row for row in components.rows(found) if row["count"]]
    weight = {row["group"]: sum(one["count"] for one in named if one["group"] == row["group"]) for row in named}
    records = sorted(named, key=lambda row: (-weight[row["group"]], row["group"], -row["count"]))
    table = {column.key: [row[column.key] for row in records] for column in COLUMNS}
    return components.figure_data(
        bars(_rows(records)),
        title=_title(records),
        summary=_summary(records),
        table=components.table_data(table, COLUMNS, caption=Overview.barriers_caption),
        file_name="barrierer",
    )


def _rows(records: list[dict[Any, Any]]) -> list[Row]:
    rows: list[Row] = []
    for before, row in zip([None, *records], records, strict=False):
        is_first = before is None or before["group"] != row["group"]
        if is_first:  # a barrier that is a group of its own is told once, and stands apart from those above
            rows.append(Row(row["group_name"] if row["group_name"] != row["name"] else ""))
        rows.append(_row(row, theme.BARRIER_GROUPS.get(row["group"], theme.OTHER)))
    return rows


def _row(row: dict[Any, Any], colour: str) -> Row:
    sites = formats.count(row["count"], Overview.site, Overview.sites_small)
    return Row(row["name"], row["share"], sites, colour, f"{row['group_name']}: {formats.percent(row['share'])}")


def _title(records: list[dict[Any, Any]]) -> str:
    if not records:
        return Overview.barriers_none
    most = max(row["count"] for row in records)
    sites = formats.count(most, Overview.site, Overview.sites_small)
    tops = [row["name"] for row in records if row["count"] == most]
    if len(tops) > 2:
        return Overview.barriers_even.format(count=len(tops), sites=sites)
    return Overview.barriers_title.format(name="« og »".join(tops), sites=sites)


def _summary(records: list[dict[Any, Any]]) -> str:
    if not records:
        return Overview.barriers_empty
    groups: dict[str, int] = {}
    for row in records:
        groups[row["group_name"]] = groups.get(row["group_name"], 0) + row["count"]
    first = max(groups, key=lambda name: groups[name])
    return Overview.barriers_summary.format(group=first)
