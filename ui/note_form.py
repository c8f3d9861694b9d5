"""The forms that document a pause or a meeting, and what a filled-in form means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from programme.errors import Refused
from ui import address
from ui.texts_places import Kommune as T

Sites = Sequence[tuple[int, str]]


def field(form: str, name: Any) -> dict[str, Any]:
    """The id of a field; with name=ALL the ids of all fields of a form, in their order on the page."""
    return {"type": form, "name": name}


def pause_form(form: str, sites: Sites, today: date) -> Component:
    """Site, first and last day, why."""
    fields = [
        _site(form, sites),
        _labelled(T.NOTE_FROM, dbc.Input(id=field(form, "from"), type="date", value=today.isoformat())),
        _labelled(T.NOTE_UNTIL, dbc.Input(id=field(form, "until"), type="date", value="")),
        _text(form, T.NOTE_WHY),
    ]
    return _form(form, T.NOTE_PAUSE, T.NOTE_PAUSE_HELP, fields, T.NOTE_SAVE_PAUSE)


def meeting_form(form: str, sites: Sites, today: date) -> Component:
    """Site, day, what was talked about."""
    fields = [
        _site(form, sites),
        _labelled(T.NOTE_DATE, dbc.Input(id=field(form, "date"), type="date", value=today.isoformat())),
        _text(form, T.NOTE_WHAT),
    ]
    return _form(form, T.NOTE_MEETING, T.NOTE_MEETING_HELP, fields, T.NOTE_SAVE_MEETING)


def pause(values: Sequence[Any]) -> dict[str, Any]:
    """The arguments of actions.add_pause from the form's values; raises Refused with what is missing."""
    site, start, until, text = _exactly(values, 4)
    return {
        "site_id": _number(site),
        "dated_on": _day(start, T.NOTE_DATE_MISSING),
        "until": _day(until, T.NOTE_UNTIL_MISSING),
        "text": _words(text),
    }


def meeting(values: Sequence[Any]) -> dict[str, Any]:
    """The arguments of actions.add_meeting from the form's values; raises Refused with what is missing."""
    site, day, text = _exactly(values, 3)
    return {"site_id": _number(site), "dated_on": _day(day, T.NOTE_DATE_MISSING), "text": _words(text)}


def _form(form: str, title: str, help_text: str, fields: list[Component], save: str) -> Component:
    button = html.Button(save, id=form, className="btn btn-primary", type="button")
    return html.Details([html.Summary(title), html.P(help_text), html.Div([*fields, button], className="form")])


def _site(form: str, sites: Sites) -> Component:
    options = [{"label": name, "value": str(number)} for number, name in sites]
    if len(sites) > 1:
        options.insert(0, {"label": T.NOTE_CHOOSE_SITE, "value": "-"})  # an empty value is dbc.Select's own
    return _labelled(T.NOTE_SITE, dbc.Select(id=field(form, "site"), options=options, value=options[0]["value"]))


def _text(form: str, label: str) -> Component:
    box = dbc.Textarea(id=field(form, "text"), value="", maxLength=2000)
    return html.Label([html.Span(label), box, html.Span(T.NOTE_TEXT_HELP, className="soft")], className="field whole")


def _labelled(label: str, control: Component) -> Component:
    return html.Label([html.Span(label), control], className="field")


def _exactly(values: Sequence[Any], count: int) -> list[Any]:
    if len(values) != count:
        raise Refused(T.NOTE_SITE_MISSING)
    return list(values)


def _number(value: Any) -> int:
    number = address.number(value or None)
    if number is None:
        raise Refused(T.NOTE_SITE_MISSING)
    return number


def _day(value: Any, missing: str) -> date:
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        raise Refused(missing) from None


def _words(value: Any) -> str:
    return str(value or "").strip()[:2000]
