"""What the lead of a room (in the common forum: Red Liv) does to keep it in order. Each act is in the log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, select, update

from access import audit, clock, cpr, guests
from access.errors import Refused
from access.permissions import Permission
from access.policy import Forbidden, RoomRight, require
from access.viewer import Viewer
from board import notices, people, posting, rooms, rows
from board.visibility import can_moderate, can_pin, network_of, visible
from storage.board_tables import post, room, thread
from storage.board_tables import report as reports
from storage.engine import writing
from storage.scope import system_within
from storage.tables import network

LONGEST_REASON, LONGEST_REPORT = 300, 500
REDACTED_TITLE = "Fjernet af moderator"


def pin(thread_id: int, *, by: Viewer) -> None:
    """Keeps a thread at the top of its room; raises Forbidden, Refused."""
    _pin(thread_id, True, by)


def unpin(thread_id: int, *, by: Viewer) -> None:
    """Lets a thread sink again; raises Forbidden, Refused."""
    _pin(thread_id, False, by)


def lock(thread_id: int, *, by: Viewer) -> None:
    """From now on only moderators reply in the thread; raises Forbidden, Refused."""
    _change(thread_id, "thread_locked", {"locked_at": clock.now()}, by)


def unlock(thread_id: int, *, by: Viewer) -> None:
    """Opens a locked thread; raises Forbidden, Refused."""
    _change(thread_id, "thread_unlocked", {"locked_at": None}, by)


def hide(thread_id: int, reason: str, *, by: Viewer) -> None:
    """Hides a thread from all but moderators, and tells its author why; raises Forbidden, Refused."""
    values = {"hidden_at": clock.now(), "hidden_reason": _reason(reason)}
    with writing() as connection:
        found = _moderated_thread(connection, thread_id, by)
        connection.execute(update(thread).where(thread.c.id == thread_id).values(values))
        _log(connection, "thread_hidden", found, f"tråd {thread_id}", by)
        first = connection.scalar(select(post.c.id).where(post.c.thread_id == thread_id, post.c.number == 1))
        _tell(connection, "hidden", [found.author_id], found, first, f"tråd {thread_id}", by)


def show(thread_id: int, *, by: Viewer) -> None:
    """Shows a hidden thread again; raises Forbidden, Refused."""
    _change(thread_id, "thread_shown", {"hidden_at": None, "hidden_reason": None}, by)


def hide_post(post_id: int, reason: str, *, by: Viewer) -> None:
    """Hides a post from all but moderators; the reason stands in its place and is told to its author."""
    values = {"hidden_at": clock.now(), "hidden_reason": _reason(reason)}
    with writing() as connection:
        found, around = _moderated_post(connection, post_id, by)
        connection.execute(update(post).where(post.c.id == post_id).values(values))
        _log(connection, "post_hidden", around, f"opslag {post_id}", by)
        _tell(connection, "hidden", [found.author_id], around, post_id, str(post_id), by)


def show_post(post_id: int, *, by: Viewer) -> None:
    """Shows a hidden post again; raises Forbidden, Refused."""
    with writing() as connection:
        _, around = _moderated_post(connection, post_id, by)
        values = {"hidden_at": None, "hidden_reason": None}
        connection.execute(update(post).where(post.c.id == post_id).values(values))
        _log(connection, "post_shown", around, f"opslag {post_id}", by)


def redact(post_id: int, *, by: Viewer) -> None:
    """Takes a post's text away for good, its history too (a citizen's data): a tombstone stays. Raises Forbidden."""
    with writing() as connection:
        found, around = _moderated_post(connection, post_id, by)
        if found.gone == "redacted":
            return
        posting.bury(connection, found, around, "redacted")
        if found.number == 1:
            connection.execute(update(thread).where(thread.c.id == around.id).values(title=REDACTED_TITLE))
        _log(connection, "post_redacted", around, f"opslag {post_id}", by)
        _tell(connection, "hidden", [found.author_id], around, None, f"r{post_id}", by)


def report(post_id: int, reason: str, *, by: Viewer) -> None:
    """Asks the lead (in the common forum: Red Liv) to look at a post; once per person. Raises Forbidden, Refused."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REPORT:
        raise Refused(f"Skriv kort, hvad der er galt (højst {LONGEST_REPORT} tegn).")
    cpr.refuse(reason)
    with writing() as connection:
        found, around = rows.a_post(connection, post_id, by=by)
        if found.gone or by.account_id is None:
            raise Refused("Opslaget er fjernet.")
        row = {"post_id": post_id, "room_id": found.room_id, "account_id": by.account_id, "reason": reason}
        made = rooms.upsert(connection, reports).values(row | {"at": clock.now()}).on_conflict_do_nothing()
        if connection.scalar(made.returning(reports.c.id)) is not None:
            whom = people.with_right(connection, around.slug, RoomRight.MODERATE)
            _tell(connection, "report", whom, around, post_id, f"{post_id}-{by.account_id}", by)
            _log(connection, "post_reported", around, f"opslag {post_id}", by)


def settle(report_id: int, *, by: Viewer) -> None:
    """Puts a report away as looked at; raises Forbidden."""
    with writing() as connection:
        is_it = and_(reports.c.id == report_id, visible(by, reports.c.room_id, RoomRight.MODERATE))
        found = connection.execute(select(reports.c.post_id, reports.c.room_id).where(is_it)).first()
        if found is None:
            raise Forbidden("report")
        values = {"settled_at": clock.now(), "settled_by_id": by.account_id}
        connection.execute(update(reports).where(is_it, reports.c.settled_at.is_(None)).values(values))
        _, around = rows.a_post(connection, found.post_id, by=by)
        _log(connection, "report_settled", around, f"opslag {found.post_id}", by)


def accept(thread_id: int, post_id: int | None, *, by: Viewer) -> None:
    """Marks the answer that helped (None: takes the mark away); who asked does it, or a moderator."""
    with writing() as connection:
        found = rows.a_thread(connection, thread_id, RoomRight.WRITE, by=by, to_write=True)
        rows.refuse_if_closed(found)
        if found.author_id != by.account_id and not can_moderate(by, found.slug):
            raise Forbidden("accept")
        is_it = and_(post.c.id == post_id, post.c.thread_id == thread_id, post.c.gone.is_(None), post.c.number > 1)
        answer = connection.execute(select(post.c.author_id).where(is_it, post.c.hidden_at.is_(None))).first()
        if found.kind != "question" or (post_id is not None and answer is None):
            raise Refused("Kun et svar i et spørgsmål kan godkendes. Genindlæs siden for at se det nyeste.")
        connection.execute(update(thread).where(thread.c.id == thread_id).values(answer_id=post_id))
        _log(connection, "answer_accepted", found, f"tråd {thread_id}, opslag {post_id}", by)
        if answer is not None:
            _tell(connection, "accepted", [answer.author_id], found, post_id, str(post_id), by)


def archive(slug: str, *, by: Viewer) -> None:
    """Closes a room for writing: the lead of the network or, for any room, Red Liv. It cannot be undone here."""
    if not can_moderate(by, slug):
        require(by, Permission.EDIT_NETWORKS)
    with writing() as connection, system_within(connection):
        found = connection.execute(select(room).where(room.c.slug == slug)).first()
        if found is None:
            raise Forbidden(slug)
        values = {"archived_at": clock.now(), "archived_by_id": by.account_id}
        is_open = and_(room.c.id == found.id, room.c.archived_at.is_(None))
        if connection.execute(update(room).where(is_open).values(values)).rowcount:
            audit.record(connection, "room_archived", by=by, network_id=found.network_id, detail=slug)


def break_glass(slug: str, reason: str, *, by: Viewer) -> None:
    """Lets a coordinator read a closed room for an hour, and tells all its members; raises Forbidden, Refused."""
    require(by, Permission.BREAK_GLASS)
    with writing() as connection:
        network_id = _closed_room(connection, slug)
        guests.break_glass(connection, network_id=network_id, reason=reason, by=by)
        whom = people.with_right(connection, slug)
        with system_within(connection):  # the person does not read the room yet
            room_id = rooms.made(connection, slug).id
            notices.tell(
                connection,
                kind="glass",
                account_ids=whom,
                room_id=room_id,
                thread_id=None,
                post_id=None,
                key=f"{by.account_id}-{clock.now():%Y%m%d%H%M%S}",
                actor_id=by.account_id,
            )


def _closed_room(connection: Connection, slug: str) -> int:
    """The id of the network behind the slug; raises Forbidden where there is none."""
    try:
        network_id = network_of(slug)
    except ValueError:
        raise Forbidden(slug) from None
    found = connection.scalar(select(network.c.id).where(network.c.id == network_id))
    if found is None:
        raise Forbidden(slug)
    return int(found)


def _pin(thread_id: int, is_pinned: bool, by: Viewer) -> None:
    with writing() as connection:
        found = rows.a_thread(connection, thread_id, by=by)
        if not can_pin(by, found.slug):
            raise Forbidden("pin")
        rows.refuse_if_closed(found)
        connection.execute(update(thread).where(thread.c.id == thread_id).values(is_pinned=is_pinned))
        _log(connection, "thread_pinned" if is_pinned else "thread_unpinned", found, f"tråd {thread_id}", by)


def _change(thread_id: int, action: str, values: dict[str, Any], by: Viewer) -> None:
    with writing() as connection:
        found = _moderated_thread(connection, thread_id, by)
        connection.execute(update(thread).where(thread.c.id == thread_id).values(values))
        _log(connection, action, found, f"tråd {thread_id}", by)


def _moderated_thread(connection: Connection, thread_id: int, by: Viewer) -> Row[Any]:
    return rows.a_thread(connection, thread_id, RoomRight.MODERATE, by=by, to_write=True)


def _moderated_post(connection: Connection, post_id: int, by: Viewer) -> tuple[Row[Any], Row[Any]]:
    return rows.a_post(connection, post_id, RoomRight.MODERATE, by=by, to_write=True)


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise Refused(f"Skriv, hvorfor det skjules (højst {LONGEST_REASON} tegn). Forfatteren kan se det.")
    cpr.refuse(reason)
    return reason


def _log(connection: Connection, action: str, around: Row[Any], detail: str, by: Viewer) -> None:
    """A line without a word of what was written: who reads the log does not read the room."""
    audit.record(connection, action, by=by, network_id=network_of(around.slug), detail=detail)


def _tell(
    connection: Connection, kind: str, whom: list[Any], around: Row[Any], post_id: int | None, key: str, by: Viewer
) -> None:
    notices.tell(
        connection,
        kind=kind,
        account_ids=[one for one in whom if one is not None],
        room_id=around.room_id,
        thread_id=around.id,
        post_id=post_id,
        key=key,
        actor_id=by.account_id,
    )
