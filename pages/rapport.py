"""/rapport: the review of the whole country, a region or a network, on a chosen day."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.page import register
from pages._shared.review_view import Id, body, selection_of
from programme import queries
from ui import review, review_address
from ui.texts_review import Review as W

register(
    __name__,
    path="/rapport",
    name=W.title,
    title=W.title,
    nav=True,
    order=60,
    description=W.description,
    needs=Permission.SEE_PROGRESS,
)


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """Heading, the choice of day and scope, and the review."""
    chosen = selection_of(search)
    view = review_address.search(chosen)
    return html.Div(
        [
            html.H1(W.title),
            review.filters(queries.choices(viewer=viewer), chosen),
            dcc.Store(id=Id.VIEW, data=view),
            html.Div(body(view, viewer), id=Id.BODY, className="stack"),
        ],
        className="stack page-rapport",
    )
