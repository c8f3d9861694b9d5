"""python -m tests.bench.board_fill POSTS FILE: a board of twenty rooms with a tenth as many threads as posts.

A hundred and fifty people in nineteen networks, each signed in; what a client needs to be one of them is written to
FILE as JSON. The texts are made-up words, as common as words are (Zipf), about sixty to a post. The database is that
of FODFAESTE_DATABASE_URL. Everything is made up.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from access import clock, sessions
from board import rooms, search, words
from programme.setup import prepare_database
from storage.board_tables import post, thread
from storage.engine import checkpoint, is_sqlite, writing
from storage.tables import municipality, network, network_municipality, site
from tests.access import world as worlds

NETWORKS, PEOPLE, COMMON_SHARE = 19, 150, 0.3
WORDS, LONG_THREADS, LONG_SHARE = 30_000, 20, 0.02
CHUNK = 5_000
REAL = """kursus borger kit naloxon læge apotek ordination næsespray pårørende leder netværk møde
overdosis træner"""
SYLLABLES = "ba de fi go hu jæ kø lå me ni po ra se ti vu bry dre fli gro knu ple skæ sva tro"
ENDINGS = ["", "en", "er", "erne", "et", "ede", "ing", "lig", "s", "ning"]


def vocabulary() -> list[str]:
    """Made-up words after the real ones, the commonest first."""
    chance, found = random.Random(1), dict.fromkeys(REAL.split())
    while len(found) < WORDS:
        parts = chance.randint(2, 4)
        found["".join(chance.choices(SYLLABLES.split(), k=parts)) + chance.choice(ENDINGS)] = None
    return list(found)


def main(posts: int, told: Path) -> int:
    """Fills the database."""
    prepare_database()
    with writing() as connection:
        slugs, people = _people(connection)
        room_ids = [rooms.made(connection, slug).id for slug in slugs]
        if not is_sqlite(connection):
            connection.execute(text("DROP INDEX ix_post_search_words"))
    rows = _posts(posts, room_ids, people)
    while chunk := list(itertools.islice(rows, CHUNK)):
        with writing() as connection:
            _store(connection, chunk)
    with writing() as connection:
        last = "(SELECT max(id) FROM post WHERE thread_id = thread.id)"
        count = "(SELECT count(*) FROM post WHERE thread_id = thread.id)"
        at = "(SELECT max(created_at) FROM post WHERE thread_id = thread.id)"
        connection.execute(update(thread).values(last_post_id=text(last), posts=text(count), last_at=text(at)))
        if not is_sqlite(connection):
            connection.execute(
                text("CREATE INDEX ix_post_search_words ON post_search USING gin (words) WITH (fastupdate = off)")
            )
        connection.execute(text("ANALYZE"))
    checkpoint()
    told.write_text(json.dumps({"slugs": slugs, "people": people}))
    return 0


def _people(connection: Connection) -> tuple[list[str], list[dict[str, Any]]]:
    """The rooms, and a person's {account_id, token, csrf, rooms (numbers of slugs)}."""
    codes = list(connection.scalars(select(municipality.c.code).order_by(municipality.c.code)))
    slugs, places = ["faelles"], []
    for number in range(NETWORKS):
        row = {"name": f"Netværk {number}", "created_at": worlds.EARLY, "created_by": "bench"}
        network_id = connection.scalars(insert(network).values(row).returning(network.c.id)).one()
        code = codes[number * 5]
        member = {"network_id": network_id, "municipality_code": code, "since": date(2021, 1, 1), "set_by": "bench"}
        connection.execute(insert(network_municipality).values(member))
        place = {"name": f"Center {code}", "folded_name": f"center {code}", "municipality_code": code}
        places.append(connection.scalars(insert(site).values(place).returning(site.c.id)).one())
        slugs.append(f"netvaerk-{network_id}")
    people = []
    for number in range(PEOPLE):
        here = number % NETWORKS
        made = worlds.person(connection, f"Person {number}", "trainer", site_id=places[here])
        found = sessions._current(connection, made.token)
        assert found is not None
        one = {"account_id": made.account_id, "token": made.token, "csrf": found.csrf_token, "rooms": [0, here + 1]}
        people.append(one)
    return slugs, people


def _posts(posts: int, room_ids: list[int], people: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The posts in the order in which they were written; a tenth of them begin a thread."""
    chance, all_words = random.Random(2021), vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(len(all_words))))
    authors: list[list[int]] = [[] for _ in room_ids]
    for one in people:
        for place in one["rooms"]:
            authors[place].append(one["account_id"])
    in_room, counts = list[int](), list[int]()
    begin = datetime(2019, 1, 1)
    step = (clock.now() - timedelta(days=1) - begin) / posts
    for number in range(posts):
        is_new = not in_room or chance.random() < 0.1
        if is_new:
            in_room.append(0 if chance.random() < COMMON_SHARE else chance.randint(1, NETWORKS))
            counts.append(0)
            at = len(in_room) - 1
        elif chance.random() < LONG_SHARE:
            at = chance.randrange(min(LONG_THREADS, len(in_room)))
        else:
            at = max(0, len(in_room) - 1 - int(chance.expovariate(1 / 200)))
        counts[at] += 1
        yield {
            "thread": at + 1,
            "number": counts[at],
            "room_id": room_ids[in_room[at]],
            "author_id": chance.choice(authors[in_room[at]]),
            "at": begin + step * number,
            "words": chance.choices(all_words, cum_weights=weights, k=chance.randint(20, 100)),
            "key": f"bench-{number}",
            "kind": "question" if at % 3 == 0 else "talk",
        }


def _store(connection: Connection, chunk: list[dict[str, Any]]) -> None:
    offset = _FIRST.setdefault("thread", (connection.scalar(text("SELECT max(id) FROM thread")) or 0))
    threads = [
        {
            "id": offset + one["thread"],
            "room_id": one["room_id"],
            "kind": one["kind"],
            "title": " ".join(one["words"][:6])[:160],
            "author_id": one["author_id"],
            "created_at": one["at"],
            "last_at": one["at"],
            "key": one["key"],
        }
        for one in chunk
        if one["number"] == 1
    ]
    if threads:
        connection.execute(insert(thread), threads)
    first = (connection.scalar(text("SELECT max(id) FROM post")) or 0) + 1
    posts, index = [], []
    for post_id, one in enumerate(chunk, start=first):
        source = " ".join(one["words"])
        row = {"id": post_id, "thread_id": offset + one["thread"], "source": source, "html": f"<p>{source}</p>"}
        row |= {name: one[name] for name in ("room_id", "number", "author_id", "key")} | {"created_at": one["at"]}
        posts.append(row)
        stems = {words.stem(words.normal(word)) for word in one["words"]}
        tokens = [*(f"{one['room_id']}x{stem}" for stem in stems), f"{one['room_id']}a{one['author_id']}"]
        index.append({"id": post_id, "room_id": one["room_id"], "words": tokens})
    connection.execute(insert(post), posts)
    if is_sqlite(connection):
        connection.execute(search._SQLITE_ADD, [one | {"words": " ".join(one["words"])} for one in index])
    else:
        connection.execute(search._POSTGRESQL_ADD, index)
        for table in ("thread", "post"):
            connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))


_FIRST: dict[str, int] = {}

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
