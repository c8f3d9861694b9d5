"""python -m tests.bench.board_cost FILE SECONDS: what requests of the board cost the server, as JSON.

Whole requests through the site itself (gate, session, page, HTML) as the people of FILE (see board_fill), in one
process. Milliseconds of CPU: this process's and, on PostgreSQL, that of the server process behind its connection.
Durable posts per second are measured beside the disk's own fsync, in turns, for SECONDS together.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import Client

from access import sessions
from access.throttle import Limit
from board import posting, search
from storage.board_tables import post, thread
from storage.engine import engine, is_sqlite, reading
from tests.bench.board_fill import vocabulary

REQUESTS, WARM = 200, 25
TURNS = 4
HERE = "http://localhost"


class Meter:
    """CPU of this process and of the database's process behind its connection."""

    def __init__(self) -> None:
        with reading() as connection:
            self.backend = (
                0 if is_sqlite(connection) else connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            )

    def now(self) -> float:
        """Milliseconds so far."""
        there = 0.0
        if self.backend:
            there = int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e6
        return time.process_time() * 1000 + there


class People:
    """Clients that are signed in, one after another."""

    def __init__(self, told: dict[str, Any]) -> None:
        from app import create_app

        self.server, self.slugs, self.chance = create_app().server, told["slugs"], random.Random(7)
        self.people = [(self._client(one["token"]), one) for one in told["people"]]

    def _client(self, token: str) -> Client:
        client = self.server.test_client()
        client.set_cookie("fodfaeste", token)
        return client

    def anyone(self) -> tuple[Client, dict[str, Any]]:
        """Somebody."""
        return self.chance.choice(self.people)


def main(told: Path, seconds: float) -> int:
    """Measures and prints."""
    people, meter = People(json.loads(told.read_text())), Meter()
    by_room, longest = _threads(people.slugs)
    asked = list(_queries())
    found: dict[str, Any] = {"requests": REQUESTS}

    def room(client: Client, one: dict[str, Any]) -> None:
        _get(client, f"/forum/{people.slugs[people.chance.choice(one['rooms'])]}")

    def a_thread(client: Client, one: dict[str, Any]) -> None:
        _get(client, f"/forum/traad/{people.chance.choice(by_room[people.chance.choice(one['rooms'])])}")

    def long_thread(client: Client, _one: dict[str, Any]) -> None:
        _get(client, f"/forum/traad/{longest[0]}?fra={people.chance.randrange(1, longest[1])}")

    def look_for(client: Client, _one: dict[str, Any]) -> None:
        _get(client, f"/forum/soeg?q={people.chance.choice(asked)}")

    def front(client: Client, _one: dict[str, Any]) -> None:
        _get(client, "/forum")

    for name, act in (
        ("front", front),
        ("threads", room),
        ("thread", a_thread),
        ("long", long_thread),
        ("search", look_for),
    ):
        found[name] = _spread(people, meter, act)
    found["find"] = _find_alone(people, meter, asked)
    found |= _writing(people, meter, by_room, seconds)
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _spread(people: People, meter: Meter, act: Callable[[Client, dict[str, Any]], None]) -> list[float]:
    """p50 and p95 of one request."""
    costs = []
    for number in range(WARM + REQUESTS):
        client, one = people.anyone()
        before = meter.now()
        act(client, one)
        if number >= WARM:
            costs.append(meter.now() - before)
    return _quantiles(costs)


def _find_alone(people: People, meter: Meter, asked: list[str]) -> list[float]:
    """p50 and p95 of search.find() without the page around it, each query once."""
    costs = []
    for query in asked:
        found = sessions.current(people.anyone()[1]["token"])
        assert found is not None
        before = meter.now()
        search.find(query, viewer=found.viewer)
        costs.append(meter.now() - before)
    return _quantiles(costs)


def _writing(people: People, meter: Meter, by_room: list[list[int]], seconds: float) -> dict[str, Any]:
    """Posts that were acknowledged per second of one worker, in turns with the disk's own fsync."""
    taken, written, synced, waited, cost = 0.0, 0, 0, 0.0, 0.0
    posting.IN_A_WHILE = posting.IN_A_DAY = Limit(1_000_000, 10)  # counted as ever; few people write very much here
    for _ in range(TURNS):
        made, slept = _fsyncs(seconds / TURNS / 3)
        synced, waited = synced + made, waited + slept
        until, before, began = time.monotonic() + seconds / TURNS, meter.now(), time.monotonic()
        while time.monotonic() < until:
            client, one = people.anyone()
            target = people.chance.choice(by_room[people.chance.choice(one["rooms"])])
            body = {
                "csrf": one["csrf"],
                "noegle": uuid.uuid4().hex,
                "tekst": "Kursus holdt med fire borgere og to kit.",
            }
            answer = client.post(f"/forum/svar/{target}", data=body, headers={"Origin": HERE, "Accept": "text/html"})
            assert answer.status_code == 303, answer.get_data(as_text=True)[-2000:]
            assert "#opslag-" in answer.headers["Location"], answer.headers["Location"]
            written += 1
        taken, cost = taken + time.monotonic() - began, cost + meter.now() - before
    return {
        "posts_per_s": written / taken,
        "post_cpu": cost / written,
        "fsync_per_s": synced / waited,
        "written": written,
    }


def _fsyncs(seconds: float) -> tuple[int, float]:
    """How often the disk under the database says that a page is safe."""
    place = Path(engine().url.database or ".").parent if engine().dialect.name == "sqlite" else Path("/tmp")  # nosec
    path = place / f"fsync-{os.getpid()}"
    count, began = 0, time.monotonic()
    with path.open("wb") as file:
        while time.monotonic() - began < seconds:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            count += 1
    path.unlink()
    return count, time.monotonic() - began


def _threads(slugs: list[str]) -> tuple[list[list[int]], tuple[int, int]]:
    """Some threads of each room, and the longest of the common forum with its number of posts."""
    from storage.board_tables import room

    with reading() as connection:
        rows = connection.execute(select(thread.c.id, room.c.slug).join(room).order_by(thread.c.id)).fetchall()
        by_room: dict[str, list[int]] = {slug: [] for slug in slugs}
        for row in rows:
            by_room[row.slug].append(row.id)
        common = select(post.c.thread_id, func.count()).join(thread, thread.c.id == post.c.thread_id).join(room)
        longest = common.where(room.c.slug == slugs[0]).group_by(post.c.thread_id).order_by(func.count().desc())
        found = connection.execute(longest.limit(1)).one()
    return [by_room[slug][-2000:] for slug in slugs], (found[0], found[1])


def _queries() -> Iterator[str]:
    """What people search for: common words, rarer ones, two at once, beginnings, and what is not there."""
    chance, every = random.Random(3), vocabulary()
    yield from every[:40]
    yield from chance.sample(every[40:2000], 40)
    yield from chance.sample(every[2000:], 40)
    for _ in range(40):
        yield f"{chance.choice(every[:40])} {chance.choice(every[:5000])}"
    for _ in range(20):
        yield chance.choice(every[:2000])[:3]
    for number in range(20):
        yield f"findesikke{number}"


def _get(client: Client, address: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, (address, answer.status_code)
    answer.get_data()


def _quantiles(costs: list[float]) -> list[float]:
    ordered = sorted(costs)
    return [statistics.median(ordered), ordered[int(len(ordered) * 0.95)]]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2])))
