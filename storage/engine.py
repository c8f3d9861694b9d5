"""The engine and the two ways to use it: reading() and writing()."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

import config
from storage.errors import wrapped

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=30000",
    "PRAGMA foreign_keys=ON",
    # SQLite before 3.51.3 can lose rows when two connections checkpoint at once: see checkpoint().
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
)


@functools.cache
def engine() -> Engine:
    """The engine of this process, made at first use; engine.cache_clear() after a change of settings."""
    return make_engine(config.settings().database_url)


def make_engine(url: str) -> Engine:
    """An engine with our settings for SQLite or PostgreSQL."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection whose changes are thrown away; raises StorageError."""
    with wrapped(), engine().connect() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction: committed at the end, rolled back on any error; raises StorageError."""
    with wrapped(), engine().connect().execution_options(fodfaeste_write=True) as connection, connection.begin():
        yield connection


def is_sqlite(connection: Connection) -> bool:
    """True on the embedded engine."""
    return connection.dialect.name == "sqlite"


def checkpoint() -> None:
    """Folds the write-ahead log into the SQLite file; one process at a time does it, others skip."""
    if engine().dialect.name != "sqlite":
        return
    import fcntl

    path = Path(str(engine().url.database) + ".checkpoint")
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        raw = engine().raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def _sqlite(url: str) -> Engine:
    database = make_url(url).database
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(made, "connect")
    def _prepare(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in SQLITE_PRAGMAS:
            dbapi_connection.execute(pragma)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        is_write = connection.get_execution_options().get("fodfaeste_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")

    return made
