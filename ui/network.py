"""The parts of a network's page: its sentence, who to call first, and the matrix of steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from ui import formats
from ui.components import empty_state, state_badge
from ui.texts import Parts
from ui.texts_places import NetvaerkDetalje as T
from ui.timeline import WORDS

GOING = ("i_drift", "forankret")
CALLS = 8  # more than that is not "first"


def lead(municipalities: pd.DataFrame) -> str:
    """How the network stands, from the states of its municipalities."""
    if municipalities.empty:
        return T.LEAD_EMPTY
    counts = municipalities["state"].value_counts()
    going = int(sum(counts.get(state, 0) for state in GOING))
    sentences = [T.LEAD.format(going=going, total=formats.count(len(municipalities), T.ONE, T.MANY))]
    for state, text in T.LEAD_STATES.items():
        if counts.get(state, 0):
            sentences.append(text.format(count=int(counts[state])))
    return " ".join(sentences)


def calls(found: pd.DataFrame, labels: Mapping[str, str], *, sees_people: bool = True) -> Component:
    """Who to call first: the municipality, why, what would clear it, and a number where one may be shown."""
    if found.empty:
        return empty_state(T.CALL_EMPTY)
    listed = [_call(one, labels, sees_people) for one in found.head(CALLS).itertuples(index=False)]
    return html.Ol(listed, className="calls")


def _call(one: Any, labels: Mapping[str, str], sees_people: bool) -> Component:
    title = html.H3([dcc.Link(one.name, href=f"/kommune/{one.code}"), state_badge(one.state, labels[one.state])])
    clears = [html.P(T.CLEARS.format(clears=one.clears), className="soft")] if one.clears else []
    return html.Li(
        [html.Div([title, html.P(one.why or one.reason), *clears, *(_who(one) if sees_people else [])]), *_dial(one)]
    )


def _who(one: Any) -> list[Component]:
    if _is_missing(one.trainer):
        return [html.P(T.CALL_NOBODY)]
    words: list[Any] = [T.CALL_WHO.format(name=one.trainer)]
    if not _is_missing(one.email):
        words += [" · ", html.A(one.email, href=f"mailto:{one.email}")]
    if _is_missing(one.phone) and _is_missing(one.email):
        words.append(f". {T.CALL_NO_PHONE}")
    return [html.P(words)]


def _dial(one: Any) -> list[Component]:
    if _is_missing(one.phone) or _is_missing(one.trainer):
        return []
    return [html.A(T.CALL_TO.format(phone=_spaced(one.phone)), href=f"tel:{one.phone}", className="btn btn-primary")]


def matrix(found: pd.DataFrame, steps: Iterable[Any]) -> dict[str, Any]:
    """What draw.matrix needs from NetworkView.matrix [code, name, step, status], one row per municipality."""
    known = [{"code": step.code, "title": step.title} for step in steps]
    titles = {step["code"]: step["title"] for step in known}
    rows = [
        _row(str(code), str(name), dict(zip(part["step"], part["status"], strict=True)), titles)
        for (code, name), part in found.groupby(["code", "name"], sort=False)
    ]
    return {"caption": T.MATRIX_CAPTION, "corner": T.MUNICIPALITY, "steps": known, "rows": rows, "words": WORDS}


def _row(code: str, name: str, statuses: Mapping[str, str], titles: Mapping[str, str]) -> dict[str, Any]:
    listed = [statuses.get(step, "waiting") for step in titles]
    counted = [status for status in listed if status != "not_applicable"]
    done = T.PHONE_DONE.format(done=counted.count("done"), total=len(counted))
    more = [
        text.format(steps=", ".join(titles[step] for step in titles if statuses.get(step) == status))
        for status, text in (("late", T.PHONE_LATE), ("due", T.PHONE_DUE))
        if status in listed
    ]
    return {"name": name, "href": f"/kommune/{code}", "statuses": listed, "done": done, "more": more}


def matrix_file(data: Mapping[str, Any]) -> dict[str, Any]:
    """The matrix in words for a spreadsheet."""
    columns = [{"key": "name", "title": T.MUNICIPALITY}]
    columns += [{"key": step["code"], "title": f"{step['code']} {step['title']}"} for step in data["steps"]]
    cells: dict[str, list[str]] = {"name": [row["name"] for row in data["rows"]]}
    for place, step in enumerate(data["steps"]):
        cells[step["code"]] = [WORDS[row["statuses"][place]] for row in data["rows"]]
    table = {"columns": columns, "cells": cells}
    return {"table": table, "file": T.MATRIX_FILE, "title": Parts.csv}


def _spaced(phone: str) -> str:
    local = phone.removeprefix("+45")
    return " ".join(local[place : place + 2] for place in range(0, len(local), 2)) if len(local) == 8 else phone


def _is_missing(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""
