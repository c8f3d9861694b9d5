"""/data/karantaene: rows that wait, corrected in place; guesses about names, confirmed or split."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, urlencode

from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from data_pipeline import match, quarantine
from data_pipeline.replaying import ReplayResult
from data_pipeline.waiting_page import (
    WaitingFile,
    WaitingRow,
    teach,
    waiting_files,
    waiting_page,
    waiting_row,
)
from pages._shared import data_routes, page
from pages._shared.callback import guarded_callback
from pages._shared.data_runs import rows, said_kindly
from pages._shared.data_waiting import act_id, cell_id, match_card, match_id, waiting_list
from programme.errors import Refused
from ui import address, components, formats
from ui.texts_data import Data, Run
from ui.texts_data import Quarantine as Texts

ROWS_PER_PAGE = 20
FILES_LISTED = 20

page.register(
    __name__,
    path="/data/karantaene",
    name=Texts.title,
    title=Texts.title,
    description=Texts.description,
    needs=Permission.IMPORT_DATA,
)


class Id(StrEnum):
    """The parts of this page."""

    VIEW = "waiting-view"
    LIST = "waiting-list"
    SAID = "waiting-said"
    REPLAY = "waiting-replay"
    MATCHES = "waiting-matches"


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """The rows of one page, of all files or of one."""
    view = _view(search)
    return html.Div(
        [
            dcc.Store(id=Id.VIEW, data=view),
            html.P(dcc.Link(Texts.back, href="/data", className="back")),
            html.Div(id=Id.SAID, role="status", className="said"),
            html.Div(_list(view, viewer), id=Id.LIST, className="stack"),
            html.Div(match_card(match.proposed_matches(viewer=viewer)), id=Id.MATCHES),
        ],
        className="stack data-page",
    )


@guarded_callback(
    Output(Id.LIST, "children"),
    Output(Id.SAID, "children"),
    Input(act_id(ALL, ALL, ALL, ALL), "n_clicks"),
    State(cell_id(ALL, ALL), "value"),
    State(cell_id(ALL, ALL), "id"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def settle(
    clicks: list[Any], values: list[Any], ids: list[Any], view: dict[str, Any], *, viewer: Viewer
) -> tuple[Any, Any]:
    if not any(clicks):
        return no_update, no_update
    button = ctx.triggered_id
    if button["do"] == "open":
        return _list(view, viewer, int(button["row"])), no_update
    written = {int(one["place"]): value for one, value in zip(ids, values, strict=True) if one["row"] == button["row"]}
    with said_kindly():
        said = ACTS[button["do"]](_row(button["row"], viewer), button, written, viewer)
    return _list(view, viewer), said


@guarded_callback(
    Output(Id.LIST, "children", allow_duplicate=True),
    Output(Id.SAID, "children", allow_duplicate=True),
    Input(Id.REPLAY, "n_clicks"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def replay(clicks: int | None, view: dict[str, Any], *, viewer: Viewer) -> tuple[Any, Any]:
    if not clicks:
        return no_update, no_update
    with said_kindly():
        result = quarantine.replay(by=viewer)
    return _list(view, viewer), _replayed(result)


@guarded_callback(
    Output(Id.MATCHES, "children"),
    Output(Id.SAID, "children", allow_duplicate=True),
    Output(Id.LIST, "children", allow_duplicate=True),
    Input(match_id(ALL, ALL), "n_clicks"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def decide(clicks: list[Any], view: dict[str, Any], *, viewer: Viewer) -> tuple[Any, Any, Any]:
    if not any(clicks):
        return no_update, no_update, no_update
    with said_kindly():
        said = _decided(ctx.triggered_id["do"], int(ctx.triggered_id["match"]), viewer)
    return match_card(match.proposed_matches(viewer=viewer)), said, _list(view, viewer)


def _row(identity: Any, viewer: Viewer) -> WaitingRow:
    found = waiting_row(int(identity), viewer=viewer)
    if found is None:
        raise Refused(Texts.gone)
    return found


def _save(row: WaitingRow, _button: Any, written: dict[int, str | None], viewer: Viewer) -> str:
    columns = list(row.cells)
    changes = {columns[place]: value or "" for place, value in written.items() if place < len(columns)}
    changes = {name: value for name, value in changes.items() if value != row.cells[name]}
    if not changes:
        return Texts.nothing_changed.format(row=row.number)
    result = quarantine.correct(row.id, changes, by=viewer)
    outcome = result.outcomes.get(row.id)
    if outcome == "quarantined":
        why = " ".join(problem.message for problem in result.problems[row.id] if problem.severity == "error")
        return Texts.corrected_waits.format(row=row.number, why=why)
    return (Texts.corrected_same if outcome in ("unchanged", "ignored") else Texts.corrected).format(row=row.number)


def _use(row: WaitingRow, button: Any, written: dict[int, str | None], viewer: Viewer) -> str:
    """A suggestion for one cell; an unknown spelling of a municipality is learned for every row."""
    place, choice = int(button["place"]), int(button["choice"])
    wrong = row.wrong[list(row.cells)[place]]
    if not wrong.spelling:
        return _save(row, button, written | {place: wrong.suggestions[choice]}, viewer)
    result = teach(row.id, wrong.column, wrong.suggestions[choice], by=viewer)
    taught = Texts.taught.format(text=wrong.spelling, target=wrong.suggestions[choice])
    return f"{taught} {_replayed(result)}"


def _discard(row: WaitingRow, _button: Any, _written: Any, viewer: Viewer) -> str:
    quarantine.discard(row.id, by=viewer)
    return Texts.discarded.format(row=row.number)


ACTS: dict[str, Callable[[WaitingRow, Any, Any, Viewer], str]] = {"save": _save, "use": _use, "discard": _discard}


def _decided(do: str, identity: int, viewer: Viewer) -> str:
    known = match.proposed_matches(viewer=viewer).set_index("id")
    if identity not in known.index:
        raise Refused(Texts.match_gone)
    told = {"text": known.at[identity, "text"], "target": known.at[identity, "target_name"]}
    if do == "confirm":
        match.confirm_match(identity, by=viewer)
        return Texts.match_confirmed.format(**told)
    read = match.split_match(identity, by=viewer)
    return (Texts.match_split if read else Texts.match_split_none).format(**told, rows=rows(read))


def _replayed(result: ReplayResult) -> str:
    cured, rest = rows(result.cured), rows(result.tried - result.cured)
    return (Texts.replayed if result.cured else Texts.replayed_none).format(cured=cured, rest=rest)


def _list(view: dict[str, Any], viewer: Viewer, opened: int | None = None) -> list[Component]:
    files = waiting_files(viewer=viewer)
    run_id, number = address.number(view.get("file")), max(1, address.number(view.get("page")) or 1)
    chosen = [one for one in files if one.run_id == run_id] or files
    total, run_id = sum(one.count for one in chosen), run_id if chosen is not files else None
    if not total:
        link = dcc.Link(Texts.to_data, href="/data", className="btn btn-primary")
        return [html.H1(Texts.headline_none), components.empty_state(Texts.empty, link)]
    number = min(number, -(-total // ROWS_PER_PAGE))
    shown = waiting_page(run_id, (number - 1) * ROWS_PER_PAGE, ROWS_PER_PAGE, viewer=viewer)
    return [
        html.H1(Texts.headline.format(rows=rows(sum(one.count for one in files)))),
        html.P(Texts.intro),
        _tools(),
        *_files(files, run_id),
        waiting_list(shown, opened),
        _pager(run_id, number, total),
    ]


def _files(files: list[WaitingFile], run_id: int | None) -> list[Component]:
    """Links to one file's rows, when rows of several files wait."""
    if len(files) < 2:
        return []
    links = [(Texts.all_files, _address(None, 1), run_id is None)]
    links += [
        (Texts.file.format(name=one.name, rows=rows(one.count)), _address(one.run_id, 1), one.run_id == run_id)
        for one in files[:FILES_LISTED]
    ]
    items = [html.Li(dcc.Link(text, href=href, className="back" + " here" * here)) for text, href, here in links]
    return [html.Ul(items, className="waiting-files")]


def _pager(run_id: int | None, number: int, total: int) -> Component:
    if total <= ROWS_PER_PAGE:
        return html.Div()
    first, last = (number - 1) * ROWS_PER_PAGE + 1, min(number * ROWS_PER_PAGE, total)
    where = html.Span(Run.page.format(first=first, last=last, count=formats.integer(total)))
    earlier = dcc.Link(Data.newer_rows, href=_address(run_id, number - 1), className="btn")
    later = dcc.Link(Data.older_rows, href=_address(run_id, number + 1), className="btn")
    return html.Div([*[earlier] * (number > 1), where, *[later] * (last < total)], className="pager")


def _address(run_id: int | None, number: int) -> str:
    words = {name: value for name, value in (("fil", run_id), ("side", number if number > 1 else None)) if value}
    return "/data/karantaene" + ("?" + urlencode(words) if words else "")


def _tools() -> Component:
    return html.Div(
        [
            html.Div(
                [html.Button(Texts.replay, id=Id.REPLAY, className="btn"), html.P(Texts.replay_why, className="soft")]
            ),
            html.Div(
                [
                    html.A(Texts.download, href=data_routes.REJECTS, className="btn", download=""),
                    html.P(Texts.download_why, className="soft"),
                ]
            ),
        ],
        className="data-cards",
    )


def _view(search: str) -> dict[str, Any]:
    words = parse_qs(search.lstrip("?")[:200])
    return {"file": words.get("fil", [""])[0], "page": words.get("side", ["1"])[0]}
