"""The parts of the page that edits the model: what to edit, its fields, what it would change, the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from programme.definitions import Definitions
from programme.definitions.edits import Field
from ui import formats
from ui.components import card, rows, state_badge
from ui.texts_model import Edit as T

PATH = "/implementeringsmodel/rediger"
PART = "del"
LONG = 120  # characters: from here a field has several lines
TEXT_ROWS = 18
FieldId = Callable[[str], Any]


def parts(fields: Sequence[Field], made: Definitions) -> dict[str, str]:
    """Code -> name of what is edited together, in the order of the page."""
    named = {"thresholds": T.THRESHOLDS, "sizes": T.SIZES, "phases": T.PHASES}
    named |= {step.code: f"{step.code} {step.title}" for step in made.steps}
    named |= {template.code: T.TEMPLATE.format(title=template.title) for template in made.templates}
    found = dict.fromkeys(field.part for field in fields)
    return {part: named[part] for part in named if part in found}


def choice(named: Mapping[str, str], chosen: str) -> Component:
    """A link for each part; the chosen one says so."""
    links = []
    for part, name in named.items():
        mark: dict[str, Any] = {"aria-current": "true"} if part == chosen else {}
        # html.A: a part that was saved is fetched anew, whatever the address was before.
        links.append(html.Li(html.A(name, href=f"{PATH}?{PART}={part}", **mark)))
    label: dict[str, Any] = {"aria-label": T.PARTS}
    return html.Nav(html.Ul(links, className="parts"), **label)


def form(fields: Iterable[Field], sizes: Mapping[str, str], identity: FieldId) -> Component:
    """The fields of a part."""
    listed = list(fields)
    is_filled_in = any("{" in str(field.value) for field in listed)
    note = [html.P(T.WORDS, className="soft")] if is_filled_in else []
    name = "edit-fields by-size" if all(field.size for field in listed) else "edit-fields"
    return html.Div([*note, html.Div([_field(field, sizes, identity) for field in listed], className=name)])


def _field(field: Field, sizes: Mapping[str, str], identity: FieldId) -> Component:
    label = html.Span(name_of(field, sizes))
    if field.is_number:
        box = dbc.Input(id=identity(field.key), type="number", min=field.least, step=1, value=field.value)
        return html.Label([label, box], className="field")
    if field.longest <= LONG:
        box = dbc.Input(id=identity(field.key), type="text", value=field.value, maxLength=field.longest)
        return html.Label([label, box], className="field")
    height = TEXT_ROWS if field.name == "text" else 2
    area = dbc.Textarea(id=identity(field.key), value=field.value, maxLength=field.longest, rows=height)
    return html.Label([label, area], className="field whole")


def name_of(field: Field, sizes: Mapping[str, str]) -> str:
    """What a value is called."""
    name = T.NAMES[field.name]
    return T.OF_SIZE.format(name=name, size=sizes[field.size]) if field.size else name


def preview(seen: Any, made: Definitions, save: Sequence[Component]) -> Component:
    """What a save would change, and `save`, the fields and button that do it; as model_edits.Preview."""
    if not seen.differences:
        return card(T.PREVIEW, html.P(T.NOTHING))
    return card(
        T.PREVIEW, differences(seen.differences, made), moves(seen.moves, made), html.Div(save, className="form")
    )


def differences(found: Iterable[Any], made: Definitions) -> Component:
    """Each value as it was and as it would be."""
    sizes = {size.code: size.label for size in made.sizes}
    lines = []
    for one in found:
        where = one.field.key.split(".")[1] if one.field.key.startswith(("step.", "guide.", "phase.")) else ""
        lines.append(
            html.Li(
                [
                    html.Strong(f"{where} {name_of(one.field, sizes)}".strip()),
                    html.Del([html.Span(f"{T.FROM} ", className="unseen"), _said(one.before)]),
                    html.Ins([html.Span(f"{T.TO} ", className="unseen"), _said(one.after)]),
                ]
            )
        )
    return html.Ul(lines, className="differences")


def moves(found: pd.DataFrame, made: Definitions) -> Component:
    """The municipalities that would change state."""
    if found.empty:
        return html.P(T.NO_MOVES)
    labels = {state.code: state.label for state in made.states}
    lines = [
        html.Li(
            [
                dcc.Link(one["name"], href=f"/kommune/{one['code']}"),
                state_badge(one["before"], labels[one["before"]]),
                "→",
                state_badge(one["after"], labels[one["after"]]),
            ]
        )
        for one in rows(found)
    ]
    title = T.MOVES.format(count=formats.count(len(found), T.MOVE, T.MANY_MOVES))
    return html.Div([html.H3(title), html.Ul(lines, className="moves")])


def history(found: Sequence[Any], made: Definitions, restore: Callable[[int], Any]) -> Component:
    """Every version, newest first; `restore` makes the id of a version's button."""
    return card(T.HISTORY, *[_version(one, n == 0, made, restore) for n, one in enumerate(found)])


def _version(one: Any, is_newest: bool, made: Definitions, restore: Callable[[int], Any]) -> Component:
    title = T.SHIPPED
    if one.number:
        title = T.VERSION.format(number=one.number, when=formats.day(one.at), author=one.author)
    button = html.Button(T.RESTORE.format(number=one.number), id=restore(one.number), className="btn", type="button")
    changed = [html.P(one.why), differences(one.differences, made)] if one.differences else []
    here = html.P(html.Strong(T.NEWEST)) if is_newest else button
    return html.Div([html.H3(title), *changed, here], className="version")


def _said(value: Any) -> str:
    return formats.integer(value) if isinstance(value, int) else value or T.EMPTY
