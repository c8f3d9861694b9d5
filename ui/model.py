"""The parts of the implementation model's page: the answers, the steps by phase, the texts to copy, the sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from programme.definitions import Definitions, Template
from programme.plan_guide import MOST_CLIENTS, MOST_SITES, PROGRAMMES, GuideStep, Situation
from ui import address, formats
from ui.components import card
from ui.texts_model import Model as T

PATH = "/implementeringsmodel"
BEFORE_START = ("F", "K")  # the phases on the first sheet of the leaflet
SIZE, PROGRAMME, SITES, CLIENTS = "stoerrelse", "program", "steder", "borgere"


def situation_from(search: str | None, sizes: Sequence[str]) -> Situation:
    """The answers that the address holds; what makes no sense is left out."""
    words = {name: found[0].strip() for name, found in parse_qs((search or "").lstrip("?")[:300]).items()}
    plain = Situation()
    return Situation(
        size=words[SIZE] if words.get(SIZE) in sizes else plain.size,
        programme=words[PROGRAMME] if words.get(PROGRAMME) in PROGRAMMES else plain.programme,
        sites=_number(words.get(SITES), MOST_SITES) or plain.sites,
        clients=_number(words.get(CLIENTS), MOST_CLIENTS),
    )


def search_from(situation: Situation) -> str:
    """The address' text for a situation."""
    words = {SIZE: situation.size, PROGRAMME: situation.programme, SITES: situation.sites, CLIENTS: situation.clients}
    return "?" + urlencode({name: value for name, value in words.items() if value})


def answers(situation: Situation, made: Definitions) -> Component:
    """A form that asks for the same address with other answers; works without scripts too."""
    sizes = [{"label": size.label, "value": size.code} for size in made.sizes]
    programmes = [{"label": T.PROGRAMMES[code], "value": code} for code in PROGRAMMES]
    number: dict[str, Any] = {"type": "number", "min": 1, "step": 1}
    fields = [
        _field(T.SIZE, dbc.Select(id="model-stoerrelse", name=SIZE, options=sizes, value=situation.size)),
        _field(
            T.PROGRAMME, dbc.Select(id="model-program", name=PROGRAMME, options=programmes, value=situation.programme)
        ),
        _field(T.SITES, dbc.Input(id="model-steder", name=SITES, max=MOST_SITES, value=situation.sites, **number)),
        _field(
            T.CLIENTS,
            dbc.Input(id="model-borgere", name=CLIENTS, max=MOST_CLIENTS, value=situation.clients or "", **number),
        ),
    ]
    button = html.Button(T.FIT, type="submit", className="btn btn-primary")
    return html.Form(
        [html.Div(fields, className="model-answers"), button],
        action=PATH,
        method="get",
        className="model-form",
        **{"data-address": "true"},  # type: ignore[arg-type]
    )


def leaflet_line(situation: Situation, made: Definitions) -> Component:
    """For whom the leaflet is: stands on paper in place of the form."""
    sites = T.SITE if situation.sites == 1 else T.MANY_SITES.format(count=situation.sites)
    words = {"size": made.size(situation.size).label, "programme": T.PROGRAMMES[situation.programme].lower()}
    return html.P(T.LEAFLET.format(sites=sites, **words), className="on-paper soft")


def phases(steps: Sequence[GuideStep], experience: pd.DataFrame, made: Definitions) -> list[Component]:
    """A card for each phase with its steps, in two sheets as on paper; experience as queries.step_experience."""
    own = {str(row["step"]): row for row in experience.to_dict("records")}
    texts = {template.step: template for template in made.templates}
    sources = {source.code: source.title for source in made.literature}
    sheets: list[list[Component]] = [[], []]
    for phase in made.phases:
        items = [_step(step, own[step.code], texts, sources, made) for step in steps if step.phase == phase.code]
        title = html.Span([html.Span(phase.code, className="phase-code"), phase.title])
        listed = html.Ol(items, className="plain model-steps")
        sheets[phase.code not in BEFORE_START].append(card(title, listed, class_name="model-phase"))
    return [html.Div(sheet, className="sheet") for sheet in sheets]


def _step(
    step: GuideStep,
    own: Mapping[Any, Any],
    texts: Mapping[str, Template],
    sources: Mapping[str, str],
    made: Definitions,
) -> Component:
    named = texts.get(step.code)
    link = (
        html.A(T.TEMPLATE.format(title=named.title), href=f"#tekst-{named.code}", className="to-text")
        if named
        else None
    )
    cited = "; ".join(sources[code] for code in step.sources if code in sources)
    facts: list[tuple[str, Any]] = [
        (
            T.WHY,
            html.Span(
                [step.why, html.Span(f" {T.SOURCE_OF.format(source=cited)}" if cited else "", className="cited")]
            ),
        ),
        (T.WHO, T.BY_LEAD if step.is_done_by_lead else step.responsible),
        (T.WHEN, _when(step, own, made)),
        (T.PROOF, step.proof),
    ]
    return html.Li(
        [
            html.H3([html.Span(step.code, className="step-code"), step.title]),
            html.P(step.what),
            *[html.P([html.Strong(f"{T.FOR_YOU}: "), note], className="for-you") for note in step.notes],
            html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts], className="model-facts"),
            *([link] if link else []),
        ],
        className="model-step",
    )


def _when(step: GuideStep, own: Mapping[Any, Any], made: Definitions) -> str:
    proposed = T.PROPOSED.format(typical=step.typical_day, late=step.late_day)
    sites = formats.integer(own["sites"])
    if pd.isna(own["median"]):
        here = T.TOO_FEW.format(sites=sites, least=made.own_experience_from)
    else:
        here = T.MEASURED.format(median=int(own["median"]), late=int(own["late"]), sites=sites)
    return f"{here} {proposed}"


def templates(made: Definitions) -> Component:
    """The texts to copy, each closed until asked for."""
    return card(
        T.TEMPLATES, html.P(T.TEMPLATES_NOTE), *[_template(one) for one in made.templates], class_name="model-texts"
    )


def _template(template: Template) -> Component:
    name = f"tekst-{template.code}"
    words: dict[str, Any] = {"data-copy": name, "data-copied": T.COPIED, "data-failed": T.NOT_COPIED}
    return html.Details(
        [
            html.Summary(template.title),
            html.Pre(template.text.strip(), id=name, className="to-copy", tabIndex=0),
            html.Div(
                [
                    html.Button(T.COPY, type="button", className="btn", **words),
                    html.Span(className="copied", role="status"),
                ],
                className="actions",
            ),
        ]
    )


def sources(made: Definitions) -> Component:
    """Where the figures about others come from."""
    listed = [html.Li(source.title) for source in made.literature]
    return card(T.SOURCES, html.P(T.SOURCES_NOTE), html.Ul(listed), class_name="model-sources")


def actions(*, may_edit: bool) -> Component:
    """Print, and edit where one may."""
    print_button = html.Button(T.PRINT, type="button", className="btn", **{"data-print": "true"})  # type: ignore[arg-type]
    edit = [dcc.Link(T.EDIT, href=f"{PATH}/rediger", className="btn")] if may_edit else []
    return html.Div([print_button, *edit], className="actions")


def _field(label: str, field: Component) -> Component:
    return html.Label([html.Span(label), field], className="field")


def _number(text: str | None, most: int) -> int | None:
    given = address.number(text, digits=6)
    return min(given, most) or None if given else None
