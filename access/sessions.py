"""Sessions are rows: who a cookie belongs to, how long it lives, and how it ends."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, insert, select, update

import config
from access import audit, clock, policy, secrets
from access.errors import Refused
from access.held import grants_of, select_held
from access.permissions import Permission
from access.policy import reach
from access.viewer import Viewer
from storage import scope
from storage.access_tables import account, session
from storage.engine import reading, writing

TOUCH = timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """A new session: the cookie's value is known only here."""

    token: str
    csrf_token: str
    viewer: Viewer


@dataclass(frozen=True)
class Current:
    """The session of a request."""

    viewer: Viewer
    csrf_token: str


def begin(connection: Connection, account_id: int, *, agent: str, how: str) -> SignedIn:
    """A new session with a new id, written to the log; what cookie there was before is not reused."""
    token, csrf_token, now = secrets.new_token(), secrets.new_token(), clock.now()
    connection.execute(
        insert(session).values(
            token_hash=secrets.token_hash(token),
            account_id=account_id,
            csrf_token=csrf_token,
            agent=agent[:120],
            created_at=now,
            seen_at=now,
        )
    )
    found = _current(connection, token)
    if found is None:
        raise Refused("Kontoen er lukket. Bed din netværksleder eller Red Liv om en ny invitation.")
    audit.record(connection, "sign_in", by=found.viewer, subject_id=account_id, detail=how)
    return SignedIn(token, csrf_token, found.viewer)


def current(token: str) -> Current | None:
    """Whose session the cookie is, with the roles and networks of this moment; one query."""
    with reading() as connection:
        found = _current(connection, token)
    if found is None:
        return None
    if found.is_stale:
        with writing() as connection:
            connection.execute(
                update(session).where(session.c.id == found.viewer.session_id).values(seen_at=clock.now())
            )
    return Current(found.viewer, found.csrf_token)


def enter(token: str) -> Current | None:
    """current(), and from here on PostgreSQL itself shows this request only the people that the person may see."""
    scope.enter(scope.SYSTEM)  # to find out who asks; a thread may still have the scope of its last request
    found = current(token) if token else None
    if found is not None:
        people = reach(found.viewer, Permission.SEE_PEOPLE)
        networks = "*" if people.is_everywhere else ",".join(map(str, sorted(people.networks)))
        rooms = ",".join(sorted(policy.rooms(found.viewer, policy.RoomRight.READ)))
        scope.enter(scope.Scope(found.viewer.account_id, networks, rooms))
    return found


def end(token: str) -> None:
    """Signs out; a cookie that is unknown is no error."""
    with writing() as connection:
        found = _current(connection, token)
        if found is not None:
            _end(connection, session.c.id == found.viewer.session_id)
            audit.record(connection, "sign_out", by=found.viewer, subject_id=found.viewer.account_id)


def end_everywhere(*, by: Viewer) -> None:
    """Ends every session of the person, this one too."""
    with writing() as connection:
        _end(connection, session.c.account_id == by.account_id)
        audit.record(connection, "sign_out_everywhere", by=by, subject_id=by.account_id)


def end_one(session_id: int, *, by: Viewer) -> None:
    """Ends one of the person's own sessions; another's is left alone."""
    with writing() as connection:
        _end(connection, and_(session.c.id == session_id, session.c.account_id == by.account_id))
        audit.record(connection, "sign_out", by=by, subject_id=by.account_id, detail=f"session {session_id}")


def mine(*, viewer: Viewer) -> list[Row[tuple[int, str, datetime, datetime]]]:
    """The person's open sessions: (id, agent, created_at, seen_at), newest first."""
    now = _moments()
    query = (
        select(session.c.id, session.c.agent, session.c.created_at, session.c.seen_at)
        .where(session.c.account_id == viewer.account_id, *_alive(now["idle_since"], now["oldest"]))
        .order_by(session.c.seen_at.desc())
    )
    with reading() as connection:
        return list(connection.execute(query))


@dataclass(frozen=True)
class _Found:
    viewer: Viewer
    csrf_token: str
    is_stale: bool


def _current(connection: Connection, token: str) -> _Found | None:
    rows = connection.execute(_viewer_query(), {"token_hash": secrets.token_hash(token)} | _moments()).fetchall()
    if not rows:
        return None
    first = rows[0]
    viewer = Viewer(name=first.name, grants=grants_of(rows), account_id=first.account_id, session_id=first.id)
    return _Found(viewer, first.csrf_token, clock.now() - first.seen_at > TOUCH)


@functools.cache  # built once: every request asks it
def _viewer_query() -> Select[Any]:
    """The session of a token with its account and what is held."""
    start = session.join(account, account.c.id == session.c.account_id)
    held = select_held(start, session.c.id, session.c.csrf_token, session.c.seen_at)
    return held.where(
        session.c.token_hash == bindparam("token_hash"), *_alive(bindparam("idle_since"), bindparam("oldest"))
    )


def _alive(idle_since: Any, oldest: Any) -> tuple[ColumnElement[bool], ...]:
    return session.c.ended_at.is_(None), session.c.seen_at > idle_since, session.c.created_at > oldest


def _moments() -> dict[str, datetime]:
    settings, now = config.settings(), clock.now()
    return {
        "now": now,
        "idle_since": now - timedelta(hours=settings.session_idle_hours),
        "oldest": now - timedelta(days=settings.session_days),
    }


def _end(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(session).where(which, session.c.ended_at.is_(None)).values(ended_at=clock.now()))
