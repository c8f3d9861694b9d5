"""Which site a workplace means, within its municipality; a private provider is one site wherever it is named."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select

from data_pipeline.fold import folded
from data_pipeline.match import Decisions, Proposed
from storage.tables import site

PRIVATE = 2
FLOOR = 92.0  # rapidfuzz ratio of two workplace names
MOST_ALIKE = 5
LONG = 5  # a word of fewer letters has to be the same: øst and vest differ by one
NOISE = frozenset({"kommune", "kommunes", "kommunen", "as", "aps", "i", "og", "the", "af"})


@dataclass(slots=True)
class Site:
    """What is compared of a site, and what a run may change of it."""

    id: int
    name: str
    key: str
    code: str
    kind: int
    network_id: int | None = None
    is_new: bool = False


@dataclass(slots=True)
class Guess:
    """What a spelling was taken for, until a site comes that it has not been held against."""

    compared: int = 0  # with so many sites
    alike: list[tuple[float, str]] = field(default_factory=list)  # (score, key of a site), the best first
    site: Site | None = None


@dataclass
class Places:
    """Every site, found by municipality and workplace."""

    decisions: Decisions
    by_id: dict[int, Site] = field(default_factory=dict)
    _here: dict[str, dict[str, Site]] = field(default_factory=lambda: defaultdict(dict))
    _private: dict[str, Site] = field(default_factory=dict)
    _named: dict[str, list[Site]] = field(default_factory=lambda: defaultdict(list))
    _spelled: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))  # by first letter
    _guesses: dict[tuple[str, str], Guess] = field(default_factory=lambda: defaultdict(Guess))

    @classmethod
    def stored(cls, connection: Connection, decisions: Decisions) -> Places:
        """All sites of the database."""
        places = cls(decisions)
        columns = (site.c.id, site.c.name, site.c.folded_name, site.c.municipality_code, site.c.kind, site.c.network_id)
        for row in connection.execute(select(*columns)):
            places.add(Site(*row))
        return places

    def add(self, made: Site) -> None:
        """Makes a site findable."""
        self.by_id[made.id] = made
        if made.key not in self._here[made.code]:
            self._spelled[made.code, made.key[:1]].append(made.key)
        self._here[made.code][made.key] = made
        self._named[made.key].append(made)
        if made.kind == PRIVATE:
            self._private.setdefault(made.key, made)

    def of_municipality(self, code: str) -> list[Site]:
        """The sites that lie in a municipality."""
        return list(self._here.get(code, {}).values())

    def anywhere(self, workplace: str) -> list[Site]:
        """The sites of that name in all municipalities."""
        return self._named.get(site_key(workplace), [])

    def find(self, code: str, workplace: str | None, kind: int | None, row: int) -> Site | None:
        """The site that exists already; None when it has to be made."""
        if workplace is None:
            here = self._here.get(code, {})
            return next(iter(here.values())) if len(here) == 1 else here.get("")
        return self.keyed(code, site_key(workplace), kind, row)

    def keyed(self, code: str, key: str, kind: int | None, row: int) -> Site | None:
        """The same, by the key of a workplace."""
        if found := self._here[code].get(key):
            return found
        if (kind in (None, PRIVATE)) and key in self._private:
            return self._private[key]
        target = self.decisions.confirmed.get(("site", key, code))
        if target is not None and int(target) in self.by_id:
            return self.by_id[int(target)]
        guess = self._guesses[code, key]
        same_letter = self._spelled[code, key[:1]]
        if guess.compared < len(same_letter):
            self._guess_again(guess, code, key, same_letter, row)
        return guess.site

    def _guess_again(self, guess: Guess, code: str, key: str, same_letter: list[str], row: int) -> None:
        """Holds a spelling against the sites that are new since the last time."""
        new = same_letter[guess.compared :]
        found = process.extract(key, new, scorer=fuzz.ratio, score_cutoff=FLOOR, limit=MOST_ALIKE)
        guess.compared = len(same_letter)
        guess.alike = sorted([*guess.alike, *((score, other) for other, score, _ in found)], key=lambda each: -each[0])
        del guess.alike[MOST_ALIKE:]
        here = self._here[code]
        fit = [
            (score, here[other])
            for score, other in guess.alike
            if _same_but_spelling(key, other) and not self.decisions.is_split("site", key, code, str(here[other].id))
        ]
        is_clear = bool(fit) and (len(fit) == 1 or fit[0][0] - fit[1][0] >= 1)
        guess.site = fit[0][1] if is_clear else None
        if guess.site:
            score = round(fit[0][0] / 100, 3)
            self.decisions.propose(Proposed("site", key, code, str(guess.site.id), score, row))


@functools.lru_cache(maxsize=100_000)  # one workplace is named in several ways of writing its municipality and kind
def site_key(workplace: str) -> str:
    """The words of a workplace in order of the alphabet, without those that say nothing."""
    words = folded(workplace).split()
    return " ".join(sorted(word for word in words if word not in NOISE) or words)[:200]


def _same_but_spelling(one: str, other: str) -> bool:
    """False when a short word or a number differs: Hold 2 is not Hold 3, øst is not vest."""
    different = set(one.split()) ^ set(other.split())
    return all(len(word) >= LONG and not any(letter.isdigit() for letter in word) for word in different)
