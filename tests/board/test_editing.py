"""Editing and taking back: nobody overwrites unseen, what was said is kept, what is taken away is gone."""

import pytest
from sqlalchemy import select

from access.errors import Refused
from access.policy import Forbidden
from board import posting, reading, search
from storage.board_tables import mention, post_revision, thread
from storage.engine import reading as reads
from tests.board.writing import ask, at_once, own, say, the_post


def test_the_second_of_two_who_edit_is_told(world):
    """The same person in two windows: the second to save would overwrite the first."""
    asked = ask(own(world), world.alice.viewer)
    posting.edit(asked.post_id, "Første vindue", version=1, by=world.alice.viewer)
    with pytest.raises(Refused, match="rettet et andet sted"):
        posting.edit(asked.post_id, "Andet vindue", version=1, by=world.alice.viewer)
    assert the_post(asked.post_id).source == "Første vindue"
    assert [one.source for one in reading.revisions(asked.post_id, viewer=world.bob.viewer)] == [
        "Første vindue",
        "Hos os er det uklart.",
    ]


def test_of_eight_edits_at_once_one_counts(world):
    asked, alice = ask(own(world), world.alice.viewer), world.alice.viewer
    tried = at_once(*[lambda n=n: posting.edit(asked.post_id, f"Udgave {n}", version=1, by=alice) for n in range(8)])
    assert [type(one) for one in tried if one is not None] == [Refused] * 7
    assert len(reading.revisions(asked.post_id, viewer=alice)) == 2


def test_saving_the_same_again_is_no_edit(world):
    asked = ask(own(world), world.alice.viewer)
    posting.edit(asked.post_id, "Hos os er det uklart.", version=1, by=world.alice.viewer)
    assert the_post(asked.post_id).edited_at is None


def test_a_first_post_can_get_another_title_and_is_found_by_it(world):
    asked = ask(own(world), world.alice.viewer, "Hvm vacinerer?")
    posting.edit(asked.post_id, "Nu med kit", version=1, title="Hvem vaccinerer?", by=world.alice.viewer)
    assert reading.thread(asked.thread_id, viewer=world.bob.viewer).thread.title == "Hvem vaccinerer?"
    assert [hit.post_id for hit in search.find("vaccinerer", viewer=world.bob.viewer).hits] == [asked.post_id]
    assert search.find("vacinerer", viewer=world.bob.viewer).hits == []


def test_only_the_author_edits(world):
    asked = ask(own(world), world.alice.viewer)
    with pytest.raises(Forbidden):
        posting.edit(asked.post_id, "Lederens ord", version=1, by=world.bob.viewer)


def test_a_deleted_post_leaves_a_tombstone_and_no_word(world):
    asked = ask(own(world), world.alice.viewer, source="Kanarie @Bob")
    say(asked.thread_id, world.bob.viewer)
    posting.edit(asked.post_id, "Kanariefugl @Bob", version=1, by=world.alice.viewer)
    taken = []
    for _ in range(2):
        posting.remove(asked.post_id, also=taken.append, by=world.alice.viewer)
    assert len(taken) == 1
    seen = reading.thread(asked.thread_id, viewer=world.bob.viewer).posts[0]
    assert (seen.gone, seen.html, seen.source, seen.author) == ("deleted", "", None, "Alice")
    assert search.find("kanarie", viewer=world.bob.viewer).hits == []
    with pytest.raises(Refused, match="fjernet"):
        posting.edit(asked.post_id, "Tilbage igen", version=3, by=world.alice.viewer)
    with pytest.raises(Forbidden):
        reading.revisions(asked.post_id, viewer=world.bob.viewer)
    with reads() as connection:
        assert connection.execute(select(post_revision)).all() == connection.execute(select(mention)).all() == []


def test_a_thread_that_held_only_the_deleted_post_is_gone_from_the_list(world):
    asked = ask(own(world), world.alice.viewer, "Kanarie")
    posting.remove(asked.post_id, by=world.alice.viewer)
    assert asked.thread_id not in {line.id for line in reading.threads(own(world), viewer=world.alice.viewer).threads}
    with reads() as connection:
        title = connection.scalar(select(thread.c.title).where(thread.c.id == asked.thread_id))
    assert title == posting.DELETED_TITLE
