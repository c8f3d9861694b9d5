"""The calendar file of a municipality's plan: a plain route, so that a phone's calendar can open it."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask, Response, abort

import config
from pages._shared import gate
from pages._shared.municipalities import names
from programme import plan_calendar, queries
from ui.components import rows
from ui.texts_model import Plan as T

CALENDAR = "/kommune/<code>/plan.ics"


def register(server: Flask) -> None:
    """Adds the route; it stands before Dash's catch-all because it is more specific."""
    server.add_url_rule(CALENDAR, "plan_calendar", calendar, methods=["GET"])


def calendar(code: str) -> Response:
    """The dated steps that are not done; 404 where there are none, for an empty calendar is no calendar."""
    view = queries.plan(code, viewer=gate.viewer()) if code in names() else None
    if view is None:
        abort(404)
    entries = [
        {
            "step": step["step"],
            "summary": T.EVENT.format(step=step["step"], title=step["title"], name=view.name),
            "description": step["proof"],
            "due_on": step["due_on"],
        }
        for step in rows(view.steps)
        if step["due_on"] and not step["done_on"]
    ]
    if not entries:
        abort(404)
    made = plan_calendar.calendar(
        code,
        T.CALENDAR_NAME.format(name=view.name),
        entries,
        address=config.settings().address,
        written_at=datetime.now(UTC),
    )
    answer = Response(made, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="plan-{code}.ics"'
    return answer
