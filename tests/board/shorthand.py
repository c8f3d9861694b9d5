"""Shorthand for tests: a post with a form's key of its own."""

from __future__ import annotations

import uuid
from typing import Any

from board import posting
from board.views import Draft, Written
from tests.access.world import Person


def begin(person: Person, slug: str, title: str, source: str = "Hej", *, kind: str = "talk", **more: Any) -> Written:
    """A new thread of the person's."""
    tags = more.pop("tags", ())
    draft = Draft(kind=kind, title=title, source=source, tags=tags)
    return posting.start_thread(slug, draft, key=uuid.uuid4().hex, by=person.viewer, **more)


def answer(person: Person, thread_id: int, source: str = "Hej", **more: Any) -> Written:
    """A reply of the person's."""
    return posting.reply(thread_id, source, key=uuid.uuid4().hex, by=person.viewer, **more)
