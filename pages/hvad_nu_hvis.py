"""/hvad-nu-hvis: other limits, and a trainer who stops; computed when asked, and not kept."""

from __future__ import annotations

from urllib.parse import parse_qs

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.page import register
from programme import queries
from programme.definitions import definitions
from ui import address, what_if
from ui.texts_warning import WhatIf as T

register(
    __name__,
    path="/hvad-nu-hvis",
    name=T.TITLE,
    title=T.TITLE,
    description=T.DESCRIPTION,
    needs=Permission.SEE_PROGRESS,
)


class Id:
    """The ids of this page."""

    LIMITS = "hvad-nu-hvis-graense"
    SITES = "hvad-nu-hvis-steder"


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """The slider over the limits, and what a trainer who stops leaves behind."""
    limit, trainer = (_number(search, word) for word in (what_if.LIMIT, what_if.TRAINER))
    found = queries.what_if_view(trainer, viewer=viewer)
    labels = {state.code: state.label for state in definitions().states}
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/"), className="back"),
            html.H1(T.TITLE),
            html.P(T.LEAD, className="lead"),
            what_if.limits(found, limit, Id.LIMITS),
            what_if.leaves(found, labels, trainer, limit, Id.SITES),
            html.P(T.HOW, className="soft"),
        ],
        className="stack",
    )


def _number(search: str, word: str) -> int | None:
    """A number of the address; what makes no sense is left out."""
    given = parse_qs(search.lstrip("?")[:500]).get(word, [""])[0]
    return address.number(given)
