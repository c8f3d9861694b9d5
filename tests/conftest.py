"""What every test may ask for: a prepared database on either engine, never the one under var/."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

import config
import storage.engine
from programme.setup import prepare_database
from storage import scope
from tests.postgres import address, administer, postgres_server

NO_DATABASE = "postgresql://nobody@localhost:1/this-test-asked-for-no-database-fixture"
_numbers = itertools.count(1)

# Before anything is imported that reads them: tests do not depend on the settings of whoever runs them.
for _name in [name for name in os.environ if name.startswith("FODFAESTE_")]:
    del os.environ[_name]
os.environ["FODFAESTE_DATABASE_URL"] = NO_DATABASE


# The same examples at every run, so that a failure is the change's own; and a slow machine is no failure.
settings.register_profile("fodfaeste", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("fodfaeste")


@pytest.fixture(autouse=True)
def _nobody_asks() -> None:
    """A request ends in a server; in a test the next one runs in the same thread, with what the last one left."""
    scope.enter(scope.SYSTEM)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a migrated database with the 98 municipalities and nothing else, on each engine in turn."""
    with request.getfixturevalue(f"_{request.param}_copy")() as url, use_database(url):
        yield url


@pytest.fixture
def sqlite_database(_sqlite_copy) -> Iterator[str]:
    """The same on SQLite only, for tests where the engine does not matter."""
    with _sqlite_copy() as url, use_database(url):
        yield url


@pytest.fixture
def postgresql_database(_postgresql_copy) -> Iterator[str]:
    """The same on PostgreSQL only."""
    with _postgresql_copy() as url, use_database(url):
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a single table, on each engine in turn."""
    if request.param == "sqlite":
        with use_database(f"sqlite:///{tmp_path / 'empty.db'}") as url:
            yield url
        return
    socket = request.getfixturevalue("postgres_socket")
    with _created(socket, "template0") as url, use_database(url):
        yield url


@contextmanager
def use_database(url: str) -> Iterator[str]:
    """Makes url the database of this process and of those it starts, and lets go of it again."""
    before = os.environ["FODFAESTE_DATABASE_URL"]
    _forget()
    os.environ["FODFAESTE_DATABASE_URL"] = url
    try:
        yield url
    finally:
        _forget()
        os.environ["FODFAESTE_DATABASE_URL"] = before


def _forget() -> None:
    if storage.engine.engine.cache_info().currsize:
        storage.engine.engine().dispose()
    storage.engine.engine.cache_clear()
    config.settings.cache_clear()


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[str]:
    """The folder socket of this worker's PostgreSQL server."""
    with postgres_server() as socket:
        yield socket


@pytest.fixture(scope="session")
def _sqlite_copy(tmp_path_factory):
    template = tmp_path_factory.mktemp("sqlite") / "template.db"
    with use_database(f"sqlite:///{template}"):
        prepare_database()
        storage.engine.checkpoint()

    @contextmanager
    def copied() -> Iterator[str]:
        copy = template.with_name(f"test-{next(_numbers)}.db")
        shutil.copyfile(template, copy)
        yield f"sqlite:///{copy}"
        for path in template.parent.glob(f"{copy.name}*"):
            path.unlink()

    return copied


@pytest.fixture(scope="session")
def _postgresql_copy(postgres_socket: str):
    administer(postgres_socket, "CREATE DATABASE template_fodfaeste")
    with use_database(address(postgres_socket, "template_fodfaeste")):
        prepare_database()
    return lambda: _created(postgres_socket, "template_fodfaeste")


@contextmanager
def _created(socket: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    administer(socket, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield address(socket, name)
    administer(socket, f"DROP DATABASE {name} WITH (FORCE)")
