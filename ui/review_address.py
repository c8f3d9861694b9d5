"""The address of a review: `?maaling=2&udsnit=region-1084`; tolerant of junk."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

from ui import address
from ui.address import REGIONS, selection_from

SCOPE, WAVE, FROZEN = "udsnit", "maaling", "frosset"
REGION, NETWORK = "region", "netvaerk"
PDF, XLSX = "/rapport.pdf", "/rapport.xlsx"


def selection(search: str | None) -> dict[str, Any]:
    """The arguments of programme.Selection; what makes no sense is the whole country of today."""
    asked = parse_qs((search or "").lstrip("?")[:500])
    kind, _, code = (asked.get(SCOPE) or [""])[0].partition("-")
    return {
        "wave": selection_from(search)["wave"],
        "region": code if kind == REGION and code in REGIONS else None,
        "network": number(code) if kind == NETWORK else None,
    }


def search(chosen: Any, **more: Any) -> str:
    """A Selection -> the address' text after the path."""
    values = {WAVE: chosen.wave, SCOPE: scope(chosen), **more}
    kept = {name: value for name, value in values.items() if value}
    return "?" + urlencode(kept) if kept else ""


def scope(chosen: Any) -> str:
    """The value of the select of scopes; '' for the whole country."""
    if chosen.network is not None:
        return f"{NETWORK}-{chosen.network}"
    return f"{REGION}-{chosen.region}" if chosen.region else ""


def frozen(asked: str | None) -> int | None:
    """The frozen review that an address asks for."""
    found = parse_qs((asked or "").lstrip("?")[:500]).get(FROZEN)
    return number(found[0]) if found else None


def number(text: str) -> int | None:
    """A row's number, or None for what is none."""
    return address.number(text, digits=10) or None
