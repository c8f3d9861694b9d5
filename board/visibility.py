"""The one place that says which rows of the board a person may see or write: by the room that stands on the row.

can_see() answers for one room, visible() for a query; a test drives random worlds and holds the two together.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from access.permissions import Permission
from access.policy import COMMON_ROOM, RoomRight, reach, room_slug, rooms
from access.viewer import Viewer
from storage.board_tables import room
from storage.tables import network


def can_see(viewer: Viewer, slug: str) -> bool:
    """True if the viewer may read the room."""
    return slug in rooms(viewer, RoomRight.READ)


def can_write(viewer: Viewer, slug: str) -> bool:
    """True if the viewer may write in the room as long as it is not archived."""
    return slug in rooms(viewer, RoomRight.WRITE)


def can_moderate(viewer: Viewer, slug: str) -> bool:
    """True if the viewer may pin, lock, hide and redact in the room."""
    return slug in rooms(viewer, RoomRight.MODERATE)


def can_pin(viewer: Viewer, slug: str) -> bool:
    """True if the viewer may pin in the room: its moderators; and in the common forum the lead of any network."""
    return can_moderate(viewer, slug) or (slug == COMMON_ROOM and bool(reach(viewer, Permission.MODERATE_ROOM)))


def visible(viewer: Viewer, room_id: ColumnElement[int], right: RoomRight = RoomRight.READ) -> ColumnElement[bool]:
    """The condition under which a row with this room_id may be seen (or written, moderated) by the viewer."""
    return room_id.in_(select(room.c.id).where(room.c.slug.in_(sorted(rooms(viewer, right)))))


def named_rooms() -> Select[Any]:
    """All rooms with the names of their networks (NULL: the common forum); no condition on who asks."""
    return select(room.c.id, room.c.slug, room.c.network_id, network.c.name, room.c.archived_at).outerjoin(
        network, network.c.id == room.c.network_id
    )


def network_of(slug: str) -> int | None:
    """The network behind a slug that rooms() gave."""
    return None if slug == COMMON_ROOM else int(slug.removeprefix(room_slug(0)[:-1]))
