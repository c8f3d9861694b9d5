"""One way to compare texts that people spell differently."""

from __future__ import annotations

import functools
import re
import unicodedata

LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u", "ß": "ss", "đ": "d", "ð": "d"}
)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_WORDS = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")


@functools.lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """fold(), remembered: for texts that come again and again."""
    return fold(text)


def fold_all(texts: list[str]) -> list[str]:
    """fold() of many texts: what is nothing but words is lower-cased in one go."""
    lines = "\n".join(texts).lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa").split("\n")
    if len(lines) != len(texts):
        return list(map(fold, texts))
    is_folded = _WORDS.fullmatch
    return [line if is_folded(line) else fold(text) for line, text in zip(lines, texts, strict=True)]


def fold(text: str) -> str:
    """Lower case, æøå as ae oe aa, no accents, one blank between words, nothing else."""
    plain = text.lower()
    if not plain.isascii():
        plain = plain.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain).translate(LETTERS)  # letters put together of two, and foreign ones
        plain = "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))
    words = plain.split()
    if "".join(words).isalnum():  # nothing to take out: the ordinary case
        return " ".join(words)
    return _NOT_WORD.sub(" ", plain).strip()
