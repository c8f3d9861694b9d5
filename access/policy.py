"""The one place that decides. Default is no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from access.permissions import Permission
from access.roles import GIVEN_ROLES, ROLES, Scope
from access.viewer import Viewer


class Forbidden(Exception):
    """The viewer may not; shown as if the thing did not exist."""


@dataclass(frozen=True)
class Reach:
    """Where a right holds: everywhere, or in these networks (none of them: nowhere)."""

    is_everywhere: bool
    networks: frozenset[int]

    def covers(self, network_id: int | None) -> bool:
        """True if the right holds in this network; what belongs to no network is reached only from everywhere."""
        return self.is_everywhere or (network_id is not None and network_id in self.networks)

    def __bool__(self) -> bool:
        return self.is_everywhere or bool(self.networks)


def reach(viewer: Viewer, permission: Permission) -> Reach:
    """Where the viewer has the right; made once per query, so that a page of 98 rows costs one look."""
    is_everywhere, networks = False, set()
    for grant in viewer.grants:
        role = ROLES.get(grant.role)
        scope = role.permissions.get(permission) if role else None
        if scope is Scope.EVERYWHERE:
            is_everywhere = True
        elif scope is Scope.OWN_NETWORK and grant.network_id is not None:
            networks.add(grant.network_id)
    return Reach(is_everywhere, frozenset(networks))


def allows(viewer: Viewer, permission: Permission, network_id: int | None = None) -> bool:
    """True if the viewer has the right in this network, or at all where no network is named."""
    where = reach(viewer, permission)
    return bool(where) if network_id is None else where.covers(network_id)


def require(viewer: Viewer, permission: Permission, network_id: int | None = None) -> None:
    """Raises Forbidden unless the viewer has the right."""
    if not allows(viewer, permission, network_id):
        raise Forbidden(permission.value)


COMMON_ROOM = "faelles"


def room_slug(network_id: int | None) -> str:
    """The name of a network's room in addresses; None: the common forum."""
    return COMMON_ROOM if network_id is None else f"netvaerk-{network_id}"


class RoomRight(Enum):
    """What one may do in a room: the right for the common forum, and the one for a closed room."""

    READ = (Permission.READ_COMMON_FORUM, Permission.READ_ROOM)
    WRITE = (Permission.WRITE_COMMON_FORUM, Permission.WRITE_ROOM)
    MODERATE = (Permission.MODERATE_COMMON_FORUM, Permission.MODERATE_ROOM)


def rooms(viewer: Viewer, right: RoomRight) -> frozenset[str]:
    """The rooms where the viewer has the right, by slug. A closed room is never reached from everywhere."""
    common, closed = right.value
    slugs = {room_slug(network_id) for network_id in reach(viewer, closed).networks}
    if allows(viewer, common):
        slugs.add(COMMON_ROOM)
    return frozenset(slugs)


def may_grant(viewer: Viewer, role: str, network_id: int | None) -> bool:
    """True if the viewer may invite to or give this role: a lead only trainers of the own network."""
    if allows(viewer, Permission.INVITE_ANYONE):
        return role in GIVEN_ROLES
    return role == "trainer" and network_id is not None and allows(viewer, Permission.INVITE_TO_NETWORK, network_id)
