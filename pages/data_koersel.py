"""/data/koersel/<run_id>: one file from the first look to what it changed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from data_pipeline import run_details, runs
from pages._shared import data_mapping, data_problems, page
from pages._shared.callback import guarded_callback
from pages._shared.data_run import act_id, body, discarded
from pages._shared.data_runs import said_kindly
from programme.errors import Refused
from ui import address, components
from ui.texts_data import Data
from ui.texts_data import Run as Texts

POLL_MS = 1000


class Id(StrEnum):
    """The parts of this page."""

    RUN = "run-id"
    BODY = "run-body"
    TICK = "run-tick"
    ENDED = "run-ended"


page.register(
    __name__,
    path="/data/koersel/<run_id>",
    name=Texts.name,
    title=lambda run_id: Texts.title.format(run_id=run_id),
    needs=Permission.IMPORT_DATA,
)

ACTS: dict[str, Callable[..., Any]] = {"load": runs.confirm, "discard": runs.discard, "undo": runs.undo}


def layout(run_id: str, *, viewer: Viewer) -> Component:
    """The run as it stands, asked again every second while it works."""
    run = _run(run_id, viewer)
    return html.Div(
        [
            dcc.Store(id=Id.RUN, data=run["id"]),
            dcc.Store(id=Id.ENDED),
            dcc.Interval(id=Id.TICK, interval=POLL_MS, disabled=run["state"] != "working"),
            html.P(dcc.Link(Texts.back, href="/data", className="back")),
            html.Div(body(run, viewer), id=Id.BODY, className="stack", **{"aria-live": "polite"}),
        ],
        className="stack data-page",
    )


@guarded_callback(
    Output(Id.BODY, "children"),
    Output(Id.TICK, "disabled"),
    Output(Id.ENDED, "data"),
    Input(Id.TICK, "n_intervals"),
    State(Id.RUN, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def poll(_ticks: int | None, run_id: int, *, viewer: Viewer) -> tuple[Any, Any, Any]:
    """Cheap, as the next second's question throws away the answer to this one if it has not come."""
    run = _run(run_id, viewer)
    if run["state"] == "working":
        return body(run, viewer), False, no_update
    return no_update, True, run["state"]


@guarded_callback(
    Output(Id.BODY, "children", allow_duplicate=True),
    Input(Id.ENDED, "data"),
    State(Id.RUN, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def show_end(_state: str, run_id: int, *, viewer: Viewer) -> Any:
    return body(_run(run_id, viewer), viewer)


@guarded_callback(
    Output(Id.BODY, "children", allow_duplicate=True),
    Output(Id.TICK, "disabled", allow_duplicate=True),
    Input(act_id(ALL), "n_clicks"),
    State(Id.RUN, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def act(clicks: list[int | None], run_id: int, *, viewer: Viewer) -> tuple[Any, Any]:
    if not any(clicks) or ctx.triggered_id["do"] not in ACTS:
        return no_update, no_update
    run, do = _run(run_id, viewer), ctx.triggered_id["do"]
    with said_kindly():
        ACTS[do](run["id"], by=viewer)
    return (discarded(run), True) if do == "discard" else _shown(run_id, viewer)


@guarded_callback(
    Output(components.drawing(data_problems.PROBLEMS), "data"),
    Output(data_problems.PAGER, "children"),
    Input(data_problems.page_id(ALL), "n_clicks"),
    State(Id.RUN, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def turn(clicks: list[int | None], run_id: int, *, viewer: Viewer) -> tuple[Any, Any]:
    if not any(clicks):
        return no_update, no_update
    first = max(0, int(ctx.triggered_id["first"]))
    shown = run_details.problem_page(int(run_id), first, data_problems.PER_PAGE, viewer=viewer)
    return data_problems.problem_data(shown), data_problems.pager(shown)


@guarded_callback(
    Output(data_mapping.field_id(ALL), "options"),
    Input(data_mapping.KIND, "value"),
    State(data_mapping.field_id(ALL), "value"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def offer_fields(kind: str | None, fields: list[str], *, viewer: Viewer) -> list[Any]:
    return [data_mapping.field_options(kind)] * len(fields)


@guarded_callback(
    Output(Id.BODY, "children", allow_duplicate=True),
    Output(Id.TICK, "disabled", allow_duplicate=True),
    Input(data_mapping.CONFIRM, "n_clicks"),
    State(data_mapping.KIND, "value"),
    State(data_mapping.NAME, "value"),
    State(data_mapping.field_id(ALL), "value"),
    State(data_mapping.field_id(ALL), "id"),
    State(Id.RUN, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def confirm_mapping(
    clicks: int | None,
    kind: str | None,
    name: str | None,
    fields: list[str],
    ids: list[Any],
    run_id: int,
    *,
    viewer: Viewer,
) -> tuple[Any, Any]:
    if not clicks:
        return no_update, no_update
    if kind not in Data.kinds:
        raise Refused(Texts.mapping_no_kind)
    if not (name or "").strip():
        raise Refused(Texts.mapping_no_name)
    with said_kindly():
        proposal = runs.proposal(run_id, viewer=viewer)
        chosen = data_mapping.choices(proposal, [one["place"] for one in ids], fields)
        runs.confirm_mapping(run_id, chosen, kind, name.strip(), by=viewer)
    return _shown(run_id, viewer)


def _shown(run_id: Any, viewer: Viewer) -> tuple[list[Component], bool]:
    run = _run(run_id, viewer)
    return body(run, viewer), run["state"] != "working"


def _run(run_id: Any, viewer: Viewer) -> Any:
    number = address.number(run_id)
    found = None if number is None else run_details.run_row(number, viewer=viewer)
    if found is None:
        raise page.NotFound(Texts.missing.format(run_id=str(run_id)[:40]))
    return found
