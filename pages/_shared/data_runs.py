"""Imports as a person reads them: one line of the run log, and the sentences that it shares with a run's own page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from data_pipeline import model
from data_pipeline.run_rows import REJECTS_FORMAT
from data_pipeline.vocabulary import packagings
from programme.errors import Refused
from ui import formats
from ui.texts_data import Data

Run = Mapping[str, Any]


@contextmanager
def said_kindly() -> Iterator[None]:
    """What the pipeline refuses is said to the visitor in its own words."""
    try:
        yield
    except model.Refused as refused:
        raise Refused(refused.message) from refused


def run_path(run_id: int) -> str:
    """The address of a run's own page."""
    return f"/data/koersel/{run_id}"


def rows(number: int) -> str:
    """1234 -> '1.234 rækker'."""
    return formats.count(number, Data.row, Data.rows)


def size(bytes_: int) -> str:
    """123456 -> '121 kB'."""
    return f"{formats.integer(bytes_ / 1024)} kB" if bytes_ < 1 << 20 else f"{formats.decimal(bytes_ / (1 << 20))} MB"


def counts(run: Run) -> str:
    """'324 rækker: 320 nye, 4 venter'; empty before anything was read."""
    parts = [formats.count(run[name], *words) for name, words in Data.counts.items() if run[name]]
    return f"{rows(run['rows_read'])}: {', '.join(parts)}." if run["rows_read"] else ""


def changed(number: int | None) -> str:
    """What a run changed on the dashboard: '3 kommuner skiftede tilstand.'"""
    if number is None:
        return ""
    if number == 0:
        return Data.changed_none
    return Data.changed_one if number == 1 else Data.changed_many.format(count=formats.integer(number))


def moment(when: datetime, today: date) -> Component:
    """'for 3 dage siden' with the exact time on hover."""
    exact = f"{formats.day(when)} kl. {when:%H.%M}"
    return html.Time(formats.ago(when, today), title=exact, dateTime=when.isoformat(timespec="seconds"))


def shown_state(run: Run) -> str:
    """The state as a person sees it: a preview in which nothing is new waits for nobody's yes."""
    has_news = run["loaded"] or run["updated"] or run["quarantined"]
    return "known" if run["state"] == "preview" and not has_news else str(run["state"])


def state_word(state: str) -> Component:
    """The state of an import in a word, in a box of its own."""
    return html.Span(Data.states[state], className=f"run-state run-state--{state}")


def run_list(log: pd.DataFrame, today: date) -> Component:
    """The run log, newest first, one line per file."""
    known = log.astype(object).where(log.notna(), None)  # a frame says NaN for what a run does not have
    return html.Ol([html.Li(_line(run, today), className="run") for run in known.to_dict("records")], className="runs")


def kind_word(run: Run) -> str:
    """What is in the file."""
    if run["state"] == "companion":
        return Data.companion_kind
    return Data.corrected_kind if is_corrected(run) else Data.kinds.get(run["kind"], Data.unknown_kind)


def format_word(run: Run) -> str:
    """Which tool the file came from, as people call it; '' where nobody needs to know."""
    known = {each.format: each.name for each in packagings()} | Data.formats
    return known.get(run["format"], "")


def is_corrected(run: Run) -> bool:
    """True for waiting rows that came back corrected: they belong to other files, which undo them."""
    return bool(run["format"] == REJECTS_FORMAT)


def _line(run: Run, today: date) -> list[Component]:
    kind = kind_word(run)
    what = " · ".join(filter(None, [kind, format_word(run)]))
    return [
        html.Div(
            [dcc.Link(run["file_name"], href=run_path(run["id"]), className="run-name"), state_word(shown_state(run))]
        ),
        html.P(_said(run)),
        html.P([what, " · ", *_by(run, today), *_undo(run)], className="soft"),
    ]


def _said(run: Run) -> str:
    if run["state"] == "refused":
        return str(run["refused"])
    if run["state"] == "companion":
        return Data.companion
    news = changed(run["state_changes"]) if run["state"] == "loaded" else ""
    return " ".join(filter(None, [counts(run), news]))


def _by(run: Run, today: date) -> list[Any]:
    before, after = Data.by.format(by=run["by"], when="|").split("|")
    seconds = run["seconds"]
    took = "" if seconds is None else ", " + Data.took.format(seconds=formats.decimal(seconds))
    return [before, moment(run["started_at"], today), after + took]


def _undo(run: Run) -> list[Any]:
    if run["state"] != "loaded" or is_corrected(run):
        return []
    label = Data.undo_file.format(name=run["file_name"])
    return [" · ", html.A(Data.undo, href=f"{run_path(run['id'])}#fortryd", **{"aria-label": label})]
