"""What people may do at this moment, whether they are signed in or not: for member lists, mentions and mail."""

from __future__ import annotations

import functools
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, select

from access import clock
from access.sessions import STOPPED, _grant, _opens, holds
from access.viewer import Viewer
from storage.access_tables import account, role_grant
from storage.tables import network, network_municipality, site, trainer


def everyone(connection: Connection) -> list[Viewer]:
    """Every open account with its roles and networks of this moment, by name; about 350. Not for a page as it is."""
    rows = connection.execute(_granted(), {"now": clock.now()})
    return [_viewer(list(of_one)) for _, of_one in groupby(rows, key=lambda row: row.account_id)]


def one(connection: Connection, account_id: int) -> Viewer | None:
    """The person as the next request would see them; None once the account is closed."""
    rows = connection.execute(
        _granted().where(account.c.id == bindparam("account_id")), {"now": clock.now(), "account_id": account_id}
    ).fetchall()
    return _viewer(list(rows)) if rows else None


def _viewer(rows: list[Any]) -> Viewer:
    grants = frozenset(grant for row in rows for grant in _grant(row))
    return Viewer(name=rows[0].name, grants=grants, account_id=rows[0].account_id)


@functools.cache
def _granted() -> Select[Any]:
    """As in access.sessions, without a session."""
    lead_network, own_network = network.alias("lead_network"), network.alias("own_network")
    return (
        select(
            account.c.id.label("account_id"),
            account.c.name,
            role_grant.c.role,
            role_grant.c.network_id.label("granted_network"),
            lead_network.c.id.label("open_network"),
            own_network.c.id.label("own_network"),
        )
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
        .order_by(account.c.name, account.c.id)
    )
