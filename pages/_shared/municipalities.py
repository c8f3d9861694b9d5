"""The names of the 98 municipalities, which are facts of Denmark and need no database."""

from __future__ import annotations

import functools

from programme import setup
from ui import suggestion


@functools.cache
def names() -> dict[str, str]:
    """Code -> name, by name."""
    found = {code: str(row["name"]) for code, row in setup.municipalities().items()}
    return dict(sorted(found.items(), key=lambda one: one[1]))


def name_of(written: str) -> str | None:
    """The name of the municipality that a code or a name means."""
    code = suggestion.exact(written, names())
    return names()[code] if code else None
