"""Who is in a closed room without belonging to its network: guests of the lead, and broken glass."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from access import audit, clock, cpr
from access.errors import Refused
from access.held import holds
from access.permissions import Permission
from access.policy import Forbidden, RoomRight, require, room_slug, rooms
from access.viewer import Viewer
from storage.access_tables import account, role_grant
from storage.engine import reading, writing

HOUR = timedelta(hours=1)
SHOWN = timedelta(days=180)  # how long a room is told that its glass was broken
SHORTEST_REASON, LONGEST_REASON = 10, 300


def let_in(account_id: int, *, network_id: int, by: Viewer) -> None:
    """Makes somebody a guest of the network's room until shown out; only its lead does. Raises Forbidden, Refused."""
    require(by, Permission.MODERATE_ROOM, network_id)
    with writing() as connection:
        is_open = connection.scalar(
            select(account.c.id).where(account.c.id == account_id, account.c.ended_at.is_(None))
        )
        if is_open is None:
            raise Refused("Personen har ingen konto. Bed Red Liv om at invitere først.")
        held = (role_grant.c.account_id == account_id) & (role_grant.c.network_id == network_id)
        if connection.scalar(select(role_grant.c.id).where(held, role_grant.c.role == "guest", holds())):
            return
        _give(connection, account_id, "guest", network_id, by)
        audit.record(connection, "guest_let_in", by=by, subject_id=account_id, network_id=network_id)


def show_out(grant_id: int, *, by: Viewer) -> None:
    """Ends a guest's stay now, if it has not ended (a second press); the lead does, or the guest. Raises Forbidden."""
    with writing() as connection:
        is_it = (role_grant.c.id == grant_id) & (role_grant.c.role == "guest")
        found = connection.execute(select(role_grant, holds().label("is_here")).where(is_it)).first()
        if found is None:
            raise Forbidden(Permission.MODERATE_ROOM.value)
        if found.account_id != by.account_id:
            require(by, Permission.MODERATE_ROOM, found.network_id)
        if not found.is_here:
            return
        values = {"until": clock.now(), "ended_by": by.name}
        connection.execute(update(role_grant).where(role_grant.c.id == grant_id).values(values))
        audit.record(connection, "guest_left", by=by, subject_id=found.account_id, network_id=found.network_id)


def break_glass(connection: Connection, *, network_id: int, reason: str, by: Viewer) -> None:
    """Lets a coordinator read a closed room for an hour, in the caller's transaction; raises Forbidden, Refused."""
    require(by, Permission.BREAK_GLASS)
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Refused("Skriv, hvorfor du skal ind (10 til 300 tegn). Medlemmerne kan se begrundelsen.")
    cpr.refuse(reason)
    assert by.account_id is not None  # nosec B101  # for mypy; the command line has no session to read with
    _give(connection, by.account_id, "break_glass", network_id, by, until=clock.now() + HOUR, reason=reason)
    audit.record(connection, "break_glass", by=by, subject_id=by.account_id, network_id=network_id, detail=reason)


def of_room(network_id: int, *, viewer: Viewer) -> list[Row[Any]]:
    """Guests now, and who broke the glass in the last half year: (id, role, name, since, until, reason), newest first.

    For those who read the room; others get nothing.
    """
    if room_slug(network_id) not in rooms(viewer, RoomRight.READ):
        return []
    recent = role_grant.c.since > clock.now() - SHOWN
    query = (
        select(
            role_grant.c.id,
            role_grant.c.role,
            role_grant.c.account_id,
            account.c.name,
            role_grant.c.since,
            role_grant.c.until,
            role_grant.c.reason,
        )
        .join(account, account.c.id == role_grant.c.account_id)
        .where(
            role_grant.c.network_id == network_id,
            or_((role_grant.c.role == "guest") & holds(), (role_grant.c.role == "break_glass") & recent),
        )
        .order_by(role_grant.c.since.desc(), role_grant.c.id.desc())
    )
    with reading() as connection:
        return list(connection.execute(query))


def _give(connection: Connection, account_id: int, role: str, network_id: int, by: Viewer, **more: Any) -> None:
    row = {"account_id": account_id, "role": role, "network_id": network_id, "since": clock.now()}
    connection.execute(insert(role_grant).values(row | {"granted_by": by.name} | more))
