"""What there is to do on a page that waits for files."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer
from ui.texts_data import Data


def to_data(text: str, *, viewer: Viewer, look: str = "btn btn-primary") -> Component:
    """The way to where files come in; who may not go there reads who does it."""
    if allows(viewer, Permission.IMPORT_DATA):
        return dcc.Link(text, href="/data", className=look)
    return html.P(Data.by_red_liv, className="soft")
