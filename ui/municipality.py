"""The parts of a municipality's page that are words rather than tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from ui import formats, municipality_tables, status_note, timeline
from ui.components import card, drawn, empty_state, explained, slot, state_badge
from ui.texts_model import Plan
from ui.texts_places import Kommune as T
from ui.texts_status_note import READ_POST

Row = Mapping[str, Any]
DRAWN = "kommune-tegning"
CONTRADICTIONS_SHOWN = 4  # the newest; the rest unfolds


def page(
    view: Any,
    definitions: Any,
    as_of: date,
    *,
    retract: Callable[[int], Any],
    to_data: Component,
    forms: Sequence[Component],
    warned: Sequence[Component] = (),
    alike: Sequence[Component] = (),
    scope: Sequence[Component] = (),
) -> list[Component]:
    """All of a MunicipalityView; `retract` makes the id of a note's button, `forms` stand below the notes.

    `to_data` is what to do where a list is missing; `warned`, `alike` and `scope` are the cards of ui/warning.py,
    ui/likeness.py and ui/scope.py.
    """
    labels = {state.code: state.label for state in definitions.states}
    phases = timeline.phases(view.timeline, as_of)
    beside = [
        *warned,
        card(T.BARRIERS, barriers(view.barriers)),
        *alike,
        card(T.NOTES, notes(view.notes, retract, _why_no_notes(view, forms)), *forms),
        *scope,
    ]
    return [
        html.Div([*heading(view.row, labels[view.row["state"]], as_of), _to_plan(view.row)], className="stack"),
        drawn(
            DRAWN,
            slot("as_of", "as_of"),
            html.Div(
                [
                    _steps(phases, _worst(view), definitions.indicator("steps"), to_data),
                    html.Div(beside, className="stack"),
                ],
                className="columns",
            ),
            *_sections(view, to_data),
            data=_data(view, definitions, phases, as_of),
            class_name="stack",
        ),
    ]


def _to_plan(row: Row) -> Component:
    return html.P(dcc.Link(Plan.LINK, href=f"/kommune/{row['code']}/plan", className="btn"))


def _worst(view: Any) -> str | None:
    """The site whose steps are shown, where there are several."""
    if len(view.sites) < 2:
        return None
    worst = view.sites.loc[view.sites["state"] == view.row["state"], "name"]
    return str(worst.iloc[0]) if len(worst) else None


def _steps(phases: list[dict[str, Any]], site: str | None, how: Any, to_data: Component) -> Component:
    if not phases:
        return card(T.STEPS, empty_state(T.STEPS_EMPTY, to_data))
    legend = [(T.TRACK_TYPICAL, "track-typical"), (T.TRACK_DONE, "track-done"), (T.TRACK_TODAY, "track-today")]
    marks = [html.Span([html.I(className=name), text]) for text, name in legend]
    return card(
        T.STEPS,
        html.P(" ".join(filter(None, (site and T.STEPS_OF_SITE.format(site=site), T.STEPS_NOTE))), className="soft"),
        html.Div(marks, className="track-legend"),
        slot("timeline", "timeline"),
        slot("steps_file", "csv"),
        explained(how),
    )


def _sections(view: Any, to_data: Component) -> list[Component]:
    if view.sees_people:
        people = _table("people", view.people, T.PEOPLE_NOTE, T.PEOPLE_EMPTY, to_data)
    else:
        people = [html.P(T.PEOPLE_CLOSED, className="soft")]
    found = [card(T.PEOPLE, *people, class_name="as-cards")]
    if view.sees_people or len(view.answers):
        answered = _table("answers", view.answers, T.ANSWERS_NOTE, T.ANSWERS_EMPTY, to_data)
        if len(view.answers):
            opened = T.ANSWERS_OPEN.format(count=formats.integer(len(view.answers)))
            answered = [html.Details([html.Summary(opened), *answered])]
        found.append(card(T.ANSWERS, *contradictions(view.contradictions), *answered, class_name="as-cards"))
    if len(view.sites) > 1:
        found.insert(0, card(T.SITES, *_table("sites", view.sites, T.SITES_NOTE, "", to_data), class_name="as-cards"))
    return found


def _table(part: str, frame: pd.DataFrame, note: str, empty: str, to_data: Component) -> list[Component]:
    if frame.empty:
        return [empty_state(empty, to_data)]
    return [html.P(note, className="soft"), slot(part, "table")]


def _data(view: Any, definitions: Any, phases: list[dict[str, Any]], as_of: date) -> dict[str, Any]:
    return {
        "as_of": {"day": as_of.isoformat(), "text": ""},
        "timeline": phases,
        "steps_file": timeline.file(phases, T.STEPS_FILE.format(name=view.row["code"])),
        "people": municipality_tables.people(view.people),
        "answers": municipality_tables.answers(view.answers, T.ANSWERS_FILE.format(name=view.row["code"])),
        "sites": municipality_tables.sites(view.sites, definitions.site_kinds),
    }


def heading(row: Row, state_label: str, as_of: date) -> list[Component]:
    """Name, state, why, what clears it, and the facts."""
    return [
        html.Div([html.H1(row["name"]), state_badge(row["state"], state_label)], className="kommune-name"),
        html.P(row["reason"], className="lead"),
        *_clears(row["clears"]),
        html.Dl([_fact(name, value) for name, value in _facts(row, as_of)], className="keyfacts"),
    ]


def _clears(text: str) -> list[Component]:
    return [html.P([html.Strong(f"{T.CLEARS}: "), text], className="clears")] if text else []


def _facts(row: Row, as_of: date) -> Iterable[tuple[str, Any]]:
    steps = T.COUNT_OF.format(done=row["steps_done"], total=row["steps_applicable"])
    yield T.NETWORK, _network(row)
    yield T.STEPS_DONE, steps if row["steps_applicable"] else T.NONE_YET
    trainers = row["active_trainers"]
    yield T.TRAINERS, trainers if isinstance(trainers, str) else formats.integer(trainers)
    yield T.HEARD, _when(row["last_heard"], as_of)
    yield T.DAY_ZERO, _when(row["day_zero"], as_of)
    yield T.SITES, formats.integer(row["sites"])
    yield T.POPULATION, formats.integer(row["population"])
    yield T.REGION, row["region"]


def _fact(name: str, value: Any) -> Component:
    return html.Div([html.Dt(name), html.Dd(value)])


def _network(row: Row) -> Component:
    if bool(pd.isna(row["network_id"])):
        return html.Span([T.NO_NETWORK + ". ", dcc.Link(T.CHOOSE_NETWORK, href="/netvaerk")])
    return dcc.Link(row["network"], href=f"/netvaerk/{int(row['network_id'])}")


def _when(value: Any, as_of: date) -> Any:
    if bool(pd.isna(value)):
        return T.NOT_YET
    then = pd.Timestamp(value).date()
    return html.Span(formats.ago(then, as_of), title=formats.day(then))


def contradictions(found: pd.DataFrame) -> list[Component]:
    """One line per question that people at one site answer differently; question, label, values, who, dates."""
    if found.empty:
        return []
    lines = [
        html.Li(
            [html.Strong(one.label), f", {formats.day(one.dates[0])}: {_joined(one.values_)}. {_ask(one.who)}".rstrip()]
        )
        for one in _rows(found)
    ]
    shown: list[Component] = [html.H3(T.CONTRADICTIONS), html.Ul(lines[:CONTRADICTIONS_SHOWN])]
    if rest := lines[CONTRADICTIONS_SHOWN:]:
        shown.append(html.Details([html.Summary(T.MORE_CONTRADICTIONS.format(count=len(rest))), html.Ul(rest)]))
    return [html.Div(shown, className="contradictions")]


def _ask(who: Any) -> str:
    return T.CONTRADICTION_WHO.format(who=_joined(who, " og ")) if len(who) else ""


def barriers(found: pd.DataFrame) -> Component:
    """What the newest answers name as in the way."""
    if found.empty:
        return empty_state(T.BARRIERS_EMPTY)
    named = [
        html.Li(
            [
                html.Strong(one.name),
                " ",
                html.Span(T.BARRIER_SINCE.format(day=formats.day(one.answered_on)), className="soft"),
            ]
        )
        for one in _rows(found)
    ]
    return html.Ul(named, className="plain")


def _why_no_notes(view: Any, forms: Sequence[Component]) -> str:
    if view.sites.empty:
        return T.NOTES_NO_SITE
    return T.NOTES_EMPTY if forms else T.NOTES_NONE


def notes(found: pd.DataFrame, retract_id: Any, empty: str = T.NOTES_EMPTY) -> Component:
    """Pauses, meetings and status notes, newest first, each with a button to take it back."""
    if found.empty:
        return empty_state(empty)
    return html.Ul([_note(one, retract_id) for one in _rows(found)], className="notes plain")


def _note(one: Any, retract_id: Any) -> Component:
    start = formats.day(one.dated_on)
    period = start if pd.isna(one.until) else T.NOTE_PERIOD.format(start=start, end=formats.day(one.until))
    is_mine = getattr(one, "may_retract", True)
    label: dict[str, Any] = {"aria-label": T.NOTE_RETRACT_LABEL.format(day=start)}
    return html.Li(
        [
            html.P([html.Strong(T.NOTE_KINDS.get(one.kind, one.kind)), f" · {period}"]),
            *([html.P(status_note.sentence(one._asdict()))] if one.kind == "status" else []),
            *([html.P(one.text, className="note-text")] if pd.notna(one.text) and one.text else []),
            html.P(
                T.NOTE_BY.format(site=one.site, author=one.author) if pd.notna(one.author) else one.site,
                className="soft",
            ),
            *([html.P(html.A(READ_POST, href=one.post))] if getattr(one, "post", None) else []),
            *(
                [html.Button(T.NOTE_RETRACT, id=retract_id(one.id), className="btn btn-link", **label)]
                if is_mine
                else []
            ),
        ]
    )


def _rows(frame: pd.DataFrame) -> Iterable[Any]:
    return frame.rename(columns={"values": "values_"}).itertuples(index=False)


def _joined(values: Any, word: str = ", ") -> str:
    return values if isinstance(values, str) else word.join(dict.fromkeys(map(str, values)))
