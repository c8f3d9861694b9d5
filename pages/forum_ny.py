"""/forum/<slug>/ny: a new thread with everything that it can have: a talk, a question, or an experience."""

from __future__ import annotations

from typing import Any

from access.policy import Forbidden
from access.viewer import Viewer
from pages._shared import board, gate
from pages._shared.page import Titled, register
from ui import board_write
from ui import texts_board as say
from ui.board_parts import Kept, back, card, link, page, path, room_title
from ui.tags import tag

register(__name__, path="/forum/<slug>/ny", name=say.Forum.TITLE, title=say.Forum.TITLE, needs=gate.FORUM, plain=True)
WORDS = {"spoergsmaal": "question", "erfaring": "experience"}  # as they stand in addresses


def layout(slug: str, *, viewer: Viewer, search: str = "", kept: Kept | None = None) -> Any:
    """The form of one kind, and the ways to the other two."""
    room, visit = board.one_room(slug, viewer), board.visit()
    if not room.can_write:
        raise Forbidden(slug)
    wanted = kept.get("slags") if kept else board.asked(search).get("slags", "")
    kind = WORDS.get(wanted, wanted if wanted in say.Write.NEW else "talk")
    draft = board.my_draft("erfaring" if kind == "experience" else "rum", room.id, viewer)
    words = {code: word for word, code in WORDS.items()}
    others = [
        link(title, path(slug, "ny", slags=words.get(code, "")), "btn btn-quiet")
        for code, title in say.Write.NEW.items()
        if code != kind
    ]
    content = page(
        back(room_title(room), path(slug)),
        tag("h1", say.Write.NEW[kind]),
        tag("p", say.Write.NEW_LEADS[kind].format(room=room_title(room)), class_="soft"),
        card(None, board_write.full(room, kind, visit, board.choices(), draft=draft, kept=kept or Kept())),
        tag("p", say.Write.OTHER_KINDS, " ", others, class_="soft"),
    )
    return Titled(content, say.Write.NEW[kind])
