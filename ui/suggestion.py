"""The municipality that somebody meant: what stands in the address bar, against the names that exist."""

from __future__ import annotations

import difflib

_SPELLINGS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "é": "e"})
_TAILS = ("-kommune", " kommune", "s-kommune", "s kommune")
LONGEST = 60  # nobody's municipality has a longer name, and the comparison is quadratic
MOST = 3  # proposals


def fold(text: str) -> str:
    """Small letters without accents or word breaks, so that /kommune/koebenhavn finds København."""
    return "".join(letter for letter in text[:LONGEST].casefold().translate(_SPELLINGS) if letter.isalnum())


def exact(text: str, names: dict[str, str]) -> str | None:
    """The code whose name is meant without doubt (code -> name in), or None."""
    wanted = {fold(text)} | {fold(text.casefold().removesuffix(tail)) for tail in _TAILS}
    if text.isdecimal():
        wanted.add(text.zfill(4))
    found = [code for code, name in names.items() if fold(name) in wanted or code in wanted]
    return found[0] if len(found) == 1 else None


def nearest(text: str, names: dict[str, str]) -> list[str]:
    """Up to three codes whose names (or codes) look most like the text, best first."""
    folded = {fold(name): code for code, name in names.items()} | {code: code for code in names}
    begins = [key for key in folded if fold(text) and key.startswith(fold(text))]
    likely = begins + difflib.get_close_matches(fold(text), folded, n=MOST, cutoff=0.6)
    return list(dict.fromkeys(folded[key] for key in likely))[:MOST]
