"""What if: another limit, or a trainer who stops, as words and as data for the slider."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from ui import address, components, formats
from ui.components import Column, card, data_table, drawn, slot, state_badge
from ui.texts_warning import WhatIf as T

PATH = "/hvad-nu-hvis"
LIMIT, TRAINER = "graense", "traener"  # words of the address
NOBODY = "0"  # an option needs a value: the empty one is dbc.Select's own placeholder
CHOICE, KEPT = "hvad-nu-hvis-traener", "hvad-nu-hvis-behold"
EXACT = (
    Column("site", T.NAME),
    Column("municipality", T.MUNICIPALITY, link="/kommune/{code}"),
    Column("active", T.NOW, "integer"),
    Column("left", T.THEN, "integer"),
    Column("state", T.STATE, "state"),
)
BANDED = EXACT[:3]


def way_here() -> Component:
    """The link to the page, and what one can do there."""
    return html.P([dcc.Link(T.TITLE, href=PATH), " ", T.INVITE], className="what-if-way")


def limits(found: Any, chosen: int | None, name: str) -> Component:
    """The slider over the limits with what each would change; name: of the drawing."""
    told = [_limit(one, found.stalled) for one in found.limits]
    start = next((n for n, one in enumerate(found.limits) if one.days == chosen), None)
    if start is None:
        start = min(range(len(told)), key=lambda n: abs(found.limits[n].days - found.limit))
    note = T.SLIDER_NOTE if found.extra else T.SLIDER_NOTE_SAME
    data = {"limits": told, "start": start, "label": T.SLIDER, "word": LIMIT}
    return card(
        T.LIMITS,
        html.P(note.format(now=found.limit, more=found.extra), className="soft"),
        drawn(name, slot("what_if", "what_if", text=told[start]["said"]), data={"what_if": data}),
    )


def _limit(one: Any, now: int) -> dict[str, Any]:
    changed = components.rows(one.changed)
    text = T.CHANGED if changed else T.UNCHANGED
    count = formats.count(len(changed), T.ONE, T.MANY)
    rows = [{**row, "href": address.municipality_path(row["code"])} for row in changed]
    return {
        "days": one.days,
        "text": T.DAYS.format(days=one.days),
        "said": text.format(count=count, days=one.days, stalled=one.stalled, now=now),
        "rows": rows,
    }


def leaves(found: Any, labels: dict[str, str], chosen: int | None, limit: int | None, name: str) -> Component:
    """Sites that one trainer's leaving would leave with one or none; by name where the viewer may see people."""
    table = data_table(
        name,
        found.sites,
        EXACT if found.is_exact else BANDED,
        caption=T.TABLE if found.is_exact else T.TABLE_BANDED,
        file_name=T.FILE,
    )
    return card(
        T.LEAVES,
        html.P(_counted(found)),
        *_form(found, chosen, limit),
        *_chosen(found.leaving, labels),
        *([table] if len(found.sites) else []),
        class_name="as-cards",
    )


def _counted(found: Any) -> str:
    if not found.is_exact:
        return T.LEAVES_CLOSED
    if not len(found.sites):
        return T.LEAVES_NONE
    none = formats.count(found.none_left, T.SITE, T.SITES)
    return T.LEAVES_LEAD.format(none=none[:1].upper() + none[1:], one=formats.count(found.one_left, T.SITE, T.SITES))


def _form(found: Any, chosen: int | None, limit: int | None) -> list[Component]:
    """A form that asks for the same page: it works without a script, and the address can be mailed."""
    if not found.trainers:
        return [html.P(T.LEAVES_NAMES, className="soft")] if found.is_exact and len(found.sites) else []
    options = [{"label": T.CHOOSE_FIRST, "value": NOBODY}]
    options += [{"label": text, "value": str(number)} for number, text in found.trainers]
    known = {one["value"] for one in options}
    value = str(chosen) if str(chosen) in known else NOBODY
    select = dbc.Select(id=CHOICE, options=options, value=value, name=TRAINER)
    return [
        html.Form(
            [
                html.Label([html.Span(T.CHOOSE), select], className="field"),
                *([dcc.Input(id=KEPT, type="hidden", name=LIMIT, value=str(limit))] if limit else []),
                html.Button(T.CHOOSE_BUTTON, type="submit", className="btn"),
            ],
            action=PATH,
            method="get",
            className="what-if-form",
        )
    ]


def _chosen(leaving: Any, labels: dict[str, str]) -> list[Component]:
    if leaving is None:
        return []
    text = {0: T.CHOSEN_NONE, 1: T.CHOSEN_ONE}.get(leaving.left, T.CHOSEN)
    said = text.format(name=leaving.name, site=leaving.site, left=leaving.left)
    rows = [_moved(row, labels) for row in components.rows(leaving.changed)]
    moved = [html.Ul(rows, className="plain what-if-list")] if rows else []
    stays = [] if rows else [html.P(T.CHOSEN_SAME.format(municipality=leaving.municipality))]
    return [html.Div([html.P(html.Strong(said)), *stays, *moved], className="what-if-chosen", role="status")]


def _moved(row: dict[str, Any], labels: dict[str, str]) -> Component:
    return html.Li(
        [
            dcc.Link(row["name"], href=address.municipality_path(row["code"])),
            state_badge(row["before"], labels[row["before"]]),
            html.Span("→"),
            state_badge(row["after"], labels[row["after"]]),
            html.Span(row["reason"], className="soft"),
        ]
    )
