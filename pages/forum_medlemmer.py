"""/forum/<slug>/medlemmer: who reads the room; its leader lets guests in and out."""

from __future__ import annotations

from typing import Any

from access import guests
from access.policy import COMMON_ROOM, RoomRight, rooms
from access.viewer import Viewer
from board import rooms as board_rooms_of
from board.views import Member, RoomHead
from pages._shared import board, gate
from pages._shared.page import Titled, register
from programme.definitions import definitions
from ui import board_rooms
from ui import texts_board as say
from ui.board_parts import Kept, Visit, back, card, handling, page, path, room_title
from ui.tags import tag

register(
    __name__,
    path="/forum/<slug>/medlemmer",
    name=say.Forum.TITLE,
    title=say.People.TITLE,
    needs=gate.FORUM,
    plain=True,
)


def layout(slug: str, *, viewer: Viewer, kept: Kept | None = None) -> Any:
    """Members, guests with a way out, and the leader's form."""
    room, visit = board.one_room(slug, viewer), board.visit()
    found = board_rooms_of.members(slug, viewer=viewer)
    content = page(
        back(room_title(room), path(slug)),
        tag("h1", say.People.TITLE),
        tag("p", say.People.LEAD.format(room=room_title(room)), class_="soft"),
        card(None, board_rooms.members(found, definitions().professions)),
        *(_guests(room, found, viewer, visit, kept or Kept()) if room.network_id is not None else []),
        handling(visit),
    )
    return Titled(content, f"{say.People.TITLE}, {room_title(room)}")


def _guests(room: RoomHead, found: list[Member], viewer: Viewer, visit: Visit, kept: Kept) -> list[Any]:
    inside = [one for one in guests.of_room(room.network_id or 0, viewer=viewer) if one.role == "guest"]
    shown = []
    if inside:
        listed = board_rooms.guests(inside, room.slug, viewer.account_id, can_moderate=room.can_moderate)
        shown.append(listed)
    if room.can_moderate and not room.archived_at and COMMON_ROOM in rooms(viewer, RoomRight.READ):
        here = {one.account_id for one in found}
        others = [one for one in board_rooms_of.members(COMMON_ROOM, viewer=viewer) if one.account_id not in here]
        shown.append(board_rooms.let_in([(one.account_id, one.handle) for one in others], room.slug, visit, kept))
    return shown
