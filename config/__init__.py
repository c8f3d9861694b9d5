"""The environment, read once, with errors that say what to do."""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
MODES = ("development", "production")


class ConfigurationError(Exception):
    """A setting is missing or has a value that cannot be used; the message names the remedy."""


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations."""

    database_url: str
    host: str
    port: int
    mode: str
    today: date | None
    max_upload_mb: int
    max_rows: int
    max_columns: int
    reader_seconds: int
    reader_memory_mb: int
    address: str  # the site as people type it: https://fodfaeste.dk
    secret: str  # empty: a key of its own is made beside the database (development only)
    session_idle_hours: int
    session_days: int
    smtp_url: str  # smtp://user:password@host:587, smtps://...; empty: links are shown to the inviter
    mail_from: str
    clamd: str  # "host:3310" or "/run/clamav/clamd.ctl"; empty: uploads are not scanned
    oidc_issuer: str  # empty: off
    oidc_client_id: str
    oidc_client_secret: str
    owner_database_url: str  # PostgreSQL: the role that owns the tables, for migrations, retention and restore
    erasure_list: str
    keep_access_log_months: int
    keep_audit_months: int

    @property
    def is_production(self) -> bool:
        return self.mode == "production"


def read(environment: Mapping[str, str]) -> Settings:
    """Settings from FODFAESTE_* variables (empty is as good as absent); raises ConfigurationError with the remedy."""
    environment = {name: value.strip() for name, value in environment.items() if value.strip()}
    mode = environment.get("FODFAESTE_MODE", "development")
    if mode not in MODES:
        raise ConfigurationError(f"FODFAESTE_MODE={mode!r} is not known: use 'development' or 'production'.")
    known = {f"FODFAESTE_{name.upper()}" for name in Settings.__dataclass_fields__}
    for name in environment:
        if name.startswith("FODFAESTE_") and name not in known | {"FODFAESTE_CHECK_SAMPLES"}:
            raise ConfigurationError(f"{name} is not a setting. Known settings: {', '.join(sorted(known))}.")
    url = _database_url(environment)
    return Settings(
        database_url=url,
        host=environment.get("FODFAESTE_HOST", "127.0.0.1"),
        port=_integer(environment, "FODFAESTE_PORT", 8050, 1, 65535),
        mode=mode,
        today=_date(environment, "FODFAESTE_TODAY"),
        max_upload_mb=_integer(environment, "FODFAESTE_MAX_UPLOAD_MB", 500, 1, 4096),
        max_rows=_integer(environment, "FODFAESTE_MAX_ROWS", 2_000_000, 1, 100_000_000),
        max_columns=_integer(environment, "FODFAESTE_MAX_COLUMNS", 500, 1, 16_384),
        reader_seconds=_integer(environment, "FODFAESTE_READER_SECONDS", 60, 1, 3600),
        reader_memory_mb=_integer(environment, "FODFAESTE_READER_MEMORY_MB", 1500, 64, 65_536),
        address=_address(environment, mode),
        secret=_secret(environment, mode),
        session_idle_hours=_integer(environment, "FODFAESTE_SESSION_IDLE_HOURS", 72, 1, 2160),
        session_days=_integer(environment, "FODFAESTE_SESSION_DAYS", 30, 1, 365),
        smtp_url=_smtp(environment),
        mail_from=environment.get("FODFAESTE_MAIL_FROM", "fodfaeste@localhost"),
        clamd=_clamd(environment),
        oidc_issuer=environment.get("FODFAESTE_OIDC_ISSUER", ""),
        oidc_client_id=environment.get("FODFAESTE_OIDC_CLIENT_ID", ""),
        oidc_client_secret=environment.get("FODFAESTE_OIDC_CLIENT_SECRET", ""),
        owner_database_url=_database_url(environment, "FODFAESTE_OWNER_DATABASE_URL", url),
        erasure_list=environment.get("FODFAESTE_ERASURE_LIST", str(ROOT / "var" / "sletteliste.jsonl")),
        keep_access_log_months=_integer(environment, "FODFAESTE_KEEP_ACCESS_LOG_MONTHS", 6, 1, 120),
        keep_audit_months=_integer(environment, "FODFAESTE_KEEP_AUDIT_MONTHS", 13, 1, 120),
    )


@functools.cache
def settings() -> Settings:
    """The settings of this process."""
    return read(os.environ)


def secret_key() -> str:
    """The key that seals cookies; in development one is made at first use and kept under var/."""
    given = settings().secret
    if given:
        return given
    path = ROOT / "var" / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        made.replace(path)
    return path.read_text()


def _secret(environment: Mapping[str, str], mode: str) -> str:
    given = environment.get("FODFAESTE_SECRET", "")
    if mode == "production" and len(given) < 32:
        raise ConfigurationError(
            "FODFAESTE_SECRET must have at least 32 characters in production. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return given


def _address(environment: Mapping[str, str], mode: str) -> str:
    given = environment.get("FODFAESTE_ADDRESS", "").rstrip("/")
    if not given:
        if mode == "production":
            raise ConfigurationError("FODFAESTE_ADDRESS must be set in production, as https://fodfaeste.example.dk.")
        return f"http://localhost:{environment.get('FODFAESTE_PORT', '8050')}"
    if not given.startswith("https://") and not (mode == "development" and given.startswith("http://")):
        raise ConfigurationError(f"FODFAESTE_ADDRESS={given!r} must begin with 'https://'.")
    return given


def _smtp(environment: Mapping[str, str]) -> str:
    given = environment.get("FODFAESTE_SMTP_URL", "")
    if given and not given.startswith(("smtp://", "smtps://")):
        raise ConfigurationError("FODFAESTE_SMTP_URL must look like smtp://user:password@host:587 or smtps://...")
    if not unquote(given).isascii():
        raise ConfigurationError(
            "FODFAESTE_SMTP_URL: user name and password may hold no letters beyond a-z; æ, ø and å cannot be sent."
        )
    return given


def _clamd(environment: Mapping[str, str]) -> str:
    given = environment.get("FODFAESTE_CLAMD", "")
    if given and not given.startswith("/") and not given.rpartition(":")[2].isdigit():
        raise ConfigurationError("FODFAESTE_CLAMD must look like 127.0.0.1:3310 or /run/clamav/clamd.ctl.")
    return given


def _database_url(environment: Mapping[str, str], name: str = "FODFAESTE_DATABASE_URL", default: str = "") -> str:
    url = environment.get(name) or default or f"sqlite:///{ROOT / 'var' / 'fodfaeste.db'}"
    if url.startswith(("postgres://", "postgresql://")):  # "postgres://" is what hosting services hand out
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigurationError(f"{name} must begin with 'sqlite:///' (one machine) or 'postgresql://' (a server).")
    return url


def _integer(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environment.get(name, str(default))
    try:
        value = int(text)
    except ValueError:
        raise ConfigurationError(f"{name}={text!r} is not a whole number; use one from {low} to {high}.") from None
    if not low <= value <= high:
        raise ConfigurationError(f"{name}={value} is out of range; use a whole number from {low} to {high}.")
    return value


def _date(environment: Mapping[str, str], name: str) -> date | None:
    text = environment.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ConfigurationError(f"{name}={text!r} is not a date; write it as 2021-07-01.") from None
