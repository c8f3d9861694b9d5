"""Which definitions hold: the shipped files, with the newest version in the database over them.

Nothing here waits or guesses: whoever reads states tells this process which version is newest (`follow`, one number
over the connection that is open anyway), and whoever computes states takes the version of its own transaction
(`holding(stored(connection))`). So an edit is seen by the next reader in every process, and a state never mixes two.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, func, select

import config
from programme.definitions.edits import read_edits
from programme.definitions.model import Definitions
from programme.definitions.read import shipped
from programme.definitions.rules_of_rules import inconsistencies
from storage.plan_tables import model_version

_LOG = logging.getLogger("fodfaeste")
NEWEST = select(func.max(model_version.c.id))
_HELD: ContextVar[Definitions | None] = ContextVar("definitions", default=None)
_OF_DATABASE: dict[str, tuple[int | None, Definitions]] = {}  # the newest version that this process has been told of


def definitions() -> Definitions:
    """The definitions that hold here and now; costs no query. Raises DefinitionError where the files are broken."""
    held = _HELD.get()
    if held is not None:
        return held
    told = _OF_DATABASE.get(config.settings().database_url)
    return told[1] if told else shipped()


@contextmanager
def holding(made: Definitions) -> Iterator[None]:
    """These definitions hold within, for this thread alone: to try an edit, or to compute with one version."""
    token = _HELD.set(made)
    try:
        yield
    finally:
        _HELD.reset(token)


def follow(connection: Connection) -> None:
    """Takes note of the newest version that the database holds; one number where nothing is new."""
    address = config.settings().database_url
    newest = connection.scalar(NEWEST)
    told = _OF_DATABASE.get(address)
    if told is None or told[0] != newest:
        _OF_DATABASE[address] = (newest, _version(connection, newest))


def stored(connection: Connection) -> Definitions:
    """The newest version as this transaction sees it."""
    return _version(connection, connection.scalar(NEWEST))


def _version(connection: Connection, number: int | None) -> Definitions:
    if number is None:
        return shipped()
    written = connection.scalar(select(model_version.c.changes).where(model_version.c.id == number))
    made = read_edits(written or "{}")
    if problems := inconsistencies(made):  # a newer edition's files no longer fit the edits
        _LOG.error("Rettelserne i version %s passer ikke til filerne og bruges ikke: %s", number, problems)
        return shipped()
    return made
