"""Which roles are held at this moment, and for which network: for a session, and for anybody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, bindparam, func, or_, select

from access import clock
from access.viewer import Grant
from storage.access_tables import account, role_grant
from storage.tables import network, network_municipality, site, trainer

STOPPED = 3  # trainer.status: ophørt


def select_held(start: FromClause, *columns: ColumnElement[Any]) -> Select[Any]:
    """A row per account and role, from `start` (which holds account) on, with `columns` in front; takes :now.

    The network of a trainer's role is the one that the workplace is in now.
    """
    lead_network, own_network = network.alias("lead_network"), network.alias("own_network")
    return (
        select(
            *columns,
            account.c.id.label("account_id"),
            account.c.name,
            role_grant.c.role,
            role_grant.c.network_id.label("granted_network"),
            lead_network.c.id.label("open_network"),
            own_network.c.id.label("own_network"),
        )
        .select_from(start)
        .outerjoin(role_grant, and_(role_grant.c.account_id == account.c.id, holds(bindparam("now"))))
        .outerjoin(lead_network, and_(lead_network.c.id == role_grant.c.network_id, _opens(lead_network)))
        .outerjoin(trainer, and_(trainer.c.id == account.c.trainer_id, func.coalesce(trainer.c.status, 0) != STOPPED))
        .outerjoin(site, site.c.id == trainer.c.site_id)
        .outerjoin(
            network_municipality,
            and_(
                network_municipality.c.municipality_code == site.c.municipality_code,
                network_municipality.c.until.is_(None),
            ),
        )
        .outerjoin(
            own_network,
            and_(
                own_network.c.id == func.coalesce(site.c.network_id, network_municipality.c.network_id),
                own_network.c.closed_on.is_(None),
            ),
        )
        .where(account.c.ended_at.is_(None))
    )


def grants_of(rows: Iterable[Row[Any]]) -> frozenset[Grant]:
    """The grants in the rows of one account."""
    return frozenset(grant for row in rows for grant in _grant(row))


def holds(now: Any = None) -> ColumnElement[bool]:
    """The role is held now: it has no end, or its end (of a break-glass hour) is still to come."""
    return or_(role_grant.c.until.is_(None), role_grant.c.until > (clock.now() if now is None else now))


def _opens(of: FromClause) -> ColumnElement[bool]:
    # A network that has ended has no lead any more; its room can still be looked into through broken glass.
    return or_(of.c.closed_on.is_(None), role_grant.c.role == "break_glass")


def _grant(row: Row[Any]) -> list[Grant]:
    if row.role is None:
        return []
    if row.granted_network is not None:
        return [Grant(row.role, row.open_network)] if row.open_network is not None else []
    if row.role == "trainer":
        return [Grant("trainer", row.own_network)]
    return [Grant(row.role)]
