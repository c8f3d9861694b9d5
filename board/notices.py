"""The bell: what happened that concerns a person. A notice of a room that was left is neither counted nor shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from access import clock, secrets
from access.errors import Refused
from access.policy import Forbidden
from access.viewer import Viewer
from board.visibility import visible
from storage import scope
from storage.access_tables import account
from storage.board_tables import follow, mail_choice, notice, post, room, thread
from storage.engine import is_sqlite, reading, writing
from storage.tables import network

HIDDEN = "hidden"
KINDS = ("reply", "mention", "thanks", "accepted", "report", HIDDEN, "prompt", "glass")
FREQUENCIES = ("once", "daily", "weekly", "none")
USUAL = "weekly"
SHOWN, MOST_COUNTED = 50, 100
_ANY_UNSEEN = select(notice.c.id).where(notice.c.account_id == bindparam("own"), notice.c.seen_at.is_(None)).limit(1)


@dataclass(frozen=True)
class Notice:
    """A line under the bell. thread_id and post_id are None where it tells of the room, or of a thread hidden since."""

    id: int
    kind: str
    slug: str
    room: str | None  # the network's name; None: the common forum
    thread_id: int | None
    title: str | None
    post_id: int | None
    actor: str | None  # None: Fodfæste itself, or erased
    at: datetime
    is_new: bool
    reason: str | None  # why the own post is hidden


def tell(
    connection: Connection,
    *,
    kind: str,
    account_ids: Iterable[int | None],
    room_id: int,
    thread_id: int | None = None,
    post_id: int | None = None,
    key: str,
    actor_id: int | None = None,
) -> None:
    """Writes a notice to each, in the transaction of what it tells of; not to the actor, and the same key only once."""
    assert kind in KINDS, kind  # nosec B101  # a slip of the caller
    about = {"kind": kind, "room_id": room_id, "thread_id": thread_id, "post_id": post_id, "actor_id": actor_id}
    rows = [
        {"account_id": one, "key": key, "at": clock.now()} | about
        for one in sorted({one for one in account_ids if one is not None} - {actor_id})
    ]
    if rows:
        insert = sqlite.insert if is_sqlite(connection) else postgresql.insert
        # inline: without RETURNING, which PostgreSQL allows only for rows that the writer may read
        connection.execute(insert(notice).inline().on_conflict_do_nothing(), rows)


def followers(connection: Connection, thread_id: int) -> set[int]:
    """Who is told of new posts: those who wrote in the thread or follow it, without those who muted it."""
    with scope.system_within(connection):  # a person sees only the own row of follow; here they are told, not shown
        wrote = select(post.c.author_id).where(post.c.thread_id == thread_id, post.c.author_id.is_not(None)).distinct()
        people = set(connection.scalars(wrote))
        asked = connection.execute(
            select(follow.c.account_id, follow.c.is_muted).where(follow.c.thread_id == thread_id)
        ).fetchall()
    people |= {row.account_id for row in asked if not row.is_muted}
    return people - {row.account_id for row in asked if row.is_muted}


def count(*, viewer: Viewer) -> int:
    """How many notices the viewer has not seen, at most 100."""
    if viewer.account_id is None:
        return 0
    with reading() as connection:  # every page asks, and mostly there is nothing: a statement that is built once
        if connection.scalar(_ANY_UNSEEN, {"own": viewer.account_id}) is None:
            return 0
    unseen = _own(viewer).where(notice.c.seen_at.is_(None)).limit(MOST_COUNTED).subquery()
    with reading() as connection:
        return connection.execute(select(func.count()).select_from(unseen)).scalar_one()


def mine(*, viewer: Viewer) -> list[Notice]:
    """The viewer's 50 newest notices, newest first."""
    if viewer.account_id is None:
        return []
    query = (
        _own(viewer)
        .add_columns(
            notice.c.kind,
            room.c.slug,
            network.c.name.label("network"),
            notice.c.thread_id,
            thread.c.title,
            notice.c.post_id,
            account.c.name.label("actor"),
            notice.c.at,
            notice.c.seen_at,
            thread.c.hidden_at,
            func.coalesce(post.c.hidden_reason, thread.c.hidden_reason).label("reason"),
        )
        .outerjoin(network, network.c.id == room.c.network_id)
        .outerjoin(account, and_(account.c.id == notice.c.actor_id, account.c.erased_at.is_(None)))
        .order_by(notice.c.id.desc())
        .limit(SHOWN)
    )
    with reading() as connection:
        rows = connection.execute(query).fetchall()

    def is_away(row: Row[Any]) -> bool:
        return row.kind == HIDDEN and row.hidden_at is not None  # the author cannot open it any more

    return [
        Notice(
            id=row.id,
            kind=row.kind,
            slug=row.slug,
            room=row.network,
            thread_id=None if is_away(row) else row.thread_id,
            title=row.title,
            post_id=None if is_away(row) else row.post_id,
            actor=row.actor,
            at=row.at,
            is_new=row.seen_at is None,
            reason=row.reason if row.kind == HIDDEN else None,
        )
        for row in rows
    ]


def see(*, by: Viewer, thread_id: int | None = None) -> None:
    """The person has seen the notices: all, or those of a thread."""
    if by.account_id is None:
        return
    own = and_(notice.c.account_id == by.account_id, notice.c.seen_at.is_(None), visible(by, notice.c.room_id))
    if thread_id is not None:
        own = and_(own, notice.c.thread_id == thread_id)
    with reading() as connection:  # most visits have nothing to see: they need no turn to write
        if connection.execute(select(notice.c.id).where(own).limit(1)).first() is None:
            return
    with writing() as connection:
        connection.execute(update(notice).where(own).values(seen_at=clock.now()))


def choice(*, viewer: Viewer) -> str:
    """How often the viewer gets mail: once | daily | weekly | none."""
    with reading() as connection:
        chosen = connection.scalar(select(mail_choice.c.frequency).where(mail_choice.c.account_id == viewer.account_id))
    return chosen or USUAL


def choose(frequency: str, *, by: Viewer) -> None:
    """Sets how often the person gets mail; raises Refused."""
    if by.account_id is None:
        raise Forbidden("mail")
    if frequency not in FREQUENCIES:
        raise Refused("Vælg, hvor tit du vil have mail: straks, dagligt, ugentligt eller aldrig.")
    with writing() as connection:
        token_of(connection, by.account_id)
        connection.execute(
            update(mail_choice).where(mail_choice.c.account_id == by.account_id).values(frequency=frequency)
        )


def token_of(connection: Connection, account_id: int) -> str:
    """The token of the link that ends the mails of an account; the account's row of choices is made if missing."""
    insert = sqlite.insert if is_sqlite(connection) else postgresql.insert
    row = {"account_id": account_id, "frequency": USUAL, "token": secrets.new_token()}
    connection.execute(insert(mail_choice).values(row).on_conflict_do_nothing())
    found = connection.scalar(select(mail_choice.c.token).where(mail_choice.c.account_id == account_id))
    return str(found)


def shown(viewer: Viewer) -> ColumnElement[bool]:
    """The condition under which a notice, joined to its thread and post, may be shown to its owner."""
    return and_(
        notice.c.account_id == viewer.account_id,
        visible(viewer, notice.c.room_id),
        or_(notice.c.kind.in_((HIDDEN, "report")), and_(thread.c.hidden_at.is_(None), post.c.hidden_at.is_(None))),
        post.c.gone.is_(None),
    )


def _own(viewer: Viewer) -> Any:
    return (
        select(notice.c.id)
        .select_from(notice)
        .join(room, room.c.id == notice.c.room_id)
        .outerjoin(thread, thread.c.id == notice.c.thread_id)
        .outerjoin(post, post.c.id == notice.c.post_id)
        .where(shown(viewer))
    )
