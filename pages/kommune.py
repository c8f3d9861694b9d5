"""/kommune/<code>: how far one municipality has come, why, and who to talk to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer
from board import reading
from pages._shared.callback import guarded_callback
from pages._shared.municipalities import name_of, names
from pages._shared.page import NotFound, register
from pages._shared.to_data import to_data
from programme import actions, queries
from programme.definitions import definitions
from programme.errors import Refused
from ui import address, municipality, note_form, scope, status_note, suggestion
from ui.board_parts import post_path
from ui.likeness import likeness_card
from ui.texts_places import Kommune as T
from ui.texts_places import Scope
from ui.texts_review import Offers
from ui.texts_status_note import Home
from ui.warning import warning_card


def _title(code: str = "", **_others: str) -> str:
    return name_of(code) or T.TITLE


register(__name__, path="/kommune/<code>", name=T.TITLE, title=_title, needs=Permission.SEE_PROGRESS)


class Id:
    """The ids of this page."""

    CODE = "kommune-kode"
    BODY = "kommune-indhold"
    SAVED = "kommune-gemt"
    PAUSE = "kommune-pause"
    MEETING = "kommune-moede"
    RETRACT = "kommune-traek-tilbage"
    SCOPE = "kommune-omfattet"


WRITTEN = (
    Output(Id.BODY, "children", allow_duplicate=True),
    Output(Id.SAVED, "children", allow_duplicate=True),
)


def layout(code: str, *, viewer: Viewer) -> Component:
    """The municipality's page, or what the address may have meant; a name is as good as a code."""
    found = suggestion.exact(code, names())
    if found is None:
        raise NotFound(T.UNKNOWN, _instead(code))
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href="/kommuner"), className="back"),
            dcc.Store(id=Id.CODE, data=found),
            html.Div(_body(found, viewer), id=Id.BODY, className="stack"),
            html.P(dcc.Link(Offers.link, href=f"/kommune/{found}/tilbud", className="btn")),
        ],
        className="stack page-kommune",
    )


@guarded_callback(
    *WRITTEN,
    Input(Id.PAUSE, "n_clicks"),
    State(note_form.field(Id.PAUSE, ALL), "value"),
    State(Id.CODE, "data"),
    prevent_initial_call=True,
    needs=Permission.WRITE_STATUS_NOTES,
)
def save_pause(clicks: int | None, values: list[Any], code: str, *, viewer: Viewer) -> Any:
    """Documents a pause; the clock stops, so the whole page is told again."""
    write = actions.add_pause
    return _written(clicks, code, viewer, T.NOTE_SAVED, lambda: write(**note_form.pause(values), by=viewer))


@guarded_callback(
    *WRITTEN,
    Input(Id.MEETING, "n_clicks"),
    State(note_form.field(Id.MEETING, ALL), "value"),
    State(Id.CODE, "data"),
    prevent_initial_call=True,
    needs=Permission.WRITE_STATUS_NOTES,
)
def save_meeting(clicks: int | None, values: list[Any], code: str, *, viewer: Viewer) -> Any:
    """Documents a meeting of the network."""
    write = actions.add_meeting
    return _written(clicks, code, viewer, T.NOTE_SAVED, lambda: write(**note_form.meeting(values), by=viewer))


@guarded_callback(
    *WRITTEN,
    Input({"type": Id.RETRACT, "index": ALL}, "n_clicks"),
    State(Id.CODE, "data"),
    prevent_initial_call=True,
    needs=Permission.WRITE_STATUS_NOTES,
)
def retract(clicks: list[int | None], code: str, *, viewer: Viewer) -> Any:
    """Takes a note back."""
    note = ctx.triggered_id["index"] if any(clicks) else None
    return _written(note, code, viewer, T.NOTE_RETRACTED, lambda: actions.retract_note(note_id=note, by=viewer))


@guarded_callback(
    *reversed(WRITTEN),
    Input(Id.SCOPE, "n_clicks"),
    State(note_form.field(Id.SCOPE, ALL), "value"),
    State(Id.CODE, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_NETWORKS,
)
def save_scope(clicks: int | None, values: list[Any], code: str, *, viewer: Viewer) -> Any:
    """Takes a site out of scope, or in again; the same form undoes it."""
    write = actions.set_scope
    return _written(clicks, code, viewer, Scope.SAVED, lambda: write(**scope.chosen(values), by=viewer))[::-1]


def _written(wanted: Any, code: str, viewer: Viewer, said: str, write: Callable[[], Any]) -> Any:
    if not wanted:
        return no_update, no_update
    try:
        write()
    except Refused as refused:
        return no_update, refused.message
    return _body(code, viewer, said), no_update  # the second place stands inside the first


def _body(code: str, viewer: Viewer, said: str = "") -> list[Component]:
    view = queries.municipality(code, viewer=viewer)
    if view is None:
        raise NotFound(T.UNKNOWN)
    view = replace(view, notes=_with_posts(view.notes, viewer))
    as_of = queries.as_of(queries.Selection(), viewer=viewer)
    told = html.Div(said, id=Id.SAVED, className="saved", role="status")
    forms = [*_forms(view, as_of), *_scope_form(view, viewer)]
    warned = warning_card(queries.warning(code, viewer=viewer), str(view.row["name"]))
    alike = likeness_card(queries.likeness(code, viewer=viewer), may_ask=allows(viewer, Permission.READ_COMMON_FORUM))
    return municipality.page(
        view,
        definitions(),
        as_of,
        retract=_retract,
        to_data=to_data(T.TO_DATA, viewer=viewer, look="btn"),
        forms=[told, *forms] if forms else [],
        warned=warned,
        alike=[alike],
        scope=scope.history_card(queries.scope_history(code, viewer=viewer)),
    )


def _with_posts(notes: pd.DataFrame, viewer: Viewer) -> pd.DataFrame:
    """The notes, each with the address of the post that confirmed it where the viewer may read that."""
    posts = reading.posts_of_notes(notes.loc[notes["kind"] == "status", "id"].tolist(), viewer=viewer)
    found: list[Any] = [posts.get(note_id) for note_id in notes["id"]]
    return notes.assign(post=[place and post_path(*place) for place in found])


def _instead(code: str) -> list[tuple[str, str]]:
    nearest = [(names()[one], address.municipality_path(one)) for one in suggestion.nearest(code, names())]
    return [*nearest, (T.ALL, "/kommuner")]


def _forms(view: queries.MunicipalityView, today: Any) -> list[Component]:
    """Only for the sites that the viewer may write about."""
    allowed = view.sites[view.sites["may_write"].astype(bool)]
    sites = list(allowed[["id", "name"]].itertuples(index=False))
    if not sites:
        return []
    write = html.A(Home.WRITE, href=f"{status_note.PATH}?kommune={view.row['code']}", className="btn btn-primary")
    return [write, note_form.pause_form(Id.PAUSE, sites, today), note_form.meeting_form(Id.MEETING, sites, today)]


def _scope_form(view: queries.MunicipalityView, viewer: Viewer) -> list[Component]:
    is_mine = allows(viewer, Permission.EDIT_NETWORKS) and not view.sites.empty
    return [scope.scope_form(Id.SCOPE, view.sites)] if is_mine else []


def _retract(note_id: int) -> dict[str, Any]:
    return {"type": Id.RETRACT, "index": note_id}
