"""/administration/slet: a person of the participant lists is erased, with or without an account."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from access import privacy
from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.page import register
from ui.texts_door import Admin as T

register(
    __name__,
    path="/administration/slet",
    name=T.SEE_ERASE,
    title=T.ERASE_TITLE,
    needs=Permission.MANAGE_ROLES,
)


class Id:
    """The ids of this page."""

    ASKED = "slet-hvem"
    FIND = "slet-find"
    FOUND = "slet-fundet"
    SAID = "slet-besked"
    ERASE = "slet-ja"


def layout(*, viewer: Viewer) -> Component:
    """What is taken away, and the field that finds the person."""
    asked = dbc.Input(id=Id.ASKED, value="", maxLength=254, n_submit=0)
    fields = [
        html.Label([html.Span(T.ERASE_FIELD), asked], className="field"),
        html.Button(T.ERASE_FIND, id=Id.FIND, className="btn btn-primary", n_clicks=0),
    ]
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/administration"), className="back"),
            html.H1(T.ERASE_TITLE),
            html.P(T.ERASE_LEAD),
            html.Div(fields, className="actions"),
            html.Div(id=Id.SAID, role="status"),
            html.Div(id=Id.FOUND),
        ],
        className="stack",
    )


@guarded_callback(
    Output(Id.FOUND, "children"),
    Output(Id.SAID, "children"),
    Input(Id.FIND, "n_clicks"),
    Input(Id.ASKED, "n_submit"),
    Input({"type": Id.ERASE, "index": ALL}, "n_clicks"),
    State(Id.ASKED, "value"),
    needs=Permission.MANAGE_ROLES,
    prevent_initial_call=True,
)
def find_or_erase(_find: Any, _enter: Any, _erase: Any, asked: Any, *, viewer: Viewer) -> Any:
    """Shows whom the text names, each with a button behind a question; erases whose button was pressed."""
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        return no_update, no_update
    said = ""
    if isinstance(ctx.triggered_id, dict):
        privacy.erase_trainer(ctx.triggered_id["index"], by=viewer)
        said = T.ERASED
    found = privacy.trainers_called(str(asked or ""), viewer=viewer)
    return [_person(row) for row in found], said or ("" if found else T.ERASE_NOBODY)


def _person(row: Any) -> Component:
    where = ", ".join(part for part in (row.workplace, row.home) if part)
    button = {"type": Id.ERASE, "index": int(row.id)}
    return html.Section(
        [
            html.H2(row.name),
            html.P(where),
            html.Details(
                [
                    html.Summary(T.ERASE_ASK.format(name=row.name)),
                    html.Button(T.ERASE_BUTTON.format(name=row.name), id=button, className="btn", n_clicks=0),
                ]
            ),
        ],
        className="card",
    )
