"""Who reads a room, as the access rules of this moment say it; for member lists, mentions and notices.

What is read here (roles, workplaces) lies behind PostgreSQL's lock on trainers; what goes out is who shares a room.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from access import viewers
from access.policy import RoomRight, rooms
from access.viewer import Viewer
from board.views import Member
from board.visibility import network_of
from storage.access_tables import account
from storage.scope import system_within
from storage.tables import municipality, site, trainer


def with_right(connection: Connection, slug: str, right: RoomRight = RoomRight.READ) -> list[int]:
    """The account ids of all who have the right in the room now, broken glass not counted."""
    with system_within(connection):
        return [one.account_id or 0 for one in _members(viewers.everyone(connection), slug, right)]


def members(connection: Connection, slug: str) -> list[Member]:
    """Those who read the room, by name."""
    with system_within(connection):
        here = _members(viewers.everyone(connection), slug, RoomRight.READ)
        places = {
            row.id: row
            for row in connection.execute(
                select(account.c.id, municipality.c.name, trainer.c.profession)
                .join(trainer, trainer.c.id == account.c.trainer_id)
                .join(site, site.c.id == trainer.c.site_id)
                .join(municipality, municipality.c.code == site.c.municipality_code)
                .where(account.c.ended_at.is_(None))
            )
        }
    names = Counter(one.name.lower() for one in here)
    return [_member(one, slug, places.get(one.account_id), is_alone=names[one.name.lower()] == 1) for one in here]


def handles(connection: Connection, slug: str) -> dict[str, int]:
    """Handle -> account id of everybody who can be mentioned in the room."""
    return {member.handle: member.account_id for member in members(connection, slug)}


def _members(everyone: list[Viewer], slug: str, right: RoomRight) -> list[Viewer]:
    return [one for one in everyone if slug in rooms(_without_glass(one), right)]


def _without_glass(one: Viewer) -> Viewer:
    if "break_glass" not in one.roles:
        return one
    grants = frozenset(grant for grant in one.grants if grant.role != "break_glass")
    return Viewer(one.name, grants, one.account_id)


def _member(one: Viewer, slug: str, place: object, *, is_alone: bool) -> Member:
    network_id, where = network_of(slug), getattr(place, "name", None)
    here = {grant.role for grant in one.grants if network_id is None or grant.network_id == network_id}
    return Member(
        account_id=one.account_id or 0,
        name=one.name,
        handle=one.name if is_alone else f"{one.name} ({where or one.account_id})",
        municipality=where,
        profession=getattr(place, "profession", None),
        is_lead="lead" in here,
        is_guest="guest" in here and not here & {"trainer", "lead"},
    )
