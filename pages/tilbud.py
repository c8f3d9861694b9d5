"""/tilbud: the places and people that trainers need, in all municipalities, and which wait to be confirmed."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer
from pages._shared.municipalities import names
from pages._shared.offers_view import Id, body, chosen
from pages._shared.page import register
from ui import offers
from ui.texts_review import Offers as T

register(
    __name__,
    path="/tilbud",
    name=T.title,
    title=T.title,
    nav=True,
    order=65,
    description=T.description,
    needs=Permission.SEE_PROGRESS,
)


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """Heading, filters, what waits for the viewer, and the list."""
    code, age = chosen(search)
    view = offers.search(code, age)
    places = sorted(names().items(), key=lambda one: one[1])
    return html.Div(
        [
            html.H1(T.title),
            html.P(T.lead, className="lead"),
            offers.filters(places, code, age, may_write=allows(viewer, Permission.EDIT_OFFERS)),
            dcc.Store(id=Id.VIEW, data=view),
            html.Div(body(view, viewer), id=Id.BODY, className="stack"),
        ],
        className="stack page-tilbud",
    )
