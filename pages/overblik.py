"""The overview: how far everybody is, where it has stalled, and why."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer
from pages._shared import page
from pages._shared.callback import guarded_callback
from pages._shared.to_data import to_data
from programme import queries
from programme.queries import Selection
from ui import address, components, what_if
from ui.overview import FIGURES, overview_data
from ui.status_note import PATH
from ui.texts import Overview as Words
from ui.texts_status_note import Home

DRAWING = "overblik"

page.register(
    __name__,
    path="/",
    name=Words.title,
    title=Words.title,
    nav=True,
    order=1,
    description=Words.description,
    needs=Permission.SEE_PROGRESS,
)


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """Headline, filter bar, five figures, networks beside the map, and four charts."""
    found = queries.overview(Selection(**address.selection_from(search)), viewer=viewer)
    if found.data_until is None:
        return _nothing_yet(viewer)
    explain = {code: queries.definition(code, viewer=viewer) for code in (*FIGURES, "states", "steps", "barriers")}
    data = overview_data(found)
    return components.drawn(
        DRAWING,
        components.slot("headline", "text", "headline", html.H1, data["headline"]),
        components.slot("as_of", "text", "soft", html.P, data["as_of"]),
        *([_write_status()] if allows(viewer, Permission.WRITE_STATUS_NOTES) else []),
        components.filter_bar(queries.choices(viewer=viewer), search, redraws=DRAWING),
        html.Div([_figure(code, explain[code]) for code in FIGURES], className="strip"),
        html.Div(_cards(explain), className="grid overview"),
        what_if.way_here(),
        data=data,
    )


def _write_status() -> Component:
    """The first of the two taps: a page of its own, without Dash."""
    return html.P(html.A(Home.WRITE, href=PATH, className="btn btn-primary"), className="write-status")


def _cards(explain: dict[str, Any]) -> list[Component]:
    return [
        components.figure_slot("bars", explain["states"], kind="bars"),
        components.figure_slot("map", explain["states"], kind="map"),
        components.figure_slot("steps", explain["steps"]),
        components.figure_slot("survival", explain["time_to_start"]),
        components.figure_slot("barriers", explain["barriers"]),
        components.figure_slot("changes", kind="changes"),
    ]


def _figure(code: str, definition: Any) -> Component:
    value = components.slot(f"figure-{code}", "value")
    return html.Div([html.H2(definition.title), value, components.explained(definition)], className="card")


def _nothing_yet(viewer: Viewer) -> Component:
    action = to_data(Words.empty_action, viewer=viewer)
    return html.Div([html.H1(Words.title), components.empty_state(Words.empty, action)], className="stack")


@guarded_callback(
    Output(components.drawing(DRAWING), "data"),
    Input(components.FILTERS, "data"),
    prevent_initial_call=True,
    needs=Permission.SEE_PROGRESS,
)
def redraw(search: str, *, viewer: Viewer) -> dict[str, Any]:
    """The whole view again for another selection."""
    return overview_data(queries.overview(Selection(**address.selection_from(search)), viewer=viewer))
