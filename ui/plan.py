"""The parts of a municipality's plan: its sentence, the forms, the steps, the history; and what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from programme.definitions import Size
from programme.errors import Refused
from programme.plan_guide import PROGRAMMES
from ui import formats
from ui.components import card, empty_state, rows
from ui.texts_model import Model
from ui.texts_model import Plan as T
from ui.timeline import WORDS

STEP = "trin"
FieldId = Callable[[str], Any]
Row = Mapping[str, Any]


def path(code: str, step: str | None = None) -> str:
    """Where a municipality's plan is; with a step, its form is open."""
    return f"/kommune/{code}/plan" + (f"?{STEP}={step}" if step else "")


def lead(steps: pd.DataFrame) -> str:
    """How far the plan is, in up to three sentences."""
    listed = [step for step in rows(steps) if step["is_applicable"]]
    done = sum(1 for step in listed if step["done_on"])
    overdue = sum(1 for step in listed if step["is_overdue"])
    waiting = [step for step in listed if step["due_on"] and not step["done_on"] and not step["is_overdue"]]
    said = [T.LEAD.format(done=done, total=len(listed))]
    said += [T.LEAD_OVERDUE.format(count=overdue)] if overdue else []
    if waiting:
        first = min(waiting, key=lambda step: step["due_on"])
        said.append(T.LEAD_NEXT.format(step=first["title"], day=formats.day(first["due_on"])))
    return " ".join(said)


def steps(view: Any) -> list[Component]:
    """A card per phase with its dated steps."""
    found: dict[str, list[Component]] = {}
    for step in rows(view.steps):
        found.setdefault(step["phase"], []).append(_step(step, view))
    return [card(phase, html.Ol(items, className="plain")) for phase, items in found.items()]


def status(step: Row) -> str:
    """As on the municipality's page: done, late, due or waiting."""
    if step["is_done_by_lead"] or not step["is_applicable"]:
        return "not_applicable"
    if step["done_on"]:
        return "done"
    return "late" if step["is_overdue"] else "waiting"


def _step(step: Row, view: Any) -> Component:
    found = status(step)
    mark: dict[str, Any] = {"data-status": found}
    change: list[Any] = [T.CHANGE, html.Span(f" {step['step']}", className="unseen")]
    link = [dcc.Link(change, href=path(view.code, step["step"]), className="btn")] if view.may_edit else []
    said = [
        html.H3(f"{step['step']} {step['title']}"),
        html.P(_when(step), className="plan-when"),
        *([html.P(T.WHO.format(who=step["responsible"]))] if step["responsible"] else []),
        *([html.P(step["comment"], className="plan-comment soft")] if step["comment"] else []),
    ]
    spot = html.Span(html.Span(WORDS[found], className="unseen"), className="mark", **mark)
    return html.Li([spot, html.Div(said), *link], className="plan-step", **mark)


def _when(step: Row) -> str:
    if step["done_on"]:
        return T.DONE.format(day=formats.day(step["done_on"]))
    if step["marked_on"]:
        return T.TAKEN_BACK.format(day=formats.day(step["marked_on"]))
    if step["is_done_by_lead"]:
        return Model.BY_LEAD
    if not step["due_on"]:
        return T.NO_DATE
    return (T.OVERDUE if step["is_overdue"] else T.DUE).format(day=formats.day(step["due_on"]))


def make_form(view: Any, sizes: Iterable[Size], today: date, field: FieldId, save: str) -> Component:
    """The three answers; open where there is no plan yet."""
    made = view.made
    offered = [{"label": size.label, "value": size.code} for size in sizes]
    programmes = [{"label": Model.PROGRAMMES[code], "value": code} for code in PROGRAMMES]
    starts = (made.starts_on if made else today).isoformat()
    chosen = made.programme if made else PROGRAMMES[0]
    fields = [
        _field(Model.SIZE, dbc.Select(id=field("size"), options=offered, value=view.size)),
        _field(Model.PROGRAMME, dbc.Select(id=field("programme"), options=programmes, value=chosen)),
        _field(T.STARTS, dbc.Input(id=field("starts"), type="date", value=starts)),
        html.Button(T.AGAIN if made else T.MAKE, id=save, className="btn btn-primary", type="button"),
    ]
    form = html.Div(fields, className="form")
    if made is None:
        return card(T.MAKE, html.P(T.MAKE_NOTE), form)
    return card(None, html.Details([html.Summary(T.AGAIN), html.P(_basis(made, sizes)), html.P(T.AGAIN_NOTE), form]))


def _basis(made: Any, sizes: Iterable[Size]) -> str:
    size = next((size.label for size in sizes if size.code == made.size), made.size)
    programme = Model.PROGRAMMES[made.programme].lower()
    days = {"day": formats.day(made.at), "starts": formats.day(made.starts_on)}
    return T.BASIS.format(size=size, programme=programme, **days)


def step_form(view: Any, step: Row, field: FieldId, save: str, said: Component) -> Component:
    """Date, mark, responsible and comment of one step; `said` stands below."""
    due, done = (day.isoformat() if day else "" for day in (step["due_on"], step["marked_on"]))
    area = dbc.Textarea(id=field("comment"), value=step["comment"] or "", maxLength=2000)
    fields = [
        _field(T.FORM_DUE, dbc.Input(id=field("due"), type="date", value=due)),
        _field(T.FORM_DONE, dbc.Input(id=field("done"), type="date", value=done, max=view.as_of.isoformat())),
        _field(T.FORM_WHO, dbc.Input(id=field("who"), type="text", value=step["responsible"] or "", maxLength=120)),
        html.Label([html.Span(T.FORM_COMMENT), area], className="field whole"),
        html.Div(
            [
                html.Button(T.SAVE, id=save, className="btn btn-primary", type="button"),
                dcc.Link(T.CLOSE, href=path(view.code), className="btn"),
            ],
            className="actions whole",
        ),
        html.Div(said, className="whole"),
    ]
    title = T.FORM.format(step=f"{step['step']} {step['title']}")
    return card(
        title, html.P(T.FORM_NOTE, className="soft"), html.Div(fields, className="form"), class_name="plan-form"
    )


def none(may_edit: bool) -> Component:
    """What will be here."""
    return empty_state(T.NONE if may_edit else T.NONE_CLOSED)


def history(found: pd.DataFrame) -> list[Component]:
    """Every change, newest first."""
    if found.empty:
        return []
    lines = [html.Li(_change(one)) for one in rows(found)]
    summary = html.Summary(T.HISTORY.format(count=formats.integer(len(lines))))
    return [card(None, html.Details([summary, html.Ul(lines, className="plan-history")]))]


def _change(one: Row) -> list[Any]:
    said = [
        T.DUE.format(day=formats.day(one["due_on"])) if one["due_on"] else T.NO_DATE,
        T.DONE.format(day=formats.day(one["done_on"])) if one["done_on"] else None,
        T.WHO.format(who=one["responsible"]) if one["responsible"] else None,
        one["comment"],
    ]
    when = T.HISTORY_LINE.format(when=formats.day(one["at"]), author=one["author"])
    return [html.Strong(f"{one['step']} "), html.Span(f"{when}: "), " · ".join(filter(None, said))]


def overdue(found: pd.DataFrame) -> list[Component]:
    """A card with the overdue steps of a network; nothing where there are none."""
    if found.empty:
        return []
    lines = [
        html.Li(
            [
                dcc.Link(one["name"], href=path(one["code"])),
                html.Span(T.CARD_LINE.format(step=one["step"], title=one["title"], day=formats.day(one["due_on"]))),
                *([html.Span(T.WHO.format(who=one["responsible"]), className="soft")] if one["responsible"] else []),
            ]
        )
        for one in rows(found)
    ]
    return [card(T.CARD, html.Ul(lines, className="plain overdue"))]


def days(values: Iterable[Any]) -> list[date | None]:
    """Dates of a form's fields, empty ones as None; raises Refused for what is no date."""
    found = []
    for value in values:
        try:
            found.append(date.fromisoformat(str(value)) if value else None)
        except ValueError:
            raise Refused(T.DATE_ODD) from None
    return found


def _field(label: str, field: Component) -> Component:
    return html.Label([html.Span(label), field], className="field")
