"""The board with 100,000 and 1,000,000 posts: what a request costs the server, how fast it stores, how it grows."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench import board_people
from tests.bench.measure import NotMeasured, cost_of
from tests.bench.report import Row
from tests.postgres import DURABLE, address, administer, postgres_server

SMALL, LARGE = 100_000, 1_000_000
WRITING_SECONDS = "24"
FLAT, FEWEST_POSTS, SHARE_OF_FSYNC = 1.5, 50.0, 0.8
# name of the figure: (what it is, the goal of p50 and of p95 in ms, the peer's p50: the better of FlaskBB and Misago)
REQUESTS = {
    "threads": ("thread list", 15, None, 152),
    "thread": ("thread", 15, None, 74),
    "long": ("thread of thousands, any page", None, None, None),
    "front": ("front page of the forum", None, None, None),
    "search": ("search, whole page", 20, 100, None),
    "find": ("search, the query alone", None, None, None),
}
KILLS = 200


def sqlite() -> Iterator[Row]:
    """100,000 posts on SQLite."""
    with _sqlite(SMALL) as measured:
        yield from _rows("SQLite, 100,000 posts", measured)


def postgresql() -> Iterator[Row]:
    """100,000 posts on PostgreSQL."""
    with _postgresql(SMALL) as measured:
        yield from _rows("PostgreSQL, 100,000 posts", measured)


def sqlite_million() -> Iterator[Row]:
    """100,000 and then 1,000,000 posts on SQLite, and whether it stayed flat."""
    with _sqlite(SMALL) as small, _sqlite(LARGE) as large:
        yield from _rows("SQLite, 1,000,000 posts", large)
        yield from _flatness("SQLite", small, large)


def postgresql_million() -> Iterator[Row]:
    """The same on PostgreSQL."""
    with _postgresql(SMALL) as small, _postgresql(LARGE) as large:
        yield from _rows("PostgreSQL, 1,000,000 posts", large)
        yield from _flatness("PostgreSQL", small, large)


def people(minutes: float = 10) -> Iterator[Row]:
    """150 people who read and post, through a real server with one worker."""
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder:
        url, told = f"sqlite:///{folder}/board.db", Path(folder) / "told.json"
        _fill(url, SMALL, told)
        found = board_people.live(url, told, minutes * 60)
    about = f"150 people, {minutes:g} minutes"
    yield Row(f"{about}: errors of {found['requests']:,} requests", found["errors"], "", goal=0)
    yield Row(f"{about}: memory growth after warm-up", found["growth_mb"], "MB", goal=5, reason=found["memory"])
    yield Row(f"{about}: server CPU per request", found["cpu_ms"], "ms")


def kill() -> Iterator[Row]:
    """A posting process killed 200 times."""
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder:
        cost = cost_of(
            ["tests.board.killed", str(KILLS)], timeout=600, FODFAESTE_DATABASE_URL=f"sqlite:///{folder}/k.db"
        )
    said = json.loads(cost.output)
    name = f"Posts lost or doubled over {said['kills']} kills, {said['posts']:,} acknowledged"
    yield Row(name, len(said["wrong"]), "", goal=0)


def _rows(about: str, measured: dict[str, Any]) -> Iterator[Row]:
    for key, (name, goal, goal_95, peer) in REQUESTS.items():
        p50, p95 = measured[key]
        yield Row(f"Board, {name}, CPU p50 ({about})", p50, "ms", goal=goal, peer=peer)
        yield Row(f"Board, {name}, CPU p95 ({about})", p95, "ms", goal=goal_95)
    per_s, disk = measured["posts_per_s"], measured["fsync_per_s"]
    is_met = per_s >= min(FEWEST_POSTS, SHARE_OF_FSYNC * disk)
    yield Row(f"Board, CPU of a post ({about})", measured["post_cpu"], "ms", peer=34)
    yield Row(
        f"Board, time of a durable post, one worker ({about})",
        1000 / per_s,
        "ms",
        goal=1000 / min(FEWEST_POSTS, SHARE_OF_FSYNC * disk),
        reason=f"{per_s:.0f} posts/s, the disk's fsync {disk:.0f}/s{'' if is_met else ': too few'}",
    )


def _flatness(engine: str, small: dict[str, Any], large: dict[str, Any]) -> Iterator[Row]:
    for key, (name, *_) in REQUESTS.items():
        ratio = large[key][0] / small[key][0]
        yield Row(f"Board, {name}, 1,000,000 posts over 100,000 ({engine})", ratio, "x", goal=FLAT)
    yield Row(
        f"Board, CPU of a post, 1,000,000 over 100,000 ({engine})",
        large["post_cpu"] / small["post_cpu"],
        "x",
        goal=FLAT,
    )


@contextmanager
def _sqlite(posts: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder:
        url, told = f"sqlite:///{folder}/board.db", Path(folder) / "told.json"
        _fill(url, posts, told)
        yield _measure(url, told)


@contextmanager
def _postgresql(posts: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder, postgres_server(*DURABLE) as socket:
        administer(socket, "CREATE DATABASE board")
        administer(socket, "ALTER DATABASE board SET max_parallel_workers_per_gather = 0")  # one process to count
        told = Path(folder) / "told.json"
        _fill(address(socket, "board"), posts, told)
        yield _measure(address(socket, "board"), told)


def _fill(url: str, posts: int, told: Path) -> None:
    cost_of(["tests.bench.board_fill", str(posts), str(told)], timeout=3600, FODFAESTE_DATABASE_URL=url)


def _measure(url: str, told: Path) -> dict[str, Any]:
    arguments = ["tests.bench.board_cost", str(told), WRITING_SECONDS]
    measured = json.loads(cost_of(arguments, timeout=1800, FODFAESTE_DATABASE_URL=url).output)
    if not isinstance(measured, dict):
        raise NotMeasured("no figures")
    return measured
