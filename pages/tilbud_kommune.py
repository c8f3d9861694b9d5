"""/kommune/<code>/tilbud: the places and people that trainers need in one municipality."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.municipalities import name_of, names
from pages._shared.offers_view import Id, body
from pages._shared.page import NotFound, register
from ui import address, suggestion
from ui.texts_review import Offers as T


def _title(code: str = "", **_others: str) -> str:
    return T.title_of.format(name=name_of(code)) if name_of(code) else T.title


register(__name__, path="/kommune/<code>/tilbud", name=T.title, title=_title, needs=Permission.SEE_PROGRESS)


def layout(code: str, *, viewer: Viewer) -> Component:
    """Heading, the offers with their history, and the form for a new one."""
    found = suggestion.exact(code, names())
    if found is None:
        raise NotFound(T.unknown, [(T.title, "/tilbud")])
    name = names()[found]
    back = dcc.Link(T.back.format(name=name), href=address.municipality_path(found))
    return html.Div(
        [
            html.P(back, className="back"),
            html.H1(T.title_of.format(name=name)),
            html.P(T.description, className="lead"),
            dcc.Store(id=Id.VIEW, data=found),
            html.Div(body(found, viewer), id=Id.BODY, className="stack"),
        ],
        className="stack page-tilbud",
    )
