"""/forum/<slug>/leder: how the room lives, what was reported, and the room taken home or closed."""

from __future__ import annotations

from typing import Any

from access.permissions import Permission
from access.policy import Forbidden
from access.viewer import Viewer
from board import life, reported
from pages._shared import board
from pages._shared.page import Titled, register
from ui import board_rooms
from ui import texts_board as say
from ui.board_parts import Kept, back, card, handling, page, path, room_title
from ui.tags import tag

register(
    __name__,
    path="/forum/<slug>/leder",
    name=say.Forum.TITLE,
    title=say.Life.TITLE,
    needs=(Permission.MODERATE_COMMON_FORUM, Permission.MODERATE_ROOM),
    plain=True,
)


def layout(slug: str, *, viewer: Viewer, kept: Kept | None = None) -> Any:
    """What waits, then the figures, then who is silent."""
    room, visit = board.one_room(slug, viewer), board.visit()
    if not room.can_moderate:
        raise Forbidden(slug)
    found = life.overview(slug, viewer=viewer)
    content = page(
        back(room_title(room), path(slug)),
        tag("h1", say.Life.TITLE),
        tag("p", say.Life.LEAD, class_="soft"),
        card(say.Life.REPORTS, board_rooms.reports(reported.waiting(slug, viewer=viewer))),
        card(say.Life.OPEN, board_rooms.open_questions(found.questions)),
        card(say.Life.FIGURES, board_rooms.life(found)),
        card(say.Life.SILENT, board_rooms.silent(found)),
        board_rooms.archive(room, visit, kept or Kept()),
        handling(visit, path(slug, "leder")),
    )
    return Titled(content, f"{say.Life.TITLE}, {room_title(room)}")
