"""Where an answer counts, as one number: at a site, or for a municipality as a whole."""

from __future__ import annotations

from typing import Any

IN_MUNICIPALITY = 1 << 29  # an answer for a municipality only has the place IN_MUNICIPALITY + its code


def places_of(*rows: Any) -> set[int]:
    """The places of rows that have a site_id and a municipality_code."""
    return {
        row.site_id if row.site_id is not None else IN_MUNICIPALITY + int(row.municipality_code)
        for row in rows
        if row.site_id is not None or row.municipality_code
    }


def parted(places: set[int]) -> tuple[set[int], set[str]]:
    """The sites and the codes of municipalities among places."""
    codes = {f"{place - IN_MUNICIPALITY:04d}" for place in places if place >= IN_MUNICIPALITY}
    return {place for place in places if place < IN_MUNICIPALITY}, codes
