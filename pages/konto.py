"""/konto: what one's own account can do, where it is signed in, and what is held about oneself."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from access import audit, passkeys, privacy, sessions, signin
from access.errors import Refused
from access.roles import ROLES
from access.viewer import Viewer
from pages._shared import gate
from pages._shared.callback import guarded_callback
from pages._shared.page import register
from ui import components, door, formats, log_table
from ui.texts_door import Account as T

register(__name__, path="/konto", name=T.TITLE, title=T.TITLE, needs=None)


class Id:
    """The ids of this page."""

    BODY = "konto-indhold"
    SAID = "konto-besked"
    END = "konto-log-ud-der"
    REMOVE = "konto-fjern-noegle"
    CODES = "konto-koder"
    RENEW = "konto-nye-koder"
    ERASE = "konto-slet"
    CONFIRM = "konto-bekraeft"


def layout(*, viewer: Viewer) -> Component:
    """Everything about oneself on one page."""
    return html.Div(
        [
            html.H1(T.TITLE),
            html.Div(_body(viewer), id=Id.BODY, className="stack"),
            html.Div(id=Id.SAID, role="status"),
            _codes(),
            _own_data(),
            components.card(T.LOG, log_table.table("konto-log", audit.about_me(viewer=viewer), T.LOG)),
            _erase(),
        ],
        className="stack",
    )


def _body(viewer: Viewer) -> list[Component]:
    return [_roles(viewer), _sessions(viewer), _passkeys(viewer)]


def _roles(viewer: Viewer) -> Component:
    titles = sorted(ROLES[grant.role].title for grant in viewer.grants)
    shown = html.Ul([html.Li(title) for title in titles]) if titles else html.P(T.NO_ROLES)
    return components.card(T.ROLES, html.P(viewer.name), shown)


def _sessions(viewer: Viewer) -> Component:
    lines = [_session(row, row.id == viewer.session_id) for row in sessions.mine(viewer=viewer)]
    out = _post("/log-ud", T.SIGN_OUT), _post("/log-ud/overalt", T.SIGN_OUT_EVERYWHERE)
    return components.card(
        T.SESSIONS, html.P(T.SESSIONS_HELP), html.Ul(lines, className="rows"), html.Div(out, className="actions")
    )


def _session(row: Any, is_this: bool) -> Component:
    said = T.SESSION.format(agent=formats.browser(row.agent), seen=formats.moment(row.seen_at))
    button = html.Button(T.END_SESSION, id={"type": Id.END, "index": row.id}, className="btn", n_clicks=0)
    return html.Li([html.Span(said), html.Span(T.THIS_SESSION, className="soft") if is_this else button])


def _passkeys(viewer: Viewer) -> Component:
    lines = [
        html.Li(
            [
                html.Span(T.PASSKEY.format(created=formats.moment(created))),
                html.Button(T.REMOVE_PASSKEY, id={"type": Id.REMOVE, "index": number}, className="btn", n_clicks=0),
            ]
        )
        for number, created, _used in passkeys.mine(viewer=viewer)
    ]
    return components.card(
        T.PASSKEYS,
        html.Ul(lines, className="rows"),
        html.P(T.ADD_PASSKEY_HELP),
        *door.passkey_button(T.ADD_PASSKEY, "create", "/konto", "btn"),
    )


def _codes() -> Component:
    return components.card(
        T.CODES,
        html.P(T.CODES_HELP),
        html.Button(T.RENEW_CODES, id=Id.RENEW, className="btn", n_clicks=0),
        html.Div(id=Id.CODES),
    )


def _own_data() -> Component:
    return components.card(
        T.OWN_DATA,
        html.P(T.OWN_DATA_HELP),
        html.Div(
            [
                html.A(T.OWN_DATA_PAGE, href="/konto/mine-data.html", className="btn"),
                html.A(T.OWN_DATA_JSON, href="/konto/mine-data.json", className="btn"),
            ],
            className="actions",
        ),
    )


def _erase() -> Component:
    field = html.Label([html.Span(T.ERASE_FIELD), dbc.Input(id=Id.CONFIRM, type="text", value="")], className="field")
    button = html.Button(T.ERASE_BUTTON, id=Id.ERASE, className="btn", n_clicks=0)
    return components.card(T.ERASE, html.P(T.ERASE_HELP), html.Div([field, button], className="actions"))


def _post(path: str, label: str) -> Component:
    csrf = dbc.Input(type="hidden", name="csrf", value=gate.csrf_token())
    return html.Form([csrf, html.Button(label, type="submit", className="btn")], action=path, method="post")


@guarded_callback(
    Output(Id.BODY, "children"),
    Output(Id.SAID, "children"),
    Input({"type": Id.END, "index": ALL}, "n_clicks"),
    Input({"type": Id.REMOVE, "index": ALL}, "n_clicks"),
    needs=None,
    prevent_initial_call=True,
)
def end_or_remove(_ends: list[int], _removals: list[int], *, viewer: Viewer) -> Any:
    """Ends another session of one's own, or removes a passkey."""
    if not ctx.triggered or not ctx.triggered[0]["value"]:
        return no_update, no_update
    act = sessions.end_one if ctx.triggered_id["type"] == Id.END else passkeys.remove
    act(ctx.triggered_id["index"], by=viewer)
    return _body(viewer), T.DONE


@guarded_callback(
    Output(Id.CODES, "children"),
    Input(Id.RENEW, "n_clicks"),
    needs=None,
    prevent_initial_call=True,
)
def renew_codes(clicks: int | None, *, viewer: Viewer) -> Any:
    """Ten new recovery codes, shown this once."""
    if not clicks:
        return no_update
    codes = signin.renew_recovery_codes(by=viewer)
    return html.Ul([html.Li(html.Code(code)) for code in codes], className="codes")


@guarded_callback(
    Output(Id.SAID, "children", allow_duplicate=True),
    Input(Id.ERASE, "n_clicks"),
    State(Id.CONFIRM, "value"),
    needs=None,
    prevent_initial_call=True,
)
def erase(clicks: int | None, word: Any, *, viewer: Viewer) -> Any:
    """Erases oneself; the next click leads to the sign-in page."""
    if not clicks:
        return no_update
    if word != T.ERASE_WORD or viewer.account_id is None:
        raise Refused(T.ERASE_NOT_CONFIRMED)
    privacy.erase_account(viewer.account_id, by=viewer)
    return T.DONE
