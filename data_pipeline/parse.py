"""Text to value, one kind of value at a time. Nothing here raises: what cannot be read comes back as Bad."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from data_pipeline.fold import folded
from data_pipeline.model import Severity


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a text could not be read as it stands, and what is kept of it."""

    code: str
    message: str
    severity: Severity | None = None  # None: what the field's contract says
    value: Any = None


Parser = Callable[[str], Any]

_WHOLE = re.compile(r"[+-]?\d{1,15}\Z")
_DECIMAL = re.compile(r"[+-]?\d{1,15}[.,]\d+\Z")
_THOUSANDS = re.compile(r"\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?\Z")
_UNIT = re.compile(r"(\d+)\s*(?:stk|styk|personer|person|borgere|borger|kit|kits|gange|gang|kurser|kursus)\.?\Z")
_WORDS = {
    "ingen": 0, "nul": 0, "en": 1, "et": 1, "én": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6,
    "syv": 7, "otte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12,
}  # fmt: skip
_ONE = r"(?:\d+|" + "|".join(word for word, number in _WORDS.items() if number > 1) + ")"
_ABOUT = re.compile(
    r"(?:ca|cirka|omkring|omtrent|circa|nok|mindst|minimum|min|højst|max|maks|maksimum|over|under|op til|op mod|mellem"
    r"|måske|knap|næsten|godt|flere end|mere end|>|<|~|\+/-)"
    rf"\.?\s*{_ONE}|{_ONE}\s*(?:-|–|—|til|/|eller|à|a)\s*{_ONE}|{_ONE}\s*(?:\+|\(?(?:ca\.?|cirka)\)?|\?|-ish)\Z",
)


def parse_integer(text: str, low: int = 0, high: int = 1_000_000) -> int | Bad:
    """A whole number from low to high; 6.0000000000 and 1.234 are whole, "ca. 5" and "5-6" are not a number."""
    plain = text.strip().lower()
    if _WHOLE.match(plain):
        return _in_range(text, int(plain), low, high)
    if _THOUSANDS.match(plain):
        plain = re.sub(r"[. \u00a0]", "", plain)
    if plain in _WORDS:
        return _in_range(text, _WORDS[plain], low, high)
    if found := _UNIT.match(plain):
        return _in_range(text, int(found[1]), low, high)
    if _ABOUT.search(plain):
        message = f"„{text}” er et skøn og tæller som ubesvaret. Skriv ét helt tal, hvis det kendes."
        return Bad("approximate_number", message, "warning")
    if _WHOLE.match(plain):
        return _in_range(text, int(plain), low, high)
    if _DECIMAL.match(plain):
        value = float(plain.replace(",", "."))
        if value.is_integer():
            return _in_range(text, int(value), low, high)
        return Bad("invalid_number", f"„{text}” er ikke et helt tal og tæller som ubesvaret. Skriv et helt tal.")
    return Bad("invalid_number", f"„{text}” er ikke et tal og tæller som ubesvaret. Skriv et helt tal som 12.")


def _in_range(text: str, value: int, low: int, high: int) -> int | Bad:
    if low <= value <= high:
        return value
    return Bad("invalid_number", f"„{text}” er uden for {low}–{high} og tæller som ubesvaret. Ret tallet.")


def code_parser(codes: dict[str, list[str]], values: dict[str, str], is_integer: bool) -> Parser:
    """A parser for codes, their labels and the mapping's own words; abbreviations fold to the same text."""
    known: dict[str, str] = {}
    for code, labels in codes.items():
        for text in (*labels, code):
            known.setdefault(folded(text), code)
    allowed = ", ".join(f"{code} ({names[0]})" for code, names in codes.items())

    def parse(text: str) -> int | str | Bad:
        plain = text.strip()
        key = folded(plain)
        code = values.get(plain.lower()) or known.get(key)
        if code is None and _DECIMAL.match(plain) and float(plain.replace(",", ".")).is_integer():
            code = known.get(str(int(float(plain.replace(",", ".")))))
        if code is None and key.isdigit():
            code = known.get(key.lstrip("0") or "0")
        if code is None or code not in codes:
            return Bad(
                "unknown_value",
                f"„{text}” er ikke et af de svar, der kendes, og tæller som ubesvaret. Brug en af: {allowed}.",
            )
        return int(code) if is_integer else code

    return parse


_TRUE = {"1", "ja", "j", "x", "yes", "y", "true", "sand", "sandt", "ok", "samtykke", "checked", "valgt", "givet", "1 0"}
_FALSE = {"0", "nej", "n", "no", "false", "falsk", "2", "unchecked", "ikke valgt", "ikke givet", "0 0"}


def parse_boolean(text: str) -> bool | Bad:
    """Ja or nej in the ways that people and tools write it."""
    plain = folded(text)
    if plain in _TRUE:
        return True
    if plain in _FALSE:
        return False
    return Bad("unknown_value", f"„{text}” er hverken ja eller nej. Skriv ja, nej, eller lad feltet stå tomt.")


def parse_text(text: str, length: int | None = None) -> str | Bad:
    """The text with its edges cut; what is longer than the table allows is cut with a warning."""
    plain = text.strip()
    if length and len(plain) > length:
        return Bad(
            "unknown_value",
            f"Teksten er over {length} tegn og er skåret af. Skriv den kortere.",
            "warning",
            plain[:length],
        )
    return plain


def parse_name(text: str, length: int | None = None) -> str | Bad:
    """A name with single blanks."""
    return parse_text(" ".join(text.split()), length)


def split_name(full: str) -> tuple[str, str]:
    """First and last name of "Bent Sørensen" or "Sørensen, Bent"."""
    if "," in full:
        last, _, first = full.partition(",")
        return first.strip(), last.strip()
    first, _, last = full.rpartition(" ")
    return (first, last) if first else (last, "")


def age_parser(today: date) -> Parser:
    """A parser that keeps ten-year groups only: 47, 1979 and 1988-05-01 become one; other texts stay as they are."""

    def parse(text: str) -> str | Bad:
        plain = text.strip()
        year = re.match(r"(?:.*\b)?((?:19|20)\d\d)\b", plain)
        if re.fullmatch(r"\d{1,2}(?:[.,]0+)?(?:\s*år)?", plain):
            age = int(re.match(r"\d+", plain)[0])  # type: ignore[index]
        elif year:
            age = today.year - int(year[1])
        else:
            return parse_text(plain, 20)
        if not 15 <= age <= 99:
            return Bad("unknown_value", f"„{text}” giver en alder på {age} år. Ret den, eller lad feltet stå tomt.")
        return f"{age // 10 * 10}-{age // 10 * 10 + 9}"

    return parse
