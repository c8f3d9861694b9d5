"""/invitationer: invite one, or the trainers of the participant list; a lead reaches the own network only."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import ALL, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

import config
from access import invitations, policy
from access.errors import Refused
from access.invitations import Invited, Invitee
from access.permissions import Permission
from access.roles import GIVEN_ROLES, ROLES
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.page import register
from programme import queries
from ui import address, components, formats
from ui.components import Column
from ui.texts_door import Admin as T

NEEDS = Permission.INVITE_TO_NETWORK
register(
    __name__, path="/invitationer", name=T.INVITE_NAVIGATION, title=T.INVITE_TITLE, nav=True, order=80, needs=NEEDS
)


class Id:
    """The ids of this page."""

    NAME = "invitation-navn"
    EMAIL = "invitation-email"
    ROLE = "invitation-rolle"
    NETWORK = "invitation-netvaerk"
    SEND = "invitation-send"
    SEND_ALL = "invitation-send-alle"
    WITHDRAW = "invitation-traek-tilbage"
    SAID = "invitation-besked"
    BODY = "invitation-indhold"


COLUMNS = (Column("name", T.NAME), Column("email", T.EMAIL), Column("network", T.NETWORK))


def layout(*, viewer: Viewer) -> Component:
    """The form, what was said, and below it the list and the open invitations."""
    return html.Div(
        [
            html.H1(T.INVITE_TITLE),
            _form(viewer),
            html.Div(id=Id.SAID, role="status", className="stack"),
            html.Div(_body(viewer), id=Id.BODY, className="stack"),
        ],
        className="stack",
    )


def _form(viewer: Viewer) -> Component:
    own = policy.reach(viewer, NEEDS)
    roles = [role for role in GIVEN_ROLES.values() if own.is_everywhere or role.code == "trainer"]
    networks = [one for one in queries.choices(viewer=viewer).networks if own.covers(one[0])]
    blank = [{"label": T.NO_NETWORK, "value": ""}] if own.is_everywhere else []
    options = [*blank, *({"label": name, "value": str(number)} for number, name in networks)]
    fields = [
        _field(T.NAME, dbc.Input(id=Id.NAME, type="text", value="", autocomplete="off")),
        _field(T.EMAIL, dbc.Input(id=Id.EMAIL, type="email", value="", autocomplete="off")),
        _field(
            T.ROLE,
            dbc.Select(id=Id.ROLE, options=[{"label": one.title, "value": one.code} for one in roles], value="trainer"),
        ),
        _field(
            T.CHOOSE_NETWORK, dbc.Select(id=Id.NETWORK, options=options, value=options[0]["value"] if options else "")
        ),
        html.Button(T.INVITE_BUTTON, id=Id.SEND, className="btn btn-primary", n_clicks=0),
    ]
    return components.card(T.INVITE_ONE, html.Div(fields, className="toolbar"))


def _field(label: str, field: Component) -> Component:
    return html.Label([html.Span(label), field], className="field")


def _body(viewer: Viewer) -> list[Component]:
    return [_many(invitations.candidates(viewer=viewer)), _pending(invitations.pending(viewer=viewer))]


def _many(people: pd.DataFrame) -> Component:
    button = html.Button(
        T.INVITE_MANY_BUTTON.format(count=formats.integer(len(people))),
        id=Id.SEND_ALL,
        className="btn",
        n_clicks=0,
        hidden=people.empty,
    )
    if people.empty:
        return components.card(T.INVITE_MANY, html.P(T.INVITE_NONE), button)
    table = components.data_table("invitation-liste", people, COLUMNS, caption=T.INVITE_MANY, searchable=True)
    listed = html.Details([html.Summary(T.INVITE_MANY_LIST), html.P(button), table])  # seen before hundreds are sent
    return components.card(T.INVITE_MANY, html.P(T.INVITE_MANY_HELP), listed)


def _pending(people: pd.DataFrame) -> Component:
    lines = [_line(row) for row in people.itertuples()]
    return components.card(T.PENDING, html.Ul(lines, className="rows") if lines else html.P(T.PENDING_NONE))


def _line(row: Any) -> Component:
    said = T.PENDING_LINE.format(
        name=row.name, email=row.email, role=ROLES[row.role].title, expires=formats.moment(row.expires_at)
    )
    button = html.Button(T.WITHDRAW, id={"type": Id.WITHDRAW, "index": int(row.id)}, className="btn", n_clicks=0)
    return html.Li([html.Span(said), button])


@guarded_callback(
    Output(Id.SAID, "children"),
    Output(Id.BODY, "children"),
    Input(Id.SEND, "n_clicks"),
    State(Id.NAME, "value"),
    State(Id.EMAIL, "value"),
    State(Id.ROLE, "value"),
    State(Id.NETWORK, "value"),
    needs=NEEDS,
    prevent_initial_call=True,
)
def invite_one(clicks: Any, name: Any, email: Any, role: Any, network: Any, *, viewer: Viewer) -> Any:
    """Invites the person of the form."""
    if not clicks:
        return no_update, no_update
    if not (str(name or "").strip() and str(email or "").strip() and role in GIVEN_ROLES):
        raise Refused(T.MISSING)
    person = Invitee(str(email), str(name), role, address.number(network))
    [made] = _send([person], viewer)
    return _said(T.INVITED.format(email=made.email), [made]), _body(viewer)


@guarded_callback(
    Output(Id.SAID, "children", allow_duplicate=True),
    Output(Id.BODY, "children", allow_duplicate=True),
    Input(Id.SEND_ALL, "n_clicks"),
    needs=NEEDS,
    prevent_initial_call=True,
)
def invite_many(clicks: Any, *, viewer: Viewer) -> Any:
    """Invites every trainer of the preview."""
    if not clicks:
        return no_update, no_update
    people = invitations.candidates(viewer=viewer)
    made = _send([_invitee(row) for row in people.itertuples()], viewer)
    return _said(T.INVITED_MANY.format(count=formats.integer(len(made))), made), _body(viewer)


@guarded_callback(
    Output(Id.SAID, "children", allow_duplicate=True),
    Output(Id.BODY, "children", allow_duplicate=True),
    Input({"type": Id.WITHDRAW, "index": ALL}, "n_clicks"),
    needs=NEEDS,
    prevent_initial_call=True,
)
def withdraw(clicks: list[Any], *, viewer: Viewer) -> Any:
    """Makes an open invitation useless."""
    if not any(clicks):
        return no_update, no_update
    invitations.withdraw(ctx.triggered_id["index"], by=viewer)
    return T.WITHDRAWN, _body(viewer)


def _invitee(row: Any) -> Invitee:
    network = None if pd.isna(row.network_id) else int(row.network_id)
    return Invitee(row.email, row.name, "trainer", network, int(row.trainer_id))


def _send(people: list[Invitee], viewer: Viewer) -> list[Invited]:
    return invitations.invite(people, address=config.settings().address, by=viewer)


def _said(sentence: str, made: list[Invited]) -> list[Component]:
    if config.settings().smtp_url:
        return [html.P(sentence)]
    links = [html.Li(f"{one.email}: {config.settings().address}/invitation/{one.token}") for one in made]
    return [html.P(sentence), html.P(T.LINKS_ONCE), html.Ul(links, className="card links")]
