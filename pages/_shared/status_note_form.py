"""What a form with a status note in it means; used by /statusnotat and by the box of a closed room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request

from access.errors import Refused
from access.viewer import Viewer
from programme import notes
from programme.calendar import today
from programme.noted import COUNTS
from programme.notes import StatusNote
from ui import address
from ui.texts_status_note import Refusal

CONFIRMED = "1"


def confirmed(*, by: Viewer) -> Callable[[Any], int] | None:
    """What writes the note that was confirmed with the post; None where none was. Raises Refused, Forbidden."""
    if request.form.get("note_confirm") != CONFIRMED:
        return None
    told = note()
    notes.place(told.site_id, viewer=by)
    return notes.writer(told, by=by)


def note() -> StatusNote:
    """The note of the form; raises Refused for what cannot be read."""
    state = request.form.get("note_state", "")
    if not state:
        raise Refused(Refusal.STATE)
    dated_on, next_date = _day("note_date"), _day("note_next")
    if state == "planned" and dated_on and dated_on >= today():
        dated_on, next_date = None, next_date or dated_on  # there is one date on the form: that of the plan
    counts = {name: _count(f"note_{name}") for name in COUNTS}
    step, barrier = (request.form.get(name) or None for name in ("note_step", "note_barrier"))
    return StatusNote(site(), state, dated_on or today(), step, barrier, next_date, **counts)


def site() -> int:
    """The site that the form is about; raises Refused where none was chosen."""
    found = address.number(request.form.get("note_site"))
    if found is None:
        raise Refused(Refusal.PLACE)
    return found


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(Refusal.DATE) from None


def _count(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    found = address.number(text, digits=5)
    if found is None:
        raise Refused(Refusal.COUNT)
    return found
