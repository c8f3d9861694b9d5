"""Once a month the members of each network are asked how it stands in their municipality; one click answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, select

from access import clock, viewers
from access.permissions import Permission
from access.policy import Forbidden, RoomRight, allows, reach, room_slug
from access.policy import rooms as rooms_of
from access.viewer import Viewer
from board import notices, rooms
from board.visibility import visible
from storage import scope
from storage.board_tables import prompt, prompt_answer, room
from storage.engine import reading, writing
from storage.tables import network


@dataclass(frozen=True)
class Prompt:
    """A question that waits for the viewer: how does it stand in your municipality?"""

    room_id: int
    slug: str
    room: str | None
    month: str  # 2021-07


def ask(now: datetime | None = None) -> int:
    """Asks every open network that was not asked this month; returns how many were. By `python -m board deliver`."""
    month = f"{now or clock.now():%Y-%m}"
    with scope.system():
        with reading() as connection:
            everybody = viewers.everyone(connection)
            open_networks = connection.scalars(select(network.c.id).where(network.c.closed_on.is_(None))).all()
        return sum(_ask(network_id, month, everybody) for network_id in open_networks)


def open(*, viewer: Viewer) -> Prompt | None:
    """This month's question, until the viewer has answered it; only where the viewer may write status notes."""
    networks = reach(viewer, Permission.WRITE_STATUS_NOTES).networks
    if viewer.account_id is None or not networks:
        return None
    own = and_(
        prompt_answer.c.room_id == prompt.c.room_id,
        prompt_answer.c.month == prompt.c.month,
        prompt_answer.c.account_id == viewer.account_id,
    )
    query = (
        select(prompt.c.room_id, room.c.slug, network.c.name, prompt.c.month)
        .join(room, room.c.id == prompt.c.room_id)
        .outerjoin(network, network.c.id == room.c.network_id)
        .where(prompt.c.month == f"{clock.now():%Y-%m}", visible(viewer, prompt.c.room_id, RoomRight.WRITE))
        .where(room.c.network_id.in_(sorted(networks)), room.c.archived_at.is_(None), ~exists().where(own))
        .order_by(prompt.c.room_id)
        .limit(1)
    )
    with reading() as connection:
        found = connection.execute(query).first()
    return Prompt(found.room_id, found.slug, found.name, found.month) if found else None


def answer(room_id: int, month: str, *, also: Callable[[Connection], int] | None = None, by: Viewer) -> None:
    """Notes that the person answered: with a status note that also() writes in the same transaction, or "no change".

    Answering twice changes nothing. Raises Forbidden where the person was not asked.
    """
    if by.account_id is None:
        raise Forbidden("prompt")
    with writing() as connection:
        asked = (
            select(room.c.network_id)
            .join(prompt, prompt.c.room_id == room.c.id)
            .where(room.c.id == room_id, prompt.c.month == month, visible(by, room.c.id, RoomRight.WRITE))
        )
        network_id = connection.scalar(asked)
        if network_id is None or not allows(by, Permission.WRITE_STATUS_NOTES, network_id):
            raise Forbidden("prompt")
        key = {"account_id": by.account_id, "room_id": room_id, "month": month}
        row = rooms.upsert(connection, prompt_answer).values(key | {"at": clock.now()}).on_conflict_do_nothing()
        is_first = connection.scalar(row.returning(prompt_answer.c.month)) is not None
        if is_first and also is not None:
            note_id = also(connection)
            own = [prompt_answer.c[name] == value for name, value in key.items()]
            connection.execute(prompt_answer.update().where(*own).values(note_id=note_id))


def _ask(network_id: int, month: str, everybody: list[Viewer]) -> bool:
    slug = room_slug(network_id)
    members = [
        one.account_id or 0
        for one in everybody
        if slug in rooms_of(one, RoomRight.WRITE) and allows(one, Permission.WRITE_STATUS_NOTES, network_id)
    ]
    if not members:
        return False
    with writing() as connection:
        found = rooms.made(connection, slug)
        if found.archived_at is not None:
            return False
        row = {"room_id": found.id, "month": month, "at": clock.now()}
        made = rooms.upsert(connection, prompt).values(row).on_conflict_do_nothing().returning(prompt.c.month)
        if connection.scalar(made) is None:
            return False
        key = f"{found.id}-{month}"
        notices.tell(connection, kind="prompt", account_ids=members, room_id=found.id, key=key)
    return True
