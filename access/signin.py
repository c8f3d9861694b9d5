"""Signing in with password and one-time code; the first sign-in with an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from access import audit, clock, invitations, secrets, sessions, throttle
from access.errors import Refused
from access.sessions import SignedIn
from access.viewer import Viewer
from storage.access_tables import account, recovery_code
from storage.engine import writing

WRONG = (
    "E-mail, adgangskode eller engangskode passer ikke. Prøv igen, eller bed din netværksleder eller Red Liv om en ny "
    "invitation."
)
WAIT = "Der er prøvet for mange gange herfra. Vent et kvarter, og prøv igen."
NOBODY = Viewer(name="ikke logget ind", grants=frozenset())


@dataclass(frozen=True)
class Welcome:
    """The first session, and the recovery codes that are shown this once."""

    signed_in: SignedIn
    recovery_codes: list[str]


def with_password(email: str, password: str, code: str, *, place: str, device: str | None, agent: str) -> SignedIn:
    """A session for a right e-mail, password and one-time or recovery code; raises Refused.

    place is the address that the request came from; device is what sessions.device_for() gave this browser earlier.
    """
    email = email.strip().lower()
    with writing() as connection:
        found = connection.execute(
            select(account).where(account.c.email == email, account.c.ended_at.is_(None))
        ).first()
        subject = _subject(email, place, device)
        _refuse_if_too_many(connection, subject, place)
        throttle.count(connection, subject, f"place:{place}")  # before the answer is known: many at once are many
        stored = found.password_hash if found else None
    fits = secrets.is_password(stored, password)  # slow on purpose, so outside the transaction
    with writing() as connection:
        if not (fits and found and _second_factor(connection, found, code)):
            audit.record(connection, "sign_in_refused", by=NOBODY, subject_id=found.id if found else None, detail=place)
            signed_in = None
        else:
            throttle.forgive(connection, subject)
            throttle.forgive_one(connection, f"place:{place}")
            signed_in = sessions.begin(connection, found.id, agent=agent, how="adgangskode")
    if signed_in is None:
        raise Refused(WRONG)
    return signed_in


def _subject(email: str, place: str, device: str | None) -> str:
    """Whose tries are counted: a known device has its own count, so a stranger's tries do not lock it out."""
    return f"device:{device}:{email}" if device else f"account:{email}:{place}"


def _refuse_if_too_many(connection: Connection, subject: str, place: str) -> None:
    if throttle.is_used_up(connection, subject[:120], throttle.SIGN_IN):
        raise Refused(WAIT)
    if not subject.startswith("device:") and throttle.is_used_up(connection, f"place:{place}", throttle.PLACE):
        raise Refused(WAIT)


def _second_factor(connection: Connection, found: Row[Any], code: str) -> bool:
    if found.totp_secret is None:
        return False
    step = secrets.totp_step(found.totp_secret, code, after=found.totp_step)
    if step is not None:
        moved = connection.execute(
            update(account)
            .where(account.c.id == found.id, account.c.totp_step < step)  # two at once: only one gets through
            .values(totp_step=step)
        )
        return moved.rowcount == 1
    used = connection.execute(
        update(recovery_code)
        .where(
            recovery_code.c.account_id == found.id,
            recovery_code.c.code_hash == secrets.recovery_hash(code),
            recovery_code.c.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    return used.rowcount == 1


def accept_with_password(token: str, password: str, totp_secret: str, code: str, *, agent: str) -> Welcome:
    """Uses an invitation up with a password and an authenticator app; raises Refused, and then nothing is used up."""
    invited = invitations.look(token)
    fault = secrets.password_fault(password, name=invited.name, email=invited.email)
    if fault:
        raise Refused(fault)
    step = secrets.totp_step(totp_secret, code, after=0)
    if step is None:
        raise Refused("Engangskoden passer ikke. Skriv den kode, som appen viser lige nu.")
    hashed = secrets.hash_password(password)
    codes = secrets.new_recovery_codes()
    with writing() as connection:
        account_id, _name = invitations.take(connection, token)
        connection.execute(
            update(account)
            .where(account.c.id == account_id)
            .values(password_hash=hashed, totp_secret=totp_secret, totp_step=step)
        )
        _store_codes(connection, account_id, codes)
        return Welcome(sessions.begin(connection, account_id, agent=agent, how="invitation"), codes)


def renew_recovery_codes(*, by: Viewer) -> list[str]:
    """Ten new codes; the old ones open nothing any more."""
    codes = secrets.new_recovery_codes()
    with writing() as connection:
        assert by.account_id is not None  # nosec B101  # for mypy; the gate lets nobody else in
        _store_codes(connection, by.account_id, codes)
        audit.record(connection, "recovery_codes_renewed", by=by, subject_id=by.account_id)
    return codes


def _store_codes(connection: Connection, account_id: int, codes: list[str]) -> None:
    connection.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_hash": secrets.recovery_hash(code)} for code in codes]
    connection.execute(insert(recovery_code), rows)
