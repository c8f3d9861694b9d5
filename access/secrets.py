"""Tokens, passwords, one-time codes: made, hashed and compared here only."""

from __future__ import annotations

import functools
import hashlib
import secrets
import threading
import time

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

# 19 MiB, two passes, one lane (OWASP); two at a time, so that sign-ins cannot eat the machine's memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_TURNSTILE = threading.BoundedSemaphore(2)
MINIMUM = 15
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_token() -> str:
    """A 256-bit secret for a link or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token; 32 bytes."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()  # JSON can hold half of a pair


def is_same(one: str, other: str) -> bool:
    """True if two secrets are the same; takes as long when they are not."""
    return secrets.compare_digest(one.encode(), other.encode())


def hash_password(password: str) -> str:
    """argon2id, in its usual text form."""
    with _TURNSTILE:
        return _HASHER.hash(password)


@functools.cache
def _decoy() -> str:
    return _HASHER.hash("ingen har denne adgangskode")


def is_password(stored: str | None, password: str) -> bool:
    """True if it fits; takes as long when there is no account, so that time tells nothing."""
    with _TURNSTILE:
        try:
            return _HASHER.verify(stored or _decoy(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def password_fault(password: str, *, name: str = "", email: str = "") -> str | None:
    """Why a password cannot be used, in Danish; None if it can."""
    if len(password) < MINIMUM:
        return f"Adgangskoden skal have mindst {MINIMUM} tegn. Brug for eksempel fire-fem tilfældige ord."
    if len(password) > 200:
        return "Adgangskoden må højst have 200 tegn."
    own = [part for part in (*name.split(), email.split("@")[0]) if len(part) > 2]
    if zxcvbn(password[:72], user_inputs=[*own, "fodfæste", "naloxon"])["score"] < 3:
        return "Adgangskoden er for nem at gætte. Brug for eksempel fire-fem tilfældige ord."
    return None


def new_totp_secret() -> str:
    """A secret for an authenticator app, base32."""
    return pyotp.random_base32()


def totp_address(secret: str, email: str) -> str:
    """What the QR code says."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Fodfæste")


def totp_step(secret: str, code: str, *, after: int, at: float | None = None) -> int | None:
    """The 30-second step that the code belongs to (one step of drift allowed), None if wrong or used before."""
    moment = int((time.time() if at is None else at) // 30)
    one_time = pyotp.TOTP(secret)
    given = code.strip().replace(" ", "")
    for step in (moment - 1, moment, moment + 1):
        if step > after and secrets.compare_digest(one_time.at(step * 30).encode(), given.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes of twelve letters and digits, as `abcd-efgh-jkmn`."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(code: str) -> bytes:
    """What is stored of a recovery code; 59 random bits need no slow hash."""
    return hashlib.sha256(code.strip().lower().replace(" ", "").encode()).digest()
