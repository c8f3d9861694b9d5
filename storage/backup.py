"""A copy of the whole database, and back again with the deletion list replayed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

import config
from storage import erasure
from storage.engine import engine, writing
from storage.errors import StorageError
from storage.migrate import migrate

SQLITE_HEADER = b"SQLite format 3\x00"


def backup(path: Path) -> None:
    """Writes a consistent copy while the site runs; raises StorageError, then nothing is left behind."""
    if path.exists():
        raise StorageError(f"{path} findes allerede. Vælg et andet navn, så en ældre kopi ikke overskrives.")
    partial = path.with_name(f".{path.name}.part")
    partial.unlink(missing_ok=True)
    if engine().dialect.name == "sqlite":
        with closing(sqlite3.connect(_sqlite_file())) as source:
            source.execute("VACUUM INTO ?", (str(partial),))
    else:
        _postgresql_tool("pg_dump", "--format=custom", f"--file={partial}")
    partial.replace(path)


def restore(path: Path) -> int:
    """Puts a backup in the place of the database, brings it to the newest shape, and erases again those who were
    erased since; returns how many lines of the deletion list were replayed. Stop the site first.
    """
    if not path.is_file():
        raise StorageError(f"{path} findes ikke. Giv stien til en fil fra »python -m storage backup«.")
    if engine().dialect.name == "sqlite":
        _restore_sqlite(path)
    else:
        _postgresql_tool("pg_restore", "--clean", "--if-exists", "--single-transaction", str(path))
    engine().dispose()
    migrate()
    with writing() as connection:
        return erasure.replay(connection)


def _restore_sqlite(path: Path) -> None:
    if path.read_bytes()[:16] != SQLITE_HEADER:
        raise StorageError(f"{path} er ikke en kopi af en SQLite-database. Intet er ændret.")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source:
        try:
            is_whole = source.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            is_whole = False
        if not is_whole:
            raise StorageError(f"{path} er beskadiget. Intet er ændret; brug en anden kopi.")
        engine().dispose()
        with closing(sqlite3.connect(_sqlite_file(), timeout=30)) as target:
            source.backup(target)  # in one step: a stepped copy never ends while somebody writes


def _sqlite_file() -> str:
    return str(engine().url.database)


def _postgresql_tool(name: str, *arguments: str) -> None:
    """Runs PostgreSQL's own program as the owner of the tables; the password goes by the environment, not the line."""
    tool = shutil.which(name)
    if tool is None:
        raise StorageError(f"Programmet {name} mangler. Installer PostgreSQL's klientprogrammer, og prøv igen.")
    url = make_url(config.settings().owner_database_url)
    done = subprocess.run(  # nosec B603  # PostgreSQL's own tool, no shell
        [tool, *_connection(url), *arguments],
        env={**os.environ, "PGPASSWORD": url.password or ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise StorageError(f"{name} kunne ikke gennemføres:\n{done.stderr.strip()}")


def _connection(url: URL) -> list[str]:
    host = url.host or str(url.query.get("host", ""))
    parts = {"--host": host, "--port": url.port, "--username": url.username, "--dbname": url.database}
    return [f"{name}={value}" for name, value in parts.items() if value]
