"""Signing in with a work account: OpenID Connect, code flow with PKCE. Off unless it is configured.

Authlib speaks the protocol. The answer lets somebody in only if the address is verified and already known here: an
account, or an open invitation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Connection, delete, insert, select

import config
from access import audit, clock, invitations, secrets, sessions, throttle
from access.errors import Refused
from access.sessions import SignedIn
from access.signin import NOBODY, WAIT
from storage.access_tables import account, challenge
from storage.engine import writing

LIFE = timedelta(minutes=10)
SECONDS = 10  # patience with the provider
ALGORITHMS = ["RS256", "PS256", "ES256"]
FAILED = "Login med arbejdskonto lykkedes ikke. Prøv igen, eller brug en anden måde."
NOT_VERIFIED = "Din arbejdskonto har ingen bekræftet e-mail. Brug en anden måde at logge ind på."
NOT_INVITED = "{email} er ikke inviteret. Bed din netværksleder eller Red Liv om en invitation."


@dataclass(frozen=True)
class Started:
    """Where to send the browser, and what it must bring back in a cookie of its own."""

    url: str
    state: str


def is_on() -> bool:
    """True if a provider is configured."""
    settings = config.settings()
    return bool(settings.oidc_issuer and settings.oidc_client_id and settings.oidc_client_secret)


def begin(*, back: str, after: str) -> Started:
    """Starts at the provider; back is the address that it answers to, after the path to go to then. Raises Refused."""
    state, nonce, verifier = generate_token(43), generate_token(43), generate_token(64)
    try:
        url, _ = _client(back).create_authorization_url(
            _provider()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    except (requests.RequestException, ValueError, KeyError) as error:
        raise Refused(FAILED) from error
    kept = json.dumps({"nonce": nonce, "verifier": verifier, "after": after}).encode()
    with writing() as connection:
        connection.execute(delete(challenge).where(challenge.c.expires_at < clock.now()))
        values = {"token_hash": _state_hash(state), "challenge": kept, "expires_at": clock.now() + LIFE}
        connection.execute(insert(challenge).values(**values))
    return Started(url, state)


def finish(*, state: str, brought: str, code: str, back: str, place: str, agent: str) -> tuple[SignedIn, str]:
    """A session and the path to go to; brought is the state that the browser kept. Raises Refused."""
    with writing() as connection:
        if throttle.is_used_up(connection, f"place:{place}", throttle.PLACE):
            raise Refused(WAIT)
        kept = _take(connection, state)
    try:
        if kept is None or not code or not secrets.is_same(state, brought):
            raise ValueError("an answer to nothing that this browser asked")
        claims = _claims(kept, code, back)
    except (requests.RequestException, OAuthError, JoseError, ValueError, KeyError, TypeError) as error:
        with writing() as connection:
            throttle.count(connection, f"place:{place}")
        raise Refused(FAILED) from error
    return _let_in(claims, place, agent), kept["after"]


def _let_in(claims: dict[str, Any], place: str, agent: str) -> SignedIn:
    email = str(claims.get("email", "")).strip().lower()
    refusal = None if email and claims.get("email_verified") is True else NOT_VERIFIED
    with writing() as connection:
        if refusal is None:
            try:
                return sessions.begin(connection, _account_of(connection, email), agent=agent, how="arbejdskonto")
            except Refused:
                refusal = NOT_INVITED.format(email=email)
        throttle.count(connection, f"place:{place}")
        audit.record(connection, "sign_in_refused", by=NOBODY, detail="arbejdskonto")
    raise Refused(refusal)


def _account_of(connection: Connection, email: str) -> int:
    known = select(account.c.id).where(
        account.c.email == email, account.c.ended_at.is_(None), account.c.is_demo.is_(False)
    )
    found = connection.execute(known).scalar_one_or_none()
    return found if found is not None else invitations.take_for(connection, email)[0]


def _claims(kept: dict[str, str], code: str, back: str) -> dict[str, Any]:
    """What the provider vouches for: signed by its key, for this client, in answer to this question."""
    settings, provider = config.settings(), _provider()
    token = _client(back).fetch_token(
        provider["token_endpoint"], code=code, code_verifier=kept["verifier"], timeout=SECONDS
    )
    keys = KeySet.import_key_set(cast("Any", _fetched(provider["jwks_uri"])))
    signed = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
    options = {
        "iss": {"essential": True, "value": settings.oidc_issuer},
        "aud": {"essential": True, "value": settings.oidc_client_id},
    }
    known = {"nonce": kept["nonce"], "client_id": settings.oidc_client_id, "access_token": token.get("access_token")}
    claims = CodeIDToken(signed.claims, signed.header, options, known)
    claims.validate(leeway=60)
    return dict(claims)


def _client(back: str) -> OAuth2Session:
    settings = config.settings()
    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret,
        scope="openid email",
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _provider() -> dict[str, Any]:
    """The provider's own description; it must be the one that was configured, over TLS."""
    issuer = config.settings().oidc_issuer
    found = _fetched(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found["issuer"] != issuer:
        raise ValueError(f"the provider calls itself {found['issuer']!r}")
    return found


def _fetched(url: str) -> dict[str, Any]:
    where = urlsplit(url)
    if where.scheme != "https" and (
        config.settings().is_production or where.hostname not in ("localhost", "127.0.0.1")
    ):
        raise ValueError(f"{url!r} is not https")
    answer = requests.get(url, timeout=SECONDS, allow_redirects=False)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _state_hash(state: str) -> bytes:
    return secrets.token_hash(f"oidc:{state}")


def _take(connection: Connection, state: str) -> dict[str, str] | None:
    """What was kept of the question, which is used up by asking."""
    which = challenge.c.token_hash == _state_hash(state)
    found = connection.execute(
        select(challenge.c.challenge).where(which, challenge.c.expires_at > clock.now())
    ).scalar_one_or_none()
    connection.execute(delete(challenge).where(which))
    return json.loads(found) if found else None
