"""/kommuner: all municipalities in one list, those that need help first."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.page import register
from pages._shared.to_data import to_data
from programme import queries
from programme.definitions import definitions
from ui import address, municipality_list, what_if
from ui.components import FILTERS, drawing, drawn, empty_state, filter_bar, slot
from ui.overview import OUTSIDE
from ui.texts_places import Kommune
from ui.texts_places import Kommuner as T

register(
    __name__,
    path="/kommuner",
    name=T.TITLE,
    title=T.TITLE,
    nav=True,
    description=T.LEAD,
    order=20,
    needs=Permission.SEE_PROGRESS,
)


class Id:
    """The ids of this page."""

    LIST = "kommuner-liste"


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """Heading, filters, one chip per state, and the list."""
    data = _list(search, viewer)
    return html.Div(
        [
            html.H1(T.TITLE),
            html.P(T.LEAD, className="lead"),
            *_none_yet(data, search, viewer),
            filter_bar(queries.choices(viewer=viewer), search, redraws=Id.LIST),
            drawn(
                Id.LIST,
                slot("as_of", "as_of"),
                slot("chips", "chips"),
                slot("table", "table"),
                data=data,
                class_name="as-cards",
            ),
            what_if.way_here(),
        ],
        className="stack page-kommuner",
    )


@guarded_callback(
    Output(drawing(Id.LIST), "data"), Input(FILTERS, "data"), prevent_initial_call=True, needs=Permission.SEE_PROGRESS
)
def update(search: str | None, *, viewer: Viewer) -> dict[str, Any]:
    """The list of another selection."""
    return _list(search, viewer)


def _none_yet(data: dict[str, Any], search: str, viewer: Viewer) -> list[Component]:
    """What to do where no municipality has a site yet."""
    is_filtered = queries.Selection(**address.selection_from(search)) != queries.Selection()
    if is_filtered or any(code != OUTSIDE for code, _ in data["chips"]["counts"]):
        return []
    return [empty_state(T.NONE_YET, to_data(Kommune.TO_DATA, viewer=viewer))]


def _list(search: str | None, viewer: Viewer) -> dict[str, Any]:
    selection = queries.Selection(**address.selection_from(search))
    found = queries.municipality_table(selection, viewer=viewer)
    as_of = queries.as_of(selection, viewer=viewer)
    return municipality_list.drawing(found, as_of, {size.code: size.label for size in definitions().sizes})
