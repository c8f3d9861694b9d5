"""python -m tests.board.killed TIMES: a process posts until it is killed (-9), again and again; then all is counted.

Each process is a fork of this one, so that a death costs milliseconds. What a killed process had not acknowledged is
sent again with the same key by the next one, as a browser does that got no answer. Prints JSON: what was wrong, if
anything, and the counts. The database is that of FODFAESTE_DATABASE_URL.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from typing import Any

from sqlalchemy import func, select

from access.throttle import Limit
from board import posting
from board.views import Draft
from storage.board_tables import notice, post, room, thread
from storage.engine import engine, reading
from tests.access import world as worlds
from tests.access.world import World

NO_LIMIT = Limit(10**9, 1)
MOST_POSTS = 5  # that a process acknowledges before it is killed


def main(times: int) -> int:
    """Kills that many processes; 1 if anything was lost, doubled or left half done."""
    posting.IN_A_WHILE = posting.IN_A_DAY = NO_LIMIT
    world = worlds.build()
    first = posting.start_thread("faelles", _draft(), key="first-of-all", by=world.alice.viewer)
    chance, acknowledged = random.Random(2021), {"first-of-all"}
    lost_answers, waiting = 0, ""
    for number in range(times):
        said, waiting = _live_and_die(number, waiting, first.thread_id, world, chance)
        acknowledged |= said
        lost_answers += bool(waiting)
    said, waiting = _live_and_die(times, waiting, first.thread_id, world, chance)
    wrong = _wrong(acknowledged | said, waiting)
    counts = {"kills": times + 1, "posts": len(acknowledged), "lost_answers": lost_answers}
    sys.stdout.write(json.dumps({"wrong": wrong} | counts) + "\n")
    return int(bool(wrong))


def _live_and_die(
    number: int, waiting: str, thread_id: int, world: World, chance: random.Random
) -> tuple[set[str], str]:
    """The keys that a process acknowledged before it was killed, and the one that it had begun without an answer."""
    engine().dispose()  # no connection is shared with the child
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        _post_for_ever(number, waiting, thread_id, world, mouth)
    os.close(mouth)
    with os.fdopen(ear, "rb") as heard:
        lines = [heard.readline() for _ in range(2 * chance.randint(1, MOST_POSTS))]
        time.sleep(chance.random() * 0.02)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "it ended by itself"
        lines += heard.read().splitlines()
    said = [line.decode().split() for line in lines]
    begun, stored = ([key for what, key in said if what == wanted] for wanted in ("begins", "stored"))
    return set(stored), begun[-1] if begun[-1] not in stored else ""


def _post_for_ever(number: int, waiting: str, thread_id: int, world: World, mouth: int) -> None:
    viewer, bob = world.alice.viewer, world.bob.viewer
    for count in range(1_000_000):
        key = waiting if waiting and count == 0 else f"kill-{number}-{count}"
        os.write(mouth, f"begins {key}\n".encode())
        if key.endswith("-3"):
            posting.start_thread("faelles", _draft(), key=key, by=viewer)
        else:
            posting.reply(thread_id, f"Svar {key} til @Charlie", key=key, by=bob)
        os.write(mouth, f"stored {key}\n".encode())


def _draft() -> Draft:
    return Draft(kind="question", title="Hvem ordinerer?", source="Hos os er det **uklart**.")


def _wrong(acknowledged: set[str], waiting: str) -> list[str]:
    """What is not as it should be."""
    with reading() as connection:
        stored = Counter(connection.scalars(select(post.c.key).where(post.c.author_id.is_not(None))))
        counted = connection.execute(
            select(thread.c.id, thread.c.posts, func.count(), func.max(post.c.number), func.max(post.c.id))
            .add_columns(thread.c.last_post_id)
            .join(post, post.c.thread_id == thread.c.id)
            .group_by(thread.c.id, thread.c.posts, thread.c.last_post_id)
        ).fetchall()
        empty = connection.scalars(select(thread.c.id).where(thread.c.posts == 0)).all()
        posts = set(connection.scalars(select(post.c.id)))
        found = set(connection.exec_driver_sql("SELECT rowid FROM post_search").scalars())
        told = set(connection.scalars(select(notice.c.post_id).where(notice.c.kind == "mention")))
        mentions = set(connection.scalars(select(post.c.id).where(post.c.source.contains("@Charlie"))))
        is_whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        rooms = connection.execute(select(func.count()).select_from(room)).scalar_one()
    checks: dict[str, Any] = {
        "lost": acknowledged - set(stored),
        "doubled": {key for key, count in stored.items() if count > 1},
        "stored but never sent": set(stored) - acknowledged - {waiting},
        "threads that count wrong": [row for row in counted if len({row[1], row[2], row[3]}) > 1 or row[4] != row[5]],
        "threads without a post": empty,
        "posts that the search does not know": posts ^ found,
        "mentions that were not told": mentions ^ told,
        "the file": [] if is_whole == "ok" else [is_whole],
        "rows that hang on nothing": dangling,
        "rooms": [] if rooms == 1 else [rooms],
    }
    return [f"{name}: {list(what)[:5]}" for name, what in checks.items() if what]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
