"""/data/kvalitet: how many answered, what is missing, where answers disagree, how old the data are."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared import page
from pages._shared.data_runs import rows
from programme import queries
from programme.queries import Quality
from ui import components, formats
from ui.components import Column
from ui.figures.response_rate import response_rate
from ui.texts import Parts
from ui.texts_data import QualityPage as Texts

NO_WAVE = 99  # answers that belong to no wave stand last
HEAT_STEPS = 5  # classes heat-0 .. heat-5

page.register(
    __name__,
    path="/data/kvalitet",
    name=Texts.title,
    title=Texts.title,
    description=Texts.description,
    needs=Permission.IMPORT_DATA,
)


def layout(*, viewer: Viewer) -> Component:
    """Each measure with how it is counted."""
    quality = queries.quality(viewer=viewer)
    content = [_rate(quality.response_rate, viewer), _completeness(quality.completeness)]
    if quality.completeness.empty:
        link = dcc.Link(Texts.to_data, href="/data", className="btn btn-primary")
        content = [components.empty_state(Texts.empty, link)]
    return html.Div(
        [
            html.P(dcc.Link(Texts.back, href="/data", className="back")),
            html.H1(_headline(quality)),
            *content,
            _contradictions(quality.contradictions),
            html.Div([_age(quality.age), _waiting(quality.waiting)], className="data-cards"),
        ],
        className="stack data-page",
    )


def _headline(quality: Quality) -> str:
    rates = quality.response_rate.dropna(subset=["share"])
    if rates.empty or quality.age.empty:
        return Texts.headline_none
    newest = rates.iloc[-1]
    wave = Texts.wave.format(wave=int(newest["wave"]))
    day = formats.day(quality.age["newest"].iloc[0])
    return Texts.headline.format(share=formats.percent(newest["share"]), wave=wave, day=day)


def _rate(rates: pd.DataFrame, viewer: Viewer) -> Component:
    known = rates.dropna(subset=["share"])
    if known.empty:
        return components.card(Texts.rate_title, html.P(Texts.rate_none))
    newest = known.iloc[-1]
    wave = Texts.wave.format(wave=int(newest["wave"]))
    named = {name: formats.integer(newest[name]) for name in ("answered", "due")}
    data = components.figure_data(
        response_rate(rates),
        title=Texts.rate_finding.format(share=formats.percent(newest["share"]), wave=wave),
        summary=Texts.rate_summary.format(wave=wave, **named),
        table=components.table_data(rates, RATE_COLUMNS, caption=Texts.rate_title),
        file_name="svarprocent",
    )
    return components.figure_card("response-rate", data, queries.definition("response_rate", viewer=viewer))


RATE_COLUMNS = (
    Column("wave", Texts.rate_wave, "integer"),
    Column("due", Texts.rate_due, "integer"),
    Column("answered", Texts.rate_answered, "integer"),
    Column("share", Texts.rate_share, "percent"),
)
CONTRADICTION_COLUMNS = (
    Column("site", Texts.place),
    Column("municipality", Texts.municipality, link="/kommune/{municipality_code}"),
    Column("wave", Texts.rate_wave, "integer"),
    Column("label", Texts.question),
    Column("values", Texts.values, wide=True),
)
AGE_COLUMNS = (
    Column("label", Texts.age_label),
    Column("newest", Texts.age_newest, "day"),
    Column("days", Texts.age_days, "integer"),
)


def _completeness(completeness: pd.DataFrame) -> Component:
    completeness = completeness.assign(wave=completeness["wave"].astype("Int64").fillna(NO_WAVE))
    waves = sorted(completeness["wave"].unique())
    cells = {(row["question"], row["wave"]): row for row in completeness.to_dict("records")}
    labels = completeness.drop_duplicates("question").set_index("question")["label"]
    headings = [html.Th(_wave(wave), scope="col", className="number") for wave in waves]
    lines = [
        html.Tr([html.Th(label, scope="row"), *(_heat(cells.get((question, wave))) for wave in waves)])
        for question, label in labels.items()
    ]
    table = html.Table(
        [
            html.Caption(Texts.completeness_caption, className="unseen"),
            html.Thead(html.Tr([html.Th(Texts.completeness_question, scope="col"), *headings])),
            html.Tbody(lines),
        ],
        className="data heat",
    )
    return components.card(
        Texts.completeness_title,
        html.P(Texts.completeness_caption, className="soft"),
        html.Div(
            table, className="table-scroll", tabIndex=0, role="region", **{"aria-label": Texts.completeness_title}
        ),
        _how(Texts.completeness_how),
    )


def _wave(wave: int) -> str:
    return Texts.no_wave if wave == NO_WAVE else Texts.wave.format(wave=wave)


def _heat(cell: dict[str, Any] | None) -> Component:
    if cell is None or not cell["asked"]:
        return html.Td(formats.MISSING)
    said = Texts.completeness_cell.format(
        answered=formats.integer(cell["answered"]), asked=formats.integer(cell["asked"])
    )
    step = round(cell["share"] * HEAT_STEPS)
    return html.Td(formats.percent(cell["share"]), title=said, className=f"number heat-{step}")


def _contradictions(contradictions: pd.DataFrame) -> Component:
    if contradictions.empty:
        return components.card(
            Texts.contradictions_title, html.P(Texts.contradictions_none), _how(Texts.contradictions_how)
        )
    shown = contradictions.assign(values=contradictions["values"].map(" · ".join))
    table = components.data_table(
        "contradictions",
        shown,
        CONTRADICTION_COLUMNS,
        caption=Texts.contradictions_title,
        searchable=True,
        file_name="uenige-svar",
    )
    sites = contradictions["site_id"].nunique()
    return components.card(
        Texts.contradictions_title,
        html.P(Texts.contradictions.format(sites=formats.integer(sites))),
        html.Details([html.Summary(Texts.contradictions_open.format(count=formats.integer(len(shown)))), table]),
        _how(Texts.contradictions_how),
        class_name="as-cards",
    )


def _age(age: pd.DataFrame) -> Component:
    table = components.data_table("data-age", age, AGE_COLUMNS, caption=Texts.age_caption)
    return components.card(Texts.age_title, table, _how(Texts.age_how))


def _waiting(waiting: int) -> Component:
    link = dcc.Link(Texts.to_waiting, href="/data/karantaene", className="btn")
    said = rows(waiting) if waiting else Texts.waiting_none
    return components.card(Texts.waiting_title, html.P(said), *([link] if waiting else []), _how(Texts.waiting_how))


def _how(text: str) -> Component:
    return html.Details([html.Summary(Parts.how_counted), html.P(text)])
