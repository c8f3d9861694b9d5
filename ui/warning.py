"""Early warning in words: the card of a municipality, and the list of those that have not started."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from ui import address, formats
from ui.components import card, empty_state
from ui.texts_warning import Warning as T

METHOD = "/saadan-er-det-regnet"
LISTED = 6


def warning_card(found: Any, name: str) -> list[Component]:
    """The forecast of a municipality (Warned) with its reasons; nothing where there is none."""
    if found is None:
        return []
    told = _thin(found) if found.band is None else _told(found, name)
    as_of = T.AS_OF.format(day=formats.day(found.as_of))
    below = html.P([f"{as_of} ", dcc.Link(T.HOW, href=METHOD)], className="soft")
    return [card(T.TITLE, *told, below, class_name="warning")]


def _told(found: Any, name: str) -> list[Component]:
    question = html.P([html.Strong(T.QUESTION.format(day=formats.day(found.due_on))), " ", band(found.band)])
    ahead = [
        html.Li(T.CHECKPOINT.format(day=one.day, on=formats.day(one.on), **_of_ten(one.starts)))
        for one in found.checkpoints
    ]
    return [
        question,
        html.P(T.OF_TEN.format(name=name, **_of_ten(found.starts)), className="of-ten"),
        *([html.Ul(ahead, className="plain soft")] if ahead else []),
        *_line(T.FOR, "; ".join(found.speaks_for)),
        *_line(T.AGAINST, "; ".join(found.speaks_against)),
        *_line(T.NEXT, found.next_step or ""),
        *([html.P(T.NEXT_WHY, className="soft")] if found.next_step else []),
        _rule(found),
        *([html.P(T.VERDICTS[found.verdict], className="soft")] if found.verdict in T.VERDICTS else []),
    ]


def _thin(found: Any) -> list[Component]:
    return [_rule(found), html.P(T.THIN.format(known=found.known_starts, least=found.least_starts), className="soft")]


def _rule(found: Any) -> Component:
    said = T.FLAGGED if found.is_flagged else T.NOT_FLAGGED
    return html.P([html.Strong(T.RULE), said.format(days=found.rule_days)])


def _line(label: str, text: str) -> list[Component]:
    return [html.P([html.Strong(label), f"{text}."])] if text else []


def _of_ten(starts: Any) -> dict[str, str]:
    middle = T.MIDDLE.get(starts.middle) or T.ABOUT.format(number=starts.middle)
    return {"middle": middle, "interval": T.INTERVAL.format(low=starts.low, high=starts.high)}


def band(code: str) -> Component:
    """A band as a word with one, two or three marks before it: never colour alone."""
    return html.Span(T.BANDS[code], className=f"band band--{code}")


def warning_list(found: pd.DataFrame) -> Component:
    """Rows of warnings_of: the municipality, its band, and what speaks most against."""
    if found.empty:
        return card(T.TITLE, empty_state(T.LIST_EMPTY))
    rows = [_listed(one) for one in found.itertuples(index=False)]
    more = [
        html.Details(
            [
                html.Summary(T.LIST_MORE.format(count=len(rows) - LISTED)),
                html.Ul(rows[LISTED:], className="plain warnings"),
            ]
        )
    ]
    return card(
        T.TITLE,
        html.P(T.LIST_NOTE, className="soft"),
        html.Ul(rows[:LISTED], className="plain warnings"),
        *(more if len(rows) > LISTED else []),
        html.P(
            [f"{T.AS_OF.format(day=formats.day(found['as_of'].iloc[0]))} ", dcc.Link(T.HOW, href=METHOD)],
            className="soft",
        ),
    )


def _listed(one: Any) -> Component:
    link = dcc.Link(one.name, href=address.municipality_path(one.code))
    if one.band is None or pd.isna(one.band):
        return html.Li([link, *([html.Span(T.LIST_RULE, className="soft")] if one.is_flagged else [])])
    why = [html.Span(T.LIST_WHY.format(why=one.why), className="soft")] if one.why else []
    return html.Li([link, band(one.band), *why])
