"""reading(), writing() and what they promise."""

from datetime import date, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text

import config
from storage import scope
from storage.engine import SQLITE_PRAGMAS, checkpoint, engine, make_engine, reading, writing
from storage.errors import Conflict, DoesNotFit, StorageError, Unavailable
from storage.tables import course, municipality, network, network_municipality
from tests.conftest import use_database

WHEN = datetime(2021, 3, 1, 12, 0)


def add_network(connection, name: str) -> None:
    connection.execute(network.insert().values(name=name, created_at=WHEN, created_by="Alice"))


def names() -> list[str]:
    with reading() as connection:
        return list(connection.scalars(select(network.c.name).order_by(network.c.name)))


def test_writing_commits_at_the_end(database):
    with writing() as connection:
        add_network(connection, "Vest")
    assert names() == ["Vest"]


def test_an_error_takes_everything_back(database):
    def fails_halfway() -> None:
        with writing() as connection:
            add_network(connection, "Vest")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails_halfway()
    assert names() == []


def test_reading_keeps_nothing(database):
    with reading() as connection:
        add_network(connection, "Vest")
    assert names() == []


def test_a_name_that_is_taken_is_a_conflict(database):
    with writing() as connection:
        add_network(connection, "Vest")
    with pytest.raises(Conflict), writing() as connection:
        add_network(connection, "Vest")


def test_a_row_that_points_nowhere_is_a_conflict(database):
    with pytest.raises(Conflict), writing() as connection:
        connection.execute(
            network_municipality.insert().values(
                network_id=999, municipality_code="0101", since=date(2021, 1, 1), set_by="Alice"
            )
        )


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_from_the_address_bar_that_no_column_holds_is_a_storage_error(database, number):
    with pytest.raises(StorageError), reading() as connection:
        connection.execute(select(network).where(network.c.id == number)).all()


def test_a_nul_character_does_not_fit_in_postgresql(postgresql_database):
    with pytest.raises(DoesNotFit), writing() as connection:
        add_network(connection, "Ve\x00st")


def test_a_connection_that_was_lost_meanwhile_is_replaced_unseen(postgresql_database):
    with reading() as one, reading() as other:
        lost = [each.scalar(text("SELECT pg_backend_pid()")) for each in (one, other)]
    with psycopg.connect(engine().url.set(drivername="postgresql").render_as_string(hide_password=False)) as killer:
        killer.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", (lost,))
    assert names() == []


def test_each_transaction_of_a_connection_is_one_and_has_the_scope_of_its_own(postgresql_database):
    rooms = text("SELECT current_setting('app.rooms', true)")
    with engine().connect() as connection:
        add_network(connection, "Vest")
        connection.rollback()
        add_network(connection, "Øst")
        connection.commit()
        scope.enter(scope.Scope(None, "", "faelles"))
        assert connection.scalar(rooms) == "faelles"
        connection.rollback()
        scope.enter(scope.Scope(None, "", "o'rum"))
        assert connection.scalar(rooms) == "o'rum"
    with engine().connect() as connection:
        scope.enter(scope.SYSTEM)  # after the connection was fetched, before its first question
        assert connection.scalar(rooms) == "*"
    assert names() == ["Øst"]


def test_an_unreachable_server_is_unavailable():
    with (
        use_database("postgresql://postgres@localhost:1/nowhere"),
        pytest.raises(Unavailable, match="svarer ikke"),
        reading(),
    ):
        pass


def test_sqlite_runs_with_our_pragmas(sqlite_database):
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}
    with reading() as connection:
        assert {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in expected} == expected
        assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar() == 0
    assert len(SQLITE_PRAGMAS) >= len(expected)


def test_a_checkpoint_folds_the_log_in_and_waits_for_nobody(sqlite_database):
    log = Path(f"{engine().url.database}-wal")
    with writing() as connection:
        add_network(connection, "Vest")
    with reading() as slow_reader:
        slow_reader.execute(select(func.count()).select_from(municipality))
        with writing() as connection:
            add_network(connection, "Øst")
        checkpoint()  # the reader still needs the log: what can be folded in is, and nobody waits
    assert log.stat().st_size > 0
    checkpoint()
    assert log.stat().st_size == 0
    assert names() == ["Vest", "Øst"]


def test_the_log_does_not_grow_without_end(sqlite_database, monkeypatch):
    monkeypatch.setattr("storage.engine.CHECKPOINT_BYTES", 100_000)
    log = Path(f"{engine().url.database}-wal")
    for number in range(60):
        with writing() as connection:
            connection.execute(course.insert().values(code=f"K{number}", held_on=date(2021, 1, 1), place="x" * 200))
    assert log.stat().st_size < 120_000


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("postgresql+psycopg://host:port/database", "cannot be read"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite:///", "names no file"),
        ("sqlite:////dev/null/x/fodfaeste.db", "Name another file"),
    ],
)
def test_an_address_without_sense_names_the_remedy(url, remedy):
    with pytest.raises(config.ConfigurationError, match=remedy):
        make_engine(url)
