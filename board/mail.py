"""The mails of the board: a count and a link, written from what the person may read at the moment of sending.

What closed rooms hold is never in them, not even a title. `python -m board deliver` makes and sends them.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, or_, select, update

import config
from access import audit, clock, viewers
from access import mail as outgoing
from access.policy import COMMON_ROOM, RoomRight, rooms
from access.viewer import Viewer
from board import notices
from board.visibility import visible
from storage import scope
from storage.access_tables import account, outbox
from storage.board_tables import mail_choice, notice, post, room, thread
from storage.engine import one_at_a_time, reading, writing

EVERY = {"once": timedelta(0), "daily": timedelta(hours=23), "weekly": timedelta(days=7) - timedelta(hours=1)}
MOST_ITEMS = 5
STILL_OPEN = timedelta(days=60)  # an older question is on the list of the unanswered, not in every mail
MOST_COUNTED = 100
_LEFT = or_(outbox.c.sent_at.is_not(None), outbox.c.tries >= outgoing.TRIES)
_OPEN = outbox.c.stop_url.is_not(None)  # what it told is not noted yet


@dataclass(frozen=True)
class Item:
    """A line of a mail and where it leads."""

    text: str
    path: str


def deliver() -> tuple[int, int]:
    """Makes the mails that are due and sends them; returns (sent, failed). Twice in a row sends nothing twice."""
    with scope.system():
        with reading() as connection:
            due = sorted(_due(connection))
        for account_id in due:
            with writing() as connection:
                one_at_a_time(connection)
                _hold(connection, account_id)
                _settle(connection, account_id)
                if _due(connection, account_id):  # else another process was faster
                    _make(connection, account_id)
        done = outgoing.deliver(of_board=True)
        with writing() as connection:
            one_at_a_time(connection)
            _settle(connection)
        return done


def stop(token: str) -> bool:
    """Ends the mails of whoever has this link; False if there is no such link. Whoever holds it may: no sign-in."""
    with scope.system(), writing() as connection:
        found = connection.scalar(select(mail_choice.c.account_id).where(mail_choice.c.token == token))
        if found is None:
            return False
        connection.execute(update(mail_choice).where(mail_choice.c.token == token).values(frequency="none"))
        _drop_waiting(connection, found)
        by = Viewer(name="", grants=frozenset(), account_id=found)
        audit.record(connection, "mail_stopped", by=by, subject_id=found)
    return True


def is_known(token: str) -> bool:
    """True if the link to end mails belongs to somebody."""
    with scope.system(), reading() as connection:
        return connection.scalar(select(mail_choice.c.account_id).where(mail_choice.c.token == token)) is not None


def _due(connection: Connection, account_id: int | None = None) -> set[int]:
    """The accounts (or the one) that it is time to look at, or whose mail could not be sent so far."""
    now = clock.now()
    frequency = func.coalesce(mail_choice.c.frequency, notices.USUAL)
    is_old = [and_(frequency == name, mail_choice.c.digested_at <= now - EVERY[name]) for name in ("daily", "weekly")]
    never = and_(frequency.in_(("daily", "weekly")), mail_choice.c.digested_at.is_(None))
    unmailed = exists().where(notice.c.account_id == account.c.id, notice.c.mailed_at.is_(None))
    own = outbox.c.account_id == account.c.id
    waits, is_settled = exists().where(own, outgoing.waits()), ~exists().where(own, _OPEN)
    query = (
        select(account.c.id)
        .outerjoin(mail_choice, mail_choice.c.account_id == account.c.id)
        .where(
            or_(
                waits,
                and_(
                    account.c.ended_at.is_(None),
                    is_settled,
                    or_(never, *is_old, and_(frequency.in_(("once", "none")), unmailed)),
                ),
            )
        )
    )
    if account_id is not None:
        query = query.where(account.c.id == account_id)
    return set(connection.scalars(query))


def _hold(connection: Connection, account_id: int) -> None:
    """Keeps the person's mail from being claimed meanwhile: else it would be made twice. SQLite's writer is alone."""
    connection.execute(select(outbox.c.id).where(outbox.c.account_id == account_id, _OPEN).with_for_update())


def _make(connection: Connection, account_id: int) -> None:
    """Writes the person's mail, or the one that could not be sent so far anew."""
    now = clock.now()
    waiting = connection.scalar(select(outbox.c.id).where(outbox.c.account_id == account_id, outgoing.waits()))
    notices.token_of(connection, account_id)
    chosen = connection.execute(select(mail_choice).where(mail_choice.c.account_id == account_id)).one()
    viewer = viewers.one(connection, account_id)
    email = connection.scalar(select(account.c.email).where(account.c.id == account_id))
    wants = viewer is not None and email and chosen.frequency != "none"
    items = _items(connection, viewer, chosen, now) if wants and viewer is not None else []
    if not items or viewer is None:
        _drop_waiting(connection, account_id)
        _told(connection, account_id, now)
        return
    mail = _written(viewer.name, items, chosen.token) | {"recipient": email, "created_at": now}
    if waiting:
        connection.execute(update(outbox).where(outbox.c.id == waiting).values(mail))
    else:
        connection.execute(insert(outbox).values(mail | {"account_id": account_id}))


def _settle(connection: Connection, account_id: int | None = None) -> None:
    """Notes what the mails that left (or were given up) have told, so that the next ones do not."""
    left = select(outbox.c.id, outbox.c.account_id, outbox.c.created_at).where(_OPEN, _LEFT)
    if account_id is not None:
        left = left.where(outbox.c.account_id == account_id)
    for row in connection.execute(left.order_by(outbox.c.id)).fetchall():
        _told(connection, row.account_id, row.created_at)
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(stop_url=None))


def _told(connection: Connection, account_id: int, at: datetime) -> None:
    """Up to this moment the person has been told of everything."""
    is_told = and_(notice.c.account_id == account_id, notice.c.mailed_at.is_(None), notice.c.at <= at)
    connection.execute(update(notice).where(is_told).values(mailed_at=at))
    connection.execute(update(mail_choice).where(mail_choice.c.account_id == account_id).values(digested_at=at))


def _items(connection: Connection, viewer: Viewer, chosen: Row[Any], now: datetime) -> list[Item]:
    """What there is to tell, at most five lines: unanswered questions first."""
    unseen, lines, since = _notices(connection, viewer), _words()["line"], chosen.digested_at
    bell = [Item(_counted(lines, "notices", unseen), "/nyt")] if unseen else []
    if chosen.frequency == "once" or since is None:  # the first digest comes after a first day or week
        return bell if chosen.frequency == "once" else []
    fresh = [
        Item(_counted(lines, f"new_{kind}", count), path)
        for kind, path, count in _new_posts(connection, viewer, since)
        if count
    ]
    if not (bell or fresh):
        return []  # open questions alone are no news
    return [*_questions(connection, viewer, now, MOST_ITEMS - len(bell) - len(fresh)), *bell, *fresh]


def _notices(connection: Connection, viewer: Viewer) -> int:
    """How many notices that were neither seen nor mailed the viewer may be told of."""
    found = (
        select(notice.c.id)
        .outerjoin(thread, thread.c.id == notice.c.thread_id)
        .outerjoin(post, post.c.id == notice.c.post_id)
        .where(notices.shown(viewer), notice.c.seen_at.is_(None), notice.c.mailed_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return connection.execute(select(func.count()).select_from(found)).scalar_one()


def _questions(connection: Connection, viewer: Viewer, now: datetime, most: int) -> list[Item]:
    """Open questions of others, those that waited longest first; of closed rooms the link only."""
    query = (
        select(thread.c.id, thread.c.title, room.c.slug)
        .join(room, room.c.id == thread.c.room_id)
        .where(visible(viewer, thread.c.room_id), thread.c.kind == "question", thread.c.answer_id.is_(None))
        .where(thread.c.hidden_at.is_(None), thread.c.locked_at.is_(None), room.c.archived_at.is_(None))
        .where(thread.c.created_at > now - STILL_OPEN)
        .where(or_(thread.c.author_id.is_(None), thread.c.author_id != viewer.account_id))
        .order_by(thread.c.created_at, thread.c.id)
        .limit(most)
    )
    lines = _words()["line"]
    found = []
    for row in connection.execute(query):
        is_common = row.slug == COMMON_ROOM
        text = lines["question_common"].replace("{title}", row.title) if is_common else lines["question_closed"]
        found.append(Item(text, f"/forum/traad/{row.id}"))
    return found


def _new_posts(connection: Connection, viewer: Viewer, since: datetime) -> list[tuple[str, str, int]]:
    """("common" or "closed", address, how many new posts of others) of the rooms that the viewer reads."""
    found = []
    for slug in sorted(rooms(viewer, RoomRight.READ)):
        new = (
            select(post.c.id)
            .join(room, room.c.id == post.c.room_id)
            .join(thread, thread.c.id == post.c.thread_id)
            .where(room.c.slug == slug, post.c.created_at > since, thread.c.hidden_at.is_(None))
            .where(post.c.gone.is_(None), post.c.hidden_at.is_(None))
            .where(post.c.author_id != viewer.account_id)  # also leaves out what Fodfæste itself wrote
            .limit(MOST_COUNTED)
            .subquery()
        )
        count = connection.execute(select(func.count()).select_from(new)).scalar_one()
        found.append(("common" if slug == COMMON_ROOM else "closed", f"/forum/{slug}", count))
    return found[: MOST_ITEMS - 1]


def _written(name: str, items: list[Item], token: str) -> dict[str, str]:
    words, address = _words(), config.settings().address
    stop_url = f"{address}/afmeld/{token}"
    lines = [words["greeting"].replace("{name}", name), ""]
    for item in items:
        lines += [f"- {item.text}", f"  {address}{item.path}"]
    ends = words["closing"].replace("{settings}", f"{address}/nyt/indstillinger").replace("{stop}", stop_url)
    subject = words["subject_one"] if len(items) == 1 else words["subject_many"].replace("{count}", str(len(items)))
    return {"subject": subject, "body": "\n".join(lines) + "\n" + ends, "stop_url": stop_url}


def _drop_waiting(connection: Connection, account_id: int) -> None:
    connection.execute(delete(outbox).where(outbox.c.account_id == account_id, outbox.c.sent_at.is_(None)))


def _counted(lines: dict[str, str], name: str, count: int) -> str:
    if count == 1:
        return lines[f"{name}_one"]
    shown = f"{count}" if count < MOST_COUNTED else f"{MOST_COUNTED} eller flere"
    return lines[f"{name}_many"].replace("{count}", shown)


@functools.cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
