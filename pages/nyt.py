"""/nyt: the bell's list. What is shown here counts as seen."""

from __future__ import annotations

from typing import Any

from access.viewer import Viewer
from board import notices
from pages._shared import board, gate
from pages._shared.page import register
from ui import board_lists
from ui import texts_board as say
from ui.board_parts import card, link, page
from ui.tags import tag

register(__name__, path="/nyt", name=say.Bell.name, title=say.Bell.TITLE, needs=gate.FORUM, plain=True)


def layout(*, viewer: Viewer) -> Any:
    """The newest notices, new ones standing out."""
    found = notices.mine(viewer=viewer)
    notices.see(by=viewer)
    return page(
        tag("h1", say.Bell.TITLE),
        tag("p", say.Bell.LEAD, class_="soft"),
        card(None, board_lists.notices(found, board.visit())),
        tag("p", link(say.Bell.SETTINGS, "/nyt/indstillinger"), class_="ways"),
    )
