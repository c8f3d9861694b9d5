"""Roles given and taken, with history; and who is a member of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, insert, or_, select, update

from access import audit, clock
from access.errors import Refused
from access.permissions import Permission
from access.policy import Forbidden, may_grant, require
from access.roles import ROLES
from access.viewer import Viewer
from storage.access_tables import account, role_grant, session
from storage.engine import reading, writing
from storage.tables import network, network_municipality, site, trainer

if TYPE_CHECKING:
    import pandas as pd

NEEDS_NETWORK = frozenset({"lead"})


def give_role(account_id: int, role: str, *, network_id: int | None = None, by: Viewer) -> None:
    """Gives a role from now on; giving it twice changes nothing; raises Forbidden, Refused."""
    require(by, Permission.MANAGE_ROLES)
    with writing() as connection:
        grant(connection, account_id, role, network_id=network_id, by=by)


def grant(connection: Connection, account_id: int, role: str, *, network_id: int | None, by: Viewer) -> None:
    """Gives a role in the caller's transaction; raises Forbidden, Refused."""
    if not may_grant(by, role, network_id):
        raise Forbidden(role)
    if role in NEEDS_NETWORK and network_id is None:
        raise Refused("Vælg det netværk, som netværkslederen skal lede.")
    scope = network_id if role in NEEDS_NETWORK else None
    if connection.execute(select(role_grant.c.id).where(_held(account_id, role, scope))).first():
        return
    connection.execute(
        insert(role_grant).values(
            account_id=account_id, role=role, network_id=scope, since=clock.now(), granted_by=by.name
        )
    )
    audit.record(connection, "role_given", by=by, subject_id=account_id, network_id=scope, detail=ROLES[role].title)


def end_role(grant_id: int, *, by: Viewer) -> None:
    """Ends a role now; the row stays as history; the last administrator keeps the role."""
    require(by, Permission.MANAGE_ROLES)
    with writing() as connection:
        row = connection.execute(
            select(role_grant).where(role_grant.c.id == grant_id, role_grant.c.until.is_(None))
        ).first()
        if row is None:
            raise Refused("Rollen er allerede afsluttet.")
        if row.role == "administrator" and _count(connection, "administrator") < 2:
            raise Refused("Der skal altid være en administrator. Giv rollen til en anden først.")
        connection.execute(
            update(role_grant).where(role_grant.c.id == grant_id).values(until=clock.now(), ended_by=by.name)
        )
        audit.record(
            connection,
            "role_ended",
            by=by,
            subject_id=row.account_id,
            network_id=row.network_id,
            detail=ROLES[row.role].title,
        )


def close_account(account_id: int, *, by: Viewer) -> None:
    """Ends the account, its roles and its sessions at once."""
    require(by, Permission.MANAGE_ROLES)
    if account_id == by.account_id:
        raise Refused("Du kan ikke lukke din egen konto. Bed en anden administrator om det.")
    with writing() as connection:
        close(connection, account_id, by=by)


def close(connection: Connection, account_id: int, *, by: Viewer) -> None:
    """Ends the account in the caller's transaction."""
    now = clock.now()
    connection.execute(update(account).where(account.c.id == account_id).values(ended_at=now))
    connection.execute(
        update(role_grant)
        .where(role_grant.c.account_id == account_id, role_grant.c.until.is_(None))
        .values(until=now, ended_by=by.name)
    )
    connection.execute(
        update(session).where(session.c.account_id == account_id, session.c.ended_at.is_(None)).values(ended_at=now)
    )
    audit.record(connection, "account_closed", by=by, subject_id=account_id)


def people(*, viewer: Viewer, search: str = "", account_id: int | None = None) -> pd.DataFrame:
    """Accounts with their open roles [account_id, name, email, role, grant_id, network_id, network, since]."""
    require(viewer, Permission.MANAGE_ROLES)
    query = (
        select(
            account.c.id.label("account_id"),
            account.c.name,
            account.c.email,
            role_grant.c.role,
            role_grant.c.id.label("grant_id"),
            role_grant.c.network_id,
            network.c.name.label("network"),
            role_grant.c.since,
        )
        .outerjoin(role_grant, and_(role_grant.c.account_id == account.c.id, role_grant.c.until.is_(None)))
        .outerjoin(network, network.c.id == role_grant.c.network_id)
        .where(account.c.ended_at.is_(None))
        .order_by(account.c.name, account.c.id, role_grant.c.role)
        .limit(500)
    )
    if account_id is not None:
        query = query.where(account.c.id == account_id)
    if search:
        texts = (account.c.name, account.c.email)
        query = query.where(or_(*(column.icontains(search, autoescape=True) for column in texts)))
    return _frame(query)


def history(account_id: int, *, viewer: Viewer) -> pd.DataFrame:
    """Every role that the account has or had [role, network, since, until, granted_by, ended_by], newest first."""
    if account_id != viewer.account_id:
        require(viewer, Permission.MANAGE_ROLES)
    return _frame(
        select(
            role_grant.c.role,
            network.c.name.label("network"),
            role_grant.c.since,
            role_grant.c.until,
            role_grant.c.granted_by,
            role_grant.c.ended_by,
        )
        .outerjoin(network, network.c.id == role_grant.c.network_id)
        .where(role_grant.c.account_id == account_id)
        .order_by(role_grant.c.since.desc(), role_grant.c.id.desc())
    )


def trainer_networks() -> Select[Any]:
    """(trainer_id, network_id) of the network where the trainer's workplace is now."""
    return (
        select(
            trainer.c.id.label("trainer_id"),
            func.coalesce(site.c.network_id, network_municipality.c.network_id).label("network_id"),
        )
        .join(site, site.c.id == trainer.c.site_id)
        .outerjoin(
            network_municipality,
            and_(
                network_municipality.c.municipality_code == site.c.municipality_code,
                network_municipality.c.until.is_(None),
            ),
        )
    )


def _held(account_id: int, role: str, network_id: int | None) -> ColumnElement[bool]:
    return and_(
        role_grant.c.account_id == account_id,
        role_grant.c.role == role,
        role_grant.c.network_id.is_(None) if network_id is None else role_grant.c.network_id == network_id,
        role_grant.c.until.is_(None),
    )


def _count(connection: Connection, role: str) -> int:
    open_grants = and_(role_grant.c.role == role, role_grant.c.until.is_(None))
    return connection.execute(select(func.count()).select_from(role_grant).where(open_grants)).scalar_one()


def _frame(query: Select[Any]) -> pd.DataFrame:
    import pandas as pd

    with reading() as connection:
        return pd.read_sql_query(query, connection)
