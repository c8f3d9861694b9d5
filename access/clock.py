"""The time in UTC without zone, as the tables keep it; one place, so that tests can set it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC, without zone."""
    return datetime.now(UTC).replace(tzinfo=None)
