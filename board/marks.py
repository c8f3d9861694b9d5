"""What a person marks without writing: thanks, following, how far they have read, and what they have begun to write."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import and_, delete, func, select, update

from access import clock
from access.cpr import CPR
from access.errors import Refused
from access.policy import Forbidden, RoomRight
from access.viewer import Viewer
from board import markup, notices, rooms, rows
from board.views import SavedDraft
from board.visibility import can_see, visible
from storage.board_tables import draft as drafts
from storage.board_tables import follow as follows
from storage.board_tables import post, read_mark, thanks, thread, visit
from storage.engine import reading, writing

STATES = ("follow", "mute", "none")
PLACE = re.compile(r"[a-z0-9-]{1,40}")


def thank(post_id: int, *, wanted: bool = True, by: Viewer) -> int:
    """Thanks for a post, or (wanted is False) takes it back; returns how many thanked. Raises Forbidden, Refused.

    Said twice it is as said once: a double click is no change of mind.
    """
    with writing() as connection:
        found, around = rows.a_post(connection, post_id, RoomRight.WRITE, by=by, to_write=True)
        rows.refuse_if_closed(around)
        if found.author_id == by.account_id:
            raise Refused("Man kan ikke takke sig selv.")
        if found.gone or found.hidden_at is not None:
            raise Refused("Opslaget er fjernet.")
        mine = and_(thanks.c.post_id == post_id, thanks.c.account_id == by.account_id)
        row = {"post_id": post_id, "room_id": found.room_id, "account_id": by.account_id, "at": clock.now()}
        if not wanted:
            connection.execute(delete(thanks).where(mine))
        elif connection.execute(rooms.upsert(connection, thanks).values(row).on_conflict_do_nothing()).rowcount:
            notices.tell(
                connection,
                kind="thanks",
                account_ids=[] if found.author_id is None else [found.author_id],
                room_id=found.room_id,
                thread_id=around.id,
                post_id=post_id,
                key=f"{post_id}-{by.account_id}",
                actor_id=by.account_id,
            )
        count = select(func.count()).select_from(thanks).where(thanks.c.post_id == post_id)
        return connection.execute(count).scalar_one()


def follow(thread_id: int, state: str, *, by: Viewer) -> None:
    """Follows a thread, mutes it, or leaves it to the rule that whoever wrote in it is told; raises Forbidden."""
    if state not in STATES or by.account_id is None:
        raise Forbidden(state)
    with writing() as connection:
        found = rows.a_thread(connection, thread_id, by=by)
        mine = and_(follows.c.thread_id == thread_id, follows.c.account_id == by.account_id)
        connection.execute(delete(follows).where(mine))
        if state != "none":
            row = {"thread_id": thread_id, "room_id": found.room_id, "account_id": by.account_id}
            made = rooms.upsert(connection, follows).values(row | {"is_muted": state == "mute"})
            connection.execute(made.on_conflict_do_nothing())


def read(thread_id: int, post_id: int, *, by: Viewer) -> None:
    """The person has read the thread up to this post; the mark never moves back. Raises Forbidden."""
    if by.account_id is None:
        return
    with writing() as connection:
        row: dict[str, Any] = {"account_id": by.account_id, "thread_id": thread_id, "at": clock.now()}
        row["room_id"] = rows.a_thread(connection, thread_id, by=by).room_id
        upto = and_(post.c.thread_id == thread_id, post.c.id <= post_id)
        row["post_id"] = connection.scalar(select(func.max(post.c.id)).where(upto))
        if row["post_id"] is None:
            return
        made = rooms.upsert(connection, read_mark).values(row)
        moved = {"post_id": made.excluded.post_id, "at": made.excluded.at}
        is_further = made.excluded.post_id > read_mark.c.post_id
        key = [read_mark.c.account_id, read_mark.c.thread_id]
        connection.execute(made.on_conflict_do_update(index_elements=key, set_=moved, where=is_further))


def read_all(slug: str, *, by: Viewer) -> None:
    """Everything in the room so far counts as read; raises Forbidden."""
    rooms.enter(slug, by=by)
    with writing() as connection:
        room_id = rooms.made(connection, slug).id
        newest = connection.scalar(select(func.max(thread.c.last_post_id)).where(thread.c.room_id == room_id)) or 0
        mine = and_(visit.c.account_id == by.account_id, visit.c.room_id == room_id)
        connection.execute(update(visit).where(mine).values(read_to=newest))


def save_draft(place: str, slug: str, title: str, source: str, *, by: Viewer) -> None:
    """Keeps what the person is writing; an empty text drops it. Raises Forbidden, and Refused at a CPR number."""
    if not can_see(by, slug) or by.account_id is None or not PLACE.fullmatch(place):
        raise Forbidden(slug)
    title, source = markup.clean(title)[:160], markup.clean(source)[: markup.LONGEST]
    if CPR.search(source) or CPR.search(title):
        raise Refused("Kladden er ikke gemt: teksten ligner et CPR-nummer. Fjern det først.")
    if not (title.strip() or source.strip()):
        drop_draft(place, by=by)
        return
    with writing() as connection:
        row = {"account_id": by.account_id, "place": place, "room_id": rooms.made(connection, slug).id}
        row |= {"title": title, "source": source, "saved_at": clock.now()}
        made = rooms.upsert(connection, drafts).values(row)
        new: dict[str, Any] = {name: made.excluded[name] for name in ("room_id", "title", "source", "saved_at")}
        key = [drafts.c.account_id, drafts.c.place]
        connection.execute(made.on_conflict_do_update(index_elements=key, set_=new))


def draft(*places: str, viewer: Viewer) -> SavedDraft | None:
    """What the viewer was writing last at one of the places, in a room that the viewer still reads."""
    mine = and_(drafts.c.account_id == viewer.account_id, drafts.c.place.in_(places), visible(viewer, drafts.c.room_id))
    query = select(drafts.c.place, drafts.c.title, drafts.c.source, drafts.c.saved_at).where(mine)
    with reading() as connection:
        found = connection.execute(query.order_by(drafts.c.saved_at.desc()).limit(1)).first()
    return SavedDraft(*found) if found else None


def drop_draft(place: str, *, by: Viewer) -> None:
    """Throws away what the person was writing there."""
    mine = and_(drafts.c.account_id == by.account_id, drafts.c.place == place)
    with writing() as connection:
        connection.execute(delete(drafts).where(mine))
