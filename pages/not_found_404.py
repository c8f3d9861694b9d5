"""What an address shows that leads nowhere."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.viewer import Viewer
from pages._shared import page
from ui import texts

# Dash's router looks for a module of this name when no other page has the address.
page.register(__name__, path="/ikke-fundet", name="ikke-fundet", title=texts.Site.not_found_title)


def layout(*, viewer: Viewer, message: str = texts.Site.not_found) -> Component:
    """A friendly sentence and the way on."""
    return html.Div(
        [
            html.H1(texts.Site.not_found_title),
            html.P(message),
            html.P(dcc.Link(texts.Site.to_overview, href="/", className="btn btn-primary")),
        ],
        className="stack",
    )
