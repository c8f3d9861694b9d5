"""What the board shows: threads and posts, each list in one query and by key, never by counting past rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, select, union_all

from access.policy import COMMON_ROOM, Forbidden, RoomRight, rooms
from access.viewer import Viewer
from board import lines, posts, rows
from board.rooms import head, opened
from board.views import Place, PostPlace, Revision, ThreadLine, ThreadPage, ThreadView
from board.visibility import can_moderate, can_see, named_rooms, visible
from storage.access_tables import account
from storage.board_tables import follow, post, read_mark, room, thread_tag, visit
from storage.board_tables import post_revision as r
from storage.board_tables import thread as t
from storage.engine import reading

THREADS, PINNED, POSTS, UNREAD, OPEN, EXPERIENCES = 30, 20, 50, 20, 50, 50
LOOK = 100  # how far back in each room unread threads are looked for
MOST_PRINTED = 2000
# In the statement itself, not beside it: the indexes of these lists hold rows of this kind only.
QUESTION: ColumnElement[str] = literal_column("'question'")
EXPERIENCE: ColumnElement[str] = literal_column("'experience'")


def threads(slug: str, *, viewer: Viewer, before: Place | None = None, tag: str | None = None) -> ThreadPage:
    """30 threads of a room, those that moved last first; raises Forbidden.

    before is the page's next; tag a code of tags.toml. The pinned threads stand on the first page only, hidden ones
    are there for moderators only.
    """
    if not can_see(viewer, slug):
        raise Forbidden(slug)
    with reading() as connection:
        found = connection.execute(named_rooms().where(room.c.slug == slug)).first()
        if found is None:  # nobody has been here yet, and it is made with its first threads
            connection.rollback()
            found = opened(slug, RoomRight.READ, by=viewer)
        here = t.c.room_id == found.id
        if not can_moderate(viewer, slug):
            here &= t.c.hidden_at.is_(None)
        if tag is not None:
            tagged = and_(thread_tag.c.tag == tag, thread_tag.c.room_id == found.id)
            here &= t.c.id.in_(select(thread_tag.c.thread_id).where(tagged))
        newest = select(t.c.id).order_by(t.c.last_post_id.desc())
        page = newest.where(here, t.c.is_pinned.is_(False)).limit(THREADS + 1)
        if before is not None:
            page = page.where(t.c.last_post_id < before[0])
        lists = [page] if before else [page, newest.where(here, t.c.is_pinned).limit(PINNED)]
        both = _lines_of(connection, viewer, lists, t.c.last_post_id.desc(), PINNED + THREADS + 1, here)
    listed = [one for one in both if not one.is_pinned]
    shown, is_more = listed[:THREADS], len(listed) > THREADS
    pinned = [one for one in both if one.is_pinned]
    return ThreadPage(head(found, viewer), pinned, shown, (shown[-1].last_post_id,) if is_more else None)


def thread(thread_id: int, *, viewer: Viewer, after: int = 0) -> ThreadView:
    """A thread with up to 50 of its posts, from the number after `after` on; raises Forbidden."""
    return _thread(thread_id, viewer, after, POSTS)


def whole(thread_id: int, *, viewer: Viewer) -> ThreadView:
    """A thread with all its posts (at most 2,000), to print; raises Forbidden."""
    return _thread(thread_id, viewer, 0, MOST_PRINTED)


def post_place(post_id: int, *, viewer: Viewer) -> PostPlace:
    """Where a post stands; raises Forbidden."""
    with reading() as connection:
        found, _ = rows.a_post(connection, post_id, by=viewer)
    return PostPlace(found.thread_id, found.number)


def revisions(post_id: int, *, viewer: Viewer) -> list[Revision]:
    """What a post says and said, the newest first; raises Forbidden, and for a post that was taken away too."""
    with reading() as connection:
        found, around = rows.a_post(connection, post_id, by=viewer)
        if found.gone or (found.hidden_at is not None and not can_moderate(viewer, around.slug)):
            raise Forbidden("post")
        name = select(account.c.name).where(account.c.id == found.author_id, account.c.erased_at.is_(None))
        author = connection.scalar(name)
        old = select(r.c.version, r.c.source, r.c.at).where(r.c.post_id == post_id).order_by(r.c.version.desc())
        before = connection.execute(old).fetchall()
    now = Revision(found.version, found.source, found.edited_at or found.created_at, author)
    return [now, *(Revision(row.version, row.source, row.at, author) for row in before)]


def unanswered(*, viewer: Viewer) -> list[ThreadLine]:
    """Up to 50 open questions of all the viewer's rooms, the oldest first."""
    is_open = and_(t.c.kind == QUESTION, t.c.answer_id.is_(None), t.c.hidden_at.is_(None), t.c.locked_at.is_(None))
    return _over_rooms(viewer, is_open, t.c.created_at, OPEN)


def experiences(*, viewer: Viewer, barrier: str | None = None, size: str | None = None) -> list[ThreadLine]:
    """Up to 50 experience reports of the common forum, the newest first; raises Forbidden."""
    if not can_see(viewer, COMMON_ROOM):
        raise Forbidden(COMMON_ROOM)
    is_it = and_(t.c.kind == EXPERIENCE, t.c.hidden_at.is_(None))
    if barrier:
        is_it &= t.c.barrier == barrier
    if size:
        is_it &= t.c.size == size
    common = select(room.c.id).where(room.c.slug == COMMON_ROOM).scalar_subquery()
    query = lines.select_lines(viewer).where(t.c.room_id == common, is_it)
    with reading() as connection:
        return lines.fetch(connection, query.order_by(t.c.created_at.desc(), t.c.id.desc()).limit(EXPERIENCES))


def unread(*, viewer: Viewer) -> list[ThreadLine]:
    """Up to 20 threads of all the viewer's rooms with something unread, those that moved last first."""
    found = _over_rooms(viewer, t.c.hidden_at.is_(None), t.c.last_post_id.desc(), LOOK, is_unread=True)
    return found[:UNREAD]


def posts_of_notes(note_ids: Iterable[int], *, viewer: Viewer) -> dict[int, PostPlace]:
    """Site note id -> the post that confirmed it, where the viewer may read that post."""
    wanted = list(note_ids)
    if not wanted:
        return {}
    is_shown = and_(post.c.gone.is_(None), post.c.hidden_at.is_(None), t.c.hidden_at.is_(None))
    query = (
        select(post.c.note_id, post.c.thread_id, post.c.number)
        .join(t, t.c.id == post.c.thread_id)
        .where(post.c.note_id.in_(wanted), is_shown, visible(viewer, post.c.room_id))
    )
    with reading() as connection:
        return {note_id: PostPlace(*place) for note_id, *place in connection.execute(query)}


def _thread(thread_id: int, viewer: Viewer, after: int, most: int) -> ThreadView:
    with reading() as connection:
        row = connection.execute(_with_marks(thread_id, viewer)).first()
        if row is None or (row.hidden_at is not None and not can_moderate(viewer, row.slug)):
            raise Forbidden("thread")
        [line] = lines.with_tags(connection, [lines.line(row)])
        where = head(row, viewer, room_id=row.room_id)
        found = posts.of_thread(connection, row, where, viewer=viewer, after=after, most=most + 1)
    shown, is_asker = found[:most], row.author_id is not None and row.author_id == viewer.account_id
    return ThreadView(
        thread=line,
        room=where,
        posts=shown,
        next=shown[-1].number if len(found) > most else None,
        unread_from=row.unread_from,
        following={None: "none", True: "mute", False: "follow"}[row.is_muted],
        hidden_reason=row.hidden_reason,
        answer_number=row.answer_number,
        can_write=where.can_write and (row.locked_at is None or where.can_moderate),
        can_moderate=where.can_moderate,
        can_accept=where.can_write and row.kind == "question" and (is_asker or where.can_moderate),
        can_pin=where.can_pin,
    )


def _with_marks(thread_id: int, viewer: Viewer) -> Select[Any]:
    """The thread's line, what the viewer follows, and the numbers of its answer and of the first unread post."""
    of_it = select(post.c.number).where(post.c.thread_id == t.c.id)
    answer = of_it.where(post.c.id == t.c.answer_id).correlate(t).scalar_subquery()
    is_new = lines.is_unread(post.c.id)
    first_new = of_it.where(is_new).order_by(post.c.number).limit(1).correlate(t, read_mark, visit).scalar_subquery()
    is_mine = and_(follow.c.thread_id == t.c.id, follow.c.account_id == viewer.account_id)
    columns = (follow.c.is_muted, answer.label("answer_number"), first_new.label("unread_from"))
    query = lines.select_lines(viewer).add_columns(*columns).outerjoin(follow, is_mine)
    return query.where(t.c.id == thread_id, visible(viewer, t.c.room_id))


def _over_rooms(
    viewer: Viewer, which: ColumnElement[bool], order: ColumnElement[Any], most: int, *, is_unread: bool = False
) -> list[ThreadLine]:
    """The first lines over all the viewer's rooms: first those of each room, by its index, then those together."""
    slugs = sorted(rooms(viewer, RoomRight.READ))
    with reading() as connection:
        ids = list(connection.scalars(select(room.c.id).where(room.c.slug.in_(slugs))))
        if not ids:
            return []
        firsts = [select(t.c.id).where(t.c.room_id == one, which).order_by(order).limit(most) for one in ids]
        may_see = visible(viewer, t.c.room_id)
        if is_unread:
            may_see &= lines.is_unread(t.c.last_post_id)
        return _lines_of(connection, viewer, firsts, order, most, may_see)


def _lines_of(
    connection: Connection,
    viewer: Viewer,
    lists: list[Select[Any]],
    order: ColumnElement[Any],
    most: int,
    which: ColumnElement[bool],
) -> list[ThreadLine]:
    """The lines of some lists of ids together. Two steps: as one, PostgreSQL looks through all threads for them."""
    ids = list(connection.scalars(union_all(*(select(one.subquery().c.id) for one in lists))))
    return lines.fetch(connection, lines.select_lines(viewer).where(t.c.id.in_(ids), which).order_by(order).limit(most))
