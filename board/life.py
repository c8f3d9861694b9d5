"""How a room lives, for those who moderate it; and the whole room as files, when it ends or is handed over."""

from __future__ import annotations

import functools
import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from access import audit, clock
from access.policy import RoomRight
from access.viewer import Viewer
from board import people, rooms
from board.views import Member
from storage.access_tables import account
from storage.board_tables import attachment, attachment_content, post, thanks, thread, thread_tag, visit
from storage.engine import reading, writing
from storage.scope import system_within

RECENT, SILENT = timedelta(days=30), timedelta(days=60)
WEEKS, MOST_QUESTIONS = 12, 200


@dataclass(frozen=True)
class MemberLife:
    """A member: is the person there? Readers count; when exactly somebody read is nobody's business."""

    member: Member
    has_read: bool  # in the last 30 days
    has_written: bool  # in the last 30 days
    is_silent: bool  # neither in the last 60


@dataclass(frozen=True)
class OpenQuestion:
    """A question without an accepted answer."""

    thread_id: int
    title: str
    created_at: datetime
    days: int
    replies: int


@dataclass(frozen=True)
class Life:
    """How a room lives. weeks: new posts in each of the last twelve weeks, the oldest first."""

    members: list[MemberLife]
    readers: int
    writers: int
    silent: list[MemberLife]
    questions: list[OpenQuestion]  # the oldest first
    weeks: list[int]


def overview(slug: str, *, viewer: Viewer) -> Life:
    """Members, readers, silent members, open questions and their age; raises Forbidden unless the viewer moderates."""
    room_id = rooms.opened(slug, RoomRight.MODERATE, by=viewer).id
    now = clock.now()
    with reading() as connection:
        here = people.members(connection, slug)
        wrote = _last(connection, post.c.author_id, post.c.created_at, post.c.room_id == room_id, now - SILENT)
        with system_within(connection):  # a person's visits are the person's; here they become yes or no
            read = _last(connection, visit.c.account_id, visit.c.last_at, visit.c.room_id == room_id, now - SILENT)
        questions = _questions(connection, room_id, now)
        weeks = _weeks(connection, room_id, now)
    never = datetime.min
    members = [
        MemberLife(
            member=one,
            has_read=read.get(one.account_id, never) >= now - RECENT,
            has_written=wrote.get(one.account_id, never) >= now - RECENT,
            is_silent=one.account_id not in read and one.account_id not in wrote,
        )
        for one in here
    ]
    return Life(
        members=members,
        readers=sum(one.has_read for one in members),
        writers=sum(one.has_written for one in members),
        silent=[one for one in members if one.is_silent],
        questions=questions,
        weeks=weeks,
    )


def export(slug: str, *, by: Viewer) -> bytes:
    """The whole room as a zip: rum.json, rum.html to read and print, and the attachments under bilag/.

    Hidden posts are in it and marked; of what was deleted or redacted the tombstone. The export is logged. Raises
    Forbidden unless the person moderates the room.
    """
    found = rooms.opened(slug, RoomRight.MODERATE, by=by)
    with reading() as connection:
        threads = _threads(connection, found.id)
        whole = {"room": found.name or _words()["common"], "slug": slug, "exported_at": _moment(clock.now())}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, content in _files(connection, found.id, threads):
                packed.writestr(path, content)
            packed.writestr("rum.json", json.dumps(whole | {"threads": threads}, ensure_ascii=False, indent=1))
            packed.writestr("rum.html", _document(whole, threads))
    with writing() as connection:
        audit.record(connection, "room_exported", by=by, network_id=found.network_id, detail=slug)
    return out.getvalue()


def _last(
    connection: Connection, who: ColumnElement[Any], at: ColumnElement[Any], which: Any, since: datetime
) -> dict[int, datetime]:
    """Account id -> when last, of those who did since then."""
    query = select(who, func.max(at)).where(which, at >= since, who.is_not(None)).group_by(who)
    return {row[0]: row[1] for row in connection.execute(query)}


def _questions(connection: Connection, room_id: int, now: datetime) -> list[OpenQuestion]:
    query = (
        select(thread.c.id, thread.c.title, thread.c.created_at, thread.c.posts)
        .where(thread.c.room_id == room_id, thread.c.kind == "question", thread.c.answer_id.is_(None))
        .where(thread.c.hidden_at.is_(None), thread.c.locked_at.is_(None))
        .order_by(thread.c.created_at, thread.c.id)
        .limit(MOST_QUESTIONS)
    )
    return [
        OpenQuestion(row.id, row.title, row.created_at, (now - row.created_at).days, row.posts - 1)
        for row in connection.execute(query)
    ]


def _weeks(connection: Connection, room_id: int, now: datetime) -> list[int]:
    """New posts of people per week, the oldest first, counted in one pass."""
    edges = [now - timedelta(weeks=WEEKS - number) for number in range(WEEKS + 1)]
    at = post.c.created_at
    counts = [func.count().filter(at > edges[n], at <= edges[n + 1]) for n in range(WEEKS)]
    query = select(*counts).where(post.c.room_id == room_id, at > edges[0], post.c.author_id.is_not(None))
    return list(connection.execute(query).one())


def _threads(connection: Connection, room_id: int) -> list[dict[str, Any]]:
    """Every thread with its posts, in the order in which they were written."""
    tags: dict[int, list[str]] = {}
    for row in connection.execute(select(thread_tag).where(thread_tag.c.room_id == room_id)):
        tags.setdefault(row.thread_id, []).append(row.tag)
    posts: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(_posts(room_id)):
        posts.setdefault(row.thread_id, []).append(_post(row))
    query = select(thread).where(thread.c.room_id == room_id).order_by(thread.c.id)
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "title": row.title,
            "created_at": _moment(row.created_at),
            "answer_id": row.answer_id,
            "pinned": bool(row.is_pinned),
            "locked": row.locked_at is not None,
            "hidden_reason": row.hidden_reason,
            "barrier": row.barrier,
            "size": row.size,
            "tags": sorted(tags.get(row.id, [])),
            "posts": posts.get(row.id, []),
        }
        for row in connection.execute(query)
    ]


def _posts(room_id: int) -> Select[Any]:
    thanked = select(func.count()).where(thanks.c.post_id == post.c.id).correlate(post).scalar_subquery()
    is_author = and_(account.c.id == post.c.author_id, account.c.erased_at.is_(None))
    return (
        select(post, account.c.name, thanked.label("thanks"))
        .outerjoin(account, is_author)
        .where(post.c.room_id == room_id)
        .order_by(post.c.thread_id, post.c.number)
    )


def _post(row: Row[Any]) -> dict[str, Any]:
    words = _words()
    return {
        "id": row.id,
        "number": row.number,
        "author": row.name or words["system" if row.author_id is None else "erased"],
        "at": _moment(row.created_at),
        "edited_at": _moment(row.edited_at),
        "source": row.source,
        "html": row.html,
        "gone": row.gone,
        "hidden_reason": row.hidden_reason if row.hidden_at else None,
        "quotes_id": row.quotes_id,
        "thanks": row.thanks,
        "attachments": [],
    }


def _files(connection: Connection, room_id: int, threads: list[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """(path, content) of each attachment of the room, one in memory at a time; names it in its post on the way."""
    posts = {each["id"]: each for one in threads for each in one["posts"]}
    query = select(attachment).where(attachment.c.room_id == room_id, attachment.c.post_id.is_not(None))
    for row in connection.execute(query.order_by(attachment.c.id)).fetchall():
        path = f"bilag/{row.id}-{row.name}"
        posts[row.post_id]["attachments"].append({"name": row.name, "file": path})
        content = select(attachment_content.c.content).where(attachment_content.c.attachment_id == row.id)
        yield path, bytes(connection.scalar(content) or b"")


def _document(whole: dict[str, Any], threads: list[dict[str, Any]]) -> str:
    sections = [
        _filled(
            "thread",
            title=escape(one["title"]),
            note=escape(" · ".join(part for part in (one["created_at"], *one["tags"], one["hidden_reason"]) if part)),
            content="\n".join(map(_article, one["posts"])),
        )
        for one in threads
    ]
    return _filled(
        "page",
        room=escape(whole["room"]),
        at=whole["exported_at"],
        threads=len(threads),
        posts=sum(len(one["posts"]) for one in threads),
        content="\n".join(sections),
    )


def _article(one: dict[str, Any]) -> str:
    notes = [_words()[one["gone"]]] if one["gone"] else []
    if one["hidden_reason"] is not None:
        notes.append(_filled("hidden", reason=one["hidden_reason"]))
    links = [f'<li><a href="{quote(file["file"])}">{escape(file["name"])}</a></li>' for file in one["attachments"]]
    return _filled(
        "post",
        id=one["id"],
        number=one["number"],
        author=escape(one["author"]),
        at=one["at"],
        note="".join(f"<p><em>{escape(note)}</em></p>" for note in notes),
        html=one["html"],  # made by board.markup
        files=f"<ul>{''.join(links)}</ul>" if links else "",
    )


def _filled(name: str, **values: object) -> str:
    return Template(_words()[name]).substitute({key: str(value) for key, value in values.items()})


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(sep=" ", timespec="minutes") if at else None


@functools.cache
def _words() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
