"""The one place that decides. Default is no."""

from __future__ import annotations

from dataclasses import dataclass

from access.permissions import Permission
from access.roles import ROLES, Scope
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


def may_grant(viewer: Viewer, role: str, network_id: int | None) -> bool:
    """True if the viewer may invite to or give this role: a lead only trainers of the own network."""
    if allows(viewer, Permission.INVITE_ANYONE):
        return role in ROLES
    return role == "trainer" and network_id is not None and allows(viewer, Permission.INVITE_TO_NETWORK, network_id)
