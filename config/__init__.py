"""The environment, read once, with errors that say what to do."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

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
    return Settings(
        database_url=_database_url(environment),
        host=environment.get("FODFAESTE_HOST", "127.0.0.1"),
        port=_integer(environment, "FODFAESTE_PORT", 8050, 1, 65535),
        mode=mode,
        today=_date(environment, "FODFAESTE_TODAY"),
        max_upload_mb=_integer(environment, "FODFAESTE_MAX_UPLOAD_MB", 500, 1, 4096),
        max_rows=_integer(environment, "FODFAESTE_MAX_ROWS", 2_000_000, 1, 100_000_000),
        max_columns=_integer(environment, "FODFAESTE_MAX_COLUMNS", 500, 1, 16_384),
        reader_seconds=_integer(environment, "FODFAESTE_READER_SECONDS", 60, 1, 3600),
        reader_memory_mb=_integer(environment, "FODFAESTE_READER_MEMORY_MB", 1500, 64, 65_536),
    )


@functools.cache
def settings() -> Settings:
    """The settings of this process."""
    return read(os.environ)


def _database_url(environment: Mapping[str, str]) -> str:
    url = environment.get("FODFAESTE_DATABASE_URL") or f"sqlite:///{ROOT / 'var' / 'fodfaeste.db'}"
    if url.startswith(("postgres://", "postgresql://")):  # "postgres://" is what hosting services hand out
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigurationError(
            "FODFAESTE_DATABASE_URL must begin with 'sqlite:///' (one machine) or 'postgresql://' (a server)."
        )
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
