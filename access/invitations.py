"""Invitations: the only way to an account, and the only way back to a lost one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, select, update

from access import audit, clock, members, secrets, throttle
from access.errors import Refused
from access.permissions import Permission
from access.policy import Forbidden, allows, may_grant, reach
from access.roles import ROLES
from access.viewer import Viewer
from storage.access_tables import account, invitation, outbox, passkey, recovery_code, role_grant, session
from storage.engine import reading, writing
from storage.tables import network, trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

LIFE = timedelta(hours=72)
GONE = "Invitationen er brugt eller udløbet. Bed den, der inviterede dig, om en ny."


@dataclass(frozen=True)
class Invitee:
    """Whom to invite to what; a trainer is tied to the participant list by trainer_id."""

    email: str
    name: str
    role: str
    network_id: int | None = None
    trainer_id: int | None = None


@dataclass(frozen=True)
class Invited:
    """The link's secret, known only here and in the mail."""

    invitation_id: int
    token: str
    email: str


def invite(invitees: Sequence[Invitee], *, address: str, by: Viewer) -> list[Invited]:
    """One link for each person, mailed through the outbox; address is the site's, as `https://fodfaeste.dk`.

    Raises Forbidden for a role or network that the inviter may not give, Refused for a faulty address or too many.
    """
    with writing() as connection:
        subject = f"invite:{by.account_id}"
        if throttle.is_used_up(connection, subject, throttle.INVITE):
            raise Refused("Du har sendt mange invitationer på kort tid. Vent en time, og prøv igen.")
        throttle.count(connection, *[subject] * len(invitees))
        return [_invite(connection, person, address, by) for person in invitees]


def _invite(connection: Connection, person: Invitee, address: str, by: Viewer) -> Invited:
    _check(connection, person, by)
    email = person.email.strip().lower()
    found = connection.execute(select(account.c.id).where(account.c.email == email)).first()
    if found and not allows(by, Permission.INVITE_ANYONE):
        raise Refused(f"{email} har allerede en konto. Bed Red Liv om at hjælpe.")
    token, now = secrets.new_token(), clock.now()
    still_open = and_(invitation.c.email == email, invitation.c.used_at.is_(None), invitation.c.withdrawn_at.is_(None))
    connection.execute(update(invitation).where(still_open).values(withdrawn_at=now))
    made = connection.execute(
        insert(invitation)
        .values(
            token_hash=secrets.token_hash(token),
            email=email,
            name=person.name.strip(),
            role=person.role,
            network_id=person.network_id,
            trainer_id=person.trainer_id,
            account_id=found.id if found else None,
            invited_by=by.name,
            invited_by_id=by.account_id,
            created_at=now,
            expires_at=now + LIFE,
        )
        .returning(invitation.c.id)
    ).scalar_one()
    _mail(connection, person, by, f"{address}/invitation/{token}")
    audit.record(
        connection,
        "invited",
        by=by,
        subject_id=found.id if found else None,
        network_id=person.network_id,
        detail=ROLES[person.role].title,
    )
    return Invited(made, token, email)


def _check(connection: Connection, person: Invitee, by: Viewer) -> None:
    if not may_grant(by, person.role, person.network_id):
        raise Forbidden(person.role)
    if "@" not in person.email or " " in person.email.strip():
        raise Refused(f"»{person.email}« er ikke en e-mailadresse. Ret den, og prøv igen.")
    if person.role in members.NEEDS_NETWORK and person.network_id is None:
        raise Refused("Vælg det netværk, som netværkslederen skal lede.")
    if person.trainer_id is not None and not allows(by, Permission.INVITE_ANYONE):
        own = connection.execute(members.trainer_networks().where(trainer.c.id == person.trainer_id)).first()
        if own is None or own.network_id != person.network_id:
            raise Forbidden("trainer")


def _mail(connection: Connection, person: Invitee, by: Viewer, link: str) -> None:
    body = (
        f"Hej {person.name.strip()}\n\n{by.name} har inviteret dig til Fodfæste som "
        f"{ROLES[person.role].title.lower()}.\n\nÅbn linket, og vælg hvordan du vil logge ind:\n{link}\n\n"
        "Linket virker i 72 timer og kun én gang. Kender du ikke til invitationen, kan du slette denne mail.\n"
    )
    connection.execute(
        insert(outbox).values(
            recipient=person.email.strip().lower(),
            subject="Invitation til Fodfæste",
            body=body,
            created_at=clock.now(),
        )
    )


def look(token: str) -> Row[Any]:
    """The invitation (id, email, name, role) behind a link, untouched: mail scanners fetch links. Raises Refused."""
    with reading() as connection:
        return _open(connection, token)


def handle_of(invited: Row[Any]) -> bytes:
    """The user id that a passkey made with this invitation will know; 32 bytes that say nothing."""
    return hashlib.sha256(b"handle" + invited.token_hash).digest()


def take(connection: Connection, token: str) -> tuple[int, str]:
    """Uses the link up and returns (account_id, name) of the new or restored account; raises Refused."""
    return _take(connection, _open(connection, token))


def take_for(connection: Connection, email: str) -> tuple[int, str]:
    """Uses up the open invitation to an address that somebody else vouches for; raises Refused."""
    found = connection.execute(select(invitation).where(invitation.c.email == email.lower(), *_still_open())).first()
    if found is None:
        raise Refused(GONE)
    return _take(connection, found)


def _take(connection: Connection, found: Row[Any]) -> tuple[int, str]:
    now = clock.now()
    used = connection.execute(
        update(invitation).where(invitation.c.id == found.id, invitation.c.used_at.is_(None)).values(used_at=now)
    )
    if used.rowcount != 1:
        raise Refused(GONE)
    account_id = found.account_id
    if account_id is None:
        account_id = _new_account(connection, found)
    else:
        _forget_credentials(connection, account_id)
    inviter = Viewer(found.invited_by, frozenset(), account_id=found.invited_by_id)
    _grant_as_invited(connection, account_id, found, inviter)
    return account_id, found.name


def _grant_as_invited(connection: Connection, account_id: int, found: Row[Any], inviter: Viewer) -> None:
    """The right to invite was checked when the invitation was written; it is the invitation that grants now."""
    scope = found.network_id if found.role in members.NEEDS_NETWORK else None
    same = and_(role_grant.c.account_id == account_id, role_grant.c.role == found.role, role_grant.c.until.is_(None))
    if scope is not None:
        same = and_(same, role_grant.c.network_id == scope)
    if connection.execute(select(role_grant.c.id).where(same)).first() is None:
        connection.execute(
            insert(role_grant).values(
                account_id=account_id, role=found.role, network_id=scope, since=clock.now(), granted_by=inviter.name
            )
        )
    audit.record(connection, "invitation_used", by=inviter, subject_id=account_id, detail=found.role)


def _new_account(connection: Connection, invited: Row[Any]) -> int:
    made = insert(account).values(
        name=invited.name, email=invited.email, trainer_id=invited.trainer_id, created_at=clock.now()
    )
    return int(connection.execute(made.returning(account.c.id)).scalar_one())


def _forget_credentials(connection: Connection, account_id: int) -> None:
    """Recovery is a new invitation: what was lost opens nothing any more, and all sessions end."""
    for table in (passkey, recovery_code):
        connection.execute(table.delete().where(table.c.account_id == account_id))
    connection.execute(
        update(session)
        .where(session.c.account_id == account_id, session.c.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(password_hash=None, totp_secret=None, totp_step=0, ended_at=None)
    )


def _open(connection: Connection, token: str) -> Row[Any]:
    found = connection.execute(
        select(invitation).where(invitation.c.token_hash == secrets.token_hash(token), *_still_open())
    ).first()
    if found is None:
        raise Refused(GONE)
    return found


def _still_open() -> tuple[ColumnElement[bool], ...]:
    return (
        invitation.c.used_at.is_(None),
        invitation.c.withdrawn_at.is_(None),
        invitation.c.expires_at > clock.now(),
    )


def candidates(*, viewer: Viewer, network_id: int | None = None) -> pd.DataFrame:
    """Trainers with an e-mail of their own and no account or open invitation: the preview of a bulk invitation.

    [trainer_id, name, email, network_id, network], at most 500; a lead sees the own network only.
    """
    import pandas as pd

    where = reach(viewer, Permission.INVITE_TO_NETWORK)
    placed = members.trainer_networks().subquery()
    waiting = select(invitation.c.email).where(
        invitation.c.used_at.is_(None), invitation.c.withdrawn_at.is_(None), invitation.c.expires_at > clock.now()
    )
    query = (
        select(
            trainer.c.id.label("trainer_id"),
            (trainer.c.first_name + " " + trainer.c.last_name).label("name"),
            trainer.c.email,
            placed.c.network_id,
            network.c.name.label("network"),
        )
        .join(placed, placed.c.trainer_id == trainer.c.id)
        .outerjoin(network, network.c.id == placed.c.network_id)
        .where(trainer.c.email.is_not(None), trainer.c.email.not_in(waiting))
        .where(trainer.c.email.not_in(select(account.c.email).where(account.c.email.is_not(None))))
        .where(trainer.c.id.not_in(select(account.c.trainer_id).where(account.c.trainer_id.is_not(None))))
        .order_by(network.c.name, trainer.c.id)
        .limit(500)
    )
    if not where.is_everywhere:
        query = query.where(placed.c.network_id.in_(where.networks))
    if network_id is not None:
        query = query.where(placed.c.network_id == network_id)
    with reading() as connection:
        return pd.read_sql_query(query, connection)


def pending(*, viewer: Viewer) -> pd.DataFrame:
    """Open invitations [id, email, name, role, expires_at, invited_by]: one's own, or all if one may invite anyone."""
    import pandas as pd

    query = (
        select(
            invitation.c.id,
            invitation.c.email,
            invitation.c.name,
            invitation.c.role,
            invitation.c.expires_at,
            invitation.c.invited_by,
        )
        .where(invitation.c.used_at.is_(None), invitation.c.withdrawn_at.is_(None))
        .where(invitation.c.expires_at > clock.now())
        .order_by(invitation.c.id.desc())
        .limit(500)
    )
    if not allows(viewer, Permission.INVITE_ANYONE):
        query = query.where(invitation.c.invited_by_id == (viewer.account_id or 0))
    with reading() as connection:
        return pd.read_sql_query(query, connection)


def withdraw(invitation_id: int, *, by: Viewer) -> None:
    """Makes an open invitation useless; another's only for those who may invite anyone."""
    which = and_(invitation.c.id == invitation_id, invitation.c.used_at.is_(None))
    if not allows(by, Permission.INVITE_ANYONE):
        which = and_(which, invitation.c.invited_by_id == by.account_id)
    with writing() as connection:
        if connection.execute(update(invitation).where(which).values(withdrawn_at=clock.now())).rowcount:
            audit.record(connection, "invitation_withdrawn", by=by, detail=str(invitation_id))
