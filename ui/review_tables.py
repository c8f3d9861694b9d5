"""The tables of a review in words and numbers: one list that page, PDF and spreadsheet are all written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from programme.definitions import definitions
from programme.queries import Figure
from programme.review import Frozen, Review, figures_beside
from ui import components, formats, theme
from ui.components import Column
from ui.figures.barriers import COLUMNS as BARRIERS
from ui.figures.steps import COLUMNS as STEPS
from ui.figures.survival import ALL
from ui.figures.survival import COLUMNS as SURVIVAL
from ui.texts import Overview as Words
from ui.texts_review import Columns as H
from ui.texts_review import Review as W
from ui.texts_review import Sections as P

KINDS = {"procent": "percent", "dage": "days", "antal": "integer"}
LETTERS = {"æ": "ae", "ø": "oe", "å": "aa", " ": "-"}


@dataclass(frozen=True)
class Sheet:
    """A table: what it is called, its columns, and its rows by column. A row's `kind` is its figure's."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: list[dict[str, Any]]
    empty: str = ""
    note: str = ""

    def kind(self, column: Column, row: dict[str, Any]) -> str:
        """How a cell is written."""
        own: str = row.get("kind", column.kind) if column.kind == "figure" else column.kind
        return own

    def written(self) -> list[list[str]]:
        """The rows as they are read."""
        return [[written(self.kind(column, row), row[column.key]) for column in self.columns] for row in self.rows]


def sheets(review: Review, last: Frozen | None = None) -> dict[str, Sheet]:
    """All tables of a review by key; last: the frozen review that changes are counted from."""
    made = [
        _indicators(review, last),
        _states(review),
        _networks(review),
        _municipalities(review),
        Sheet("steps", P.steps, STEPS, _steps(review)),
        Sheet("survival", P.survival, SURVIVAL, _survival(review), Words.survival_empty, P.survival_note),
        Sheet("barriers", P.barriers, BARRIERS, _barriers(review), Words.barriers_empty),
        _stalled(review),
        _pauses(review),
        _responses(review),
        _targets(review),
        _gains(review),
        _definitions(review),
    ]
    return {one.key: one for one in made}


def written(kind: str, value: Any) -> str:
    """A cell in Danish; a text where a number could stand (a band, something hidden) is left as it is."""
    if value is None or value != value or value == "":
        return formats.MISSING
    if kind == "state":
        return {state.code: state.label for state in definitions().states}.get(value, str(value))
    if kind in ("day", "ago"):
        return formats.day(value)
    if isinstance(value, str):
        return value
    if kind == "percent":
        return formats.percent(value)
    if kind == "days":
        return formats.count(round(value), Words.day, Words.days)
    if kind == "decimal":
        return formats.decimal(value)
    return formats.integer(value) if kind == "integer" else str(value)


def figure_row(figure: Figure, terms: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One figure as a row: its number, or what stands in its place; and what it meant when the review was made."""
    is_rate = figure.code == "response_rate"
    kind = "decimal" if figure.code == "kits_per_100000" else KINDS[figure.unit]
    return terms[figure.code] | {
        "value": figure.shown if figure.shown else figure.value,
        "kind": kind,
        "since_wave": formats.change(figure.value, figure.previous, figure.unit) if figure.has_change else None,
        "rate": None if is_rate else figure.response_rate,
        "since_review": None,
    }


def _indicators(review: Review, last: Frozen | None) -> Sheet:
    terms = {row["code"]: row for row in components.rows(review.terms)}
    rows = [figure_row(figure, terms) for figure in review.indicators]
    columns = [Column("title", H.figure), Column("value", H.value, "figure"), Column("since_wave", H.since_wave)]
    if last is not None:
        beside = {row["code"]: row for row in components.rows(figures_beside(last.review, review))}
        for row in rows:
            row["since_review"] = _step(beside.get(row["code"]))
        day = formats.day(last.review.overview.as_of)
        columns.append(Column("since_review", H.since_review.format(day=day)))
    columns.append(Column("rate", H.rate, "percent"))
    return Sheet("indicators", P.indicators, columns, rows, note=P.indicators_note)


def _step(row: dict[str, Any] | None) -> str | None:
    """The change of a figure since the last review, where it may be told."""
    if row is None or not row["has_change"]:
        return None
    return formats.change(row["now"], row["then"], row["unit"]) or None


def _states(review: Review) -> Sheet:
    found = review.overview
    rows = [
        {"state": code, "sites": found.counts.get(code, 0), "municipalities": found.municipality_counts.get(code, 0)}
        for code in theme.STATES
        if found.counts.get(code) or found.municipality_counts.get(code)
    ]
    columns = [Column("state", H.state, "state"), Column("sites", H.sites, "integer")]
    return Sheet(
        "states", P.states, [*columns, Column("municipalities", H.municipalities, "integer")], rows, note=P.states_note
    )


def _networks(review: Review) -> Sheet:
    rows = components.rows(review.overview.networks)
    labels = {state.code: state.label for state in definitions().states}
    used = [state for state in theme.STATES if any(row.get(state) for row in rows)]
    columns = [Column("name", H.network), *(Column(state, labels[state], "integer") for state in used)]
    return Sheet("networks", P.networks, [*columns, Column("total", H.total, "integer")], rows)


def _municipalities(review: Review) -> Sheet:
    rows = [row for row in components.rows(review.overview.municipalities) if row["is_selected"]]
    columns = [
        Column("name", H.municipality, link="/kommune/{code}"),
        *(Column("region", H.region), Column("network", H.network), Column("state", H.state, "state")),
        Column("reason", H.reason, wide=True),
    ]
    return Sheet("municipalities", P.municipalities, columns, rows)


def _steps(review: Review) -> list[dict[str, Any]]:
    phases = {phase.code: phase.title for phase in definitions().phases}
    return [row | {"phase_name": phases.get(row["phase"])} for row in components.rows(review.overview.steps)]


def _survival(review: Review) -> list[dict[str, Any]]:
    names = {ALL: Words.all_sites} | {size.code: size.label for size in definitions().sizes}
    rows = [row for row in components.rows(review.overview.survival) if not row["is_too_few"]]
    return [row | {"size_name": names.get(row["size"], row["size"])} for row in rows]


def _barriers(review: Review) -> list[dict[str, Any]]:
    return [row for row in components.rows(review.overview.barriers) if row["count"]]


def _stalled(review: Review) -> Sheet:
    columns = [
        *(Column("name", H.municipality, link="/kommune/{code}"), Column("network", H.network)),
        *(Column("reason", H.reason, wide=True), Column("clears", H.clears, wide=True)),
        Column("days_since_day_zero", H.days, "integer"),
    ]
    return Sheet("stalled", P.stalled, columns, components.rows(review.stalled), P.stalled_none)


def _pauses(review: Review) -> Sheet:
    columns = [
        Column("name", H.municipality, link="/kommune/{code}"),
        *(Column("sites", H.sites, "integer"), Column("since", H.since, "day"), Column("until", H.until, "day")),
    ]
    rows = [row | {"until": row["until"] or None} for row in components.rows(review.pauses)]
    empty = P.pauses_none if review.sees_pauses else P.pauses_closed
    return Sheet("pauses", P.pauses, columns, rows, empty, P.pauses_note)


def _responses(review: Review) -> Sheet:
    columns = [
        *(
            Column("wave", H.wave, "integer"),
            Column("due", H.due, "integer"),
            Column("answered", H.answered, "integer"),
        ),
        Column("share", H.share, "percent"),
    ]
    return Sheet("responses", P.responses, columns, components.rows(review.responses), P.responses_none)


def _targets(review: Review) -> Sheet:
    columns = [
        *(Column("title", H.target), Column("wanted", H.wanted, "integer"), Column("result", H.result, "integer")),
        *(Column("share", H.reached, "percent"), Column("source", H.source), Column("responsible", H.responsible)),
    ]
    rows = [row | {"result": row["shown"] or row["result"]} for row in components.rows(review.targets)]
    return Sheet("targets", P.targets, columns, rows, P.targets_none, P.targets_note if rows else "")


def _gains(review: Review) -> Sheet:
    columns = [Column("effect", H.effect, wide=True), Column("realisation", H.realisation, wide=True)]
    rows = components.rows(review.gains)
    return Sheet("gains", P.gains, [*columns, Column("benefit", H.benefit, wide=True)], rows, P.gains_none)


def _definitions(review: Review) -> Sheet:
    columns = [Column("title", H.figure), Column("definition", H.definition, wide=True), Column("source", H.source)]
    return Sheet("definitions", P.definitions, columns, components.rows(review.terms))


def quality_notes(review: Review) -> list[str]:
    """What a reader must know of the data, in sentences."""
    silent = review.overview.not_answering
    waiting = formats.count(review.waiting, P.row, P.rows)
    return [
        P.waiting.format(count=waiting) if review.waiting else P.waiting_none,
        *([P.unheard.format(count=formats.count(silent, P.site, P.sites))] if silent else []),
    ]


def file_name(title: str, day: date) -> str:
    """A name of letters that every system takes: `rapport-region-sjaelland-2021-07-01`."""
    plain = title.lower()
    for letter, instead in LETTERS.items():
        plain = plain.replace(letter, instead)
    return f"rapport-{''.join(one for one in plain if one.isascii() and (one.isalnum() or one == '-'))}-{day}"


def moment(at: datetime) -> str:
    """When something was written: `4. maj 2021 kl. 14.05`, by the programme's own clock (programme.calendar.now)."""
    return W.moment.format(day=formats.day(at), time=f"{at:%H.%M}")
