"""Search over the posts that a person may read, newest first.

Every word stands in the index with its room before it ("7xkurs" is "kursus" in room 7), so a match never leaves the
rooms that are asked for, and a common word of foreign rooms costs nothing. Who wrote a post stands there too ("7a12").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, column, select, table, text

from access.policy import Forbidden, RoomRight, rooms
from access.viewer import Viewer
from board import words
from board.markup import text_of
from board.visibility import visible
from board.words import Asked
from storage import scope
from storage.access_tables import account
from storage.board_tables import post, room, thread, thread_tag
from storage.engine import engine, is_sqlite, reading, writing
from storage.tables import network

INDEX = "post_search"
PAGE = 20
MENDED_AT_ONCE = 500
FIRST_LOOK, LONGEST_LOOK = PAGE + 4, 2000  # posts held against the filters at a time
BEFORE, AROUND = 8, 32  # words of a snippet before its first hit, and in all
NEWEST = 2**31 - 1
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hit:
    """A post that was found. snippet: the text around the first hit in pieces of (text, is it a hit), unescaped."""

    post_id: int
    thread_id: int
    number: int
    title: str
    slug: str
    room: str | None  # the network's name; None: the common forum
    author_id: int | None
    author: str | None  # None: Fodfæste itself (no author_id), or erased
    at: datetime
    snippet: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Found:
    """A page of hits, newest first; next is what find(before=) takes for the page after it, None at the end."""

    hits: list[Hit]
    next: int | None


def index(connection: Connection, *, post_id: int, room_id: int, text: str) -> None:
    """Makes a new or edited post findable by its text (of the first post: title and text), in the caller's transaction.

    The post's row must be there: its author is indexed as well.
    """
    author_id = connection.scalar(select(post.c.author_id).where(post.c.id == post_id))
    tokens = [*sorted(f"{room_id}x{stem}" for stem in words.stems(text)), f"{room_id}a{author_id or 0}"]
    if is_sqlite(connection):
        forget(connection, post_id)
        connection.execute(_SQLITE_ADD, {"id": post_id, "words": " ".join(tokens)})
    else:
        connection.execute(_POSTGRESQL_ADD, {"id": post_id, "room_id": room_id, "words": tokens})


def forget(connection: Connection, post_id: int) -> None:
    """Makes a post unfindable: it was taken away."""
    connection.execute(_SQLITE_DROP if is_sqlite(connection) else _POSTGRESQL_DROP, {"id": post_id})


def mend() -> int:
    """Makes findable what is not, after a name was erased from it; returns how many posts. Of a command, not a page."""
    key: ColumnElement[int] = column("rowid" if engine().dialect.name == "sqlite" else "post_id")
    missing = select(post.c.id).where(post.c.gone.is_(None), post.c.id.not_in(select(key).select_from(table(INDEX))))
    with scope.system():
        with reading() as connection:
            ids = connection.scalars(missing.order_by(post.c.id)).all()
        for start in range(0, len(ids), MENDED_AT_ONCE):
            with writing() as connection:
                some = ids[start : start + MENDED_AT_ONCE]
                for row in connection.execute(_CONTENT.where(post.c.id.in_(some))).fetchall():
                    title = f"{row.title}\n" if row.number == 1 else ""
                    index(connection, post_id=row.id, room_id=row.room_id, text=title + text_of(row.html))
    return len(ids)


def rebuild() -> int:
    """Throws the index away and makes it anew from the posts; returns how many."""
    with scope.system(), writing() as connection:
        connection.execute(text("DELETE FROM post_search"))
    return mend()


def find(
    query: str,
    *,
    viewer: Viewer,
    slug: str | None = None,
    author: int | None = None,
    since: date | None = None,
    until: date | None = None,
    tag: str | None = None,
    before: int | None = None,
) -> Found:
    """Up to 20 posts that hold every word of the query, newest first, from the rooms that the viewer may read.

    A word finds its other forms (kurser: kursus) and, from three letters on, longer words that begin with it. slug,
    author (account id), since and until (days, both included) and tag narrow it down. Without words and author
    nothing is found. Raises Forbidden where slug names a room that the viewer may not read.
    """
    mine = rooms(viewer, RoomRight.READ)
    if slug is not None and slug not in mine:
        raise Forbidden(slug)
    asked = words.asked(query)
    if not mine or not (asked or author):
        return Found([], None)
    with reading() as connection:
        named = select(room.c.id).where(room.c.slug.in_([slug] if slug else sorted(mine))).order_by(room.c.id)
        ids = list(connection.scalars(named))
        lowest, highest = _bounds(connection, since, until, before)
        rows: list[Row[Any]] = []
        narrowed = _narrowed(viewer, since, until, tag)
        for candidates in _candidates(connection, ids, _match(connection, ids, asked, author), lowest, highest):
            there = connection.execute(narrowed.where(post.c.id.in_(candidates)).order_by(post.c.id.desc()))
            rows += there.fetchall()
            if len(rows) > PAGE:
                break
    hits = [_hit(row, asked) for row in rows[:PAGE]]
    return Found(hits, hits[-1].post_id if len(rows) > PAGE else None)


def snippet(text: str, asked: Sequence[Asked]) -> tuple[tuple[str, bool], ...]:
    """The words around the first hit, as pieces of (text, is it a hit); the beginning where no word is a hit."""
    text = words.composed(" ".join(text.split()))
    spans: list[tuple[int, int, bool]] = []
    first = None
    for match in words.WORD.finditer(text):
        is_hit = any(one.is_in(words.normal(match.group())) for one in asked)
        spans.append((match.start(), match.end(), is_hit))
        if is_hit and first is None:
            first = len(spans) - 1
        if first is not None and len(spans) - first > AROUND - BEFORE:
            break
    start = max(0, (first or 0) - BEFORE)
    shown = spans[start : start + AROUND]
    if not shown:
        return ((text[:200], False),) if text else ()
    place, pieces = (shown[0][0] if start else 0), []
    if start:
        pieces.append(("… ", False))
    for begins, ends, is_hit in shown:
        if is_hit:
            pieces += [(text[place:begins], False), (text[begins:ends], True)]
            place = ends
    end = shown[-1][1]
    is_cut = bool(words.WORD.search(text, end))
    pieces.append((text[place : end if is_cut else len(text)] + (" …" if is_cut else ""), False))
    return tuple(piece for piece in pieces if piece[0])


def _hit(row: Row[Any], asked: Sequence[Asked]) -> Hit:
    return Hit(
        post_id=row.id,
        thread_id=row.thread_id,
        number=row.number,
        title=row.title,
        slug=row.slug,
        room=row.network,
        author_id=row.author_id,
        author=row.author,
        at=row.created_at,
        snippet=snippet(text_of(row.html), asked),
    )


def _narrowed(viewer: Viewer, since: date | None, until: date | None, tag: str | None) -> Select[Any]:
    """The posts that may be shown, with what a hit shows of them."""
    query = (
        select(
            post.c.id,
            post.c.thread_id,
            post.c.number,
            thread.c.title,
            room.c.slug,
            network.c.name.label("network"),
            post.c.author_id,
            account.c.name.label("author"),
            post.c.created_at,
            post.c.html,
        )
        .join(thread, thread.c.id == post.c.thread_id)
        .join(room, room.c.id == post.c.room_id)
        .outerjoin(network, network.c.id == room.c.network_id)
        .outerjoin(account, (account.c.id == post.c.author_id) & account.c.erased_at.is_(None))
        .where(visible(viewer, post.c.room_id), post.c.gone.is_(None), post.c.hidden_at.is_(None))
        .where(thread.c.hidden_at.is_(None))
    )
    if since:
        query = query.where(post.c.created_at >= datetime.combine(since, time.min))
    if until:
        query = query.where(post.c.created_at < datetime.combine(until, time.min) + DAY)
    if tag:
        query = query.where(post.c.thread_id.in_(select(thread_tag.c.thread_id).where(thread_tag.c.tag == tag)))
    return query


def _match(connection: Connection, room_ids: list[int], asked: Sequence[Asked], author: int | None) -> str:
    """What the index is asked, in the language of its engine; the words are letters and digits only."""
    is_fts = is_sqlite(connection)
    quote, prefix, both, either = ('"', "*", " AND ", " OR ") if is_fts else ("'", ":*", " & ", " | ")

    def term(token: str) -> str:
        return f"{quote}{token}{quote}"

    def word(room_id: int, one: Asked) -> str:
        forms = [term(f"{room_id}x{one.stem}")]
        if one.beginning:
            forms.append(term(f"{room_id}x{one.beginning}") + prefix)
        return f"({either.join(forms)})"

    of_rooms = []
    for room_id in room_ids:
        terms = [word(room_id, one) for one in asked]
        if author:
            terms.append(term(f"{room_id}a{author}"))
        of_rooms.append(f"({both.join(terms)})")
    return either.join(of_rooms)


def _candidates(
    connection: Connection, room_ids: list[int], match: str, lowest: int, highest: int
) -> Iterator[list[int]]:
    """The ids of matching posts, newest first, a few at first and then more at a time."""
    if not match:
        return
    newest = _SQLITE_NEWEST if is_sqlite(connection) else _POSTGRESQL_NEWEST
    most = FIRST_LOOK
    while True:
        asked = {"match": match, "rooms": room_ids, "lowest": lowest, "highest": highest, "most": most}
        if is_sqlite(connection):
            del asked["rooms"]  # they stand in the match
        ids = list(connection.scalars(newest, asked))
        if ids:
            yield ids
        if len(ids) < most:
            return
        highest, most = ids[-1], min(most * 4, LONGEST_LOOK)


def _bounds(connection: Connection, since: date | None, until: date | None, before: int | None) -> tuple[int, int]:
    """The ids (both excluded) between which the posts of these days lie, a day wider: ids follow the clock."""
    lowest, highest = 0, before or NEWEST
    at = post.c.created_at
    if since:
        first = select(post.c.id).where(at >= datetime.combine(since, time.min) - DAY).order_by(at).limit(1)
        lowest = (connection.scalar(first) or NEWEST) - 1
    if until:
        last = select(post.c.id).where(at < datetime.combine(until, time.min) + 2 * DAY).order_by(at.desc()).limit(1)
        highest = min(highest, (connection.scalar(last) or 0) + 1)
    return lowest, highest


_CONTENT = select(post.c.id, post.c.room_id, post.c.number, thread.c.title, post.c.html).join(
    thread, thread.c.id == post.c.thread_id
)
_SQLITE_ADD = text("INSERT INTO post_search (rowid, words) VALUES (:id, :words)")
_SQLITE_NEWEST = text(
    "SELECT rowid FROM post_search WHERE post_search MATCH :match AND rowid > :lowest AND rowid < :highest"
    " ORDER BY rowid DESC LIMIT :most"
)
_SQLITE_DROP = text("DELETE FROM post_search WHERE rowid = :id")
_POSTGRESQL_DROP = text("DELETE FROM post_search WHERE post_id = :id")
_POSTGRESQL_ADD = text(
    "INSERT INTO post_search (post_id, room_id, words) VALUES (:id, :room_id, array_to_tsvector(:words))"
    " ON CONFLICT (post_id) DO UPDATE SET words = excluded.words"
)
# A function of the tables' owner: under row-level security PostgreSQL would not let @@ use its index.
_POSTGRESQL_NEWEST = text("SELECT * FROM post_search_newest(CAST(:match AS tsquery), :rooms, :lowest, :highest, :most)")
