"""The engine and the two ways to use it: reading() and writing()."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, text
from sqlalchemy.engine import make_url

import config
from storage import scope
from storage.errors import wrapped

BUSY_TIMEOUT = "PRAGMA busy_timeout=30000"
SQLITE_PRAGMAS = (
    BUSY_TIMEOUT,  # first: the switch to WAL needs a lock as well
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # SQLite before 3.51.3 can lose rows when two connections checkpoint at once: see checkpoint().
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA cache_size=-8192",  # kB for each connection; with eight times as much nothing was quicker
    "PRAGMA temp_store=MEMORY",
)
TURN = 5_273_001  # any number that nobody else locks
CHECKPOINT_BYTES = 32 * 1024 * 1024


@functools.cache
def engine() -> Engine:
    """The engine of this process, made at first use; engine.cache_clear() after a change of settings."""
    return make_engine(config.settings().database_url)


def make_engine(url: str) -> Engine:
    """An engine with our settings for SQLite or PostgreSQL; raises ConfigurationError on an address without sense."""
    try:
        backend = make_url(url).get_backend_name()
    except (exc.ArgumentError, ValueError):
        raise config.ConfigurationError(
            "FODFAESTE_DATABASE_URL cannot be read. Write it as 'sqlite:////srv/fodfaeste.db' or "
            "'postgresql://user:password@host:5432/database' (an @ or / in the password as %40 or %2F)."
        ) from None
    if backend == "sqlite":
        return _sqlite(url)
    return _postgresql(url)


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
    if _log_bytes() > CHECKPOINT_BYTES:
        checkpoint()


def is_sqlite(connection: Connection) -> bool:
    """True on the embedded engine."""
    return connection.dialect.name == "sqlite"


def one_at_a_time(connection: Connection) -> None:
    """Waits until no other transaction that asked for this is open; an import and the states go by it."""
    if not is_sqlite(connection):  # where a writer already is alone
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TURN})


def checkpoint() -> None:
    """Folds the write-ahead log into the SQLite file without waiting; one process at a time does it, others skip."""
    if engine().dialect.name != "sqlite":
        return
    import fcntl

    with Path(f"{engine().url.database}.checkpoint").open("w") as lock, wrapped():
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        raw = engine().raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA busy_timeout=0")  # while somebody reads, what can be folded in is
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute(BUSY_TIMEOUT)
            cursor.close()
        finally:
            raw.close()


def _log_bytes() -> int:
    if engine().dialect.name != "sqlite":
        return 0
    try:
        return os.stat(f"{engine().url.database}-wal").st_size  # a Path would fill the table of interned names
    except FileNotFoundError:
        return 0


def _postgresql(url: str) -> Engine:
    import psycopg  # not where SQLite is the engine

    made = create_engine(url, pool_size=5, max_overflow=10, connect_args={"connect_timeout": 10})

    def begin(driver: psycopg.Connection[Any], info: dict[str, Any]) -> None:
        info["scope"] = scope.current()
        driver.execute(scope.beginning(info["scope"]), prepare=False)

    @event.listens_for(made, "connect")
    def _prepare(driver: Any, _record: Any) -> None:
        driver.autocommit = True  # we say BEGIN ourselves, in one message with the scope

    @event.listens_for(made, "checkout")
    def _begin_at_once(driver: Any, record: Any, _proxy: Any) -> None:
        try:
            begin(driver, record.info)
        except psycopg.OperationalError as error:  # the server was gone meanwhile: the pool tries another connection
            raise exc.DisconnectionError(str(error)) from error

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        is_begun = driver.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
        if not is_begun or connection.info["scope"] != scope.current():
            begin(driver, connection.info)

    return made


def _sqlite(url: str) -> Engine:
    database = make_url(url).database
    if not database or database == ":memory:":
        raise config.ConfigurationError(
            "FODFAESTE_DATABASE_URL names no file, and a database in memory is lost with the process. "
            "Name a file: 'sqlite:////srv/fodfaeste.db'."
        )
    try:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise config.ConfigurationError(
            f"The folder of the database {database} cannot be made ({error.strerror}). "
            "Name another file in FODFAESTE_DATABASE_URL."
        ) from error
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
