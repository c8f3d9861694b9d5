"""Short ways to write on the board in tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select

from access.policy import room_slug
from access.viewer import Viewer
from board import posting
from board.views import Draft, Written
from storage.board_tables import post
from storage.engine import reading
from tests.access.world import World

COMMON = "faelles"


def key() -> str:
    """What a form carries."""
    return uuid.uuid4().hex


def own(world: World) -> str:
    """The closed room of Alice and Bob."""
    return room_slug(world.vest)


def ask(
    slug: str, by: Viewer, title: str = "Hvem ordinerer?", source: str = "Hos os er det uklart.", **more: Any
) -> Written:
    """A question in a room."""
    about = {name: more.pop(name) for name in ("kind", "tags", "barrier", "size") if name in more}
    draft = Draft(**({"kind": "question", "title": title, "source": source} | about))
    return posting.start_thread(slug, draft, **({"key": key(), "by": by} | more))


def say(thread_id: int, by: Viewer, source: str = "Det gør lægen på centret.", **more: Any) -> Written:
    """A reply."""
    return posting.reply(thread_id, source, **({"key": key(), "by": by} | more))


def count(*which: Any) -> int:
    """How many posts there are, those of Fodfæste itself not counted."""
    with reading() as connection:
        query = select(func.count()).select_from(post).where(post.c.author_id.is_not(None), *which)
        return connection.execute(query).scalar_one()


def the_post(post_id: int) -> Any:
    """A post's row."""
    with reading() as connection:
        return connection.execute(select(post).where(post.c.id == post_id)).one()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave back or raised, all begun together."""

    def caught(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(caught, acts))
