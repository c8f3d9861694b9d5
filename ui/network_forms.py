"""The forms that set networks by hand, and what a filled-in form means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from programme.errors import Refused
from ui import address
from ui.texts_places import Netvaerk as T

Options = list[dict[str, str]]
NOTHING = "-"  # an option needs a value: the empty one is dbc.Select's own placeholder
Choice = Sequence[tuple[Any, str]]


def field(form: str, name: Any) -> dict[str, Any]:
    """The id of a field; with name=ALL all fields of a form, in their order on the page."""
    return {"type": form, "name": name}


def network_field(form: Any) -> dict[str, Any]:
    """The id of the select of a network in a form; with form=ALL all of them."""
    return {"type": "netvaerk-valg", "form": form}


def options(first: str, found: Choice) -> Options:
    """What a select offers, beginning with the choice of nothing."""
    return [{"label": first, "value": NOTHING}, *({"label": name, "value": str(value)} for value, name in found)]


def network_options(networks: Choice) -> list[Options]:
    """The choices of the three selects of networks, in their order on the page."""
    return [options(T.OUTSIDE, networks), *[options(T.CHOOSE_NETWORK, networks)] * 2]


def place(form: str, municipalities: Choice, networks: Choice) -> Component:
    """Put a municipality into a network, or take it out."""
    fields = [
        _labelled(T.MUNICIPALITY, _select(field(form, "municipality"), options(T.CHOOSE_MUNICIPALITY, municipalities))),
        _labelled(T.NETWORK, _select(network_field(form), network_options(networks)[0])),
    ]
    return _form(form, T.PLACE, T.PLACE_NOTE, fields, T.SAVE)


def create(form: str) -> Component:
    """Name a new network."""
    return _form(form, T.CREATE, T.CREATE_NOTE, [_labelled(T.NEW_NAME, _name(form))], T.CREATE_BUTTON)


def rename(form: str, networks: Choice) -> Component:
    """Give a network another name."""
    fields = [
        _labelled(T.NETWORK, _select(network_field(form), network_options(networks)[1])),
        _labelled(T.RENAME_TO, _name(form)),
    ]
    return _form(form, T.RENAME, T.RENAME_NOTE, fields, T.RENAME_BUTTON)


def close(form: str, networks: Choice) -> Component:
    """Close a network; the text above the button says what follows."""
    fields = [_labelled(T.NETWORK, _select(network_field(form), network_options(networks)[2]))]
    return _form(form, T.CLOSE, T.CLOSE_NOTE, fields, T.CLOSE_BUTTON)


def name_of(text: Any) -> str:
    """A network's name as written; raises Refused when there is none."""
    name = " ".join(str(text or "").split())
    if not name:
        raise Refused(T.NAME_MISSING)
    return name[:120]


def network_of(value: Any) -> int:
    """The chosen network; raises Refused when none is."""
    number = address.number(value or None)
    if number is None:
        raise Refused(T.NETWORK_MISSING)
    return number


def municipality_of(value: Any, known: dict[str, str]) -> str:
    """The chosen municipality's code; raises Refused when none is."""
    if value not in known:
        raise Refused(T.MUNICIPALITY_MISSING)
    return str(value)


def _form(form: str, title: str, note: str, fields: list[Component], save: str) -> Component:
    button = html.Button(save, id=form, className="btn btn-primary", type="button")
    return html.Details([html.Summary(title), html.P(note), html.Div([*fields, button], className="form")])


def _select(identity: Any, offered: Options) -> Component:
    select: Component = dbc.Select(id=identity, options=offered, value=NOTHING)
    return select


def _name(form: str) -> Component:
    box: Component = dbc.Input(id=field(form, "name"), type="text", value="", maxLength=120)
    return box


def _labelled(label: str, control: Component) -> Component:
    return html.Label([html.Span(label), control], className="field")
