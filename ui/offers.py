"""Offers in the municipalities: the list, what is due, and the forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from programme.errors import Refused
from programme.offers import PERSON, PLACE, terms
from ui import components, formats
from ui.components import empty_state
from ui.review_tables import moment
from ui.texts_review import Offers as T

NOTHING = "-"
FIELDS = ("kind", *PLACE, *(f"contact_{name}" for name in PERSON))
LABELS = {
    "name": T.name,
    "address": T.address,
    "phone": T.phone,
    "website": T.website,
    "remark": T.remark,
    "contact_name": T.contact,
    "contact_phone": T.contact_phone,
    "contact_email": T.contact_email,
}
ALL_AGES, DUE, MINE = "alle", "skal-bekraeftes", "mine"
MUNICIPALITY, AGE = "kommune", "bekraeftelse"


def field(form: str, offer: Any, name: Any) -> dict[str, Any]:
    """The id of a field of an offer's form; offer 0 is the one to be added."""
    return {"type": form, "offer": offer, "name": name}


def act_id(part: str, index: Any) -> dict[str, Any]:
    """The id of a button of an offer."""
    return {"type": part, "index": index}


def filters(places: Sequence[tuple[str, str]], code: str | None, age: str, *, may_write: bool) -> Component:
    """Municipality and confirmation, kept in the address."""
    ages = [(ALL_AGES, T.all_ages), (DUE, T.only_due), *([(MINE, T.only_mine)] if may_write else [])]
    label: dict[str, Any] = {"aria-label": T.title}
    store = dcc.Store(id=components.FILTERS, data=search(code, age))
    chosen = [_filter(MUNICIPALITY, T.municipality, [(components.EVERYTHING, T.all_municipalities), *places], code)]
    chosen.append(_filter(AGE, T.due, ages, age))
    return html.Div([store, *chosen], className="filters", role="group", **label)


def search(code: str | None, age: str) -> str:
    """The address' text for a choice."""
    chosen = {MUNICIPALITY: code, AGE: None if age == ALL_AGES else age}
    words = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    return f"?{words}" if words else ""


def narrowed(found: pd.DataFrame, age: str) -> pd.DataFrame:
    """Those that are due, or due and the viewer's to confirm."""
    if age == ALL_AGES:
        return found
    due = found[found["is_due"].astype(bool)]
    return due[due["is_mine"].astype(bool)] if age == MINE else due


def waiting(found: pd.DataFrame) -> list[Component]:
    """How many wait for the viewer, and the way to them."""
    count = len(narrowed(found, MINE))
    if not count:
        return []
    said = T.mine.format(count=formats.count(count, T.one, T.many))
    return [html.P(dcc.Link(said, href=f"/tilbud{search(None, MINE)}"), className="clears")]


def listed(found: pd.DataFrame, ids: Any, histories: dict[int, pd.DataFrame], *, with_place: bool) -> Component:
    """One card per offer; ids names the buttons, histories are there on a municipality's own page."""
    if found.empty:
        return empty_state(T.empty_filtered)
    cards = [_card(row, ids, histories.get(row["id"]), with_place) for row in components.rows(found)]
    return html.Ul(cards, className="offers")


def empty() -> Component:
    """What stands here before the first offer."""
    return empty_state(T.empty, dcc.Link(T.empty_action, href="/kommuner", className="btn btn-primary"))


def nothing_here() -> Component:
    """The same for one municipality, where the form stands below for those who may write."""
    return empty_state(T.empty_here)


def form(ids: Any, offer: int, row: dict[str, Any] | None = None) -> Component:
    """All that can be written about an offer, empty or with what stands there."""
    kinds = [{"label": text, "value": code} for code, text in terms().kinds.items()]
    chosen = row["kind"] if row else kinds[0]["value"]
    fields = [_labelled(T.kind, dbc.Select(id=field(ids.FIELD, offer, "kind"), options=kinds, value=chosen))]
    most = PLACE | {f"contact_{name}": longest for name, longest in PERSON.items()}
    stands = (row or {}) | ({"contact_name": row["contact"]} if row else {})
    for name, label in LABELS.items():
        box = dbc.Input(
            id=field(ids.FIELD, offer, name), type="text", value=stands.get(name) or "", maxLength=most[name]
        )
        fields.append(_labelled(label, box))
    button = html.Button(T.save, id=act_id(ids.SAVE, offer), className="btn btn-primary", type="button")
    return html.Div([*fields, button], className="form")


def adding(ids: Any) -> Component:
    """The form for a new offer."""
    return html.Details([html.Summary(T.add), html.P(T.add_help, className="soft"), form(ids, 0)])


def written(values: Sequence[Any]) -> dict[str, Any]:
    """The arguments of add_offer() and change_offer() from a form's values; raises Refused."""
    if len(values) != len(FIELDS):
        raise Refused(T.add_help)
    given = {name: str(value or "") for name, value in zip(FIELDS, values, strict=True)}
    contact = {name: given[f"contact_{name}"] for name in PERSON}
    return {"kind": given["kind"], "place": {name: given[name] for name in PLACE}, "contact": contact}


def _card(row: dict[str, Any], ids: Any, history: pd.DataFrame | None, with_place: bool) -> Component:
    place = [dcc.Link(row["municipality"], href=f"/kommune/{row['code']}/tilbud")] if with_place else []
    known = [
        html.Span(row["kind_name"], className="offer-kind"),
        html.H2(row["name"]),
        *place,
        *(html.P(row[name]) for name in ("address", "remark") if row[name]),
        *([html.A(row["phone"], href=f"tel:{row['phone'].replace(' ', '')}")] if row["phone"] else []),
        *([html.A(row["website"], href=row["website"], rel="noreferrer")] if row["website"] else []),
        *_contact(row),
        _age(row),
        *(_acts(row, ids) if row["may_write"] else []),
        *([_history(history)] if history is not None else []),
    ]
    return html.Li(known, className="is-due" if row["is_due"] else "")


def _contact(row: dict[str, Any]) -> list[Component]:
    if not row["contact"]:
        return []
    phone, email = row["contact_phone"], row["contact_email"]
    return [
        html.P(T.spoken_to.format(name=row["contact"])),
        *([html.A(phone, href=f"tel:{phone.replace(' ', '')}")] if phone else []),
        *([html.A(email, href=f"mailto:{email}")] if email else []),
    ]


def _age(row: dict[str, Any]) -> Component:
    said = T.confirmed.format(ago=formats.day(row["confirmed_on"]))
    if not row["is_due"]:
        return html.P(said, className="soft")
    due = html.Span(T.is_due.format(days=terms().confirm_days), className="offer-due")
    return html.Div([html.P(said, className="soft"), due])


def _acts(row: dict[str, Any], ids: Any) -> list[Component]:
    named: list[dict[str, Any]] = [
        {"aria-label": text.format(name=row["name"])} for text in (T.confirm_label, T.remove_label, T.change_label)
    ]
    looks = "btn btn-primary" if row["is_due"] else "btn"
    confirm = html.Button(T.confirm, id=act_id(ids.CONFIRM, row["id"]), className=looks, type="button", **named[0])
    remove = html.Button(
        T.remove, id=act_id(ids.REMOVE, row["id"]), className="btn btn-quiet", type="button", **named[1]
    )
    change = html.Details([html.Summary(T.change, **named[2]), form(ids, row["id"], row)])
    return [html.Div([confirm, remove], className="offer-acts"), change]


def _history(found: pd.DataFrame) -> Component:
    lines = []
    rows: Iterable[Any] = found.itertuples(index=False)
    for row in rows:
        who = T.history_by.format(who=row.who) if isinstance(row.who, str) else ""
        said = T.history_row.format(act=T.acts[row.act], moment=moment(row.at))
        lines.append(html.Li(f"{said}{who}{_before(row)}"))
    return html.Details([html.Summary(T.history), html.Ul(lines)])


def _before(row: Any) -> str:
    if row.act != "changed" or not isinstance(row.before, dict):
        return ""
    said = ", ".join(str(row.before[name]) for name in PLACE if row.before.get(name))
    return f". {T.history_before.format(before=said)}"


def _filter(word: str, label: str, offered: Sequence[tuple[str, str]], chosen: str | None) -> Component:
    options = [{"label": text, "value": value} for value, text in offered]
    value = chosen if any(value == chosen for value, _ in offered) else options[0]["value"]
    return html.Label(
        [html.Span(label), dbc.Select(id=f"filter-{word}", options=options, value=value, name=word)], className="field"
    )


def _labelled(label: str, control: Component) -> Component:
    return html.Label([html.Span(label), control], className="field")
