"""The address bar as a selection, and back; tolerant of junk."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

LARGEST = 2**31 - 1  # a row's number in PostgreSQL
REGIONS = ("1081", "1082", "1083", "1084", "1085")
SIZES = ("small", "medium", "large_medium", "large")
# Danish word in the address -> name in programme.Selection
WORDS = {"maaling": "wave", "region": "region", "netvaerk": "network", "stoerrelse": "size"}


def selection_from(search: str | None) -> dict[str, Any]:
    """'?maaling=2&region=1084' -> arguments of programme.Selection; what makes no sense is left out."""
    words = parse_qs((search or "").lstrip("?")[:500])
    first = {name: words[word][0].strip() for word, name in WORDS.items() if words.get(word)}
    return {
        "wave": number(first.get("wave")),
        "region": first["region"] if first.get("region") in REGIONS else None,
        "network": number(first.get("network")),
        "size": first["size"] if first.get("size") in SIZES else None,
    }


def search_from(selection: Any) -> str:
    """A Selection, or its arguments, -> '?maaling=2&region=1084'; '' when nothing is chosen."""
    values = selection if isinstance(selection, dict) else vars(selection)
    chosen = {word: values.get(name) for word, name in WORDS.items() if values.get(name)}
    return "?" + urlencode(chosen) if chosen else ""


def municipality_path(code: str) -> str:
    """Where a municipality's page is."""
    return f"/kommune/{code}"


def number(text: Any, *, digits: int = 9) -> int | None:
    """The whole number that a text of at most so many digits is, as rows have them; None for everything else.

    For all that comes from outside: addresses, forms, what a browser says that was chosen.
    """
    given = "" if text is None else str(text)
    is_one = given.isascii() and given.isdecimal() and len(given) <= digits
    return int(given) if is_one and int(given) <= LARGEST else None
