"""/administration/person/<id>: one person's roles, now and before."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from access import members
from access.permissions import Permission
from access.roles import GIVEN_ROLES, ROLES
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.page import NotFound, register
from programme import queries
from ui import address, components, formats
from ui.components import Column
from ui.texts_door import Admin as T

register(
    __name__,
    path="/administration/person/<account>",
    name=T.TITLE,
    title=T.TITLE,
    needs=Permission.MANAGE_ROLES,
)


class Id:
    """The ids of this page."""

    ACCOUNT = "person-konto"
    BODY = "person-indhold"
    SAID = "person-besked"
    END = "person-fjern-rolle"
    ROLE = "person-rolle"
    NETWORK = "person-netvaerk"
    GIVE = "person-giv-rolle"
    CLOSE = "person-luk"


HISTORY = (
    Column("role", T.ROLE),
    Column("network", T.NETWORK),
    Column("since", T.SINCE),
    Column("until", T.UNTIL),
    Column("granted_by", T.BY),
    Column("ended_by", T.ENDED_BY),
)


def layout(account: str, *, viewer: Viewer) -> Component:
    """The person, or a friendly page when there is none."""
    number = address.number(account)
    if number is None:
        raise NotFound(T.PERSON_UNKNOWN)
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/administration"), className="back"),
            dcc.Store(id=Id.ACCOUNT, data=number),
            html.Div(_body(number, viewer), id=Id.BODY, className="stack"),
            html.Div(id=Id.SAID, role="status"),
            _give(viewer),
            _close(),
        ],
        className="stack",
    )


def _body(account_id: int, viewer: Viewer) -> list[Component]:
    everybody = members.people(viewer=viewer, account_id=account_id)
    if everybody.empty:
        raise NotFound(T.PERSON_UNKNOWN)
    lines = [_role(row) for row in everybody.itertuples() if row.role in ROLES]
    return [
        html.H1(everybody["name"].iloc[0]),
        html.P(everybody["email"].iloc[0]),
        components.card(T.PERSON_ROLES, html.Ul(lines, className="rows")),
        components.card(T.PERSON_HISTORY, _history(account_id, viewer)),
    ]


def _role(row: Any) -> Component:
    said = " · ".join(part for part in (ROLES[row.role].title, row.network) if part)
    button = html.Button(T.END, id={"type": Id.END, "index": int(row.grant_id)}, className="btn", n_clicks=0)
    return html.Li([html.Span(said), button])


def _history(account_id: int, viewer: Viewer) -> Component:
    rows = members.history(account_id, viewer=viewer)
    shown = rows.assign(
        role=[ROLES[role].title if role in ROLES else role for role in rows["role"]],
        since=[formats.moment(moment) for moment in rows["since"]],
        until=[formats.moment(moment) for moment in rows["until"]],
    )
    return components.data_table("person-historik", shown, HISTORY, caption=T.PERSON_HISTORY)


def _give(viewer: Viewer) -> Component:
    roles = [{"label": role.title, "value": role.code} for role in GIVEN_ROLES.values()]
    networks = [{"label": T.NO_NETWORK, "value": ""}]
    networks += [{"label": name, "value": str(number)} for number, name in queries.choices(viewer=viewer).networks]
    fields = [
        html.Label([html.Span(T.ROLE), dbc.Select(id=Id.ROLE, options=roles, value="trainer")], className="field"),
        html.Label(
            [html.Span(T.CHOOSE_NETWORK), dbc.Select(id=Id.NETWORK, options=networks, value="")], className="field"
        ),
        html.Button(T.GIVE_BUTTON, id=Id.GIVE, className="btn btn-primary", n_clicks=0),
    ]
    return components.card(T.GIVE, html.Div(fields, className="toolbar"))


def _close() -> Component:
    button = html.Button(T.CLOSE_BUTTON, id=Id.CLOSE, className="btn", n_clicks=0)
    return components.card(T.CLOSE, html.Details([html.Summary(T.CLOSE), html.P(T.CLOSE_HELP), button]))


@guarded_callback(
    Output(Id.BODY, "children"),
    Output(Id.SAID, "children"),
    Input({"type": Id.END, "index": ALL}, "n_clicks"),
    Input(Id.GIVE, "n_clicks"),
    Input(Id.CLOSE, "n_clicks"),
    State(Id.ROLE, "value"),
    State(Id.NETWORK, "value"),
    State(Id.ACCOUNT, "data"),
    needs=Permission.MANAGE_ROLES,
    prevent_initial_call=True,
)
def change(_ends: Any, _give: Any, _close: Any, role: Any, network: Any, account_id: Any, *, viewer: Viewer) -> Any:
    """Gives or ends a role, or closes the account; it holds from the person's next request."""
    if not ctx.triggered or not ctx.triggered[0]["value"] or not isinstance(account_id, int):
        return no_update, no_update
    if ctx.triggered_id == Id.CLOSE:
        members.close_account(account_id, by=viewer)
        return [html.P(T.DONE)], T.DONE
    if ctx.triggered_id == Id.GIVE:
        members.give_role(account_id, str(role), network_id=address.number(network), by=viewer)
    else:
        members.end_role(ctx.triggered_id["index"], by=viewer)
    return _body(account_id, viewer), T.DONE
