"""/administration/roller: what each role may, made from the code that holds it."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import DESCRIPTIONS, Permission
from access.roles import ROLES, Role, Scope
from access.viewer import Viewer
from pages._shared.page import register
from ui.texts_door import Admin as T

register(
    __name__, path="/administration/roller", name=T.ROLES_TITLE, title=T.ROLES_TITLE, needs=Permission.MANAGE_ROLES
)

WORDS = {Scope.EVERYWHERE: T.EVERYWHERE, Scope.OWN_NETWORK: T.OWN, None: T.NEVER}


def layout(*, viewer: Viewer) -> Component:
    """The role table, and each role in a sentence."""
    head = html.Thead(
        html.Tr([html.Th(T.RIGHT, scope="col"), *(html.Th(role.title, scope="col") for role in ROLES.values())])
    )
    body = html.Tbody([_row(permission) for permission in Permission])
    roles = [html.Div([html.H2(role.title), html.P(role.description)]) for role in ROLES.values()]
    table = html.Div(
        html.Table([head, body], className="data"),
        className="table-scroll card",
        tabIndex=0,
        role="region",
        **{"aria-label": T.ROLES_TITLE},
    )
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/administration"), className="back"),
            html.H1(T.ROLES_TITLE),
            html.P(T.ROLES_LEAD),
            table,
            *roles,
        ],
        className="stack",
    )


def _row(permission: Permission) -> Component:
    cells = [html.Td(_word(role, permission)) for role in ROLES.values()]
    return html.Tr([html.Th(DESCRIPTIONS[permission], scope="row"), *cells])


def _word(role: Role, permission: Permission) -> str:
    return WORDS[role.permissions.get(permission)]
