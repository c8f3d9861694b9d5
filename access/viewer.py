"""The person on whose behalf something is read (viewer=) or written (by=)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Grant:
    """One role of a person; network_id says for which network, None where the role has no scope."""

    role: str
    network_id: int | None = None


@dataclass(frozen=True)
class Viewer:
    """A person with roles; every query takes one. Two viewers are alike only if they may see the same."""

    name: str
    grants: frozenset[Grant]
    account_id: int | None = None
    session_id: int | None = None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)


def command_line(name: str = "kommandolinje") -> Viewer:
    """Whoever has a shell on the machine: may do what a coordinator may."""
    return Viewer(name=name, grants=frozenset({Grant("coordinator")}))
