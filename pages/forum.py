"""/forum: the visitor's two rooms, what is unread, and one box to write in."""

from __future__ import annotations

from typing import Any

from access.permissions import Permission
from access.policy import Forbidden, allows
from access.viewer import Viewer
from board import prompts, reading, rooms
from board.views import Room
from pages._shared import board, gate
from pages._shared.page import register
from programme import queries
from programme.calendar import MONTHS
from ui import board_lists, board_rooms, board_write
from ui import texts_board as say
from ui.board_parts import Kept, Visit, button, card, columns, form, link, page, path, room_title, said, thread_list
from ui.tags import tag

register(
    __name__,
    path="/forum",
    name=say.Forum.TITLE,
    title=say.Forum.TITLE,
    needs=gate.FORUM,
    nav=True,
    order=35,
    description=say.Forum.DESCRIPTION,
    plain=True,
)
UNREAD = 8


def layout(*, viewer: Viewer, search: str = "", kept: Kept | None = None) -> Any:
    """Rooms, the monthly question if it waits, unread threads, the box, and the ways to everything else."""
    found = rooms.mine(viewer=viewer)
    if not found:
        raise Forbidden("rooms")
    visit = board.visit()
    return page(
        tag("h1", say.Forum.TITLE),
        said(say.Forum.PROMPT_THANKS, "saved") if board.asked(search).get("tak") else None,
        said(say.Post.THREAD_GONE, "saved") if board.asked(search).get("slettet") else None,
        board_rooms.cards(found, visit),
        _prompt(found, viewer, visit),
        columns(
            _box(found, viewer, visit, kept or Kept()),
            _unread(viewer, visit),
            [board_lists.search_box(), _ways(viewer), _glass(viewer, visit, kept or Kept())],
        ),
        class_name="wide",
    )


def _prompt(found: list[Room], viewer: Viewer, visit: Visit) -> Any:
    waiting = prompts.open(viewer=viewer)
    if waiting is None:
        return None
    names = {one.slug: room_title(one) for one in found}
    year, month = map(int, waiting.month.split("-"))
    return board_rooms.prompt(waiting.slug, names.get(waiting.slug, ""), f"{MONTHS[month - 1]} {year}", visit)


def _unread(viewer: Viewer, visit: Visit) -> Any:
    lines = reading.unread(viewer=viewer)[:UNREAD]
    if not lines:
        return card(say.Forum.UNREAD, tag("p", say.Forum.NOTHING_UNREAD, class_="soft"))
    done = form(path("laest"), visit, button(say.Forum.READ_ALL, "btn btn-quiet"))
    return card(say.Forum.UNREAD, thread_list(lines, visit, shows_room=True), done)


def _box(found: list[Room], viewer: Viewer, visit: Visit, kept: Kept) -> Any:
    chosen, draft = board.box_room(found, viewer)
    if chosen is None:
        return None
    mine = kept if "tekst" in kept.fields else Kept()
    writable = [one for one in found if one.can_write]
    box = board_write.quick(writable, visit, chosen=chosen, here=path(), draft=draft, kept=mine)
    return card(None, box, class_name="box")


def _ways(viewer: Viewer) -> Any:
    links = [link(say.Forum.UNANSWERED, path("ubesvarede"))]
    if allows(viewer, Permission.READ_COMMON_FORUM):
        links.append(link(say.Forum.EXPERIENCES, "/erfaringer"))
    if allows(viewer, Permission.WRITE_STATUS_NOTES):
        links.append(link(say.Forum.STATUS_NOTE, "/statusnotat"))
    links.append(link(say.Forum.SETTINGS, "/nyt/indstillinger"))
    return tag("p", *[part for one in links for part in (one, " ")], class_="ways")


def _glass(viewer: Viewer, visit: Visit, kept: Kept) -> Any:
    if not allows(viewer, Permission.BREAK_GLASS):
        return None
    mine = kept if "netvaerk" in kept.fields else Kept()
    return board_rooms.glass_form(queries.choices(viewer=viewer).networks, visit, mine)
