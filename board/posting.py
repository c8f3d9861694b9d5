"""Writing on the board. A form that is sent twice (double click, lost answer) stores once: its key says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update

from access import clock, throttle
from access.errors import Refused
from access.policy import Forbidden, RoomRight
from access.throttle import Limit
from access.viewer import Viewer
from board import attachments as files
from board import markup, notices, rooms, rows, search, tags
from board.views import Draft, Written
from board.visibility import can_moderate, can_see, can_write, visible
from board.wording import Words, prepared
from storage.board_tables import draft as drafts
from storage.board_tables import mention, post, post_revision, read_mark, report, thread, thread_tag
from storage.engine import reading, writing

KINDS = ("talk", "question", "experience")
SIZES = ("small", "medium", "large_medium", "large")
IN_A_WHILE, IN_A_DAY = Limit(30, 10), Limit(300, 24 * 60)
DELETED_TITLE = "Slettet tråd"
CODE = re.compile(r"[A-Z0-9]{1,4}")
KEY = re.compile(r"[A-Za-z0-9-]{8,36}")
Also = Callable[[Connection], int]

__all__ = ["Draft", "Written", "edit", "preview", "remove", "reply", "start_thread"]


def start_thread(
    slug: str, draft: Draft, *, key: str, attachments: Sequence[int] = (), also: Also | None = None, by: Viewer
) -> Written:
    """A new thread with its first post; key is the form's own, attachments are ids from attachments.add().

    also() runs in the same transaction and gives the id of the site note that the post confirms. Raises Forbidden,
    Refused; whatever also() raises takes the thread back too.
    """
    author_id = _author(by)
    if not can_write(by, slug):
        raise Forbidden(slug)
    if draft.kind not in KINDS:
        raise Refused("Vælg, om det er en samtale, et spørgsmål eller en erfaring.")
    barrier, size = _fact(draft.barrier, CODE.fullmatch), _fact(draft.size, SIZES.__contains__)
    chosen, words = tags.chosen(draft.tags), prepared(slug, draft.source, title=draft.title)
    with writing() as connection:
        if written := _before(connection, author_id, key):
            return written
        room, now = rooms.made(connection, slug), clock.now()
        if room.archived_at is not None:
            raise Refused(rows.CLOSED)
        row = {"room_id": room.id, "kind": draft.kind, "title": words.title, "author_id": author_id, "key": key}
        row |= {"created_at": now, "last_at": now, "barrier": barrier, "size": size}
        thread_id = connection.scalars(insert(thread).values(row).returning(thread.c.id)).one()
        if chosen:
            made = [{"thread_id": thread_id, "room_id": room.id, "tag": code} for code in chosen]
            connection.execute(insert(thread_tag), made)
        post_id = _store(connection, thread_id, room.id, 1, words, key, attachments, also, by)
        mark = {"account_id": author_id, "thread_id": thread_id, "room_id": room.id, "post_id": post_id, "at": now}
        connection.execute(insert(read_mark).values(mark))
        _drop_drafts(connection, author_id, f"rum-{room.id}", f"rum-{slug}")
        return Written(thread_id, post_id, 1)


def reply(
    thread_id: int,
    source: str,
    *,
    key: str,
    quotes_id: int | None = None,
    attachments: Sequence[int] = (),
    also: Also | None = None,
    by: Viewer,
) -> Written:
    """The next post of a thread; as start_thread(). quotes_id is a post of the same thread."""
    author_id = _author(by)
    with reading() as connection:
        slug = rows.a_thread(connection, thread_id, RoomRight.WRITE, by=by).slug
    words = prepared(slug, source)
    with writing() as connection:
        if written := _before(connection, author_id, key):
            return written
        found = rows.a_thread(connection, thread_id, RoomRight.WRITE, by=by, to_write=True)
        rows.refuse_if_closed(found)
        if found.locked_at is not None and not can_moderate(by, slug):
            raise Refused(rows.LOCKED)
        quoted = _quoted(connection, thread_id, quotes_id)
        number = found.posts + 1
        post_id = _store(connection, thread_id, found.room_id, number, words, key, attachments, also, by, quoted)
        was_read = and_(read_mark.c.account_id == author_id, read_mark.c.thread_id == thread_id)
        was_read &= read_mark.c.post_id >= found.last_post_id
        connection.execute(update(read_mark).where(was_read).values(post_id=post_id, at=clock.now()))
        told = notices.followers(connection, thread_id) - words.people
        _tell(connection, "reply", told, found.room_id, thread_id, post_id, author_id)
        _drop_drafts(connection, author_id, f"traad-{thread_id}")
        return Written(thread_id, post_id, number)


def edit(post_id: int, source: str, *, version: int, title: str | None = None, by: Viewer) -> None:
    """The author's new text (and title, of a first post); what it said before is kept. Raises Forbidden, Refused.

    version is the one that the author saw: if somebody edited in between, nothing is changed.
    """
    author_id = _author(by)
    with reading() as connection:
        found, around = rows.a_post(connection, post_id, RoomRight.WRITE, by=by)
    title = around.title if title is None or found.number > 1 else title
    words = prepared(around.slug, source, title=title)
    with writing() as connection:
        found, around = rows.a_post(connection, post_id, RoomRight.WRITE, by=by, to_write=True)
        rows.refuse_if_closed(around)
        if found.author_id != author_id:
            raise Forbidden("post")
        if found.gone or found.hidden_at is not None:
            raise Refused("Opslaget er fjernet og kan ikke rettes.")
        if around.locked_at is not None and not can_moderate(by, around.slug):
            raise Refused(rows.LOCKED)
        if found.version != version:
            raise Refused(
                "Opslaget er rettet et andet sted, siden du åbnede det. Din tekst står her endnu: "
                "kopiér den, genindlæs siden, og ret igen."
            )
        if (found.source, around.title) == (words.source, words.title):
            return
        old = {"post_id": post_id, "room_id": found.room_id, "version": version, "source": found.source}
        old |= {"at": found.edited_at or found.created_at, "by_id": found.author_id}
        connection.execute(insert(post_revision).values(old))
        new = {"source": words.source, "html": words.html, "edited_at": clock.now(), "version": version + 1}
        connection.execute(update(post).where(post.c.id == post_id).values(new))
        if words.title != around.title:
            connection.execute(update(thread).where(thread.c.id == around.id).values(title=words.title))
        text = words.to_find if found.number == 1 else markup.text_of(words.html)
        search.index(connection, post_id=post_id, room_id=found.room_id, text=text)
        _mention(connection, words, found.room_id, around.id, post_id, author_id)
        _drop_drafts(connection, author_id, f"opslag-{post_id}")


def remove(post_id: int, *, also: Callable[[Connection], object] | None = None, by: Viewer) -> None:
    """The author takes a post away: a tombstone stays, the text does not. Raises Forbidden.

    also() runs in the same transaction (it takes back the fact that the post confirmed). Doing it twice is fine.
    """
    with writing() as connection:
        found, around = rows.a_post(connection, post_id, by=by, to_write=True)
        if found.author_id is None or found.author_id != by.account_id:
            raise Forbidden("post")
        if found.gone:
            return
        if also is not None:
            also(connection)
        bury(connection, found, around, "deleted")
        if around.posts == 1:
            values = {"title": DELETED_TITLE, "hidden_at": clock.now(), "hidden_reason": "Slettet af forfatteren"}
            connection.execute(update(thread).where(thread.c.id == around.id).values(values))


def was_removed(post_id: int, *, viewer: Viewer) -> bool:
    """True if the viewer took the post away."""
    own = and_(post.c.id == post_id, post.c.author_id == viewer.account_id, post.c.gone == "deleted")
    with reading() as connection:
        return connection.scalar(select(post.c.id).where(own, visible(viewer, post.c.room_id))) is not None


def preview(source: str, slug: str, *, viewer: Viewer) -> str:
    """What the text would look like in the room; raises Forbidden, Refused."""
    if not can_see(viewer, slug):
        raise Forbidden(slug)
    return prepared(slug, source).html


def bury(connection: Connection, found: Any, around: Any, how: str) -> None:
    """Leaves a tombstone ('deleted', 'redacted') of a post, in the caller's transaction; nothing of its text stays."""
    values = {"source": "", "html": "", "gone": how, "version": found.version + 1}
    connection.execute(update(post).where(post.c.id == found.id).values(values))
    for table in (post_revision, mention):
        connection.execute(delete(table).where(table.c.post_id == found.id))
    is_open = and_(report.c.post_id == found.id, report.c.settled_at.is_(None))
    connection.execute(update(report).where(is_open).values(settled_at=clock.now()))
    if around.answer_id == found.id:
        connection.execute(update(thread).where(thread.c.id == around.id).values(answer_id=None))
    files.forget(connection, [found.id])
    search.forget(connection, found.id)


def _author(by: Viewer) -> int:
    if by.account_id is None:
        raise Forbidden("account")
    return by.account_id


def _before(connection: Connection, author_id: int, key: str) -> Written | None:
    """What this form stored already. From here on no other post of the author is stored until the transaction ends."""
    if not KEY.fullmatch(key):
        raise Refused("Formularen er ufuldstændig. Genindlæs siden, og prøv igen.")
    subject = f"post:{author_id}"
    is_used_up = throttle.is_used_up(connection, subject, IN_A_WHILE)
    found = connection.execute(
        select(post.c.thread_id, post.c.id, post.c.number).where(post.c.author_id == author_id, post.c.key == key)
    ).first()
    if found is not None:
        return Written(*found)
    if is_used_up:
        raise Refused(
            "Du har skrevet 30 opslag på ti minutter. Vent lidt, og send det så igen; teksten står her endnu."
        )
    if throttle.is_used_up(connection, subject, IN_A_DAY):
        raise Refused("Du har skrevet 300 opslag på et døgn. Vent til i morgen, eller skriv til Red Liv.")
    throttle.count(connection, subject)
    return None


def _store(
    connection: Connection,
    thread_id: int,
    room_id: int,
    number: int,
    words: Words,
    key: str,
    attachments: Sequence[int],
    also: Also | None,
    by: Viewer,
    quotes_id: int | None = None,
) -> int:
    now, author_id = clock.now(), _author(by)
    row = {"thread_id": thread_id, "room_id": room_id, "number": number, "author_id": author_id, "key": key}
    row |= {"source": words.source, "html": words.html, "created_at": now, "quotes_id": quotes_id}
    row |= {"note_id": also(connection) if also else None}
    post_id = int(connection.scalars(insert(post).values(row).returning(post.c.id)).one())
    values = {"posts": number, "last_post_id": post_id, "last_at": now}
    connection.execute(update(thread).where(thread.c.id == thread_id).values(values))
    search.index(connection, post_id=post_id, room_id=room_id, text=words.to_find)
    files.bind(connection, attachments, post_id=post_id, room_id=room_id, account_id=author_id)
    _mention(connection, words, room_id, thread_id, post_id, author_id)
    return post_id


def _mention(connection: Connection, words: Words, room_id: int, thread_id: int, post_id: int, author_id: int) -> None:
    made = [{"post_id": post_id, "room_id": room_id, "account_id": one} for one in sorted(words.people)]
    if made:
        connection.execute(rooms.upsert(connection, mention).on_conflict_do_nothing(), made)
        _tell(connection, "mention", words.people, room_id, thread_id, post_id, author_id)


def _tell(
    connection: Connection, kind: str, whom: Any, room_id: int, thread_id: int, post_id: int, author_id: int
) -> None:
    notices.tell(
        connection,
        kind=kind,
        account_ids=whom,
        room_id=room_id,
        thread_id=thread_id,
        post_id=post_id,
        key=str(post_id),
        actor_id=author_id,
    )


def _quoted(connection: Connection, thread_id: int, quotes_id: int | None) -> int | None:
    """The quoted post if it is one of the thread that can be read."""
    is_it = and_(post.c.id == quotes_id, post.c.thread_id == thread_id, post.c.gone.is_(None))
    return None if quotes_id is None else connection.scalar(select(post.c.id).where(is_it))


def _fact(value: str | None, is_known: Callable[[str], object]) -> str | None:
    if value and not is_known(value):
        raise Refused("Vælg barriere og størrelse fra listerne.")
    return value or None


def _drop_drafts(connection: Connection, author_id: int, *places: str) -> None:
    own = and_(drafts.c.account_id == author_id, drafts.c.place.in_(places))
    connection.execute(delete(drafts).where(own))
