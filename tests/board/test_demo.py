"""The demo's threads: written as people would write them, once, and never mistaken for real."""

import pytest
from sqlalchemy import select, update

from board import demo, notices, reading, rooms, search
from storage.access_tables import account
from storage.board_tables import post, thread
from storage.engine import reading as looking
from storage.engine import writing
from tests.access.world import World


@pytest.fixture
def fictional(world: World) -> int:
    with writing() as connection:
        connection.execute(update(account).values(is_demo=True))
    return demo.write_threads()


def test_they_are_written_once_and_each_says_that_it_is_fictional(world: World, fictional):
    assert fictional > 8
    assert demo.write_threads() == 0
    with looking() as connection:
        first = (post.c.number == 1) & post.c.author_id.is_not(None)
        texts = connection.scalars(select(post.c.source).where(first)).all()
        times = connection.execute(select(post.c.id, post.c.created_at).where(post.c.author_id.is_not(None))).fetchall()
    assert len(texts) == fictional
    assert all("Fiktivt: hører til demodata" in text for text in texts)
    assert "{" not in "".join(texts)
    assert len({row.created_at.date() for row in times}) > 10
    assert [row.id for row in sorted(times, key=lambda row: row.created_at)] == sorted(row.id for row in times)


def test_every_room_has_something_to_read_and_something_open(world: World, fictional):
    for person in (world.alice, world.bob, world.charlie):
        for room in rooms.mine(viewer=person.viewer):
            assert reading.threads(room.slug, viewer=person.viewer).threads
    assert len(reading.unanswered(viewer=world.alice.viewer)) >= 3
    assert len(reading.experiences(viewer=world.charlie.viewer)) == 2
    assert notices.count(viewer=world.bob.viewer) > 0
    assert search.find("rammedelegation", viewer=world.karen.viewer).hits
    with looking() as connection:
        assert connection.execute(select(thread.c.id).where(thread.c.answer_id.is_not(None))).first()


def test_a_database_without_demo_people_stays_empty(world: World):
    assert demo.write_threads() == 0
