"""Words as the search keeps them: in lower case and cut to their Danish stem. æ, ø and å are letters of their own."""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import snowballstemmer  # type: ignore[import-untyped]

WORD = re.compile(r"[^\W_]+")
LONGEST = 40  # letters of a word that count
SHORTEST_PREFIX = 3  # from here on the beginning of a word finds it
MOST_WORDS = 12  # of a query
_STEMMER = snowballstemmer.stemmer("danish")
_TURN = threading.Lock()  # the stemmer keeps the word that it works on in itself


@dataclass(frozen=True)
class Asked:
    """A word that is searched for."""

    stem: str
    beginning: str  # as typed; empty: too short to stand for longer words

    def is_in(self, word: str) -> bool:
        """True if a normal word is what was asked for."""
        if self.beginning and word.startswith(self.beginning):
            return True
        return word.startswith(self.stem) and stem(word) == self.stem  # a Danish stem is how its word begins


def normal(word: str) -> str:
    """A word in lower case; "kursus", which the stemmer holds apart from "kurser", becomes a form of it."""
    return word.casefold().replace("kursus", "kurse")[:LONGEST]


@functools.lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a normal word."""
    with _TURN:
        return str(_STEMMER.stemWord(word))


def found(text: str) -> Iterator[re.Match[str]]:
    """The words of a text where they stand; letters that were written as two signs are put together first."""
    return WORD.finditer(composed(text))


def composed(text: str) -> str:
    """The text with å as one sign, however it was typed."""
    return unicodedata.normalize("NFC", text)


def stems(text: str) -> set[str]:
    """All stems of a text."""
    return {stem(normal(match.group())) for match in found(text)}


def asked(query: str) -> list[Asked]:
    """What a query asks for; each word must be there, words beyond MOST_WORDS are left out."""
    words = dict.fromkeys(normal(match.group()) for match in found(query[:400]))
    return [Asked(stem(word), word if len(word) >= SHORTEST_PREFIX else "") for word in list(words)[:MOST_WORDS]]
