"""What an address shows that leads nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from access.viewer import Viewer
from pages._shared import page
from ui import texts, texts_places

# Dash's router looks for a module of this name when no other page has the address.
page.register(__name__, path="/ikke-fundet", name="ikke-fundet", title=texts.Site.not_found_title, needs=None)


def layout(
    *, viewer: Viewer, message: str = texts.Site.not_found, instead: Sequence[tuple[str, str]] = ()
) -> Component:
    """A friendly sentence, what may have been meant, and the way on."""
    meant = [html.Li(dcc.Link(name, href=address)) for name, address in instead]
    return html.Div(
        [
            html.H1(texts.Site.not_found_title),
            html.P(message),
            *([html.H2(texts_places.MEANT), html.Ul(meant, className="plain")] if meant else []),
            html.P(dcc.Link(texts.Site.to_overview, href="/", className="btn btn-primary")),
        ],
        className="stack",
    )
