"""One thread per municipality gathers its status notes, whoever is first; the note and its post are stored together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from access.policy import Forbidden
from board import moderation, posting, reading, status_threads
from programme import notes
from programme.calendar import today
from programme.notes import StatusNote
from storage import engine
from storage.board_tables import post, thread
from storage.tables import site, site_note
from tests.access.world import World


def ensure(world: World, person) -> int:
    return status_threads.ensure(f"netvaerk-{world.vest}", "0561", "Esbjerg", by=person.viewer)


def count(table, *where) -> int:
    with engine.reading() as connection:
        return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def test_all_who_are_first_at_once_get_the_same_thread(world: World):
    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(lambda n: ensure(world, (world.alice, world.bob)[n % 2]), range(6)))
    assert len(found) == 1
    shown = reading.thread(found.pop(), viewer=world.alice.viewer)
    assert (shown.thread.title, shown.thread.author_id, len(shown.posts)) == ("Status: Esbjerg", None, 1)


def test_a_hidden_or_locked_thread_is_followed_by_a_new_one(world: World):
    first = ensure(world, world.alice)
    moderation.lock(first, by=world.bob.viewer)
    second = ensure(world, world.alice)
    moderation.hide(second, "Navngav en borger", by=world.bob.viewer)
    third = ensure(world, world.alice)
    assert len({first, second, third}) == 3
    assert ensure(world, world.bob) == third


@pytest.mark.parametrize("name", ["charlie", "rita", "karen", "adam"])
def test_strangers_make_no_thread(world: World, name: str):
    with pytest.raises(Forbidden):
        ensure(world, getattr(world, name))
    assert count(thread, thread.c.key == "status-0561") == 0


def test_the_note_and_its_post_are_stored_together_once_or_not_at_all(world: World):
    alice, thread_id = world.alice.viewer, ensure(world, world.alice)
    with engine.reading() as connection:
        place = connection.scalars(select(site.c.id).where(site.c.municipality_code == "0561")).one()
    write = notes.writer(StatusNote(place, "done", today(), step="K2"), by=alice)
    for _ in range(2):  # a double click
        made = posting.reply(thread_id, "Ordinationen er på plads", key="k" * 32, also=write, by=alice)
    assert (count(site_note), count(post, post.c.note_id.is_not(None))) == (1, 1)
    assert reading.posts_of_notes([1], viewer=alice) == {1: (thread_id, made.number)}

    def broken(connection) -> int:
        write(connection)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        posting.reply(thread_id, "Noget andet", key="l" * 32, also=broken, by=alice)
    assert (count(site_note), count(post, post.c.author_id == world.alice.account_id)) == (1, 1)
    posting.remove(made.post_id, also=notes.retract_for(1, by=alice), by=alice)
    assert count(site_note, site_note.c.retracted_at.is_(None)) == 0
