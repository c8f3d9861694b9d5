"""The parts that pages are made of. What is drawn in the browser travels as data: see drawn()."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html, page_container
from dash.development.base_component import Component

from ui import address, texts

Table = pd.DataFrame | Mapping[str, Sequence[Any]]
SIGNAL = "drawn-signal"  # an output for callbacks that only draw
EVERYTHING = "alle"  # an option needs a value: the empty one is dbc.Select's own placeholder
CONTENT = "indhold"  # where the page itself begins, for the skip link
FILTERS = "filters"  # the Store that holds the chosen selection as the address' search text


@dataclass(frozen=True)
class Column:
    """A column of a table: the frame's column, its heading, how it is written, and where its cells lead.

    kind: text, integer, decimal, percent (a share of 1), day (a date), days (a number of days), state, steps
    (done; `of` names the column with how many apply), phone, email.
    link: an address in which {name} is replaced by the row's value of that column: "/kommune/{code}".
    """

    key: str
    title: str
    kind: str = "text"
    link: str | None = None
    of: str | None = None
    wide: bool = False


def root() -> Component:
    """The layout of the whole app: Dash's router fills it with the page of the address."""
    return html.Div([page_container, html.Div(id=SIGNAL, hidden=True)])


def drawing(name: Any) -> dict[str, Any]:
    """The id of the Store behind drawn(name): Output(drawing("sites"), "data")."""
    return {"type": "drawing", "name": name}


def drawn(name: str, *children: Any, data: dict[str, Any] | None, class_name: str = "") -> Component:
    """Slots drawn by the browser (assets/draw/) from one Store: {slot's part: its data}."""
    target = html.Div(list(children), id=name, className=class_name, **_data(drawing=name))
    return html.Div([dcc.Store(id=drawing(name), data=data), target], className="drawn")


def slot(
    part: str, kind: str, class_name: str = "", tag: type[Component] = html.Div, text: str | None = None
) -> Component:
    """A place that draw.<kind> fills with data[part]; text is what stands there before, and without JavaScript."""
    return tag(children=text, className=f"slot slot-{kind} {class_name}".strip(), **_data(part=part, draw=kind))


def data_table(
    name: str,
    frame: pd.DataFrame,
    columns: Sequence[Column],
    *,
    caption: str,
    searchable: bool = False,
    file_name: str = "",
) -> Component:
    """A sortable, keyboard-reachable table; update it with {"table": table_data(...)} to drawing(name)."""
    data = table_data(frame, columns, caption=caption, searchable=searchable, file_name=file_name)
    return drawn(name, slot("table", "table"), data={"table": data})


def table_data(
    frame: Table,
    columns: Sequence[Column],
    *,
    caption: str,
    searchable: bool = False,
    file_name: str = "",
) -> dict[str, Any]:
    """What draw.table needs: headings and the cells column by column. file_name gives a "Hent CSV" button."""
    helpers = {one.of for one in columns if one.of} | {
        str(name) for one in columns if one.link for name in frame if f"{{{name}}}" in one.link
    }
    keys = [one.key for one in columns] + sorted(helpers - {one.key for one in columns})
    return {
        "caption": caption,
        "columns": [{key: value for key, value in vars(one).items() if value} for one in columns],
        "cells": {key: plain(frame[key]) for key in keys},
        "searchable": searchable,
        "file": file_name,
    }


def plain(values: pd.Series | Sequence[Any]) -> list[Any]:
    """Values as JSON knows them: what is missing is null, days are ISO text, fractions have four digits."""
    if not isinstance(values, pd.Series):
        return [round(one, 4) if isinstance(one, float) else one for one in values]
    kind, plain_values = values.dtype.kind, values.tolist()
    if kind in "iub":  # a missing one in a nullable column is NA
        return (
            [None if one is pd.NA else one for one in plain_values] if values.dtype.name[0].isupper() else plain_values
        )
    if kind == "f":
        return [None if one is pd.NA or one != one else round(one, 4) for one in plain_values]
    if kind == "M":
        return [None if one is pd.NaT else one.isoformat()[:10] for one in plain_values]
    return [None if one is pd.NA or one != one else one for one in plain_values]


def lists(frame: Table) -> dict[str, list[Any]]:
    """A small table as plain lists: row by row, pandas costs a hundred times more."""
    return {str(name): plain(column) for name, column in frame.items()}


def rows(frame: Table) -> list[dict[str, Any]]:
    """A small table as one dict per row, missing values as None."""
    columns = lists(frame)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def state_badge(code: str | None, label: str) -> Component:
    """Colour, icon and word of a state; the icon comes from the style sheet."""
    return html.Span(label, className=f"state state--{(code or 'ukendt').replace('_', '-')}")


def card(title: Any, *children: Any, class_name: str = "", level: int = 2, id: str | None = None) -> Component:
    """A white box with a heading."""
    heading = [] if title is None else [getattr(html, f"H{level}")(title)]
    named: dict[str, Any] = {"id": id} if id else {}
    return html.Section([*heading, *children], className=f"card {class_name}".strip(), **named)


def empty_state(text: str, action: Component | None = None) -> Component:
    """What will be here, and the one thing to do."""
    return html.Div([html.P(text), *([action] if action else [])], className="empty")


def notice(text: str) -> Component:
    """A message that something did not work; stays until the next page."""
    return html.Div(text, className="notice", role="alert")


def explained(definition: Any) -> Component:
    """ "Sådan er det regnet": an indicator's definition, why it is counted, and its source; closed until asked for."""
    return html.Details(
        [
            html.Summary(texts.Parts.how_counted),
            html.P(definition.definition),
            html.P(definition.why),
            html.P(texts.Parts.source.format(source=definition.source), className="soft"),
        ]
    )


def filter_bar(choices: Any, search: str | None, *, redraws: str = "", wave: bool = True) -> Component:
    """Four labelled selects kept in the address; the choice arrives as Input(FILTERS, "data"), a search text.

    redraws: the drawing whose data that callback returns; it is asked for and painted without waiting for Dash.
    Without JavaScript it is a form that asks for the same address.
    """
    chosen = address.selection_from(search)
    parts, fields = texts.Parts, []
    if wave:
        fields.append(("maaling", parts.wave, parts.all_waves, choices.waves, chosen["wave"]))
    fields += [
        ("region", parts.region, parts.all_regions, choices.regions, chosen["region"]),
        ("netvaerk", parts.network, parts.all_networks, choices.networks, chosen["network"]),
        ("stoerrelse", parts.size, parts.all_sizes, choices.sizes, chosen["size"]),
    ]
    return html.Div(
        [dcc.Store(id=FILTERS, data=address.search_from(chosen)), *(_field(*field) for field in fields)],
        className="filters",
        role="group",
        **_aria(parts.filters),
        **_data(redraws=redraws),
    )


def _field(word: str, label: str, everything: str, choices: Sequence[tuple[Any, str]], chosen: Any) -> Component:
    options = [
        {"label": everything, "value": EVERYTHING},
        *({"label": text, "value": str(code)} for code, text in choices),
    ]
    value = str(chosen) if chosen is not None and any(str(code) == str(chosen) for code, _ in choices) else EVERYTHING
    select = dbc.Select(id=f"filter-{word}", options=options, value=value, name=word)
    return html.Label([html.Span(label), select], className="field")


def _data(**values: str) -> dict[str, Any]:
    return {f"data-{name}": value for name, value in values.items()}


def _aria(label: str) -> dict[str, Any]:
    return {"aria-label": label}


def figure_card(name: str, data: dict[str, Any] | None, definition: Any = None) -> Component:
    """A chart of its own with title, summary, table, downloads and definition; data from figure_data()."""
    return drawn(name, figure_slot("figure", definition), data=None if data is None else {"figure": data})


def figure_slot(part: str, definition: Any = None, *, kind: str = "figure") -> Component:
    """The same as a part of a larger drawn(): the browser writes title, summary, chart, buttons and table."""
    below = [explained(definition)] if definition is not None else []
    return html.Section([slot(part, kind), *below], className=f"card figure figure-{part}")


def figure_data(
    figure: dict[str, Any],
    *,
    title: str,
    summary: str,
    table: dict[str, Any],
    file_name: str,
) -> dict[str, Any]:
    """What draw.figure needs: Plotly data and layout, the finding as title, one-sentence summary, its table."""
    return {"figure": figure, "title": title, "summary": summary, "table": table, "file": file_name}
