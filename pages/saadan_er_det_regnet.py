"""/saadan-er-det-regnet: how the early warning is reckoned, and how well it has hit."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.page import register
from pages._shared.to_data import to_data
from programme import queries
from ui import warning_method
from ui.texts_warning import Method as T

register(
    __name__,
    path="/saadan-er-det-regnet",
    name=T.TITLE,
    title=T.TITLE,
    description=T.DESCRIPTION,
    needs=Permission.SEE_PROGRESS,
)


def layout(*, viewer: Viewer) -> Component:
    """The verdict, its proof, and the method in plain words."""
    found = queries.warning_method(viewer=viewer)
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/"), className="back"),
            html.H1(T.TITLE),
            *warning_method.method(found, to_data(T.TO_DATA, viewer=viewer)),
        ],
        className="stack method",
    )
