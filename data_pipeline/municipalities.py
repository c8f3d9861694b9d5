"""Which municipality a text means: code, alias, folded text, postal district, and at last a careful guess."""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from data_pipeline.fold import folded
from data_pipeline.parse import Bad
from programme.setup import DENMARK, municipalities

FLOOR = 84.0  # rapidfuzz ratio, 0-100: below it nothing is guessed
MARGIN = 6.0  # the second best municipality has to be this much further away
SHORT = 5  # words of this many letters or fewer are too easily alike
OUTSIDE_ALL = frozenset({"christiansoe", "ertholmene"})  # Danish, in no municipality, and like Christiansfeld
_NOISE = re.compile(
    r"(?<=[a-z]{3})kommunes?\b|\b(?:kommunes?|kommunen|regionskommunes?|komm?u?n?e?|municipality|city of)\b"
)
_DISTRICT = re.compile(r"\s(?:n|s|oe|v|c|k|nv|sv|soe|noe|oest|vest|nord|syd|centrum|midtby(?:en)?|by)\Z")
_POST_CODE = re.compile(r"\A(?:dk\s)?\d{4}\s+(?=[a-z])")
_CODE = re.compile(r"\A0?\d{3}\Z")


@dataclass(frozen=True)
class Known:
    """What the shipped lists know."""

    names: dict[str, str]  # code -> name
    aliases: dict[str, str]  # folded spelling -> code
    regions: frozenset[str]  # folded
    guessable: tuple[str, ...]  # folded spellings long enough to be compared with


@functools.cache
def known(path: Path = DENMARK / "aliases.csv") -> Known:
    """The 98 municipalities with the spellings seen in public data (programme/denmark/README.md)."""
    rows = municipalities()
    aliases = {plain(str(row["name"])): code for code, row in rows.items()}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            aliases.setdefault(plain(row["alias"]), row["kommunekode"])
            if row["kind"] in ("official", "pre2007", "town", "pre2007_name"):
                aliases.setdefault(folded(row["alias"]), row["kommunekode"])
    regions = {folded(str(row["region"])).removeprefix("region ") for row in rows.values()} | {
        "syd",
        "nord",
        "midt",
        "h",
    }
    aliases.pop("", None)
    return Known(
        names={code: str(row["name"]) for code, row in rows.items()},
        aliases=aliases,
        regions=frozenset(regions | {f"region {each}" for each in regions} | {"region"}),
        guessable=tuple(each for each in aliases if len(each) > SHORT - 1 and not each.isdigit()),
    )


@functools.lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """A folded name without "kommune" and its kind; aa and å are one letter already."""
    made = " ".join(_NOISE.sub(" ", folded(text)).split())
    return made or folded(text)


@dataclass(slots=True)
class Guess:
    """A match that was not exact."""

    text: str
    written: str  # as it stands in its cell
    code: str
    score: float  # 0-1


@dataclass
class MunicipalityMatcher:
    """Text -> code | Bad. `learned` are aliases that people confirmed, `split` are guesses that people refused."""

    learned: dict[str, str] = field(default_factory=dict)  # plain text -> code
    split: frozenset[tuple[str, str]] = frozenset()  # (plain text, code)
    guesses: dict[str, Guess] = field(default_factory=dict)  # plain text -> guess made in this run

    def __call__(self, text: str) -> str | Bad:
        """The four-digit code that text means; Bad names the candidates."""
        key = plain(text)
        if not key:
            return self._unknown(text, [])
        if code := self.learned.get(key):
            return code
        exact = self._exact(text, key)
        if exact is not None:
            return exact
        if key in known().regions or key.startswith("region "):
            message = f"„{text}” er en region, ikke en kommune. Skriv kommunens navn eller kode."
            return Bad("unknown_municipality", message)
        if key in OUTSIDE_ALL:
            return self._unknown(text, [])
        return self._several(text) or self._guess(text, key)

    def _exact(self, text: str, key: str) -> str | Bad | None:
        facts = known()
        if _CODE.match(key):
            code = key.zfill(4)
            return code if code in facts.names else self._unknown(text, [])
        if key in facts.aliases:
            return facts.aliases[key]
        number, _, rest = key.partition(" ")
        if _CODE.match(number) and (code := number.zfill(4)) in facts.names and rest:
            named = facts.aliases.get(rest, code)
            return code if named == code else _ambiguous(text, [code, named])
        trimmed = _POST_CODE.sub("", key)
        for shorter in (trimmed, _DISTRICT.sub("", trimmed), trimmed.removesuffix("s"), key.replace(" ", "")):
            if found := facts.aliases.get(shorter):
                return found
        return _abbreviated(text)

    def _several(self, text: str) -> str | Bad | None:
        """Two names in one cell, a name with a department, or a name that several municipalities begin with."""
        parts = [each for each in re.split(r"[/,;+&()]|\s[-–]\s|\bog\b|\beller\b", text) if each.strip()]
        if len(parts) > 1:
            codes = {code for each in parts if isinstance(code := self._exact(each, plain(each)), str)}
            if len(codes) > 1:
                return _ambiguous(text, sorted(codes))
            return codes.pop() if codes and isinstance(self._exact(parts[0], plain(parts[0])), str) else None
        start = plain(text)
        if len(start) < SHORT:
            return None
        codes = {code for alias, code in known().aliases.items() if alias.startswith(start)}
        return _ambiguous(text, sorted(codes)) if len(codes) > 1 else None

    def candidates(self, key: str) -> list[str]:
        """Codes that a plain text resembles, best first: to be offered, never to be used."""
        begins = sorted({code for alias, code in known().aliases.items() if len(key) > 3 and alias.startswith(key)})
        return list(dict.fromkeys([*begins, *(code for code, score in self._ranked(key) if score >= FLOOR - 12)]))

    def _guess(self, text: str, key: str) -> str | Bad:
        ranked = self._ranked(key)
        near = [code for code, score in ranked if score >= FLOOR - 12][:3]
        if len(key) < SHORT or not ranked:
            return self._unknown(text, near)
        code, score = ranked[0]
        second = ranked[1][1] if len(ranked) > 1 else 0.0
        if score < FLOOR or (key, code) in self.split:
            return self._unknown(text, near)
        if score - second < MARGIN:
            return _ambiguous(text, [each for each, points in ranked if score - points < MARGIN][:4])
        self.guesses[key] = Guess(key, text, code, round(score / 100, 3))
        return code

    def _ranked(self, key: str) -> list[tuple[str, float]]:
        """Municipalities by likeness of their best spelling, same first letter only."""
        facts = known()
        best: dict[str, float] = {}
        found = process.extract(key, facts.guessable, scorer=fuzz.ratio, limit=12, score_cutoff=60)
        for alias, score, _ in found:
            if alias[0] == key[0]:
                code = facts.aliases[alias]
                best[code] = max(best.get(code, 0.0), score)
        return sorted(best.items(), key=lambda each: -each[1])

    def _unknown(self, text: str, near: list[str]) -> Bad:
        meant = f" Mente du {_listed(near)}?" if near else ""
        return Bad(
            "unknown_municipality", f"„{text}” er ikke en af de 98 kommuner.{meant} Skriv kommunens navn eller kode."
        )


def _abbreviated(text: str) -> str | None:
    """Fr.berg and Silkeb.: the one municipality that begins (and ends) so."""
    before, dot, after = text.partition(".")
    start, end = folded(before), folded(_NOISE.sub(" ", after.lower()))
    if not dot or len(start) + len(end) < 5 or len(start) < 2:
        return None
    names = {code: folded(name) for code, name in known().names.items()}
    codes = [code for code, name in names.items() if name.startswith(start) and name.endswith(end)]
    return codes[0] if len(codes) == 1 else None


def _ambiguous(text: str, codes: list[str]) -> Bad:
    message = f"„{text}” kan være flere kommuner: {_listed(codes)}. Skriv den ene."
    return Bad("ambiguous_municipality", message)


def _listed(codes: list[str]) -> str:
    return " eller ".join(f"{known().names[code]} ({code})" for code in codes)
