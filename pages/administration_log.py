"""/administration/log: who did what."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, dcc, html
from dash.development.base_component import Component

from access import audit
from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.page import register
from ui import log_table
from ui.texts_door import Admin as T

register(__name__, path="/administration/log", name=T.LOG_TITLE, title=T.LOG_TITLE, needs=Permission.READ_LOG)


class Id:
    """The ids of this page."""

    SEARCH = "log-soeg"
    LINES = "log-linjer"


def layout(*, viewer: Viewer) -> Component:
    """A search field and the newest lines."""
    search = html.Label([html.Span(T.LOG_SEARCH), dbc.Input(id=Id.SEARCH, type="search", value="")], className="field")
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/administration"), className="back"),
            html.H1(T.LOG_TITLE),
            html.P(T.LOG_LEAD),
            html.Div(search, className="toolbar"),
            html.Div(_lines(viewer, ""), id=Id.LINES),
        ],
        className="stack",
    )


@guarded_callback(
    Output(Id.LINES, "children"), Input(Id.SEARCH, "value"), needs=Permission.READ_LOG, prevent_initial_call=True
)
def search_log(text: Any, *, viewer: Viewer) -> Any:
    """The newest lines that hold the text."""
    return _lines(viewer, str(text or ""))


def _lines(viewer: Viewer, search: str) -> Component:
    return log_table.table("log-tabel", audit.log(viewer=viewer, search=search), T.LOG_CAPTION)
