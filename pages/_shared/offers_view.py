"""What the pages of offers share: the list, and everything that is written in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from dash import ALL, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.municipalities import names
from programme import offers as programme_offers
from programme.errors import Refused
from ui import components, offers, review_address
from ui.texts_review import Offers as T


class Id:
    """The ids of the pages of offers."""

    BODY = "tilbud-indhold"
    VIEW = "tilbud-visning"  # a municipality's code, or the address' text of the list of all
    FIELD, SAVE = "tilbud-felt", "tilbud-gem"
    CONFIRM, REMOVE = "tilbud-stemmer", "tilbud-fjern"
    SAID = "tilbud-besked"


WRITTEN = (Output(Id.SAID, "children", allow_duplicate=True), Output(Id.BODY, "children", allow_duplicate=True))


def chosen(search: str | None) -> tuple[str | None, str]:
    """The municipality and the age that an address' text asks for; what makes no sense is everything."""
    asked = {name: values[0] for name, values in parse_qs((search or "").lstrip("?")[:500]).items()}
    code, age = asked.get(offers.MUNICIPALITY), asked.get(offers.AGE)
    return (code if code in names() else None), age if age in (offers.DUE, offers.MINE) else offers.ALL_AGES


def body(view: str | None, viewer: Viewer, said: str = "") -> list[Component]:
    """The list of a municipality (view: its code) or of all (view: the address' text)."""
    note = html.Div(said, id=Id.SAID, className="saved", role="status")
    if view in names():
        return [note, *_of_municipality(str(view), viewer)]
    code, age = chosen(view)
    found = programme_offers.offers(viewer=viewer)
    if found.empty:
        return [note, offers.empty()]
    narrowed = offers.narrowed(found if code is None else found[found["code"] == code], age)
    return [note, *offers.waiting(found), offers.listed(narrowed, Id, {}, with_place=True)]


def _of_municipality(code: str, viewer: Viewer) -> list[Component]:
    found = programme_offers.offers(code, viewer=viewer)
    histories = dict(list(programme_offers.history(code, viewer=viewer).groupby("offer_id")))
    shown = offers.listed(found, Id, histories, with_place=False) if len(found) else offers.nothing_here()
    may_add = allows(viewer, Permission.EDIT_OFFERS) and programme_offers.may_add(code, viewer=viewer)
    return [shown, *([components.card(None, offers.adding(Id))] if may_add else [])]


@guarded_callback(
    Output(Id.BODY, "children"),
    Output(Id.VIEW, "data"),
    Input(components.FILTERS, "data"),
    prevent_initial_call=True,
    needs=Permission.SEE_PROGRESS,
)
def show(search: str | None, *, viewer: Viewer) -> Any:
    """The list of another choice."""
    view = offers.search(*chosen(str(search or "")))
    return body(view, viewer), view


@guarded_callback(
    *WRITTEN,
    Input(offers.act_id(Id.CONFIRM, ALL), "n_clicks"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_OFFERS,
)
def confirm(clicks: list[int | None], view: str | None, *, viewer: Viewer) -> Any:
    """Says that an offer still holds."""
    number = _asked(clicks)
    write = programme_offers.confirm_offer
    return _written(number, view, viewer, T.confirmed_now, lambda: write(offer_id=number, by=viewer))


@guarded_callback(
    *WRITTEN,
    Input(offers.act_id(Id.REMOVE, ALL), "n_clicks"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_OFFERS,
)
def remove(clicks: list[int | None], view: str | None, *, viewer: Viewer) -> Any:
    """Takes an offer from the lists."""
    number = _asked(clicks)
    write = programme_offers.remove_offer
    return _written(number, view, viewer, T.removed, lambda: write(offer_id=number, by=viewer))


@guarded_callback(
    *WRITTEN,
    Input(offers.act_id(Id.SAVE, ALL), "n_clicks"),
    State(offers.field(Id.FIELD, ALL, ALL), "value"),
    State(Id.VIEW, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_OFFERS,
)
def save(clicks: list[int | None], _values: list[Any], view: str | None, *, viewer: Viewer) -> Any:
    """Adds an offer, or writes one anew."""
    number = _asked(clicks)
    values = [] if number is None else _values_of(number)
    return _written(number, view, viewer, T.saved, lambda: _save(number or 0, values, view, viewer))


def _save(number: int, values: list[Any], view: str | None, viewer: Viewer) -> None:
    given = offers.written(values)
    if number:
        programme_offers.change_offer(offer_id=number, **given, by=viewer)
    else:
        programme_offers.add_offer(code=str(view or ""), **given, by=viewer)


def _values_of(number: int) -> list[Any]:
    """What stands in the fields of one form, in their order on the page."""
    return [one.get("value") for one in ctx.states_list[0] if one["id"]["offer"] == number]


def _asked(clicks: list[int | None]) -> int | None:
    """The offer whose button was pressed; 0 for the form of a new one."""
    if not any(clicks):
        return None
    index = str(ctx.triggered_id["index"])
    return 0 if index == "0" else review_address.number(index) or -1


def _written(number: int | None, view: Any, viewer: Viewer, said: str, write: Callable[[], Any]) -> Any:
    if number is None:
        return no_update, no_update
    try:
        write()
    except Refused as refused:
        return refused.message, no_update
    return no_update, body(str(view or ""), viewer, said)  # the first place stands inside the second
