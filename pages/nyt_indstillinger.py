"""/nyt/indstillinger: how often a person gets mail."""

from __future__ import annotations

from typing import Any

from access.viewer import Viewer
from board import notices
from pages._shared import board, gate
from pages._shared.page import register
from ui import board_lists
from ui import texts_board as say
from ui.board_parts import Kept, back, card, page, said
from ui.tags import tag

register(__name__, path="/nyt/indstillinger", name=say.Mail.TITLE, title=say.Mail.TITLE, needs=gate.FORUM, plain=True)


def layout(*, viewer: Viewer, search: str = "", kept: Kept | None = None) -> Any:
    """One choice of four."""
    is_saved = board.asked(search).get("gemt") == "1"
    return page(
        back(say.Bell.TITLE, "/nyt"),
        tag("h1", say.Mail.TITLE),
        tag("p", say.Mail.LEAD),
        said(say.Mail.SAVED, "saved") if is_saved else None,
        card(None, board_lists.mail_form(notices.choice(viewer=viewer), board.visit(), kept or Kept())),
    )
