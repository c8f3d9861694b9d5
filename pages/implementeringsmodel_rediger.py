"""/implementeringsmodel/rediger: texts, steps and thresholds, with preview, history and restore."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.page import register
from programme import model_edits
from programme.definitions import definitions
from programme.errors import Refused
from programme.model_edits import Preview
from ui import model, model_edit
from ui.texts_model import Edit as T

NEEDS = Permission.EDIT_MODEL
register(__name__, path=model_edit.PATH, name=T.TITLE, title=T.TITLE, needs=NEEDS)


class Id:
    """The ids of this page."""

    BODY = "model-indhold"
    PREVIEW = "model-forhaand"
    PENDING = "model-venter"
    BASE = "model-udgave"
    PART = "model-del"
    SHOW = "model-vis"
    SAVE = "model-gem"
    WHY = "model-hvorfor"
    FIELD = "model-felt"
    RESTORE = "model-gendan"


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """What to edit, its fields, and the history."""
    asked = parse_qs(search.lstrip("?")[:100]).get(model_edit.PART, [""])[0]
    return html.Div(
        [
            html.P(dcc.Link(T.BACK, href=model.PATH), className="back"),
            html.H1(T.TITLE),
            html.P(T.LEAD, className="lead"),
            dcc.Store(id=Id.PART, data=asked),
            html.Div(_body(asked, viewer), id=Id.BODY, className="stack"),
        ],
        className="stack page-model-edit",
    )


def _body(asked: str, viewer: Viewer, said: str = "") -> list[Component]:
    number, fields = model_edits.current(viewer=viewer)
    versions = model_edits.history(viewer=viewer)
    made = definitions()
    named = model_edit.parts(fields, made)
    part = asked if asked in named else next(iter(named))
    sizes = {size.code: size.label for size in made.sizes}
    listed = [field for field in fields if field.part == part]
    show = html.Button(T.SHOW, id=Id.SHOW, className="btn btn-primary", type="button")
    return [
        dcc.Store(id=Id.BASE, data=number),
        dcc.Store(id=Id.PENDING, data=None),
        html.Div(said, className="saved", role="status"),
        model_edit.choice(named, part),
        model_edit.card(named[part], model_edit.form(listed, sizes, _field_id), show),
        html.Div(id=Id.PREVIEW, role="status"),
        model_edit.history(versions, made, _restore_id),
    ]


@guarded_callback(
    Output(Id.PREVIEW, "children"),
    Output(Id.PENDING, "data"),
    Input(Id.SHOW, "n_clicks"),
    State({"type": Id.FIELD, "name": ALL}, "value"),
    State({"type": Id.FIELD, "name": ALL}, "id"),
    prevent_initial_call=True,
    needs=NEEDS,
)
def show(clicks: int | None, values: list[Any], ids: list[Any], *, viewer: Viewer) -> Any:
    """What the form would change."""
    if not clicks:
        return no_update, no_update
    given = {str(one["name"]): value for one, value in zip(ids, values, strict=True)}
    return _shown(model_edits.preview(given, viewer=viewer)), {"values": given}


@guarded_callback(
    Output(Id.PREVIEW, "children", allow_duplicate=True),
    Output(Id.PENDING, "data", allow_duplicate=True),
    Input({"type": Id.RESTORE, "index": ALL}, "n_clicks"),
    prevent_initial_call=True,
    needs=NEEDS,
)
def show_restore(clicks: list[int | None], *, viewer: Viewer) -> Any:
    """What going back to a version would change."""
    if not any(clicks):
        return no_update, no_update
    number = int(ctx.triggered_id["index"])
    return _shown(model_edits.preview_restore(number, viewer=viewer)), {"restore": number}


@guarded_callback(
    Output(Id.BODY, "children"),
    Input(Id.SAVE, "n_clicks"),
    State(Id.WHY, "value"),
    State(Id.PENDING, "data"),
    State(Id.BASE, "data"),
    State(Id.PART, "data"),
    prevent_initial_call=True,
    needs=NEEDS,
)
def save(clicks: int | None, why: Any, pending: Any, base: Any, part: Any, *, viewer: Viewer) -> Any:
    """Saves what was shown, and shows the page anew."""
    if not clicks:
        return no_update
    seen = _pending(pending, viewer)
    number = model_edits.save(seen.changes, base=base if isinstance(base, int) else -1, why=str(why or ""), by=viewer)
    return _body(str(part), viewer, T.SAVED.format(number=number))


def _pending(pending: Any, viewer: Viewer) -> Preview:
    """What the browser says was shown is looked at anew."""
    if isinstance(pending, dict) and isinstance(pending.get("restore"), int):
        return model_edits.preview_restore(pending["restore"], viewer=viewer)
    if isinstance(pending, dict) and isinstance(pending.get("values"), dict):
        return model_edits.preview(pending["values"], viewer=viewer)
    raise Refused(T.NOTHING)


def _shown(seen: Preview) -> Component:
    why = html.Label(
        [html.Span(T.WHY), dbc.Input(id=Id.WHY, type="text", value="", maxLength=400)], className="field whole"
    )
    button = html.Button(T.SAVE, id=Id.SAVE, className="btn btn-primary", type="button")
    return model_edit.preview(seen, definitions(), [why, button])


def _field_id(key: str) -> dict[str, str]:
    return {"type": Id.FIELD, "name": key}


def _restore_id(number: int) -> dict[str, Any]:
    return {"type": Id.RESTORE, "index": number}
