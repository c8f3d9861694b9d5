"""/rapport/<review_id>: a review as it stood when it was frozen, and what has come of its figures."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.page import NotFound, register
from pages._shared.review_view import Id, body
from ui import review_address
from ui.texts_review import Frozen as K

register(__name__, path="/rapport/<review_id>", name=K.title, title=K.title, needs=Permission.SEE_PROGRESS)


def layout(review_id: str, *, viewer: Viewer) -> Component:
    """Heading, when it was frozen, the revision note, and the review."""
    number = review_address.number(review_id)
    if number is None:
        raise NotFound(K.unknown, [(K.back, "/rapport")])
    view = f"?{review_address.FROZEN}={number}"
    return html.Div(
        [
            html.P(dcc.Link(K.back, href="/rapport"), className="back"),
            html.H1(K.title),
            dcc.Store(id=Id.VIEW, data=view),
            html.Div(body(view, viewer), id=Id.BODY, className="stack"),
        ],
        className="stack page-rapport",
    )
