"""/data: drop files in, see what came in, and what waits."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
from dash import Input, Output, dcc, html
from dash.development.base_component import Component

import config
from access.permissions import Permission
from access.viewer import Viewer
from data_pipeline import runs
from data_pipeline.waiting_page import waiting_files
from pages._shared import data_routes, page
from pages._shared.callback import guarded_callback
from pages._shared.data_runs import moment, rows, run_list, shown_state
from programme.calendar import today
from ui import address, components, formats
from ui.texts_data import Data

RUNS_PER_PAGE = 20
POLL_MS = 2000


class Id(StrEnum):
    """The parts of this page."""

    UPLOAD = "data-upload"
    SENT = "data-sent"
    TICK = "data-tick"
    HEADLINE = "data-headline"
    LOG = "data-log"
    LOG_PAGE = "data-log-page"


page.register(
    __name__,
    path="/data",
    name=Data.title,
    title=Data.title,
    nav=True,
    description=Data.description,
    order=40,
    needs=Permission.IMPORT_DATA,
)


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """Drop zone, templates, what waits, and the run log."""
    number = _page_number(search)
    headline, content, is_idle = _log(number, viewer)
    return html.Div(
        [
            dcc.Store(id=Id.SENT),
            dcc.Store(id=Id.LOG_PAGE, data=number),
            dcc.Interval(id=Id.TICK, interval=POLL_MS, disabled=is_idle),
            html.H1(headline, id=Id.HEADLINE),
            _import_card(),
            html.Div(content, id=Id.LOG, className="stack"),
        ],
        className="stack data-page",
    )


@guarded_callback(
    Output(Id.HEADLINE, "children"),
    Output(Id.LOG, "children"),
    Output(Id.TICK, "disabled"),
    Input(Id.SENT, "data"),
    Input(Id.TICK, "n_intervals"),
    Input(Id.LOG_PAGE, "data"),
    prevent_initial_call=True,
    needs=Permission.IMPORT_DATA,
)
def refresh(_sent: float | None, _ticks: int | None, number: int, *, viewer: Viewer) -> tuple[Any, Any, bool]:
    return _log(_whole(number), viewer)


def _log(number: int, viewer: Viewer) -> tuple[Any, list[Component], bool]:
    """Headline, what stands below the drop zone, and whether nothing is at work (then nobody has to ask again)."""
    log = runs.run_log(viewer=viewer)
    waiting = sum(one.count for one in waiting_files(viewer=viewer))
    shown = log.iloc[(number - 1) * RUNS_PER_PAGE : number * RUNS_PER_PAGE]
    log_card = components.card(Data.log_title, *_log_body(log, shown, number))
    return _headline(log, waiting), [_cards(waiting), log_card], not (shown["state"] == "working").any()


def _headline(log: pd.DataFrame, waiting: int) -> Any:
    asking = log[log["state"].isin(["preview", "mapping"])].to_dict("records")
    ready = sum(shown_state(run) != "known" for run in asking)
    if waiting:
        return Data.headline_waiting.format(rows=rows(waiting))
    if ready:
        return Data.headline_preview.format(files=formats.count(ready, Data.file, Data.files))
    if log.empty:
        return Data.headline_empty
    before, after = Data.headline_done.split("{when}")
    return [before, moment(log["started_at"].iloc[0], today()), after]


def _import_card() -> Component:
    settings = {
        "url": data_routes.UPLOAD,
        "run_url": "/data/koersel/",
        "cap": config.settings().max_upload_mb * 1024 * 1024,
        "together": data_routes.TOGETHER,
        "done_id": Id.SENT,
        "texts": data_routes.upload_texts(),
    }
    zone = components.drawn(Id.UPLOAD, components.slot("zone", "upload"), data={"zone": settings})
    return components.card(Data.import_title, zone, _templates())


def _templates() -> Component:
    named = ((Data.template_participants, "deltagere"), (Data.template_answers, "svar"))
    kinds = ((Data.excel, "xlsx"), (Data.csv, "csv"))
    items = [html.Li([html.Span(label), *(_template(label, name, kind) for kind in kinds)]) for label, name in named]
    return html.Div(
        [
            html.H3(Data.templates_title),
            html.P(Data.templates, className="soft"),
            html.Ul(items, className="template-files"),
        ]
    )


def _template(label: str, name: str, kind: tuple[str, str]) -> Component:
    word, ending = kind
    href = f"{data_routes.TEMPLATE_PATH}/{name}.{ending}"
    return html.A(word, href=href, className="btn", download="", **{"aria-label": f"{label}, {word}"})


def _cards(waiting: int) -> Component:
    said = Data.waiting.format(rows=rows(waiting)) if waiting else Data.waiting_none
    to_waiting = dcc.Link(Data.to_waiting, href="/data/karantaene", className="btn btn-primary" if waiting else "btn")
    to_quality = dcc.Link(Data.to_quality, href="/data/kvalitet", className="btn")
    return html.Div(
        [
            components.card(Data.waiting_title, html.P(said), to_waiting),
            components.card(Data.quality_title, html.P(Data.quality), to_quality),
        ],
        className="data-cards",
    )


def _log_body(log: pd.DataFrame, shown: pd.DataFrame, number: int) -> list[Component]:
    if log.empty:
        return [components.empty_state(Data.log_empty)]
    links = []
    if number > 1:
        links.append(dcc.Link(Data.newer, href=f"/data?side={number - 1}", className="btn"))
    if number * RUNS_PER_PAGE < len(log):
        links.append(dcc.Link(Data.older, href=f"/data?side={number + 1}", className="btn"))
    return [run_list(shown, today()), html.Div(links, className="pager")]


def _page_number(search: str) -> int:
    return _whole(parse_qs(search.lstrip("?")[:200]).get("side", ["1"])[0])


def _whole(text: Any) -> int:
    return max(1, address.number(text, digits=6) or 1)
