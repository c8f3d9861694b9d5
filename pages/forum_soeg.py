"""/forum/soeg: search over everything that the visitor may read, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

from access.policy import COMMON_ROOM
from access.viewer import Viewer
from board import rooms, search
from board.views import Room
from pages._shared import board, gate
from pages._shared.page import register
from ui import board_lists
from ui import texts_board as say
from ui.board_parts import back, page, path, room_title, said
from ui.tags import tag

register(__name__, path="/forum/soeg", name=say.Forum.TITLE, title=say.Search.TITLE, needs=gate.FORUM, plain=True)
DAYS = ("fra", "til")
NARROWED = ("rum", "af", "fra", "til", "emne")


def layout(*, viewer: Viewer, search: str = "") -> Any:
    """The box, what narrows it down, and up to twenty hits."""
    query, visit = board.asked(search), board.visit()
    query |= {name: str(_day(query.get(name)) or "") for name in DAYS}
    words, slug = query.get("q", ""), query.get("rum") or None
    return page(
        back(say.Forum.TITLE, path()),
        tag("h1", say.Search.TITLE),
        board_lists.search_box(words, narrow=_narrowing(query, slug, viewer)),
        _found(query, slug, viewer, visit) if words or query.get("af") else _nothing_asked("q" in query and not words),
    )


def _nothing_asked(was_taken_out: bool) -> Any:
    if was_taken_out:
        return said(say.Search.CPR)
    return tag("p", say.Search.EMPTY, class_="soft")


def _narrowing(query: dict[str, str], slug: str | None, viewer: Viewer) -> Any:
    """The fields; beside the hits of plain words only the way to them: to list people takes longer than to find."""
    if query.get("q") and not any(query.get(name) for name in (*NARROWED, board_lists.MORE)):
        return board_lists.narrow_button()
    mine = rooms.mine(viewer=viewer)
    return board_lists.narrowing(query, [(one.slug, room_title(one)) for one in mine], _people(mine, slug, viewer))


def _people(mine: list[Room], slug: str | None, viewer: Viewer) -> list[tuple[int, str]]:
    """Those who share a room with the viewer; of the common forum, where that is all there is."""
    here = slug or next((one.slug for one in mine if one.network_id is not None), COMMON_ROOM)
    return [(one.account_id, one.name) for one in rooms.members(here, viewer=viewer)]


def _found(query: dict[str, str], slug: str | None, viewer: Viewer, visit: Any) -> Any:
    found = search.find(
        query.get("q", ""),
        viewer=viewer,
        slug=slug,
        author=board.number_in(query, "af"),
        since=_day(query.get("fra")),
        until=_day(query.get("til")),
        tag=query.get("emne") or None,
        before=board.number_in(query, "foer"),
    )
    kept = {name: query.get(name) for name in ("q", *NARROWED)}
    older = path("soeg", foer=found.next, **kept) if found.next is not None else None
    return board_lists.hits(found, visit, older)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
