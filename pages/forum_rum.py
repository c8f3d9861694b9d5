"""/forum/<slug>: one room: a box, what is pinned, and the threads, those that moved last first."""

from __future__ import annotations

from typing import Any

from access import guests
from access.viewer import Viewer
from board import reading, rooms
from board.views import Place, ThreadPage
from pages._shared import board, gate
from pages._shared.page import Titled, register
from ui import address, board_lists, board_rooms, board_write
from ui import texts_board as say
from ui.board_parts import Kept, Visit, back, card, columns, empty, link, page, path, room_title, thread_list, unsent
from ui.tags import tag

register(__name__, path="/forum/<slug>", name=say.Forum.TITLE, title=say.Forum.TITLE, needs=gate.FORUM, plain=True)


def layout(slug: str, *, viewer: Viewer, search: str = "", kept: Kept | None = None) -> Any:
    """Heading, what all are told, the box, and a page of threads."""
    query, visit = board.asked(search), board.visit()
    before = _before(query.get("foer"))
    shown = reading.threads(slug, viewer=viewer, before=before, tag=query.get("emne") or None)
    room, is_first = shown.room, before is None
    new = rooms.enter(slug, by=viewer) if is_first else 0
    broken = guests.of_room(room.network_id, viewer=viewer) if room.network_id is not None else []
    content = page(
        back(say.Forum.TITLE, path()),
        tag("h1", room_title(room)),
        tag("p", board_rooms.about(room), class_="soft"),
        board_rooms.banners(room, broken, visit),
        board_rooms.news(new),
        columns(
            _box(shown, viewer, visit, kept or Kept()) if is_first else None,
            _threads(shown, visit, query.get("emne")),
            [board_lists.search_box(slug=slug), board_rooms.ways(room)],
        ),
        class_name="wide",
    )
    return Titled(content, room_title(room))


def _box(shown: ThreadPage, viewer: Viewer, visit: Visit, kept: Kept) -> Any:
    room = shown.room
    if not room.can_write:
        return [unsent(kept), None if room.archived_at else tag("p", say.Write.CANNOT, class_="soft")]
    draft = board.my_draft("rum", room.id, viewer)
    box = board_write.quick([room], visit, chosen=room, here=path(room.slug), draft=draft, kept=kept)
    return card(None, box, class_name="box")


def _threads(shown: ThreadPage, visit: Visit, chosen: str | None) -> list[Any]:
    slug = shown.room.slug
    parts: list[Any] = [board_rooms.tag_filter(slug, chosen)]
    if shown.pinned:
        parts.append(card(say.Room.PINNED, thread_list(shown.pinned, visit)))
    if shown.threads:
        parts.append(card(say.Room.THREADS, thread_list(shown.threads, visit)))
    elif not shown.pinned:
        parts.append(empty(say.Room.EMPTY_TAG if chosen else say.Room.EMPTY))
    if shown.next is not None:
        older = path(slug, foer="-".join(map(str, shown.next)), emne=chosen)
        parts.append(tag("p", link(say.Room.OLDER, older, "btn"), class_="paging"))
    return parts


def _before(text: str | None) -> Place | None:
    last = address.number(text, digits=10)
    return None if last is None else (last,)
