"""The threads that a room begins with, written by Fodfæste itself; their words are in first_threads.toml."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from access import clock
from board import markup, search
from storage.board_tables import post, thread
from storage.tables import network

WORDS = Path(__file__).with_suffix(".toml")


def plant(connection: Connection, room_id: int, network_id: int | None) -> None:
    """Writes the first threads of a new room, in the caller's transaction."""
    name = connection.scalar(select(network.c.name).where(network.c.id == network_id)) or ""
    now = clock.now()
    for number, one in reversed(list(enumerate(_words()["common" if network_id is None else "closed"]))):
        title, source = (one[part].strip().replace("{network}", name) for part in ("title", "text"))
        key, common = f"fodfaeste-{number}", {"room_id": room_id, "created_at": now}
        made = {"kind": "talk", "title": title[:160], "last_at": now, "posts": 1, "is_pinned": one["pinned"]}
        thread_id = connection.scalars(insert(thread).values(made | common | {"key": key}).returning(thread.c.id)).one()
        words = {"source": source, "html": markup.render(source), "number": 1, "thread_id": thread_id}
        post_id = connection.scalars(insert(post).values(words | common | {"key": key}).returning(post.c.id)).one()
        connection.execute(thread.update().where(thread.c.id == thread_id).values(last_post_id=post_id))
        search.index(connection, post_id=post_id, room_id=room_id, text=f"{title}\n{markup.plain(source)}")


@functools.cache
def _words() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
