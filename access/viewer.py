"""The person on whose behalf something is read (viewer=) or written (by=)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """A person with roles; every query takes one."""

    name: str
    roles: frozenset[str]


def local_viewer(name: str = "lokal") -> Viewer:
    """Whoever sits at this machine: the command line, and the site while it binds to loopback only."""
    return Viewer(name=name, roles=frozenset({"coordinator"}))
