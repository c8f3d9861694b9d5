"""/forum/opslag/<post_id>/historik: what a post said before."""

from __future__ import annotations

from typing import Any

from access.viewer import Viewer
from board import reading
from pages._shared import board, gate
from pages._shared.page import register
from ui import board_thread
from ui import texts_board as say
from ui.board_parts import back, page, post_path
from ui.tags import tag

register(
    __name__,
    path="/forum/opslag/<post_id>/historik",
    name=say.Forum.TITLE,
    title=say.Post.HISTORY_TITLE,
    needs=gate.FORUM,
    plain=True,
)


def layout(post_id: str, *, viewer: Viewer) -> Any:
    """Every version as it was written, newest first."""
    found = reading.revisions(board.number(post_id), viewer=viewer)
    thread_id, number = reading.post_place(board.number(post_id), viewer=viewer)
    return page(
        back(say.Post.BACK, post_path(thread_id, number)),
        tag("h1", say.Post.HISTORY_TITLE),
        board_thread.revisions(found, board.visit()),
    )
