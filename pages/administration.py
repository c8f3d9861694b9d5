"""/administration: everybody with an account."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from access import members
from access.permissions import Permission
from access.roles import ROLES
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.page import register
from ui import components
from ui.components import Column
from ui.texts_door import Admin as T

register(
    __name__,
    path="/administration",
    name=T.NAVIGATION,
    title=T.TITLE,
    nav=True,
    order=90,
    needs=Permission.MANAGE_ROLES,
)


class Id:
    """The ids of this page."""

    SEARCH = "administration-soeg"
    PEOPLE = "administration-personer"


COLUMNS = (
    Column("name", T.NAME, link="/administration/person/{account_id}"),
    Column("role", T.ROLE),
    Column("network", T.NETWORK),
    Column("email", T.EMAIL),
)


def layout(*, viewer: Viewer) -> Component:
    """Search, the list, and the ways onward."""
    ways = {
        "/invitationer": T.SEE_INVITATIONS,
        "/administration/roller": T.SEE_ROLES,
        "/administration/log": T.SEE_LOG,
        "/administration/slet": T.SEE_ERASE,
    }
    links = [dcc.Link(label, href=path, className="btn") for path, label in ways.items()]
    search = html.Label([html.Span(T.SEARCH), dbc.Input(id=Id.SEARCH, type="search", value="")], className="field")
    table = components.drawn(Id.PEOPLE, components.slot("table", "table"), data={"table": _table(viewer, "")})
    return html.Div(
        [
            html.H1(T.TITLE),
            html.Div([search, html.Div(links, className="actions")], className="toolbar"),
            components.card(None, table),
        ],
        className="stack",
    )


@guarded_callback(
    Output(components.drawing(Id.PEOPLE), "data"),
    Input(Id.SEARCH, "value"),
    needs=Permission.MANAGE_ROLES,
    prevent_initial_call=True,
)
def search_people(text: Any, *, viewer: Viewer) -> Any:
    """The people whose name or e-mail holds the text."""
    return {"table": _table(viewer, str(text or ""))}


def _table(viewer: Viewer, search: str) -> dict[str, Any]:
    people = members.people(viewer=viewer, search=search)
    titled = people.assign(role=[ROLES[role].title if role in ROLES else None for role in people["role"]])
    return components.table_data(titled, COLUMNS, caption=T.PEOPLE_CAPTION)
