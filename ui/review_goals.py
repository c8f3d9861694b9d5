"""The forms for targets and gains, and what a filled-in form means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from programme.definitions import definitions
from programme.errors import Refused
from programme.review.goals import LONG, MEASURES, SHORT
from programme.review.terms import COURSES
from ui import components
from ui.review_comments import field
from ui.texts_review import Goals as T

BY_HAND = "-"
TARGET = ("title", "measure", "wanted", "result", "source", "responsible")
GAIN = ("effect", "realisation", "benefit")


def end_id(form: str, kind: str, index: Any) -> dict[str, Any]:
    """The id of the button that ends a row."""
    return {"type": form, "kind": kind, "index": index}


def target_form(name: str) -> Component:
    """What is wanted, by which figure, and who answers for it."""
    measures = [{"label": T.by_hand, "value": BY_HAND}, *({"label": _measure(one), "value": one} for one in MEASURES)]
    select = dbc.Select(id=field(name, "measure"), options=measures, value=BY_HAND)
    fields = [
        _labelled(T.title, _input(name, "title", SHORT)),
        _labelled(T.measure, select),
        _labelled(T.wanted, _input(name, "wanted", 12)),
        _labelled(T.result, _input(name, "result", 12)),
        _labelled(T.source, _input(name, "source", SHORT)),
        _labelled(T.responsible, _input(name, "responsible", SHORT)),
    ]
    return _form(name, T.add_target, T.target_help, fields, T.save_target)


def gain_form(name: str) -> Component:
    """The effect, how it comes about, and the gain."""
    titles = {"effect": T.effect, "realisation": T.realisation, "benefit": T.benefit}
    fields = [_labelled(title, _input(name, part, LONG)) for part, title in titles.items()]
    return _form(name, T.add_gain, T.gain_help, fields, T.save_gain)


def endings(form: str, kind: str, found: pd.DataFrame, title: str, label: str) -> list[Component]:
    """A button per row that was added and can be taken away."""
    rows = [row for row in components.rows(found) if row["id"] is not None]
    if not rows:
        return []
    named: list[dict[str, Any]] = [{"aria-label": label.format(title=row[title])} for row in rows]
    buttons = [
        html.Li(
            [
                html.Span(row[title]),
                html.Button(T.end, id=end_id(form, kind, int(row["id"])), className="btn btn-link", **name),
            ]
        )
        for row, name in zip(rows, named, strict=True)
    ]
    return [html.Ul(buttons, className="plain endings")]


def target(values: Sequence[Any]) -> dict[str, str]:
    """The arguments of goals.add_target() from the form's values; raises Refused."""
    given = _given(TARGET, values)
    return given | {"measure": "" if given["measure"] == BY_HAND else given["measure"]}


def gain(values: Sequence[Any]) -> dict[str, str]:
    """The arguments of goals.add_gain() from the form's values; raises Refused."""
    return _given(GAIN, values)


def _given(names: Sequence[str], values: Sequence[Any]) -> dict[str, str]:
    if len(values) != len(names):
        raise Refused(T.target_help)
    return {name: str(value or "") for name, value in zip(names, values, strict=True)}


def _measure(code: str) -> str:
    definition = definitions().indicator(code)
    return definition.title if definition else T.courses if code == COURSES else code


def _input(form: str, name: str, longest: int) -> Component:
    box: Component = dbc.Input(id=field(form, name), type="text", value="", maxLength=longest)
    return box


def _labelled(label: str, control: Component) -> Component:
    return html.Label([html.Span(label), control], className="field")


def _form(name: str, title: str, note: str, fields: list[Component], save: str) -> Component:
    button = html.Button(save, id=name, className="btn btn-primary", type="button")
    return html.Details([html.Summary(title), html.P(note), html.Div([*fields, button], className="form")])
