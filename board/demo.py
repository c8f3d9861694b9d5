"""The demo people write to one another, as people would: through board.posting. All of it is fictional and says so."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from access import clock, viewers
from access.policy import COMMON_ROOM, RoomRight, rooms
from access.viewer import Viewer
from board import marks, moderation, posting
from board.views import Draft
from storage.access_tables import account
from storage.board_tables import notice, post, thread
from storage.engine import reading, writing

WORDS = Path(__file__).with_suffix(".toml")


def write_threads() -> int:
    """Writes the threads of demo.toml, once; returns how many. Nothing without the demo people of access.demo."""
    with reading() as connection:
        people = _people(connection)
        has_written = select(post.c.id).where(post.c.author_id.in_([one.account_id for one in people.values()]))
        if len(people) < 4 or connection.execute(has_written.limit(1)).first():
            return 0
    slugs = {"common": COMMON_ROOM, "own": _closed(people["lead"]), "other": _closed(people["neighbour"])}
    words, now = tomllib.loads(WORDS.read_text(encoding="utf-8")), clock.now()
    threads = [
        _Thread(number, one, slugs[one["room"]], words["fictional"]) for number, one in enumerate(words["thread"])
    ]
    events = [(one.about["days"], one.number, 0) for one in threads]
    events += [(said["days"], one.number, n) for one in threads for n, said in enumerate(one.replies, start=1)]
    for days, number, n in sorted(events, key=lambda event: (-event[0], event[1], event[2])):  # ids follow the clock
        post_id = threads[number].begin(people) if n == 0 else threads[number].go_on(n, people)
        _backdate(post_id, now - timedelta(days=days) + timedelta(minutes=90 * n + number))
    for one in threads:
        one.finish(people)
    return len(threads)


class _Thread:
    """A thread of demo.toml on its way into the forum."""

    def __init__(self, number: int, about: dict[str, Any], slug: str, note: str) -> None:
        self.number, self.about, self.slug, self.note = number, about, slug, note
        self.replies: list[dict[str, Any]] = about.get("reply", [])
        self.thread_id, self.posts = 0, list[int]()

    def begin(self, people: dict[str, Viewer]) -> int:
        """Its first post."""
        one = self.about
        draft = Draft(
            kind=one.get("kind", "talk"),
            title=one["title"],
            source=f"{_filled(one['text'], people)}\n\n{self.note}",
            tags=tuple(one.get("tags", ())),
            barrier=one.get("barrier"),
            size=one.get("size"),
        )
        written = posting.start_thread(self.slug, draft, key=f"demo-{self.number:03d}", by=people[one["by"]])
        self.thread_id = written.thread_id
        return self._noted(written.post_id)

    def go_on(self, n: int, people: dict[str, Viewer]) -> int:
        """The nth reply."""
        said = self.replies[n - 1]
        written = posting.reply(
            self.thread_id,
            _filled(said["text"], people),
            key=f"demo-{self.number:03d}-{n:03d}",
            quotes_id=self.posts[-1] if said.get("quotes") else None,
            by=people[said["by"]],
        )
        return self._noted(written.post_id)

    def finish(self, people: dict[str, Viewer]) -> None:
        """What came after: thanks, the accepted answer, the pin."""
        asker = people[self.about["by"]]
        for said, post_id in zip(self.replies, self.posts[1:], strict=True):
            for who in said.get("thanks", ()):
                marks.thank(post_id, by=people[who])
        if "accepted" in self.about:
            moderation.accept(self.thread_id, self.posts[self.about["accepted"]], by=asker)
        if self.about.get("pinned"):
            moderation.pin(self.thread_id, by=asker)

    def _noted(self, post_id: int) -> int:
        self.posts.append(post_id)
        return post_id


def _backdate(post_id: int, at: datetime) -> None:
    """The demo was not all written in this second."""
    with writing() as connection:
        row = connection.execute(select(post.c.thread_id, post.c.number).where(post.c.id == post_id)).one()
        connection.execute(update(post).where(post.c.id == post_id).values(created_at=at))
        values = {"last_at": at} | ({"created_at": at} if row.number == 1 else {})
        connection.execute(update(thread).where(thread.c.id == row.thread_id).values(values))
        connection.execute(update(notice).where(notice.c.post_id == post_id).values(at=at))


def _people(connection: Connection) -> dict[str, Viewer]:
    """The demo people by their parts: lead, trainer (of the same network), neighbour (of another), coordinator."""
    ids = connection.scalars(select(account.c.id).where(account.c.is_demo, account.c.ended_at.is_(None))).all()
    everybody = [one for one in viewers.everyone(connection) if one.account_id in ids]
    found: dict[str, Viewer] = {}
    for one in everybody:
        for role in one.roles & {"lead", "coordinator"}:
            found[role] = one
    own = _closed(found["lead"]) if "lead" in found else ""
    for one in everybody:
        if "trainer" in one.roles and one is not found.get("lead") and _closed(one):
            found["trainer" if _closed(one) == own else "neighbour"] = one
    return found


def _closed(viewer: Viewer) -> str:
    """The closed room that the person writes in; empty if there is none."""
    return min(rooms(viewer, RoomRight.WRITE) - {COMMON_ROOM}, default="")


def _filled(text: str, people: dict[str, Viewer]) -> str:
    for role, one in people.items():
        text = text.replace(f"{{{role}}}", one.name)
    return text.strip()
