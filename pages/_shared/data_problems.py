"""Problems as a person reads them: equal ones once, with how many and where; and rows with their wrong cells marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from data_pipeline.model import FILE_COLUMN, ROW_COLUMN
from data_pipeline.run_details import ProblemPage, WrongRow
from ui import components, formats
from ui.texts_data import Run as Texts

PROBLEMS, SAMPLE, PAGER = "run-problems", "run-sample", "run-problems-pager"
PER_PAGE = 50
ROWS_NAMED = 8


def page_id(first: int) -> dict[str, Any]:
    """The id of a button that shows the groups from number `first` on."""
    return {"type": "run-problems-from", "first": first}


def problem_card(page: ProblemPage) -> Component:
    """One page of the kinds of problems, worst first."""
    if not page.total:
        return components.card(Texts.problems_title, html.P(Texts.problems_none))
    listed = components.drawn(PROBLEMS, components.slot("list", "problems"), data=problem_data(page))
    return components.card(Texts.problems_title, listed, html.Div(pager(page), id=PAGER, className="pager"))


def problem_data(page: ProblemPage) -> dict[str, Any]:
    """What draw.problems needs."""
    return {"list": [_item(group) for group in page.groups]}


def pager(page: ProblemPage) -> list[Component]:
    """Buttons to the page before and after; empty when one page holds everything."""
    if page.total <= PER_PAGE:
        return []
    last = min(page.first + PER_PAGE, page.total)
    where = Texts.page.format(
        first=formats.integer(page.first + 1), last=formats.integer(last), count=formats.integer(page.total)
    )
    return [
        _turn(Texts.previous, page.first - PER_PAGE, page.first == 0),
        html.Span(where, role="status"),
        _turn(Texts.following, page.first + PER_PAGE, last == page.total),
    ]


def _turn(text: str, first: int, disabled: bool) -> Component:
    return html.Button(text.format(count=PER_PAGE), id=page_id(first), className="btn", disabled=disabled)


def sheet_data(header: list[str], rows: list[WrongRow], caption: str) -> dict[str, Any]:
    """What draw.sheet needs; columns with a problem stand first, so that they are seen without scrolling."""
    named = {problem["column"] for row in rows for problem in row.problems}
    order = sorted(range(len(header)), key=lambda place: header[place] not in named)
    columns = [header[place] for place in order]
    drawn = [_row(columns, order, row) for row in rows]
    return {"sheet": {"caption": caption, "corner": Texts.sample_row, "columns": columns, "rows": drawn}}


def _item(group: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "severity": group["severity"],
        "word": Texts.severities[group["severity"]],
        "where": _where(group["column"], group["value"]),
        "message": group["message"],
        "rows": _rows(list(group["rows"]), int(group["count"])),
    }


def _where(column: str, value: str | None) -> str:
    if column in (ROW_COLUMN, FILE_COLUMN):
        return ""
    return Texts.problem_cells.format(column=column, value=value) if value else column


def _rows(numbers: list[int], count: int) -> str:
    named = [str(number) for number in numbers if number][:ROWS_NAMED]
    if not named:
        return Texts.problem_file
    rest = count - len(named)
    said = Texts.problem_rows.format(rows=", ".join(named))
    return said if rest <= 0 else f"{said} {Texts.problem_more.format(count=formats.integer(rest))}"


def _row(columns: list[str], order: list[int], row: WrongRow) -> dict[str, Any]:
    places = {name: place for place, name in enumerate(columns)}
    said: dict[int, list[str]] = {}
    whole: list[str] = []
    for problem in row.problems:
        place = places.get(problem["column"])
        if place is None:
            whole.append(problem["message"])
        else:
            said.setdefault(place, [problem["severity"], problem["message"]])
    cells = [row.cells[place] if place < len(row.cells) else "" for place in order]
    return {"number": str(row.number), "cells": cells, "said": said, "whole": " ".join(whole)}
