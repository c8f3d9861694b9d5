"""/forum/traad/<thread_id>/udskriv: a whole thread for paper."""

from __future__ import annotations

from typing import Any

from access.viewer import Viewer
from board import reading
from pages._shared import board, gate
from pages._shared.page import Titled, register
from ui import board_thread
from ui import texts_board as say
from ui.board_parts import back, page, path

register(
    __name__,
    path="/forum/traad/<thread_id>/udskriv",
    name=say.Forum.TITLE,
    title=say.Forum.TITLE,
    needs=gate.FORUM,
    plain=True,
)


def layout(thread_id: str, *, viewer: Viewer) -> Any:
    """All posts, one after the other, without anything to press."""
    view = reading.whole(board.number(thread_id), viewer=viewer)
    content = page(
        back(say.Post.BACK, path("traad", view.thread.id)),
        board_thread.printed(view, board.visit()),
        class_name="printed",
    )
    return Titled(content, view.thread.title)
