"""/forum/opslag/<post_id>/ret: the author's own post to correct."""

from __future__ import annotations

from typing import Any

from access.policy import Forbidden
from access.viewer import Viewer
from pages._shared import board, gate
from pages._shared.page import register
from ui import board_write
from ui import texts_board as say
from ui.board_parts import Kept, back, card, page, post_path
from ui.tags import tag

register(
    __name__,
    path="/forum/opslag/<post_id>/ret",
    name=say.Forum.TITLE,
    title=say.Post.EDIT_TITLE,
    needs=gate.FORUM,
    plain=True,
)


def layout(post_id: str, *, viewer: Viewer, kept: Kept | None = None) -> Any:
    """The box with the text as it was written."""
    view, one = board.one_post(post_id, viewer)
    if not one.can_edit:
        raise Forbidden("post")
    title = view.thread.title if one.number == 1 else None
    visit, draft = board.visit(), board.my_draft("opslag", one.id, viewer)
    return page(
        back(say.Post.BACK, post_path(view.thread.id, one.number)),
        tag("h1", say.Post.EDIT_TITLE),
        card(None, board_write.edit(one, title, view.room, visit, draft=draft, kept=kept or Kept())),
    )
