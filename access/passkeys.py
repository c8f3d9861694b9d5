"""Passkeys: made at the invitation or later, used to sign in. py_webauthn does the cryptography."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from access import audit, clock, invitations, secrets, sessions, throttle
from access.errors import Refused
from access.sessions import SignedIn
from access.viewer import Viewer
from storage.access_tables import account, challenge, passkey
from storage.engine import reading, writing

LIFE = timedelta(minutes=5)
FAILED = "Adgangsnøglen kunne ikke bruges. Prøv igen, eller brug adgangskode."


@dataclass(frozen=True)
class Asked:
    """What the browser is asked, and the ticket that it must come back with."""

    ticket: str
    options: dict[str, Any]


@dataclass(frozen=True)
class Party:
    """This site as passkeys know it."""

    host: str  # fodfaeste.dk
    origin: str  # https://fodfaeste.dk


def ask_new(party: Party, *, email: str, name: str, handle: bytes) -> Asked:
    """The question that makes a new passkey."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name="Fodfæste",
        user_id=handle,
        user_name=email,
        user_display_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return _ask(options)


def ask_sign_in(party: Party) -> Asked:
    """The question that a passkey answers at sign-in; it names no account."""
    return _ask(
        generate_authentication_options(rp_id=party.host, user_verification=UserVerificationRequirement.REQUIRED)
    )


def accept_invitation(party: Party, token: str, ticket: str, answer: dict[str, Any], *, agent: str) -> SignedIn:
    """Uses an invitation up with a new passkey; raises Refused, and then nothing is used up."""
    with writing() as connection:
        verified = _verified_new(connection, party, ticket, answer)
        account_id, _name = invitations.take(connection, token)
        _store(connection, account_id, verified)
        return sessions.begin(connection, account_id, agent=agent, how="invitation, adgangsnøgle")


def add(party: Party, ticket: str, answer: dict[str, Any], *, by: Viewer) -> None:
    """One more passkey for a person who is signed in."""
    assert by.account_id is not None  # nosec B101  # for mypy; the gate lets nobody else in
    with writing() as connection:
        _store(connection, by.account_id, _verified_new(connection, party, ticket, answer))
        audit.record(connection, "passkey_added", by=by, subject_id=by.account_id)


def owner(*, viewer: Viewer) -> tuple[str, bytes]:
    """The e-mail and the user id under which the person's passkeys are made."""
    with reading() as connection:
        email = connection.execute(select(account.c.email).where(account.c.id == viewer.account_id)).scalar_one()
    return email, hashlib.sha256(f"account {viewer.account_id}".encode()).digest()


def remove(passkey_id: int, *, by: Viewer) -> None:
    """Removes one of the person's own passkeys; the last one stays if there is no password."""
    with writing() as connection:
        own = connection.execute(select(passkey.c.id).where(passkey.c.account_id == by.account_id)).scalars().all()
        has_password = connection.execute(
            select(account.c.password_hash).where(account.c.id == by.account_id)
        ).scalar_one()
        if passkey_id not in own:
            raise Refused("Adgangsnøglen findes ikke længere.")
        if len(own) == 1 and not has_password:
            raise Refused("Det er din eneste vej ind. Tilføj en anden adgangsnøgle først.")
        connection.execute(delete(passkey).where(passkey.c.id == passkey_id))
        audit.record(connection, "passkey_removed", by=by, subject_id=by.account_id)


def mine(*, viewer: Viewer) -> list[tuple[int, Any, Any]]:
    """The person's passkeys: (id, created_at, used_at)."""
    query = select(passkey.c.id, passkey.c.created_at, passkey.c.used_at).where(
        passkey.c.account_id == viewer.account_id
    )
    with reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def sign_in(party: Party, ticket: str, answer: dict[str, Any], *, place: str, agent: str) -> SignedIn:
    """A session for a passkey that answers the question; raises Refused."""
    with writing() as connection:
        if throttle.is_used_up(connection, f"place:{place}", throttle.PLACE):
            raise Refused("Der er prøvet for mange gange herfra. Vent et kvarter, og prøv igen.")
        question = _take_challenge(connection, ticket)
        found = _stored(connection, answer)
    try:
        if question is None or found is None:
            raise ValueError("unknown passkey or question")
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=question,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        with writing() as connection:
            throttle.count(connection, f"place:{place}")
        raise Refused(FAILED) from error
    with writing() as connection:
        connection.execute(
            update(passkey)
            .where(passkey.c.id == found.id)
            .values(sign_count=verified.new_sign_count, used_at=clock.now())
        )
        return sessions.begin(connection, found.account_id, agent=agent, how="adgangsnøgle")


def _ask(options: Any) -> Asked:
    ticket = secrets.new_token()
    with writing() as connection:
        connection.execute(delete(challenge).where(challenge.c.expires_at < clock.now()))
        connection.execute(
            insert(challenge).values(
                token_hash=secrets.token_hash(ticket), challenge=options.challenge, expires_at=clock.now() + LIFE
            )
        )
    return Asked(ticket, json.loads(options_to_json(options)))


def _take_challenge(connection: Connection, ticket: str) -> bytes | None:
    """The question behind a ticket, which is used up by asking."""
    which = challenge.c.token_hash == secrets.token_hash(ticket)
    found = connection.execute(
        select(challenge.c.challenge).where(which, challenge.c.expires_at > clock.now())
    ).scalar_one_or_none()
    connection.execute(delete(challenge).where(which))
    return found


def _verified_new(connection: Connection, party: Party, ticket: str, answer: dict[str, Any]) -> Any:
    question = _take_challenge(connection, ticket)
    if question is None:
        raise Refused("Der gik for lang tid. Prøv igen.")
    try:
        return verify_registration_response(
            credential=answer,
            expected_challenge=question,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused("Adgangsnøglen kunne ikke oprettes. Prøv igen, eller vælg adgangskode.") from error


def _store(connection: Connection, account_id: int, verified: Any) -> None:
    known = select(passkey.c.id).where(passkey.c.credential_id == verified.credential_id)
    if connection.execute(known).first():
        raise Refused("Adgangsnøglen er allerede oprettet.")
    connection.execute(
        insert(passkey).values(
            account_id=account_id,
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            created_at=clock.now(),
        )
    )


def _stored(connection: Connection, answer: dict[str, Any]) -> Any:
    try:
        credential_id = base64url_to_bytes(str(answer["rawId"]))
    except (KeyError, TypeError, ValueError):
        return None
    return connection.execute(select(passkey).where(passkey.c.credential_id == credential_id)).first()
