"""Whether a site is in scope: the form that takes it out or in again, and what was said each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from programme.errors import Refused
from ui import address, formats, note_form
from ui.components import card, rows
from ui.texts_places import Scope as T

OUT, IN = "ud", "ind"


def scope_form(form: str, sites: pd.DataFrame) -> Component:
    """What may happen to each site (id, name, is_in_scope) as one choice, and why."""
    options = [
        {"label": T.TAKE_OUT.format(site=one.name), "value": f"{OUT}-{one.id}"}
        if one.is_in_scope
        else {"label": T.TAKE_IN.format(site=one.name), "value": f"{IN}-{one.id}"}
        for one in sites.itertuples()
    ]
    if len(options) > 1:
        options.insert(0, {"label": T.CHOOSE, "value": "-"})  # an empty value is dbc.Select's own
    choice = dbc.Select(id=note_form.field(form, "choice"), options=options, value=options[0]["value"])
    why = dbc.Textarea(id=note_form.field(form, "why"), value="", maxLength=2000)
    fields = [
        html.Label([html.Span(T.CHOICE), choice], className="field whole"),
        html.Label([html.Span(T.WHY), why, html.Span(T.WHY_HELP, className="soft")], className="field whole"),
        html.Button(T.SAVE, id=form, className="btn btn-primary", type="button"),
    ]
    return html.Details([html.Summary(T.FORM), html.P(T.HELP), html.Div(fields, className="form")])


def chosen(values: Sequence[Any]) -> dict[str, Any]:
    """The arguments of actions.set_scope from the form's values; raises Refused with what is missing."""
    choice, why = values if len(values) == 2 else ("", "")
    way, _, number = str(choice or "").partition("-")
    site_id = address.number(number or None)
    if way not in (OUT, IN) or site_id is None:
        raise Refused(T.CHOICE_MISSING)
    return {"site_id": site_id, "is_in_scope": way == IN, "why": str(why or "")}


def history_card(history: pd.DataFrame) -> list[Component]:
    """Each time of scope_history(), newest first; nothing where nobody has said anything."""
    if history.empty:
        return []
    return [card(T.TITLE, html.Ul([_line(one) for one in rows(history)], className="notes plain"))]


def _line(one: dict[str, Any]) -> Component:
    said = T.TAKEN_IN if one["is_in_scope"] else T.TAKEN_OUT
    who = T.BY.format(site=one["site"], author=one["who"]) if one["who"] else one["site"]
    return html.Li(
        [
            html.P([html.Strong(said), f" · {formats.day(one['at'])}"]),
            *([html.P(one["why"], className="note-text")] if one["why"] else []),
            html.P(who, className="soft"),
        ]
    )
