"""The tags that a thread may carry: few and fixed, see tags.toml."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from pathlib import Path

from access.errors import Refused

MOST = 8
MOST_ON_A_THREAD = 3


@functools.cache
def titles() -> dict[str, str]:
    """Code -> Danish title, in the order in which they are offered."""
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["tag"]
    return {one["code"]: one["title"] for one in found}


def chosen(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes once each, in the fixed order; raises Refused if one is unknown or there are too many."""
    wanted = set(codes)
    if wanted - set(titles()):
        raise Refused("Et af emnerne findes ikke længere. Genindlæs siden, og vælg igen.")
    if len(wanted) > MOST_ON_A_THREAD:
        raise Refused(f"Vælg højst {MOST_ON_A_THREAD} emner, så tråden kan findes igen.")
    return tuple(code for code in titles() if code in wanted)
