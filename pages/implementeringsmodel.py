"""/implementeringsmodel: the 16 steps as they read for a municipality like the reader's; prints as a leaflet."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from access import policy
from access.permissions import Permission
from access.viewer import Viewer
from pages._shared.page import register
from programme import queries
from programme.definitions import definitions
from programme.plan_guide import guide
from ui import model
from ui.texts_model import Model as T

register(
    __name__,
    path=model.PATH,
    name=T.NAVIGATION,
    title=T.TITLE,
    description=T.DESCRIPTION,
    needs=Permission.SEE_PROGRESS,
    nav=True,
    order=40,
)


def layout(*, viewer: Viewer, search: str = "") -> Component:
    """Answers, steps by phase, texts to copy, sources."""
    experience = queries.step_experience(viewer=viewer)
    made = definitions()
    situation = model.situation_from(search, [size.code for size in made.sizes])
    return html.Div(
        [
            html.H1(T.HEADING),
            html.P(T.LEAD, className="lead"),
            model.answers(situation, made),
            model.actions(may_edit=policy.allows(viewer, Permission.EDIT_MODEL)),
            model.leaflet_line(situation, made),
            html.P(T.DAYS, className="soft off-paper"),
            html.Div(model.phases(guide(made, situation), experience, made), className="model-phases"),
            model.templates(made),
            model.sources(made),
        ],
        className="stack page-model",
    )
