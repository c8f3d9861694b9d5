"""/netvaerk/<network_id>: who to call first, how far each municipality is, what was heard."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import RoomRight, room_slug, rooms
from access.viewer import Viewer
from board import reading
from pages._shared import board, gate
from pages._shared.page import NotFound, register
from programme import queries
from programme.definitions import definitions
from ui import address, board_lists, municipality_list, network, plan
from ui.components import card, drawn, empty_state, explained, figure_slot, slot
from ui.figures.activity import activity, is_banded
from ui.texts_places import NetvaerkDetalje as T
from ui.warning import warning_list

THREADS = 4


def _title(network_id: str = "", **_others: str) -> str:
    open_ones = dict(queries.choices(viewer=gate.viewer()).networks)
    return open_ones.get(address.number(network_id, digits=10) or 0, T.TITLE)


register(__name__, path="/netvaerk/<network_id>", name=T.TITLE, title=_title, needs=Permission.SEE_PROGRESS)


class Id:
    """The ids of this page."""

    DRAWN = "netvaerk-detalje"


def layout(network_id: str, *, viewer: Viewer) -> Component:
    """Heading and sentence, calls, matrix, activity, municipalities."""
    view = _view(network_id, viewer)
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/netvaerk"), className="back"),
            html.H1(str(view.row["name"])),
            html.P(network.lead(view.municipalities), className="lead"),
            *(_sections(view, int(network_id), viewer) if len(view.municipalities) else [_empty()]),
        ],
        className="stack page-netvaerk-detalje",
    )


def _view(network_id: str, viewer: Viewer) -> queries.NetworkView:
    number = address.number(network_id, digits=10)
    view = queries.network(number, viewer=viewer) if number else None
    if view is None:
        raise NotFound(T.UNKNOWN, [(T.BACK, "/netvaerk")])
    return view


def _forum(network_id: int, viewer: Viewer) -> list[Component]:
    """The last threads of the network's room; for those who read it, others are told nothing of it."""
    slug = room_slug(network_id)
    if slug not in rooms(viewer, RoomRight.READ):
        return []
    shown = reading.threads(slug, viewer=viewer)
    lines = [one for one in shown.threads or shown.pinned if not one.is_hidden]
    return [board_lists.of_network(lines[:THREADS], slug, board.visit())]


def _empty() -> Component:
    return empty_state(T.EMPTY, dcc.Link(T.EMPTY_ACTION, href="/netvaerk", className="btn"))


def _sections(view: queries.NetworkView, network_id: int, viewer: Viewer) -> list[Component]:
    known = definitions()
    labels = {state.code: state.label for state in known.states}
    return [
        card(
            T.CALL,
            html.P(T.CALL_NOTE if view.sees_people else T.CALL_CLOSED, className="soft"),
            network.calls(view.call_first, labels, sees_people=view.sees_people),
        ),
        *_forum(network_id, viewer),
        *plan.overdue(queries.overdue_steps(network_id, viewer=viewer)),
        warning_list(queries.warnings_of(queries.Selection(network=network_id), viewer=viewer)),
        drawn(
            Id.DRAWN,
            slot("as_of", "as_of"),
            card(
                T.MATRIX,
                html.P(T.MATRIX_NOTE, className="soft"),
                slot("matrix", "matrix"),
                slot("matrix_file", "csv"),
                explained(known.indicator("steps")),
            ),
            _activity(view),
            card(T.MUNICIPALITIES, slot("municipalities", "table"), class_name="as-cards"),
            data=_data(view, viewer),
            class_name="stack",
        ),
    ]


def _activity(view: queries.NetworkView) -> Component:
    if view.activity[["answers", "notes"]].isin([0, "0"]).to_numpy().all():
        return card(T.ACTIVITY, empty_state(T.ACTIVITY_EMPTY))
    if is_banded(view.activity):
        return card(T.ACTIVITY, slot("activity", "table"), explained(definitions().indicator("network_activity")))
    return figure_slot("activity", definitions().indicator("network_activity"))


def _data(view: queries.NetworkView, viewer: Viewer) -> dict[str, Any]:
    known = definitions()
    matrix = network.matrix(view.matrix, known.steps)
    sizes = {size.code: size.label for size in known.sizes}
    return {
        "as_of": {"day": queries.as_of(queries.Selection(), viewer=viewer).isoformat(), "text": ""},
        "matrix": matrix,
        "matrix_file": network.matrix_file(matrix),
        "activity": activity(view.activity),
        "municipalities": municipality_list.table(
            view.municipalities, sizes, file_name=T.MUNICIPALITIES_FILE, without=("network",)
        ),
    }
