"""/statusnotat: how it goes in the municipality, told in two taps."""

from __future__ import annotations

from typing import Any

from access.permissions import Permission
from access.policy import RoomRight, room_slug, rooms
from access.viewer import Viewer
from board import reading
from pages._shared import board
from pages._shared.page import register
from programme import notes
from programme.calendar import today
from programme.notes import NotePlace
from ui import status_note
from ui.board_parts import Kept, page, post_path
from ui.tags import tag
from ui.texts_status_note import StatusNote as T

register(
    __name__,
    path=status_note.PATH,
    name=T.TITLE,
    title=T.TITLE,
    needs=Permission.WRITE_STATUS_NOTES,
    description=T.DESCRIPTION,
    plain=True,
)


def layout(*, viewer: Viewer, search: str = "", kept: Kept | None = None) -> Any:
    """What the last note did, or the form; ?kommune= chooses the place, ?gemt= names the note."""
    asked = board.asked(search)
    heading = tag("h1", T.TITLE)
    if (note_id := board.number_in(asked, "gemt")) and (done := notes.outcome(note_id, viewer=viewer)):
        place = reading.posts_of_notes([note_id], viewer=viewer).get(note_id)
        return page(heading, *status_note.result(done, post_path(*place) if place else None))
    places = notes.places(viewer=viewer)
    if not places:
        return page(heading, *status_note.empty())
    own = places[0] if places[0].is_own else None
    chosen = next((one for one in places if one.code == asked.get("kommune")), own)
    form = status_note.page(
        places,
        board.visit(),
        today(),
        site_id=chosen.site_id if chosen else None,
        with_text=_writes_somewhere(places, viewer),
        kept=kept or Kept(),
    )
    return page(heading, *form)


def _writes_somewhere(places: list[NotePlace], viewer: Viewer) -> bool:
    mine = rooms(viewer, RoomRight.WRITE)
    return any(room_slug(one.network_id) in mine for one in places if one.network_id is not None)
