"""What a run's page shows in each state of the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from access.viewer import Viewer
from data_pipeline import run_details, runs
from pages._shared.data_mapping import mapping_body
from pages._shared.data_problems import PER_PAGE, SAMPLE, problem_card, sheet_data
from pages._shared.data_runs import Run, counts, format_word, is_corrected, kind_word, moment, rows, run_path, size
from programme.calendar import today
from programme.definitions import definitions
from ui import address, components, formats
from ui.texts_data import Run as Texts

SAMPLE_ROWS = 50


def act_id(do: Any) -> dict[str, Any]:
    """The id of a button that does something to the run: load, discard, undo."""
    return {"type": "run-act", "do": do}


def body(run: Run, viewer: Viewer) -> list[Component]:
    """The whole page below the way back."""
    return _BODIES[run["state"]](run, viewer)


def _working(run: Run, _viewer: Viewer) -> list[Component]:
    done = run["progress"]
    seen = Texts.working_rows.format(rows=rows(done)) if done else ""
    return [
        html.H1(Texts.working_title.format(name=run["file_name"])),
        html.Progress(**{"aria-label": Texts.progress}),
        html.P(f"{seen} {_doing(run['progress_text'])}", role="status"),
        html.P(Texts.working, className="soft"),
    ]


def _doing(text: str | None) -> str:
    """The step at work; how many rows it has read is said in our own numbers."""
    return f"{text} …" if text and not text[0].isdigit() else ""


def _mapping(run: Run, viewer: Viewer) -> list[Component]:
    return [*mapping_body(run["file_name"], runs.proposal(run["id"], viewer=viewer)), _discard()]


def _preview(run: Run, viewer: Viewer) -> list[Component]:
    ready = run["loaded"] + run["updated"]
    title = Texts.preview_title if ready else Texts.preview_wrong if run["quarantined"] else Texts.preview_nothing
    waits = [html.P(Texts.preview_waiting.format(rows=rows(run["quarantined"])))] if run["quarantined"] else []
    label = Texts.load.format(rows=rows(ready)) if ready else Texts.load_rest.format(rows=rows(run["quarantined"]))
    load = [html.Button(label, id=act_id("load"), className="btn btn-primary")] if ready or run["quarantined"] else []
    return [
        html.H1(title.format(name=run["file_name"], rows=rows(ready or run["quarantined"]))),
        html.P(_what(run), className="soft"),
        html.P(f"{counts(run)} {Texts.preview if load else Texts.preview_known}"),
        *waits,
        html.Div([*load, html.Button(Texts.discard, id=act_id("discard"), className="btn")], className="actions"),
        _problems(run, viewer),
        *_sample(run, viewer),
        _recognised(run),
    ]


def _loaded(run: Run, viewer: Viewer) -> list[Component]:
    has_news = run["loaded"] or run["updated"]
    its_rows = f"/data/karantaene?fil={run['id']}"
    waits = [dcc.Link(_waits(run), href=its_rows, className="btn btn-primary")] if run["quarantined"] else []
    return [
        html.H1((Texts.loaded_title if has_news else Texts.loaded_nothing).format(name=run["file_name"])),
        html.P(counts(run)),
        html.Div([*waits, dcc.Link(Texts.to_overview, href="/", className="btn")], className="actions"),
        components.card(Texts.changes_title, _changes(run_details.changes(run["id"], viewer=viewer))),
        _problems(run, viewer),
        *_sample(run, viewer),
        _recognised(run),
        html.P(Texts.undo_corrected, className="soft") if is_corrected(run) else _undo(),
    ]


def _undone(run: Run, _viewer: Viewer) -> list[Component]:
    before, after = Texts.undone.format(by=run["undone_by"], when="|").split("|")
    return [
        html.H1(Texts.undone_title.format(name=run["file_name"])),
        html.P([before, moment(run["undone_at"], today()), after]),
        _again(),
        _recognised(run),
    ]


def _refused(run: Run, _viewer: Viewer) -> list[Component]:
    return [
        html.H1(Texts.refused_title.format(name=run["file_name"])),
        html.P(run["refused"], className="said"),
        html.P(Texts.refused_kept),
        _again(),
        _recognised(run),
    ]


def _failed(run: Run, _viewer: Viewer) -> list[Component]:
    return [
        html.H1(Texts.failed_title.format(name=run["file_name"])),
        *([html.P(run["refused"], className="said")] if run["refused"] else []),
        html.P(Texts.failed),
        html.P(Texts.failed_remedy),
        _again(),
        _recognised(run),
    ]


def _companion(run: Run, viewer: Viewer) -> list[Component]:
    to_dataset = dcc.Link(Texts.to_dataset, href=run_path(run["dataset"]), className="btn btn-primary")
    return [
        html.H1(Texts.companion_title.format(name=run["file_name"])),
        *(html.P(each["message"]) for each in run_details.problem_page(run["id"], 0, 1, viewer=viewer).groups),
        html.Div(to_dataset, className="actions"),
        _recognised(run),
    ]


def discarded(run: Run) -> list[Component]:
    """The page of a run that is no more."""
    return [
        html.H1(Texts.discarded_title.format(name=run["file_name"])),
        html.P(Texts.discarded),
        _again(),
        _recognised(run),
    ]


_BODIES: dict[str, Callable[[Run, Viewer], list[Component]]] = {
    "working": _working,
    "mapping": _mapping,
    "preview": _preview,
    "loaded": _loaded,
    "undone": _undone,
    "refused": _refused,
    "failed": _failed,
    "companion": _companion,
}


def _what(run: Run) -> str:
    """'Svar på opfølgning · SurveyXact · 23 kolonner'."""
    columns = formats.count(len(run["columns"]), Texts.column, Texts.columns)
    return " · ".join(filter(None, [kind_word(run), format_word(run), columns]))


def _waits(run: Run) -> str:
    return Texts.to_waiting.format(rows=rows(run["quarantined"]))


def _again() -> Component:
    return html.P(dcc.Link(Texts.again, href="/data", className="btn btn-primary"))


def _discard() -> Component:
    return html.Div(html.Button(Texts.discard, id=act_id("discard"), className="btn"), className="actions")


def _undo() -> Component:
    button = html.Button(Texts.undo_yes, id=act_id("undo"), className="btn")
    return html.Details([html.Summary(Texts.undo_title), html.P(Texts.undo), button], id="fortryd", className="card")


def _problems(run: Run, viewer: Viewer) -> Component:
    return problem_card(run_details.problem_page(run["id"], 0, PER_PAGE, viewer=viewer))


def _sample(run: Run, viewer: Viewer) -> list[Component]:
    wrong = run_details.wrong_rows(run["id"], SAMPLE_ROWS, viewer=viewer)
    if not wrong:
        return []
    data = sheet_data(run["columns"], wrong, Texts.sample_caption)
    drawn = components.drawn(SAMPLE, components.slot("sheet", "sheet"), data=data)
    return [components.card(Texts.sample_title, html.P(Texts.sample_caption, className="soft"), drawn)]


def _recognised(run: Run) -> Component:
    facts = {
        Texts.recognised_file: run["file_name"],
        Texts.recognised_kind: kind_word(run),
        Texts.recognised_format: format_word(run),
        Texts.recognised_columns: ", ".join(run["columns"]),
        Texts.recognised_size: size(run["file_bytes"]),
        Texts.recognised_by: [f"{run['by']}, ", moment(run["started_at"], today())],
        Texts.recognised_hash: html.Code(run["file_hash"]),
    }
    listed = [part for name, value in facts.items() if value for part in (html.Dt(name), html.Dd(value))]
    return html.Details([html.Summary(Texts.recognised_title), html.Dl(listed, className="facts")], className="card")


def _changes(changes: Any) -> Component:
    if changes.empty:
        return html.P(Texts.changes_none)
    labels = {state.code: state.label for state in definitions().states}
    items = [
        html.Li(
            [
                dcc.Link(change["name"], href=address.municipality_path(change["code"])),
                " ",
                components.state_badge(change["from_state"], labels.get(change["from_state"], "")),
                Texts.change_to,
                components.state_badge(change["to_state"], labels[change["to_state"]]),
            ]
        )
        for change in changes.to_dict("records")
    ]
    return html.Ul(items, className="changes")
