"""A thread or a post fetched and cleared in one: what the person may not see is answered like what is not there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from access.errors import Refused
from access.policy import Forbidden, RoomRight
from access.viewer import Viewer
from board.visibility import can_moderate, visible
from storage.board_tables import post, room, thread

CLOSED = "Rummet er lukket og kan kun læses."
LOCKED = "Tråden er låst. Start en ny tråd, hvis der er mere at sige."


def a_thread(
    connection: Connection, thread_id: int, right: RoomRight = RoomRight.READ, *, by: Viewer, to_write: bool = False
) -> Row[Any]:
    """The thread with its room (slug, archived_at); to_write holds it against others until the transaction ends.

    Raises Forbidden, for a hidden thread too unless the person moderates the room.
    """
    query = _threads().where(thread.c.id == thread_id, visible(by, thread.c.room_id, right))
    found = connection.execute(query.with_for_update(of=thread) if to_write else query).first()
    if found is None or (found.hidden_at is not None and not can_moderate(by, found.slug)):
        raise Forbidden("thread")
    return found


def a_post(
    connection: Connection, post_id: int, right: RoomRight = RoomRight.READ, *, by: Viewer, to_write: bool = False
) -> tuple[Row[Any], Row[Any]]:
    """The post and its thread, under the same conditions."""
    query = select(post).where(post.c.id == post_id, visible(by, post.c.room_id, right))
    thread_id = connection.scalar(query.with_only_columns(post.c.thread_id))
    if thread_id is None:
        raise Forbidden("post")
    around = a_thread(connection, thread_id, right, by=by, to_write=to_write)  # first, so that two never wait crosswise
    found = connection.execute(query).first()
    if found is None:
        raise Forbidden("post")
    return found, around


def refuse_if_closed(row: Row[Any]) -> None:
    """Raises Refused if the thread's room is archived."""
    if row.archived_at is not None:
        raise Refused(CLOSED)


def _threads() -> Select[Any]:
    return select(thread, room.c.slug, room.c.archived_at).join(room, room.c.id == thread.c.room_id)
