"""How many tries are allowed, counted in the database so that a restart forgets nothing.

A stranger's wrong guesses slow only the place they come from: a device that has signed in before has its own count,
so nobody can lock another person out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, func, insert, select

from access import clock
from storage.access_tables import attempt
from storage.engine import is_sqlite


@dataclass(frozen=True)
class Limit:
    """At most `tries` in `minutes`."""

    tries: int
    minutes: int


SIGN_IN = Limit(5, 15)  # per account and place (or known device)
PLACE = Limit(60, 15)  # per place, whatever the account
INVITE = Limit(300, 60)  # per inviter


def is_used_up(connection: Connection, subject: str, limit: Limit) -> bool:
    """True if the tries are used up; the subject's next try waits until this transaction ends, so none slips past."""
    if not is_sqlite(connection):  # where a writer already is alone
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))
    since = clock.now() - timedelta(minutes=limit.minutes)
    count = select(func.count()).select_from(attempt).where(attempt.c.subject == subject, attempt.c.at > since)
    return connection.execute(count).scalar_one() >= limit.tries


def count(connection: Connection, *subjects: str) -> None:
    """Remembers one try for each subject."""
    connection.execute(insert(attempt), [{"subject": subject[:120], "at": clock.now()} for subject in subjects])


def forgive_one(connection: Connection, subject: str) -> None:
    """Takes the newest try back: it succeeded, and the others still count."""
    newest = select(func.max(attempt.c.id)).where(attempt.c.subject == subject[:120]).scalar_subquery()
    connection.execute(delete(attempt).where(attempt.c.id == newest))


def forgive(connection: Connection, subject: str) -> None:
    """Forgets the tries after a success."""
    connection.execute(delete(attempt).where(attempt.c.subject == subject[:120]))
