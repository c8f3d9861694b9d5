"""Municipalities alike that got past the same barrier: what they share, how long it took, whom to ask."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from ui import address, formats
from ui.components import card, empty_state
from ui.texts_warning import Alike as T

FORUM = "/forum"
FEW = 3


def likeness_card(found: Any, *, may_ask: bool) -> Component:
    """The card of a Likeness; may_ask: whether the viewer reads the common forum."""
    if found.useless:
        return card(T.TITLE, empty_state(T.USELESS[found.useless]))
    notes = [html.P(T.NOTE, className="soft")]
    if found.relaxed:
        fallen = ", ".join(T.FALLEN[one] for one in found.relaxed)
        notes.append(html.P(T.RELAXED.format(fallen=fallen), className="relaxed"))
    if len(found.found) < FEW:
        notes.append(html.P(T.FEW.format(count=len(found.found)), className="soft"))
    rows = [_one(one) for one in found.found.itertuples(index=False)]
    ask = [html.P(dcc.Link(T.FORUM, href=FORUM, className="btn"))] if may_ask else []
    return card(T.TITLE, *notes, html.Ul(rows, className="plain alike"), *ask)


def _one(one: Any) -> Component:
    named = (T.BEFORE if one.is_before else T.AFTER).format(barrier=one.barrier_name, day=formats.day(one.named_on))
    took = T.DAYS.format(days=formats.count(int(one.days_to_start), "dag", "dage"))
    shares = [T.SHARES[name].format(km=one.km) for name in reversed(one.shares)]
    if "place" not in one.shares:
        shares.append(T.FAR.format(km=one.km))
    return html.Li(
        [
            html.P([dcc.Link(one.name, href=address.municipality_path(one.code)), f" {took}"]),
            html.P(f"{named}.", className="soft"),
            html.P(f"{', '.join(shares)[:1].upper()}{', '.join(shares)[1:]}.", className="soft"),
            *_wrote(one),
            *_contact(one),
        ]
    )


def _wrote(one: Any) -> list[Component]:
    if pd.isna(one.wrote) or not one.wrote:
        return []
    return [
        html.Blockquote([html.Span(T.WROTE.format(day=formats.day(one.wrote_on)), className="soft"), " ", one.wrote])
    ]


def _contact(one: Any) -> list[Component]:
    if pd.isna(one.contact) or not one.contact:
        return []
    link = dcc.Link(T.TO_CONTACT, href=address.municipality_path(one.code))
    return [html.P([T.CONTACT.format(name=one.contact), " · ", link], className="soft")]
