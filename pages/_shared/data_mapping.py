"""The form in which a person says what the columns of an unknown file are."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from data_pipeline.contract import contract
from data_pipeline.model import ColumnProposal, Proposal
from ui import components, formats
from ui.texts_data import Data
from ui.texts_data import Run as Texts

KIND, NAME, CONFIRM = "mapping-kind", "mapping-name", "mapping-confirm"
MOST_COLUMNS = 120  # more selects than this make the page slow, and nobody reads them
SAMPLE_LENGTH = 40
UNUSED = "-"  # a select shows nothing for an empty value


def field_id(place: int | Any) -> dict[str, Any]:
    """The id of the select of the column at a place in the proposal."""
    return {"type": "mapping-field", "place": place}


def field_options(kind: str | None) -> list[dict[str, str]]:
    """The fields that a column can be, in the words of our own template."""
    kinds = [kind] if kind in Data.kinds else list(Data.kinds)  # before anybody has said which: all of them
    fields = {field.name: field for one in kinds for field in contract().fields[one].values()}  # type: ignore[index]
    named = [{"label": field.column.replace("_", " ").capitalize(), "value": name} for name, field in fields.items()]
    return [{"label": Texts.mapping_unused, "value": UNUSED}, *named]


def mapping_body(file_name: str, proposal: Proposal) -> list[Component]:
    """Kind, name, and one select per column with what the file holds in it."""
    shown = _shown(proposal)
    options = field_options(proposal.kind)
    rest = len(proposal.columns) - len(shown)
    columns = [_column(place, proposal.columns[place], options) for place in shown]
    more = [html.P(Texts.mapping_rest.format(count=formats.integer(rest)), className="soft")] if rest else []
    button = html.Button(Texts.mapping_confirm, id=CONFIRM, className="btn btn-primary")
    return [
        html.H1(Texts.mapping_title.format(name=file_name)),
        html.P(Texts.mapping),
        components.card(
            None, _kind(proposal.kind), _name(file_name), html.Ol(columns, className="mapping"), *more, button
        ),
    ]


def choices(proposal: Proposal, places: list[int], values: list[str | None]) -> dict[str, str | None]:
    """Column -> field, from the selects as the browser sent them; what was not shown is not used."""
    chosen = {place: None if value == UNUSED else value for place, value in zip(places, values, strict=True)}
    return {column.column: chosen.get(place) for place, column in enumerate(proposal.columns)}


def _shown(proposal: Proposal) -> list[int]:
    """Guessed columns first when there are too many; else as they stand in the file."""
    order = sorted(range(len(proposal.columns)), key=lambda place: (proposal.columns[place].field is None, place))
    return sorted(order[:MOST_COLUMNS])


def _kind(kind: str | None) -> Component:
    options = [{"label": label, "value": value} for value, label in Data.kinds.items()]
    radio = dbc.RadioItems(id=KIND, options=options, value=kind)
    return html.Fieldset([html.Legend(Texts.mapping_kind), radio])


def _name(file_name: str) -> Component:
    guess = file_name.rsplit(".", 1)[0]
    return html.Label(
        [html.Span(Texts.mapping_name), dbc.Input(id=NAME, value=guess, maxlength=120)], className="field"
    )


def _column(place: int, column: ColumnProposal, options: list[dict[str, str]]) -> Component:
    samples = ", ".join(f"»{sample[:SAMPLE_LENGTH]}«" for sample in column.samples[:3] if sample)
    said = Texts.mapping_samples.format(samples=samples) if samples else Texts.mapping_no_samples
    guess = (
        [html.P(Texts.mapping_guess.format(why=column.why), className="soft")] if column.field and column.why else []
    )
    select = dbc.Select(id=field_id(place), options=options, value=column.field or UNUSED)
    label = html.Label([html.Span(Texts.mapping_column.format(column=f"»{column.column}«")), select], className="field")
    return html.Li([label, html.P(said, className="soft"), *guess])
