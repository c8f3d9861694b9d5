"""/forum/ubesvarede: questions without an accepted answer, the oldest first."""

from __future__ import annotations

from typing import Any

from access.viewer import Viewer
from board import reading
from pages._shared import board, gate
from pages._shared.page import register
from ui import board_lists
from ui import texts_board as say
from ui.board_parts import back, card, page, path
from ui.tags import tag

register(
    __name__,
    path="/forum/ubesvarede",
    name=say.Forum.TITLE,
    title=say.Lists.UNANSWERED_TITLE,
    needs=gate.FORUM,
    plain=True,
)


def layout(*, viewer: Viewer) -> Any:
    """Open questions of all rooms that the visitor reads."""
    return page(
        back(say.Forum.TITLE, path()),
        tag("h1", say.Lists.UNANSWERED_TITLE),
        tag("p", say.Lists.UNANSWERED_LEAD, class_="soft"),
        card(None, board_lists.unanswered(reading.unanswered(viewer=viewer), board.visit())),
    )
