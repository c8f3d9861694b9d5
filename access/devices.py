"""Remembers that a browser has signed in before, so that strangers' wrong guesses do not slow its owner down."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import config


def cookie_for(email: str) -> str:
    """The cookie's value for a browser in which this e-mail has signed in."""
    nonce = secrets.token_hex(12)
    return f"{nonce}.{_seal(nonce, email)}"


def device_of(cookie: str | None, email: str) -> str | None:
    """The browser's own name in the counting of tries; None if the cookie is missing, forged or another person's."""
    nonce, _, seal = (cookie or "").partition(".")
    return nonce if seal and hmac.compare_digest(seal.encode(), _seal(nonce, email).encode()) else None


def _seal(nonce: str, email: str) -> str:
    key = config.secret_key().encode()
    return hmac.new(key, f"{nonce}:{email.strip().lower()}".encode(), hashlib.sha256).hexdigest()
