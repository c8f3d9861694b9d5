"""Which site a workplace means, within its municipality; a private provider is one site wherever it is named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select

from data_pipeline.fold import folded
from data_pipeline.match import Decisions, Proposed
from storage.tables import site

PRIVATE = 2
FLOOR = 92.0  # rapidfuzz ratio of two workplace names
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


@dataclass
class Places:
    """Every site, found by municipality and workplace."""

    decisions: Decisions
    by_id: dict[int, Site] = field(default_factory=dict)
    _here: dict[str, dict[str, Site]] = field(default_factory=lambda: defaultdict(dict))
    _private: dict[str, Site] = field(default_factory=dict)
    _named: dict[str, list[Site]] = field(default_factory=lambda: defaultdict(list))

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
        here = self._here.get(code, {})
        if workplace is None:
            return next(iter(here.values())) if len(here) == 1 else here.get("")
        key = site_key(workplace)
        if found := here.get(key):
            return found
        if (kind in (None, PRIVATE)) and key in self._private:
            return self._private[key]
        target = self.decisions.confirmed.get(("site", key, code))
        if target is not None and int(target) in self.by_id:
            return self.by_id[int(target)]
        return self._alike(code, key, row)

    def _alike(self, code: str, key: str, row: int) -> Site | None:
        here = self._here.get(code, {})
        found = process.extract(key, here.keys(), scorer=fuzz.ratio, score_cutoff=FLOOR, limit=5)
        scored = [
            (score, here[other])
            for other, score, _ in found
            if other[:1] == key[:1]
            and _same_but_spelling(key, other)
            and not self.decisions.is_split("site", key, code, str(here[other].id))
        ]
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < 1):
            return None
        score, likely = scored[0]
        self.decisions.propose(Proposed("site", key, code, str(likely.id), round(score / 100, 3), row))
        return likely


def site_key(workplace: str) -> str:
    """The words of a workplace in order of the alphabet, without those that say nothing."""
    words = folded(workplace).split()
    return " ".join(sorted(word for word in words if word not in NOISE) or words)[:200]


def _same_but_spelling(one: str, other: str) -> bool:
    """False when a short word or a number differs: Hold 2 is not Hold 3, øst is not vest."""
    different = set(one.split()) ^ set(other.split())
    return all(len(word) >= LONG and not any(letter.isdigit() for letter in word) for word in different)
