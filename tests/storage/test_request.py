"""The reads of one request share a connection; what is written in between, and who asks, is never hidden by that."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, exc, func, insert, select, text

from storage import scope
from storage.engine import end_request, keep_for_request, reading, writing
from storage.errors import StorageError
from storage.tables import network


@pytest.fixture(autouse=True)
def request_of_somebody(database: str) -> Iterator[None]:
    keep_for_request()
    yield
    end_request()


def raw(connection: Connection) -> object:
    """What lies under the connection: the same object is the same connection."""
    return connection.connection.dbapi_connection


def count() -> int:
    with reading() as connection:
        return connection.scalar(select(func.count()).select_from(network)) or 0


def add(name: str) -> None:
    with writing() as connection:
        connection.execute(insert(network).values(name=name, created_at=datetime.now(UTC), created_by="test"))


def test_two_reads_use_one_connection():
    with reading() as first:
        one = raw(first)
    with reading() as second:
        assert raw(second) is one


def test_a_read_inside_a_read_has_its_own():
    with reading() as outer, reading() as inner:
        assert raw(inner) is not raw(outer)


def test_what_is_written_is_read():
    assert count() == 0
    add("Vest")
    assert count() == 1


def test_what_is_written_inside_a_read_is_read_by_the_next():
    with reading() as connection:
        connection.execute(select(network)).all()
        add("Vest")
    assert count() == 1


def test_what_is_changed_in_a_read_is_thrown_away_with_the_request():
    with reading() as connection:
        connection.execute(insert(network).values(name="Øst", created_at=datetime.now(UTC), created_by="test"))
    end_request()
    assert count() == 0


def test_a_read_that_fails_leaves_the_next_whole():
    with pytest.raises((StorageError, exc.ProgrammingError, exc.OperationalError)), reading() as connection:
        connection.execute(text("SELECT * FROM no_such_table"))
    assert count() == 0


def test_a_read_on_anothers_behalf_has_a_connection_of_its_own():
    with reading() as connection:
        own = raw(connection)
    token = scope.current()
    scope.enter(scope.Scope(7, "", "faelles"))
    try:
        with reading() as connection:
            assert raw(connection) is not own
    finally:
        scope.enter(token)


def test_after_the_request_nothing_is_kept():
    with reading() as connection:
        kept = connection
    end_request()
    assert kept.closed
    with reading() as connection:
        assert connection is not kept
