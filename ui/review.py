"""The parts of a review's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from programme.definitions import definitions
from programme.queries import Selection
from programme.review import Comparison, Frozen, Review
from ui import components, formats, review_address
from ui.components import Column, card, empty_state
from ui.overview import headline, overview_data
from ui.review_tables import Sheet, moment, quality_notes, written
from ui.review_xlsx import as_of
from ui.texts import Parts
from ui.texts_review import Columns as H
from ui.texts_review import Frozen as K
from ui.texts_review import Review as W
from ui.texts_review import Sections as P

DRAWING = "rapport"
MOST_ON_A_PHONE = 5  # columns
DRAWN = ("map", "bars", "steps", "survival", "barriers")


def filters(choices: Any, chosen: Selection) -> Component:
    """The day and the scope, kept in the address."""
    scopes = [
        *((f"{review_address.REGION}-{code}", name) for code, name in choices.regions),
        *((f"{review_address.NETWORK}-{code}", name) for code, name in choices.networks),
    ]
    label: dict[str, Any] = {"aria-label": Parts.filters}
    return html.Div(
        [
            dcc.Store(id=components.FILTERS, data=review_address.search(chosen)),
            _select(review_address.WAVE, Parts.wave, Parts.all_waves, choices.waves, chosen.wave),
            _select(review_address.SCOPE, W.scope, W.whole, scopes, review_address.scope(chosen)),
        ],
        className="filters",
        role="group",
        **label,
    )


def _select(word: str, label: str, everything: str, offered: Sequence[tuple[Any, str]], chosen: Any) -> Component:
    options = [{"label": everything, "value": components.EVERYTHING}]
    options += [{"label": text, "value": str(code)} for code, text in offered]
    is_known = any(str(code) == str(chosen) for code, _ in offered)
    value = str(chosen) if is_known else components.EVERYTHING
    select = dbc.Select(id=f"filter-{word}", options=options, value=value, name=word)
    return html.Label([html.Span(label), select], className="field")


def top(review: Review, frozen: Frozen | None = None) -> list[Component]:
    """What it is about, the one sentence, the day, and the downloads."""
    more = {review_address.FROZEN: frozen.id} if frozen else {}
    asked = review_address.search(review.selection, **more)
    lines = [as_of(review)] + ([] if review.is_exact else [W.closed])
    return [
        html.H2(review.title, className="review-scope"),
        html.P(headline(review.overview), className="lead"),
        *(html.P(line, className="soft") for line in lines),
        html.Div(
            [
                html.A(W.pdf, href=f"{review_address.PDF}{asked}", className="btn", download=""),
                html.A(W.xlsx, href=f"{review_address.XLSX}{asked}", className="btn", download=""),
            ],
            className="review-downloads",
        ),
    ]


def sections(review: Review, sheets: dict[str, Sheet], forms: dict[str, list[Component]]) -> list[Component]:
    """All parts in their order; forms: what may be written below targets and gains."""
    data = overview_data(review.overview)
    explain = {code: definitions().indicator(code) for code in ("states", "steps", "time_to_start", "barriers")}
    drawn = components.drawn(
        DRAWING,
        components.figure_slot("map", explain["states"], kind="map"),
        html.Div(
            [components.figure_slot("bars", explain["states"], kind="bars"), card(P.states, table(sheets["states"]))],
            className="stack",
        ),
        components.figure_slot("steps", explain["steps"]),
        html.Div(
            [
                components.figure_slot("survival", explain["time_to_start"])
                if sheets["survival"].rows
                else card(P.survival, table(sheets["survival"])),
                components.figure_slot("barriers", explain["barriers"]),
            ],
            className="stack",
        ),
        data={name: data[name] for name in DRAWN},
        class_name="grid overview",
    )
    return [
        card(P.indicators, html.P(P.indicators_note, className="soft"), _indicators(sheets["indicators"])),
        drawn,
        card(P.stalled, table(sheets["stalled"])),
        card(P.quality, *_quality(review, sheets)),
        card(P.targets, *_noted(sheets["targets"]), *forms.get("targets", [])),
        card(P.gains, table(sheets["gains"]), *forms.get("gains", [])),
    ]


def table(sheet: Sheet) -> Component:
    """A table that reads without any script, as cards on a phone; the sentence in its place when it is empty."""
    if not sheet.rows:
        return html.P(sheet.empty or formats.MISSING, className="soft")
    rows = [
        [_content(column, row, words) for column, words in zip(sheet.columns, line, strict=True)]
        for row, line in zip(sheet.rows, sheet.written(), strict=True)
    ]
    return _table(sheet.title, sheet.columns, rows)


def _table(caption: str, columns: Sequence[Column], rows: list[list[Any]]) -> Component:
    named: dict[str, Any] = {"aria-label": caption}
    body = [
        html.Tr(
            [
                _cell(column, content, number == 0)
                for number, (column, content) in enumerate(zip(columns, row, strict=True))
            ]
        )
        for row in rows
    ]
    head = html.Thead(html.Tr([html.Th(column.title, scope="col", className=_class(column)) for column in columns]))
    made = html.Table([html.Caption(caption, className="unseen"), head, html.Tbody(body)], className="data")
    is_wide = len(columns) > MOST_ON_A_PHONE or any(column.wide for column in columns)
    scroll = html.Div(made, className="table-scroll", tabIndex=0, role="region", **named)
    return html.Div(scroll, className="as-cards" if is_wide else "small-table")


def _cell(column: Column, content: Any, is_first: bool) -> Component:
    named: dict[str, Any] = {"data-label": column.title}
    if is_first:
        return html.Th(content, scope="row", **named)
    return html.Td(content, className=_class(column), **named)


def _class(column: Column) -> str:
    is_number = column.kind in ("integer", "percent", "days", "decimal", "figure")
    return f"{'number' if is_number else 'wide' if column.wide else ''} column-{column.key}".strip()


def _content(column: Column, row: dict[str, Any], words: str) -> Any:
    if column.kind == "state":
        return components.state_badge(row[column.key], words)
    return dcc.Link(words, href=column.link.format(**row)) if column.link else words


def _indicators(sheet: Sheet) -> Component:
    """Each figure with its definition behind its name."""
    rows = [
        [_explained(row) if not number else words for number, words in enumerate(line)]
        for row, line in zip(sheet.rows, sheet.written(), strict=True)
    ]
    return _table(sheet.title, sheet.columns, rows)


def _explained(row: dict[str, Any]) -> Component:
    source = html.P(Parts.source.format(source=row["source"]), className="soft")
    return html.Details([html.Summary(row["title"]), html.P(row["definition"]), html.P(row["why"]), source])


def _noted(sheet: Sheet) -> list[Component]:
    return [*([html.P(sheet.note, className="soft")] if sheet.note else []), table(sheet)]


def _quality(review: Review, sheets: dict[str, Sheet]) -> list[Component]:
    return [
        html.Ul([html.Li(one) for one in quality_notes(review)]),
        html.H3(P.responses),
        table(sheets["responses"]),
        html.H3(P.pauses),
        *_noted(sheets["pauses"]),
    ]


def frozen_list(found: pd.DataFrame) -> Component:
    """The frozen reviews of a scope, newest first."""
    if found.empty:
        return html.P(K.listed_none, className="soft")
    return html.Ul([_frozen_row(row) for row in found.itertuples(index=False)], className="plain")


def _frozen_row(row: Any) -> Component:
    name = K.row.format(scope=row.title, day=formats.day(row.as_of))
    more = K.row_more.format(moment=moment(row.frozen_at), version=row.model)
    return html.Li([dcc.Link(name, href=f"/rapport/{row.id}"), html.Span(more, className="soft")])


def banner(frozen: Frozen) -> Component:
    """That the figures stand still, and the way to those of now."""
    said = K.banner.format(moment=moment(frozen.frozen_at), version=frozen.review.model)
    live = dcc.Link(K.live, href=f"/rapport{review_address.search(frozen.review.selection)}")
    return html.Div([html.P(said), live], className="clears")


def revision(found: Comparison) -> Component:
    """The revision note: what the same day's figures are now; or how it has gone since, when the day is another."""
    changed = [row for row in components.rows(found.figures) if row["is_changed"]]
    title = K.revision if found.is_revision else K.development
    if not changed and found.states.empty:
        return card(title, html.P(K.revision_none))
    count = formats.count(len(changed), K.number, K.numbers)
    note = K.revision_note.format(count=count)
    if not found.is_revision:
        note = K.development_note.format(day=formats.day(found.as_of))
    model = [html.P(K.other_model)] if found.is_other_model else []
    return card(title, html.P(note), *model, _beside(changed), html.H3(K.states), table(_states(found.states)))


def _beside(changed: list[dict[str, Any]]) -> Component:
    rows = []
    for row in changed:
        kind = (
            "decimal"
            if row["code"] == "kits_per_100000"
            else {"procent": "percent", "dage": "days"}.get(row["unit"], "integer")
        )
        then, now = (written(kind, row[f"shown_{when}"] or row[when]) for when in ("then", "now"))
        rows.append({"title": _name(row["code"]), "then": then, "now": now})
    columns = [Column("title", H.figure), Column("then", H.then, "integer"), Column("now", H.now, "integer")]
    return table(Sheet("beside", K.revision, columns, rows, K.revision_none))


def _states(found: pd.DataFrame) -> Sheet:
    columns = [
        Column("name", H.municipality, link="/kommune/{code}"),
        *(Column("then", H.then, "state"), Column("now", H.now, "state")),
    ]
    return Sheet("changed", K.states, columns, components.rows(found), K.states_none)


def _name(code: str) -> str:
    definition = definitions().indicator(code)
    return definition.title if definition else code


def nothing_yet(action: Component) -> Component:
    """What stands here before there is any data, and what is to be done."""
    return empty_state(W.empty, action)
