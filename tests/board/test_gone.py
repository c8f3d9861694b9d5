"""What was taken away: nobody thanks it, corrects it or reports it any more, and closing a room twice is closing it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from access.errors import Refused
from access.policy import Forbidden
from board import marks, moderation, posting
from storage.access_tables import audit
from storage.board_tables import report, room, thanks
from storage.engine import reading
from tests.access.world import World
from tests.board.writing import ask, own, say, the_post


@pytest.fixture
def answer(world: World) -> int:
    """Bob's answer to Alice in the closed room."""
    return say(ask(own(world), world.alice.viewer).thread_id, world.bob.viewer).post_id


def count(table) -> int:
    with reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_what_is_hidden_is_neither_thanked_nor_corrected(world: World, answer: int):
    moderation.hide_post(answer, "Borgerdata", by=world.bob.viewer)
    with pytest.raises(Refused, match="fjernet"):
        marks.thank(answer, by=world.alice.viewer)
    with pytest.raises(Refused, match="kan ikke rettes"):
        posting.edit(answer, "Noget andet", version=1, by=world.bob.viewer)
    assert (count(thanks), the_post(answer).source) == (0, "Det gør lægen på centret.")


def test_what_is_deleted_is_neither_thanked_nor_reported(world: World, answer: int):
    posting.remove(answer, by=world.bob.viewer)
    with pytest.raises(Refused, match="fjernet"):
        marks.thank(answer, by=world.alice.viewer)
    with pytest.raises(Refused, match="fjernet"):
        moderation.report(answer, "Der står et navn", by=world.alice.viewer)
    assert (count(thanks), count(report)) == (0, 0)


def test_a_report_says_what_is_wrong_and_names_no_citizen(world: World, answer: int):
    for reason, says in ((" \n ", "Skriv kort"), ("x" * 1000, "Skriv kort"), ("Se 010190-1234", "CPR")):
        with pytest.raises(Refused, match=says):
            moderation.report(answer, reason, by=world.alice.viewer)
    assert count(report) == 0


def test_a_room_that_is_closed_twice_is_closed_once(world: World, answer: int):
    for who in (world.bob, world.karen):
        moderation.archive(own(world), by=who.viewer)
    with reading() as connection:
        [closed] = connection.execute(select(room).where(room.c.archived_at.is_not(None))).fetchall()
        lines = connection.execute(select(audit.c.actor_id).where(audit.c.action == "room_archived")).fetchall()
    assert closed.archived_by_id == world.bob.account_id
    assert [line.actor_id for line in lines] == [world.bob.account_id]
    with pytest.raises(Forbidden):
        moderation.archive("netvaerk-999999", by=world.karen.viewer)


def test_nobody_thanks_themselves(world: World, answer: int):
    with pytest.raises(Refused, match="sig selv"):
        marks.thank(answer, by=world.bob.viewer)
    assert marks.thank(answer, by=world.alice.viewer) == 1
