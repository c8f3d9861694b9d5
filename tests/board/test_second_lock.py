"""PostgreSQL's own lock on the board: even a query without a filter finds the rows of one's own rooms only."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Table, exc, insert, select, text, update

from access import clock, sessions
from access.policy import Forbidden
from access.viewer import Grant
from board import attachments, marks, moderation, notices, posting, prompts, reading, rooms, search
from storage import board_tables, scope
from storage.board_tables import attachment_content, mail_choice, notice, post, room
from storage.engine import reading as reads
from storage.engine import writing
from storage.tables import metadata
from tests.access import world as worlds
from tests.board.site_role import SiteRole
from tests.board.writing import COMMON, ask, key, own, say
from tests.conftest import use_database

BOARD = [table for table in metadata.tables.values() if getattr(board_tables, table.name, None) is table]
OWN_ONLY = {"follow", "read_mark", "visit", "draft", "notice", "prompt_answer"}  # rows of one account in one room
BY_ROOM = [table for table in BOARD if "room_id" in table.c]


@pytest.fixture(scope="module")
def _world(_postgresql_copy) -> Iterator[worlds.World]:
    """Written in by everybody, with a row in every table of the board for both networks; then the site's role."""
    with _postgresql_copy() as url, use_database(url):
        world = worlds.build()
        for slug, one, other in (
            (own(world), world.alice, world.bob),
            (f"netvaerk-{world.øst}", world.charlie, world.charlie),
            (COMMON, world.alice, world.karen),
        ):
            fill(slug, one, other)
        with SiteRole(url):
            yield world
            scope.enter(scope.SYSTEM)


@pytest.fixture
def world(_world) -> Iterator[worlds.World]:
    yield _world
    scope.enter(scope.SYSTEM)


def fill(slug: str, one: worlds.Person, other: worlds.Person) -> None:
    by, reader = one.viewer, other.viewer
    for person in (by, reader):
        rooms.enter(slug, by=person)
    file_id = attachments.add(slug, "x.pdf", b"%PDF-1.4 kanarie", by=by)
    asked = ask(slug, by, source="Kanarie", tags=("kit",), attachments=(file_id,))
    answer = say(asked.thread_id, reader, "@Bob @Charlie @Alice kanarie", quotes_id=asked.post_id)
    posting.edit(asked.post_id, "Kanarie to", version=1, by=by)
    for person in (by, reader):
        marks.save_draft(f"rum-{slug}", slug, "Kladde", "Kanarie", by=person)
        marks.follow(asked.thread_id, "follow", by=person)
        marks.read(asked.thread_id, answer.post_id, by=person)
    moderation.report(answer.post_id, "Kanarie", by=by)
    with writing() as connection:
        room_id = connection.scalar(select(room.c.id).where(room.c.slug == slug))
        row = {"room_id": room_id, "account_id": one.account_id, "at": clock.now()}
        connection.execute(rooms.upsert(connection, board_tables.thanks).values(row | {"post_id": answer.post_id}))
        connection.execute(rooms.upsert(connection, notice).values(row | {"kind": "thanks", "key": key()}))
        month = {"month": "2021-07"}
        connection.execute(insert(board_tables.prompt).values({"room_id": room_id, "at": clock.now()} | month))
        connection.execute(insert(board_tables.prompt_answer).values(row | month))


def as_member(rooms_of: str, account_id: int | None) -> None:
    scope.enter(scope.Scope(account_id, "", rooms_of))


def room_ids(table: Table) -> set[int]:
    with reads() as connection:
        return set(connection.scalars(select(table.c.room_id)))


def id_of(slug: str) -> int:
    with scope.system(), reads() as connection:
        return connection.execute(select(room.c.id).where(room.c.slug == slug)).scalar_one()


def test_every_table_of_the_board_is_locked_for_its_owner_too(world):
    """Also post_search, which stands in no list of tables."""
    locked = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind = 'r'")
    with reads() as connection:
        found = set(connection.scalars(locked))
    assert found >= {table.name for table in BOARD} | {"post_search"}
    assert len(BOARD) > 15


@pytest.mark.parametrize("table", BY_ROOM, ids=lambda one: one.name)
def test_a_query_without_a_filter_finds_the_own_room_only(world, table):
    vest, common = id_of(own(world)), id_of(COMMON)
    assert len(room_ids(table)) == 3  # positive control: the system sees all rooms
    as_member(own(world), world.alice.account_id)
    assert room_ids(table) == {vest}
    as_member(f"{COMMON},{own(world)}", world.alice.account_id)
    assert room_ids(table) == {vest, common}
    as_member("", world.alice.account_id)
    assert room_ids(table) == set()


@pytest.mark.parametrize("table", [one for one in BY_ROOM if one.name in OWN_ONLY], ids=lambda one: one.name)
def test_of_marks_drafts_and_notices_one_finds_the_own_only(world, table):
    with reads() as connection:
        owners = set(connection.scalars(select(table.c.account_id)))
    assert len(owners) > 1
    as_member(own(world), world.alice.account_id)
    with reads() as connection:
        assert set(connection.scalars(select(table.c.account_id))) == {world.alice.account_id}


def test_the_rooms_themselves_the_files_and_the_search_words_too(world):
    def seen() -> tuple[int, int, int]:
        with reads() as connection:
            return (
                len(connection.execute(select(room.c.slug)).all()),
                len(connection.execute(select(attachment_content.c.attachment_id)).all()),
                len(set(connection.scalars(text("SELECT room_id FROM post_search")))),
            )

    assert seen() == (3, 3, 3)
    as_member(own(world), world.alice.account_id)
    assert seen() == (1, 1, 1)
    as_member("", None)
    assert seen() == (0, 0, 0)


def test_writing_into_another_room_is_refused_by_the_table(world):
    vest, thread_id = id_of(own(world)), thread_of(own(world))
    as_member(f"netvaerk-{world.øst}", world.charlie.account_id)
    row = {"thread_id": thread_id, "room_id": vest, "number": 77, "source": "x", "html": "x", "created_at": clock.now()}
    with pytest.raises(exc.ProgrammingError, match="row-level security"), writing() as connection:
        connection.execute(insert(post).values(row | {"key": key()}))
    with writing() as connection:
        assert connection.execute(update(post).values(source="CANARY").where(post.c.room_id == vest)).rowcount == 0


def test_a_notice_reaches_another_and_is_read_by_that_person_only(world):
    vest, told = id_of(own(world)), key()
    as_member(own(world), world.alice.account_id)
    with writing() as connection:
        notices.tell(connection, kind="reply", account_ids=[world.bob.account_id], room_id=vest, key=told)
    mine = select(notice.c.id).where(notice.c.key == told)
    with reads() as connection:
        assert connection.execute(mine).first() is None
    as_member(own(world), world.bob.account_id)
    with reads() as connection:
        assert connection.execute(mine).first() is not None


def test_what_one_chose_about_mail_is_ones_own(world):
    with writing() as connection:
        for one in (world.alice, world.bob):
            row = {"account_id": one.account_id, "frequency": "none", "token": key()}
            connection.execute(insert(mail_choice).values(row))
    as_member(own(world), world.alice.account_id)
    with reads() as connection:
        assert list(connection.scalars(select(mail_choice.c.account_id))) == [world.alice.account_id]


def test_with_the_first_lock_broken_the_second_still_holds(world):
    """A viewer with rights that the person does not have, as a bug in the first lock would make one."""
    thread_id = thread_of(own(world))
    forged = replace(world.charlie.viewer, grants=frozenset({Grant("lead", world.vest)}))
    assert reading.thread(thread_id, viewer=forged).posts  # positive control: as the system the forgery works
    assert own(world) in {hit.slug for hit in search.find("kanarie", viewer=forged).hits}
    sessions.enter(world.charlie.token)  # as the gate does it
    for look in (
        lambda: reading.thread(thread_id, viewer=forged),
        lambda: posting.reply(thread_id, "x", key=key(), by=forged),
        lambda: moderation.hide(thread_id, "x", by=forged),
    ):
        with pytest.raises(Forbidden):
            look()
    assert {hit.slug for hit in search.find("kanarie", viewer=forged).hits} == {COMMON}
    assert prompts.open(viewer=forged) is None
    assert {line.slug for line in reading.unread(viewer=forged)} <= {COMMON}


def thread_of(slug: str) -> int:
    with scope.system(), reads() as connection:
        wanted = select(post.c.thread_id).where(post.c.room_id == id_of(slug), post.c.author_id.is_not(None))
        return connection.execute(wanted.limit(1)).scalar_one()


def test_all_that_the_members_do_works_with_both_locks_shut(world):
    """One recipient, then several: a notice is written by somebody who may not read it."""
    slug = own(world)

    def enter(person):
        found = sessions.enter(person.token)  # as the gate does it
        assert found is not None
        return found.viewer

    rooms.enter(slug, by=enter(world.alice))
    asked = ask(slug, enter(world.alice), "Med begge låse")
    answer = say(asked.thread_id, enter(world.bob), "Til @Alice")
    assert notices.mine(viewer=enter(world.alice))[0].kind == "mention"
    say(asked.thread_id, enter(world.bob), "Og en gang til")
    assert notices.mine(viewer=enter(world.alice))[0].kind == "reply"
    moderation.accept(asked.thread_id, answer.post_id, by=enter(world.alice))
    marks.thank(answer.post_id, by=enter(world.alice))
    moderation.report(answer.post_id, "Se her", by=enter(world.alice))
    kinds = [one.kind for one in notices.mine(viewer=enter(world.bob))]
    assert kinds[:3] == ["report", "thanks", "accepted"]
    marks.read(asked.thread_id, answer.post_id, by=enter(world.alice))
    marks.read_all(slug, by=enter(world.alice))
    marks.follow(asked.thread_id, "mute", by=enter(world.alice))
    marks.save_draft("rum-1", slug, "Kladde", "Kladde", by=enter(world.alice))
    posting.edit(asked.post_id, "Rettet, @Bob", version=1, by=enter(world.alice))
    moderation.pin(asked.thread_id, by=enter(world.bob))
    moderation.hide_post(asked.post_id, "Prøve", by=enter(world.bob))
    moderation.redact(answer.post_id, by=enter(world.bob))
    posting.remove(asked.post_id, by=enter(world.alice))
    assert {one.name for one in rooms.members(slug, viewer=enter(world.alice))} == {"Alice", "Bob"}
    moderation.break_glass(slug, "Der er en mistanke", by=enter(world.karen))
    assert reading.thread(asked.thread_id, viewer=enter(world.karen)).room.slug == slug
    assert notices.mine(viewer=enter(world.alice))[0].kind == "glass"
    moderation.archive(slug, by=enter(world.karen))
    assert rooms.mine(viewer=enter(world.alice))[1].archived_at is not None
