"""On whose behalf a transaction runs, told to PostgreSQL so that row-level security holds even if a query forgets.

The second lock: the first is access.policy. SQLite has no such thing; there the first lock stands alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Connection

SET_SCOPE = (
    "SELECT set_config('app.account_id', %s, true), set_config('app.networks', %s, true),"
    " set_config('app.rooms', %s, true)"
)


@dataclass(frozen=True)
class Scope:
    """Which rows of people a transaction may touch: all, those of some networks, those of one account."""

    account_id: int | None
    networks: str  # '*' = all, else ids with commas between them, '' = none
    rooms: str = ""  # of the board: '*' = all, else their slugs with commas between them, '' = none

    def settings(self) -> tuple[str, str, str]:
        """The values of app.account_id, app.networks and app.rooms."""
        return str(self.account_id or ""), self.networks, self.rooms


SYSTEM = Scope(None, "*", "*")


@functools.lru_cache(maxsize=1000)
def beginning(of: Scope) -> str:
    """What begins a transaction and tells PostgreSQL its scope: one message to the server, not three."""
    from psycopg.sql import SQL, Literal  # not where SQLite is the engine

    return "BEGIN; " + SQL(SET_SCOPE.replace("%s", "{}")).format(*map(Literal, of.settings())).as_string(None)


_CURRENT: ContextVar[Scope] = ContextVar("scope", default=SYSTEM)


def current() -> Scope:
    """The scope of this request or command."""
    return _CURRENT.get()


def enter(scope: Scope) -> None:
    """From now on in this request; the gate does it, and nothing else should."""
    _CURRENT.set(scope)


@contextmanager
def system() -> Iterator[None]:
    """For work that concerns nobody in particular (states of all sites), whoever's request set it off."""
    token = _CURRENT.set(SYSTEM)
    try:
        yield
    finally:
        _CURRENT.reset(token)


@contextmanager
def system_within(connection: Connection) -> Iterator[None]:
    """The same for a part of a transaction that has begun: what it reads must be counts, not people."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.exec_driver_sql(SET_SCOPE, SYSTEM.settings())
    yield  # after an error the transaction is rolled back, and its settings with it
    connection.exec_driver_sql(SET_SCOPE, current().settings())
