"""Rows that wait, each with its wrong cells ready to be corrected, and the matches that a person should look at."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from data_pipeline.run_details import WrongRow
from data_pipeline.waiting_page import WaitingRow, Wrong
from pages._shared.data_problems import sheet_data
from pages._shared.data_runs import run_path
from ui import components, formats
from ui.texts_data import Quarantine as Texts

CELLS = "waiting-cells"


def cell_id(row: Any, place: Any) -> dict[str, Any]:
    """The id of the input for one cell of a waiting row."""
    return {"type": "waiting-cell", "row": row, "place": place}


def act_id(do: Any, row: Any, place: Any = 0, choice: Any = 0) -> dict[str, Any]:
    """The id of a button of a waiting row: save, use (a suggestion for the cell at a place), discard."""
    return {"type": "waiting-act", "do": do, "row": row, "place": place, "choice": choice}


def match_id(do: Any, match: Any) -> dict[str, Any]:
    """The id of a button of a proposed match: confirm, split."""
    return {"type": "match-act", "do": do, "match": match}


def waiting_list(page: list[WaitingRow], opened: int | None) -> Component:
    """One page of waiting rows, grouped by file; the opened row can be corrected in every cell."""
    data: dict[str, Any] = {}
    groups = []
    for (run_id, name), of_file in groupby(page, key=lambda row: (row.run_id, row.file_name)):
        items = [_row(row, data, row.id == opened) for row in of_file]
        groups.append(components.card(dcc.Link(name, href=run_path(run_id)), html.Ul(items, className="waiting-rows")))
    return components.drawn(CELLS, *groups, data=data, class_name="stack")


def _row(row: WaitingRow, data: dict[str, Any], is_open: bool) -> Component:
    header = list(row.cells)
    said = [
        {"column": one.column, "severity": "error", "message": message}
        for one in row.wrong.values()
        for message in one.messages
    ]
    sheet = sheet_data(header, [WrongRow(row.number, list(row.cells.values()), said)], Texts.whole_row)
    data[f"row-{row.id}"] = sheet["sheet"]
    about_row = [html.P(" ".join(one.messages)) for one in row.wrong.values() if one.column not in row.cells]
    columns = header if is_open else [name for name in header if name in row.wrong]
    cells = [_cell(row, header.index(name), name) for name in columns]
    whole = html.Details([html.Summary(Texts.whole_row), components.slot(f"row-{row.id}", "sheet")])
    return html.Li(
        [
            html.H3(Texts.row.format(row=row.number)),
            *about_row,
            html.Div(cells, className="waiting-cells"),
            _buttons(row, is_open, bool(cells)),
            whole,
            _discard(row),
        ],
        className="waiting-row",
    )


def _buttons(row: WaitingRow, is_open: bool, has_cells: bool) -> Component:
    def button(do: str, text: str, label: str, look: str) -> Component:
        named = {"aria-label": label.format(row=row.number)}
        return html.Button(text, id=act_id(do, row.id), className=look, **named)

    save = [button("save", Texts.save, Texts.save_row, "btn btn-primary")] if has_cells else []
    more = [] if is_open else [button("open", Texts.open, Texts.open_row, "btn")]
    return html.Div([*save, *more], className="actions")


def _cell(row: WaitingRow, place: int, column: str) -> Component:
    wrong = row.wrong.get(column)
    label = html.Label(
        [
            html.Span(Texts.correction.format(column=f"»{column}«")),
            dbc.Input(id=cell_id(row.id, place), value=row.cells[column], maxlength=2000),
        ],
        className="field",
    )
    if wrong is None:
        return html.Div(label, className="waiting-cell")
    return html.Div(
        [html.P(" ".join(wrong.messages)), label, *_suggestions(row, place, wrong)], className="waiting-cell"
    )


def _suggestions(row: WaitingRow, place: int, wrong: Wrong) -> list[Component]:
    text = Texts.teach if wrong.spelling else Texts.use
    buttons = [
        html.Button(text.format(value=f"»{value}«"), id=act_id("use", row.id, place, choice), className="btn")
        for choice, value in enumerate(wrong.suggestions)
    ]
    return [html.Div(buttons, className="suggestions")] if buttons else []


def _discard(row: WaitingRow) -> Component:
    label = {"aria-label": Texts.discard_row.format(row=row.number)}
    button = html.Button(Texts.discard_yes, id=act_id("discard", row.id), className="btn", **label)
    return html.Details([html.Summary(Texts.discard), html.P(Texts.discard_ask), button])


def match_card(matches: pd.DataFrame) -> list[Component]:
    """Every guess about a name, to be confirmed or split; nothing when there are none."""
    if matches.empty:
        return []
    items = [_match(match) for match in matches.to_dict("records")]
    return [components.card(Texts.matches_title, html.P(Texts.matches), html.Ul(items, className="waiting-rows"))]


def _match(match: Mapping[str, Any]) -> Component:
    target, identity = match["target_name"], match["id"]
    score = formats.percent(match["score"])
    seen = [Texts.match_score.format(score=score)]
    if match["file_name"]:
        row = "" if pd.isna(match["row"]) else int(match["row"])  # a frame makes 7.0 of 7 where another lacks its row
        seen.append((Texts.match_seen if row else Texts.match_seen_file).format(file=match["file_name"], row=row))
    return html.Li(
        [
            html.H3(Texts.match.format(text=match["text"], target=target)),
            html.P(" ".join(seen), className="soft"),
            html.Div(
                [
                    html.Button(
                        Texts.match_yes.format(target=target),
                        id=match_id("confirm", identity),
                        className="btn btn-primary",
                    ),
                    html.Button(Texts.match_no, id=match_id("split", identity), className="btn"),
                ],
                className="actions",
            ),
        ],
        className="waiting-row",
    )
