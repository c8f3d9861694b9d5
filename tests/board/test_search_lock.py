"""PostgreSQL's own lock on the search: with the site's role the index answers for the own rooms only."""

import pytest
from sqlalchemy import exc, text

from access.policy import RoomRight, rooms
from access.viewer import Viewer
from board import posting, search
from storage import scope
from storage.engine import reading, writing
from storage.errors import StorageError
from tests.access.test_second_lock import world  # noqa: F401 (a fixture)
from tests.board.shorthand import answer, begin

ALL = text("SELECT count(*) FROM post_search")
ASK = text(
    "SELECT count(*) FROM post_search_newest(CAST(:asked AS tsquery), ARRAY(SELECT generate_series(1, 99)),"
    " 0, 2147483647, 100)"
)


def enter(person) -> Viewer:
    """As the gate does it."""
    scope.enter(scope.SYSTEM)
    viewer = person.viewer
    scope.enter(scope.Scope(viewer.account_id, "", ",".join(sorted(rooms(viewer, RoomRight.READ)))))
    return viewer


def counted(statement, **values) -> int:
    with reading() as connection:
        return connection.execute(statement, values).scalar_one()


def test_the_index_answers_for_the_own_rooms_only(world):  # noqa: F811
    inside = begin(world.alice, f"netvaerk-{world.vest}", "Titel", "kanariefugl")
    with reading() as connection:
        room_id = connection.execute(text("SELECT room_id FROM post WHERE id = :id"), {"id": inside.post_id}).scalar()
    stem = next(iter(search.words.stems("kanariefugl")))
    asked = f"'{room_id}x{stem}'"
    assert counted(ASK, asked=asked) == 1
    enter(world.alice)
    assert counted(ASK, asked=asked) == 1
    enter(world.charlie)
    assert counted(ASK, asked=asked) == 0
    assert counted(text("SELECT count(*) FROM post_search WHERE room_id = :id"), id=room_id) == 0
    scope.enter(scope.Scope(None, ""))
    assert counted(ALL) == 0


def test_posting_editing_and_finding_work_under_the_lock(world):  # noqa: F811
    alice = enter(world.alice)
    draft = posting.Draft(kind="talk", title="Titel", source="kanariefugl")
    written = posting.start_thread(f"netvaerk-{world.vest}", draft, key="a" * 32, by=alice)
    posting.edit(written.post_id, "papegøje", version=1, by=alice)
    assert [hit.post_id for hit in search.find("papegøjer", viewer=alice).hits] == [written.post_id]
    posting.remove(written.post_id, by=alice)
    assert search.find("papegøje", viewer=alice).hits == []
    assert search.find("papegøje", viewer=enter(world.charlie)).hits == []


def test_nobody_writes_into_the_index_of_a_foreign_room(world):  # noqa: F811
    inside = begin(world.alice, f"netvaerk-{world.vest}", "Titel", "kanariefugl")
    with reading() as connection:
        room_id = connection.execute(text("SELECT room_id FROM post WHERE id = :id"), {"id": inside.post_id}).scalar()
    enter(world.charlie)
    with writing() as connection:
        search.forget(connection, inside.post_id)
    add = text("INSERT INTO post_search VALUES (:id, :room, array_to_tsvector(ARRAY['x']))")
    with pytest.raises((exc.DBAPIError, StorageError)), writing() as connection:
        connection.execute(add, {"id": inside.post_id + 1000, "room": room_id})
    scope.enter(scope.SYSTEM)
    assert counted(text("SELECT count(*) FROM post_search WHERE room_id = :id"), id=room_id) >= 1
    assert answer(world.bob, inside.thread_id)
    assert [hit.post_id for hit in search.find("kanariefugl", viewer=world.alice.viewer).hits] == [inside.post_id]
