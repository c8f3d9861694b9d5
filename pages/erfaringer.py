"""/erfaringer: what others did and learned, by barrier and size of municipality; from the common forum only."""

from __future__ import annotations

from typing import Any

from access.permissions import Permission
from access.policy import COMMON_ROOM, allows
from access.viewer import Viewer
from board import reading
from pages._shared import board
from pages._shared.page import register
from ui import board_lists
from ui import texts_board as say
from ui.board_parts import back, card, link, page, path
from ui.tags import tag

register(
    __name__,
    path="/erfaringer",
    name=say.Lists.EXPERIENCES_TITLE,
    title=say.Lists.EXPERIENCES_TITLE,
    needs=Permission.READ_COMMON_FORUM,
    plain=True,
)


def layout(*, viewer: Viewer, search: str = "") -> Any:
    """Two choices and the reports that fit them."""
    query, known = board.asked(search), board.choices()
    labels = dict([*known.barriers, *known.sizes])
    barrier, size = (query.get(name, "") if query.get(name) in labels else "" for name in ("barriere", "stoerrelse"))
    found = reading.experiences(viewer=viewer, barrier=barrier or None, size=size or None)
    share = link(say.Lists.EXPERIENCES_SHARE, path(COMMON_ROOM, "ny", slags="erfaring"), "btn btn-primary")
    return page(
        back(say.Forum.TITLE, path()),
        tag("h1", say.Lists.EXPERIENCES_TITLE),
        tag("p", say.Lists.EXPERIENCES_LEAD, class_="soft"),
        board_lists.experience_filter(known.barriers, known.sizes, barrier, size),
        card(None, board_lists.experiences(found, board.visit(), labels)),
        tag("p", share) if found and allows(viewer, Permission.WRITE_COMMON_FORUM) else None,
    )
