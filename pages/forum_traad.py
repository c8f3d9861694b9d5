"""/forum/traad/<thread_id>: a thread reads like letters; below it one box to answer in."""

from __future__ import annotations

from typing import Any

from access.viewer import Viewer
from board import marks, notices, reading, rooms
from board.views import PostView, ThreadView
from pages._shared import board, gate
from pages._shared.page import Titled, register
from ui import board_thread, board_write
from ui import texts_board as say
from ui.board_parts import Kept, Visit, back, card, handling, page, path, room_title, unsent
from ui.tags import tag

register(
    __name__, path="/forum/traad/<thread_id>", name=say.Forum.TITLE, title=say.Forum.TITLE, needs=gate.FORUM, plain=True
)


def layout(thread_id: str, *, viewer: Viewer, search: str = "", kept: Kept | None = None) -> Any:
    """A page of posts; what is shown here counts as read."""
    query, visit = board.asked(search), board.visit()
    first = board.number_in(query, "fra") or 1
    view = reading.thread(board.number(thread_id), viewer=viewer, after=max(0, first - 1))
    if not view.posts and first > 1:
        view = reading.thread(view.thread.id, viewer=viewer)
    _seen(view, viewer)
    held = kept or Kept()
    is_handled = "tekst" not in held.fields  # a small button was refused, or the reason for hiding
    content = page(
        back(room_title(view.room), path(view.room.slug)),
        board_thread.head(view),
        board_thread.posts(view, visit),
        board_thread.pages(view),
        _answer(view, viewer, visit, _answered(view, query, kept), Kept() if is_handled else held),
        board_thread.tools(view, visit, held if is_handled else Kept()),
        handling(visit),
        class_name="thread",
    )
    return Titled(content, view.thread.title)


def _seen(view: ThreadView, viewer: Viewer) -> None:
    if view.posts:
        rooms.enter(view.room.slug, by=viewer)
        if view.unread_from is not None and view.unread_from <= view.posts[-1].number:
            marks.read(view.thread.id, view.posts[-1].id, by=viewer)
        notices.see(by=viewer, thread_id=view.thread.id)


def _answered(view: ThreadView, query: dict[str, str], kept: Kept | None) -> PostView | None:
    """The post that the reply is to, if it is one of those on the page."""
    if kept is not None:
        return next((one for one in view.posts if str(one.id) == kept.get("citerer")), None)
    number = board.number_in(query, "svar")
    return next((one for one in view.posts if one.number == number), None)


def _answer(view: ThreadView, viewer: Viewer, visit: Visit, to: PostView | None, kept: Kept) -> Any:
    if not view.can_write:
        told = say.Write.LOCKED if view.thread.is_locked else say.Write.CANNOT
        return [unsent(kept), tag("p", told, class_="soft")]
    draft = board.my_draft("traad", view.thread.id, viewer)
    box = board_write.reply(view.thread.id, view.room, visit, to=to, draft=draft, kept=kept)
    return card(None, box, class_name="box", id="svar")
