"""/kommune/<code>/plan: a municipality's own plan, with dates, who does it, and what is done."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from dash import ALL, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.callback import guarded_callback
from pages._shared.municipalities import name_of, names
from pages._shared.page import NotFound, register
from programme import plan_actions, queries
from programme.definitions import definitions
from programme.errors import Refused
from ui import components, plan, suggestion
from ui.texts_model import Plan as T


def _title(code: str = "", **_others: str) -> str:
    name = name_of(code)
    return T.OF.format(name=name) if name else T.TITLE


register(__name__, path="/kommune/<code>/plan", name=T.TITLE, title=_title, needs=Permission.SEE_PROGRESS)


class Id:
    """The ids of this page."""

    CODE = "plan-kode"
    STEP = "plan-trin"
    BASE = "plan-udgave"
    BODY = "plan-indhold"
    MAKE = "plan-lav"
    SAVE = "plan-gem"


WRITTEN = Output(Id.BODY, "children", allow_duplicate=True)


def layout(code: str, *, viewer: Viewer, search: str = "") -> Component:
    """The plan, or what it will be."""
    found = suggestion.exact(code, names())
    if found is None:
        raise NotFound(T.UNKNOWN, [(components.texts.Site.to_overview, "/")])
    step = parse_qs(search.lstrip("?")[:100]).get(plan.STEP, [""])[0]
    name = names()[found]
    return html.Div(
        [
            html.P(dcc.Link(T.BACK.format(name=name), href=f"/kommune/{found}"), className="back"),
            html.H1(T.OF.format(name=name)),
            dcc.Store(id=Id.CODE, data=found),
            dcc.Store(id=Id.STEP, data=step),
            html.Div(_body(found, step, viewer), id=Id.BODY, className="stack"),
        ],
        className="stack page-plan",
    )


@guarded_callback(
    WRITTEN,
    Input(Id.MAKE, "n_clicks"),
    State({"type": Id.MAKE, "name": ALL}, "value"),
    State(Id.CODE, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_PLAN,
)
def make(clicks: int | None, values: list[Any], code: str, *, viewer: Viewer) -> Any:
    """Makes the plan from the three answers, for the first time or anew."""
    if not clicks:
        return no_update
    size, programme, starts = values
    [starts_on] = plan.days([starts])
    if starts_on is None:
        raise Refused(T.DATE_MISSING)
    plan_actions.make_plan(str(code), size=str(size), programme=str(programme), starts_on=starts_on, by=viewer)
    return _body(code, "", viewer, T.MADE)


@guarded_callback(
    WRITTEN,
    Input(Id.SAVE, "n_clicks"),
    State({"type": Id.SAVE, "name": ALL}, "value"),
    State(Id.CODE, "data"),
    State(Id.STEP, "data"),
    State(Id.BASE, "data"),
    prevent_initial_call=True,
    needs=Permission.EDIT_PLAN,
)
def save(clicks: int | None, values: list[Any], code: str, step: str, base: Any, *, viewer: Viewer) -> Any:
    """Writes the step whose form is open."""
    if not clicks:
        return no_update
    due, done, who, comment = values
    due_on, done_on = plan.days([due, done])
    words = {"responsible": str(who or ""), "comment": str(comment or "")}
    base = base if isinstance(base, int) else -1
    plan_actions.change_step(str(code), str(step), base=base, due_on=due_on, done_on=done_on, **words, by=viewer)
    return _body(code, step, viewer, T.SAVED)


def _body(code: str, step: str, viewer: Viewer, said: str = "") -> list[Component]:
    """`said` stands where the eye is: below the button that was pressed, else at the top."""
    view = queries.plan(code, viewer=viewer)
    if view is None:
        raise NotFound(T.UNKNOWN)
    sizes = definitions().sizes
    forms = [plan.make_form(view, sizes, view.as_of, _make_field, Id.MAKE)] if view.may_edit else []
    if view.made is None and not view.steps["change_id"].any():
        return [*_open(view, step, said), plan.none(view.may_edit), *forms]
    return [
        html.P(plan.lead(view.steps), className="lead"),
        *_open(view, step, said),
        html.Div(html.A(T.CALENDAR, href=f"{plan.path(code)}.ics", className="btn"), className="actions"),
        *plan.steps(view),
        *forms,
        *plan.history(view.history),
    ]


def _open(view: queries.PlanView, step: str, said: str) -> list[Component]:
    """The form of the step that the address names, for those who may fill it in; else what was said alone."""
    spoken = html.Div(said, className="saved", role="status")
    found = [row for row in components.rows(view.steps) if row["step"] == step and view.may_edit]
    if not found:
        return [spoken]
    form = plan.step_form(view, found[0], _save_field, Id.SAVE, spoken)
    return [html.Div([dcc.Store(id=Id.BASE, data=found[0]["change_id"]), form])]


def _make_field(name: str) -> dict[str, str]:
    return {"type": Id.MAKE, "name": name}


def _save_field(name: str) -> dict[str, str]:
    return {"type": Id.SAVE, "name": name}
