"""The bell: how much is new for a person, in the head of every page."""

from __future__ import annotations

from typing import Any

from dash import html

from access.policy import RoomRight, rooms
from access.viewer import Viewer
from board import notices
from ui.texts_board import Bell


def link(viewer: Viewer) -> list[Any]:
    """The way to /nyt with the number of unseen notices; nothing for those who read no room."""
    if viewer.account_id is None or not rooms(viewer, RoomRight.READ):
        return []
    count = unseen(viewer)
    told: dict[str, Any] = {"data-bell": "", "aria-label": label(count)}
    badge = html.Span(className="bell-count", **{"data-count": str(count) if count else ""})
    return [html.A([Bell.name, badge], href="/nyt", className="bell", **told)]


def unseen(viewer: Viewer) -> int:
    """How many notices the person has not seen, at most 99."""
    return min(notices.count(viewer=viewer), 99)


def label(count: int) -> str:
    """The number in words, for those who do not see it."""
    if count == 1:
        return Bell.one
    return Bell.label.format(count=count) if count else Bell.none
