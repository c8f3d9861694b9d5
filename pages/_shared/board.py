"""What the pages of the board share: who asks and when, what stands in an address, what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs

from access import clock
from access.cpr import CPR
from access.policy import Forbidden, RoomRight
from access.viewer import Viewer
from board import marks, reading, rooms
from board.views import PostView, RoomHead, SavedDraft, ThreadView
from pages._shared import gate
from programme.definitions import definitions
from ui import address
from ui.board_parts import Visit
from ui.board_write import Choices, draft_place


def visit() -> Visit:
    """What drawing needs to know of this request."""
    return Visit(gate.csrf_token(), clock.now())


def number(text: str | None) -> int:
    """The number in an address; raises Forbidden for what is none, as for what is not there."""
    found = address.number(text, digits=10)
    if found is None:
        raise Forbidden("number")
    return found


def asked(search: str) -> dict[str, str]:
    """'?q=kit&rum=faelles' -> {"q": "kit", "rum": "faelles"}; the first of each, without blanks around it.

    What looks like a CPR number comes out as "": it is looked for and shown nowhere.
    """
    found = parse_qs(search.lstrip("?")[:1000])
    return {
        name: "" if CPR.search(values[0]) else values[0].strip()[:200]
        for name, values in found.items()
        if values[0].strip()
    }


def number_in(query: dict[str, str], name: str) -> int | None:
    """A number of the query, None where there is none."""
    try:
        return number(query.get(name))
    except Forbidden:
        return None


def choices() -> Choices:
    """Barriers and sizes as (code, label)."""
    known = definitions()
    barriers = [(one.code, one.title) for one in known.barriers]
    return Choices(barriers, [(one.code, one.label) for one in known.sizes])


def my_draft(kind: str, place_id: int, viewer: Viewer) -> SavedDraft | None:
    """What the viewer was writing there."""
    return marks.draft(draft_place(kind, place_id), viewer=viewer)


def box_room(found: Sequence[RoomHead], viewer: Viewer) -> tuple[RoomHead | None, SavedDraft | None]:
    """Which room the one box is for: where a draft waits, else the own closed one, else the common forum."""
    writable = [one for one in found if one.can_write]
    places = {draft_place("rum", one.id): one for one in writable}
    if kept := marks.draft(*places, viewer=viewer):
        return places[kept.place], kept
    return next((one for one in reversed(writable) if one.network_id is not None), (writable or [None])[0]), None


def one_room(slug: str, viewer: Viewer) -> RoomHead:
    """The room of an address; raises Forbidden."""
    return rooms.head(rooms.opened(slug, RoomRight.READ, by=viewer), viewer)


def one_post(post_id: str, viewer: Viewer) -> tuple[ThreadView, PostView]:
    """A post with its thread; raises Forbidden."""
    thread_id, place = reading.post_place(number(post_id), viewer=viewer)
    view = reading.thread(thread_id, viewer=viewer, after=place - 1)
    return view, view.posts[0]
