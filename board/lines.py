"""Threads as lines of a list: one query for the lines whatever the list, one for their tags."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, select

from access.viewer import Viewer
from board.views import ThreadLine
from storage.access_tables import account
from storage.board_tables import post, read_mark, room, thread, thread_tag, visit
from storage.tables import network

MOST_COUNTED = 100
_LAST_POST = post.alias("last_post")


def select_lines(viewer: Viewer) -> Select[Any]:
    """Threads with room, authors and how much of them the viewer has not read; no condition on what may be seen.

    Names are looked up, not joined: in the order of eight tables PostgreSQL thought three times as long as it read.
    """
    me = viewer.account_id
    is_mark = and_(read_mark.c.thread_id == thread.c.id, read_mark.c.account_id == me)
    last = select(_LAST_POST.c.author_id).where(_LAST_POST.c.id == thread.c.last_post_id)
    return (
        select(
            thread,
            room.c.slug,
            room.c.network_id,
            room.c.archived_at,
            _named(select(network.c.name).where(network.c.id == room.c.network_id), "name"),
            _named(_name_of(thread.c.author_id), "author"),
            _named(last, "last_author_id"),
            _named(_name_of(_LAST_POST.c.author_id).where(_LAST_POST.c.id == thread.c.last_post_id), "last_author"),
            _unread().label("unread"),
        )
        .join(room, room.c.id == thread.c.room_id)
        .outerjoin(read_mark, is_mark)
        .outerjoin(visit, and_(visit.c.room_id == thread.c.room_id, visit.c.account_id == me))
    )


def is_unread(post_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The post is newer than the viewer's mark in the thread, and than where the viewer's reading of the room began."""
    return and_(post_id > func.coalesce(read_mark.c.post_id, 0), post_id > func.coalesce(visit.c.read_to, 0))


def fetch(connection: Connection, query: Select[Any]) -> list[ThreadLine]:
    """The lines of a query made with select_lines()."""
    return with_tags(connection, [line(row) for row in connection.execute(query)])


def with_tags(connection: Connection, found: list[ThreadLine]) -> list[ThreadLine]:
    """The lines with their tags."""
    if not found:
        return []
    tags: dict[int, list[str]] = {}
    wanted = select(thread_tag.c.thread_id, thread_tag.c.tag).where(
        thread_tag.c.thread_id.in_([one.id for one in found])
    )
    for thread_id, tag in connection.execute(wanted.order_by(thread_tag.c.tag)):
        tags.setdefault(thread_id, []).append(tag)
    return [replace(one, tags=tuple(tags[one.id])) if one.id in tags else one for one in found]


def line(row: Row[Any]) -> ThreadLine:
    """One row of select_lines()."""
    return ThreadLine(
        id=row.id,
        kind=row.kind,
        title=row.title,
        author_id=row.author_id,
        author=row.author,
        created_at=row.created_at,
        last_at=row.last_at,
        last_post_id=row.last_post_id,
        posts=row.posts,
        unread=row.unread,
        is_pinned=row.is_pinned,
        is_locked=row.locked_at is not None,
        is_answered=row.answer_id is not None,
        is_hidden=row.hidden_at is not None,
        last_author_id=row.last_author_id,
        last_author=row.last_author,
        slug=row.slug,
        room=row.name,
        barrier=row.barrier,
        size=row.size,
    )


def _named(query: Select[Any], label: str) -> ColumnElement[Any]:
    return query.correlate(thread, room).scalar_subquery().label(label)


def _name_of(account_id: ColumnElement[int | None]) -> Select[Any]:
    return select(account.c.name).where(account.c.id == account_id, account.c.erased_at.is_(None))


def _unread() -> ColumnElement[int]:
    """How many posts of the thread are unread; looked for only where the newest one is."""
    newer = (
        select(post.c.id)
        .where(post.c.thread_id == thread.c.id, is_unread(post.c.id))
        .limit(MOST_COUNTED)
        .correlate(thread, read_mark, visit)
        .subquery()
    )
    count = select(func.count()).select_from(newer).correlate(thread, read_mark, visit).scalar_subquery()
    return case((is_unread(thread.c.last_post_id), count), else_=0)
