"""Fictional people to walk in as, over two networks of the demo data; never in production."""

from __future__ import annotations

from sqlalchemy import Connection, Row, func, insert, select

import config
from access import audit, clock, members, sessions
from access.errors import Refused
from access.roles import ROLES
from access.sessions import SignedIn
from access.viewer import command_line
from storage.access_tables import account, role_grant
from storage.engine import reading, writing
from storage.tables import network, trainer


def make_people() -> None:
    """One account for each role, trainers of two networks among them; does nothing where there are accounts."""
    with writing() as connection:
        if connection.execute(select(account.c.id)).first():
            return
        here, there, *_ = _largest_networks(connection)
        first, second = _trainers(connection, here)[:2]
        [stranger, *_] = _trainers(connection, there)
        _person(connection, f"{first.first_name} {first.last_name}", "trainer", trainer_id=first.id)
        _person(connection, f"{second.first_name} {second.last_name}", "lead", trainer_id=second.id, network_id=here)
        _person(connection, f"{stranger.first_name} {stranger.last_name}", "trainer", trainer_id=stranger.id)
        _person(connection, "Rita Reviewer", "reviewer")
        _person(connection, "Karen Koordinator", "coordinator")
        _person(connection, "Adam Admin", "administrator")


def entries() -> list[tuple[int, str, str]]:
    """(account_id, role's title, name and network) of each demo person; empty in production and without demo data."""
    if config.settings().is_production:
        return []
    query = (
        select(account.c.id, account.c.name, role_grant.c.role, network.c.name.label("network"))
        .join(role_grant, role_grant.c.account_id == account.c.id)
        .outerjoin(trainer, trainer.c.id == account.c.trainer_id)
        .outerjoin(_placed := members.trainer_networks().subquery(), _placed.c.trainer_id == trainer.c.id)
        .outerjoin(network, network.c.id == func.coalesce(role_grant.c.network_id, _placed.c.network_id))
        .where(account.c.is_demo, account.c.ended_at.is_(None), role_grant.c.until.is_(None))
        .order_by(account.c.id)
    )
    with reading() as connection:
        rows = connection.execute(query).fetchall()
    return [(row.id, ROLES[row.role].title, f"{row.name}{f', {row.network}' if row.network else ''}") for row in rows]


def enter(account_id: int, *, agent: str) -> SignedIn:
    """A session as a demo person; raises Refused for anybody real, and in production."""
    with writing() as connection:
        is_demo = connection.execute(select(account.c.is_demo).where(account.c.id == account_id)).scalar_one_or_none()
        if config.settings().is_production or not is_demo:
            raise Refused("Siden findes ikke.")
        return sessions.begin(connection, account_id, agent=agent, how="demo")


def has_people() -> bool:
    """True if there are demo accounts: production refuses to start then."""
    with reading() as connection:
        return connection.execute(select(account.c.id).where(account.c.is_demo)).first() is not None


def _largest_networks(connection: Connection) -> list[int]:
    placed = members.trainer_networks().subquery()
    rows = connection.execute(
        select(placed.c.network_id)
        .where(placed.c.network_id.is_not(None))
        .group_by(placed.c.network_id)
        .order_by(func.count().desc(), placed.c.network_id)
    )
    return list(rows.scalars())


def _trainers(connection: Connection, network_id: int) -> list[Row[tuple[int, str, str]]]:
    placed = members.trainer_networks().subquery()
    return list(
        connection.execute(
            select(trainer.c.id, trainer.c.first_name, trainer.c.last_name)
            .join(placed, placed.c.trainer_id == trainer.c.id)
            .where(placed.c.network_id == network_id, trainer.c.status == 1, trainer.c.first_name.is_not(None))
            .order_by(trainer.c.id)
        )
    )


def _person(
    connection: Connection, name: str, role: str, *, trainer_id: int | None = None, network_id: int | None = None
) -> None:
    made = insert(account).values(
        name=name,
        email=f"{name.lower().replace(' ', '.')}.demo@eksempel.invalid",
        trainer_id=trainer_id,
        is_demo=True,
        created_at=clock.now(),
    )
    account_id = connection.execute(made.returning(account.c.id)).scalar_one()
    grant = {"account_id": account_id, "role": role, "network_id": network_id, "since": clock.now()}
    connection.execute(insert(role_grant).values(**grant, granted_by="demo"))
    audit.record(connection, "role_given", by=command_line("demo"), subject_id=account_id, detail=ROLES[role].title)
