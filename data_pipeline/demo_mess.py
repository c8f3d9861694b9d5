"""How people really write: municipalities, workplaces, phone numbers and e-mail addresses in many spellings."""

from __future__ import annotations

import csv
import random
from functools import cache

from data_pipeline.demo_places import DENMARK, Town

SPELLINGS = (
    "abbrev",
    "ascii",
    "case_variant",
    "genitive",
    "hyphen_variant",
    "official_long",
    "old_spelling",
    "spelling",
)
PHONES = (
    "{0} {1} {2} {3}",
    "{0}{1}{2}{3}",
    "+45 {0}{1}{2}{3}",
    "+45 {0} {1} {2} {3}",
    "0045-{0}{1}{2}{3}",
    "{0}{1}-{2}{3}",
)


@cache
def _aliases() -> dict[str, list[str]]:
    """Spellings of each municipality as they are met, by code."""
    with (DENMARK / "aliases.csv").open(encoding="utf-8", newline="") as file:
        found: dict[str, list[str]] = {}
        for row in csv.DictReader(file):
            if row["kind"] in SPELLINGS:
                found.setdefault(row["kommunekode"], []).append(row["alias"])
        return found


def spelled(town: Town, rng: random.Random) -> str:
    """The municipality's name: mostly right, often a known variant, now and then with a letter missing."""
    luck = rng.random()
    if luck < 0.55:
        return town.name
    if luck < 0.97 or len(town.name) < 9 or "-" in town.name:
        name = rng.choice(_aliases()[town.code])
        return name.upper() if luck > 0.94 else name + " " * (luck > 0.9)
    place = rng.randrange(3, len(town.name) - 2)
    return town.name[:place] + town.name[place + 1 :]


def workplace(name: str, rng: random.Random) -> str:
    """The workplace: mostly as it is called, else in other case or with stray blanks."""
    return rng.choice((name,) * 8 + (name.lower(), name.upper(), f"{name} ", name.replace(" ", "  ")))


def phone(number: str, rng: random.Random) -> str:
    """Eight digits in one of the styles that lists hold."""
    return rng.choice(PHONES).format(number[:2], number[2:4], number[4:6], number[6:])


def mailbox(email: str, rng: random.Random) -> str:
    """The address, sometimes with capitals or a blank at the end."""
    return rng.choice((email,) * 8 + (email.title(), f"{email} ", email.upper()))
