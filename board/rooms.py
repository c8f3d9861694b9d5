"""The rooms: which ones are mine, who is in them, and when I was there last. A room is made at its first use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from access import clock
from access.policy import Forbidden, RoomRight
from access.policy import rooms as rooms_of
from access.viewer import Viewer
from board import first_threads, people
from board.views import Member, Room, RoomHead
from board.visibility import can_moderate, can_pin, can_see, can_write, named_rooms, network_of
from storage.board_tables import post, read_mark, room, thread, visit
from storage.engine import is_sqlite, reading, writing

SAME_VISIT = timedelta(minutes=30)
A_STEP = timedelta(minutes=5)
NEWS = timedelta(days=30)  # what is older counts as read by somebody who comes for the first time
LOOK = 100  # threads and posts that counts look back over


def mine(*, viewer: Viewer) -> list[Room]:
    """The rooms that the viewer reads, the common forum first; makes missing ones."""
    slugs = rooms_of(viewer, RoomRight.READ)
    if not slugs:
        return []
    rows = _counted(slugs, viewer)
    if missing := slugs - {row.slug for row in rows}:
        with writing() as connection:
            for slug in sorted(missing):
                made(connection, slug)
        rows = _counted(slugs, viewer)
    found = [
        Room(**_head(row, viewer), unread=row.unread, new_since_visit=row.new or 0, last_at=row.last_at) for row in rows
    ]
    return sorted(found, key=lambda one: (one.network_id is not None, one.name or ""))


def members(slug: str, *, viewer: Viewer) -> list[Member]:
    """Those who read the room, by name; raises Forbidden unless the viewer does."""
    if not can_see(viewer, slug):
        raise Forbidden(slug)
    with reading() as connection:
        return people.members(connection, slug)


def enter(slug: str, *, by: Viewer) -> int:
    """Notes that the person is in the room: after half an hour away it is a new visit.

    Returns how many posts (at most a hundred) are new since the visit before; raises Forbidden.
    """
    if not can_see(by, slug):
        raise Forbidden(slug)
    if by.account_id is None:
        return 0
    now = clock.now()
    mine = select(visit.c.last_at, _new()).join(room, room.c.id == visit.c.room_id)
    mine = mine.where(room.c.slug == slug, visit.c.account_id == by.account_id)
    with reading() as connection:  # whoever walks about in a room needs no turn to write at each step
        found = connection.execute(mine).first()
    if found is not None and now - found.last_at < A_STEP:
        return int(found.new)
    with writing() as connection:
        room_id = made(connection, slug).id
        is_it = and_(visit.c.account_id == by.account_id, visit.c.room_id == room_id)
        is_new = visit.c.last_at < now - SAME_VISIT
        values = {"last_at": now, "previous_at": case((is_new, visit.c.last_at), else_=visit.c.previous_at)}
        if connection.execute(update(visit).where(is_it).values(values)).rowcount:
            return int(connection.execute(mine).one().new)
        row = {"account_id": by.account_id, "room_id": room_id, "first_at": now, "last_at": now}
        row |= {"read_to": _old_news(connection, room_id, now)}
        connection.execute(upsert(connection, visit).values(row).on_conflict_do_nothing())
    return 0


def made(connection: Connection, slug: str) -> Row[Any]:
    """The room's row (id, slug, network_id, name, archived_at), made with its first threads if it was never used.

    The caller has asked whether the slug is one of the person's rooms.
    """
    wanted = named_rooms().where(room.c.slug == slug)
    found = connection.execute(wanted).first()
    if found is None:
        now, network_id = clock.now(), network_of(slug)
        row = {"slug": slug, "network_id": network_id, "created_at": now, "seeded_at": now}
        insert = upsert(connection, room).values(row).on_conflict_do_nothing().returning(room.c.id)
        room_id = connection.scalar(insert)
        if room_id is not None:  # else another transaction was faster
            first_threads.plant(connection, room_id, network_id)
        found = connection.execute(wanted).one()
    return found


def opened(slug: str, right: RoomRight, *, by: Viewer) -> Row[Any]:
    """The room's row if the person has the right there, made if need be; raises Forbidden."""
    if slug not in rooms_of(by, right):
        raise Forbidden(slug)
    with reading() as connection:
        found = connection.execute(named_rooms().where(room.c.slug == slug)).first()
    if found is not None:
        return found
    with writing() as connection:
        return made(connection, slug)


def head(row: Row[Any], viewer: Viewer, *, room_id: int | None = None) -> RoomHead:
    """The room with what the viewer may do there; row as named_rooms() gives it (room_id: if its id is another's)."""
    return RoomHead(**_head(row, viewer) | ({"id": room_id} if room_id else {}))


def _head(row: Row[Any], viewer: Viewer) -> dict[str, Any]:
    is_open = row.archived_at is None
    return {
        "id": row.id,
        "slug": row.slug,
        "network_id": row.network_id,
        "name": row.name,
        "archived_at": row.archived_at,
        "can_write": is_open and can_write(viewer, row.slug),
        "can_moderate": can_moderate(viewer, row.slug),
        "can_pin": is_open and can_pin(viewer, row.slug),
    }


def upsert(connection: Connection, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, which both engines have under different roofs."""
    return (sqlite if is_sqlite(connection) else postgresql).insert(table)


def _old_news(connection: Connection, room_id: int, now: datetime) -> int:
    """The newest post of the room that a newcomer need not read."""
    newer = select(func.min(post.c.id)).where(post.c.room_id == room_id, post.c.created_at >= now - NEWS)
    first_new = connection.scalar(newer)
    newest = connection.scalar(select(func.max(post.c.id)).where(post.c.room_id == room_id)) or 0
    return newest if first_new is None else first_new - 1


def _counted(slugs: frozenset[str], viewer: Viewer) -> list[Row[Any]]:
    with reading() as connection:
        return list(connection.execute(_counts(viewer).where(room.c.slug.in_(sorted(slugs)))))


def _counts(viewer: Viewer) -> Select[Any]:
    """Rooms with their counts, each over the newest hundred only: as fast in a room of a million posts."""
    is_mine = and_(visit.c.room_id == room.c.id, visit.c.account_id == viewer.account_id)
    shown = and_(thread.c.room_id == room.c.id, thread.c.hidden_at.is_(None))
    moved = (
        select(thread.c.id, thread.c.last_post_id)
        .where(shown)
        .order_by(thread.c.last_post_id.desc())
        .limit(LOOK)
        .correlate(room)
        .subquery()
    )
    is_marked = and_(read_mark.c.thread_id == moved.c.id, read_mark.c.account_id == viewer.account_id)
    unread = (
        select(func.count())
        .select_from(moved.outerjoin(read_mark, is_marked))
        .where(moved.c.last_post_id > func.coalesce(read_mark.c.post_id, 0))
        .where(moved.c.last_post_id > func.coalesce(visit.c.read_to, 0))
        .correlate(room, visit)
        .scalar_subquery()
    )
    last_at = (
        select(thread.c.last_at)
        .where(shown)
        .order_by(thread.c.last_post_id.desc())
        .limit(1)
        .correlate(room)
        .scalar_subquery()
    )
    columns = (unread.label("unread"), _new(), last_at.label("last_at"))
    return named_rooms().add_columns(*columns).outerjoin(visit, is_mine)


def _new() -> ColumnElement[int]:
    """How many of the room's newest hundred posts came after the visit before this one; 0 on the first."""
    newest = (
        select(post.c.created_at)
        .where(post.c.room_id == room.c.id)
        .order_by(post.c.id.desc())
        .limit(LOOK)
        .correlate(room)
        .subquery()
    )
    is_new = newest.c.created_at > visit.c.previous_at
    count = select(func.count()).select_from(newest).where(is_new).correlate(room, visit)
    return count.scalar_subquery().label("new")
