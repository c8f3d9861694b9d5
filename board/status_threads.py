"""One thread per municipality in a closed room, where its status notes are gathered; Fodfæste makes it at first use."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from sqlalchemy import Connection, insert, select

from access import clock
from access.policy import Forbidden
from access.viewer import Viewer
from board import markup, rooms, rows, search
from board.visibility import can_write
from storage.board_tables import post, room, thread
from storage.engine import writing

WORDS = Path(__file__).with_suffix(".toml")


def ensure(slug: str, municipality_code: str, municipality: str, *, by: Viewer) -> int:
    """The id of the thread, made if it is not there or was hidden or locked; raises Forbidden, Refused (archived)."""
    if not can_write(by, slug):
        raise Forbidden(slug)
    key = f"status-{municipality_code}"
    with writing() as connection:
        found = rooms.made(connection, slug)
        rows.refuse_if_closed(found)
        # Two first notes at once: the second waits here, and finds the thread of the first.
        connection.execute(select(room.c.id).where(room.c.id == found.id).with_for_update())
        is_it = (thread.c.room_id == found.id) & thread.c.author_id.is_(None) & (thread.c.key == key)
        is_open = thread.c.hidden_at.is_(None) & thread.c.locked_at.is_(None)
        there = connection.scalar(select(thread.c.id).where(is_it, is_open).order_by(thread.c.id.desc()).limit(1))
        return int(there) if there is not None else _made(connection, found.id, key, municipality)


def _made(connection: Connection, room_id: int, key: str, municipality: str) -> int:
    title, source = (_words()[part].strip().replace("{municipality}", municipality) for part in ("title", "text"))
    now, common = clock.now(), {"room_id": room_id, "key": key}
    made = {"kind": "talk", "title": title, "created_at": now, "last_at": now, "posts": 1}
    thread_id = int(connection.scalars(insert(thread).values(made | common).returning(thread.c.id)).one())
    words = {"thread_id": thread_id, "number": 1, "source": source, "html": markup.render(source), "created_at": now}
    post_id = int(connection.scalars(insert(post).values(words | common).returning(post.c.id)).one())
    connection.execute(thread.update().where(thread.c.id == thread_id).values(last_post_id=post_id))
    search.index(connection, post_id=post_id, room_id=room_id, text=f"{title}\n{markup.plain(source)}")
    return thread_id


@functools.cache
def _words() -> dict[str, str]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
