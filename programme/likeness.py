"""Municipalities alike that started although something stood in their way: who comes first, and what they share. Pure.

Alike is: the same or the next size, sites of the same kind, and the same region or within so many kilometres. Where
fewer than three are, a demand falls at a time, the place first, and the answer says which.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NEIGHBOURS = ("small", "medium", "large_medium", "large")  # in order of size
FEW, MOST = 3, 5
NEAR_KM = 75.0
EARTH_KM = 6371.0
PLACE, KIND, SIZE = DEMANDS = ("place", "kind", "size")  # in the order in which they fall


@dataclass(frozen=True)
class Place:
    """What likeness is told by."""

    code: str
    name: str
    size: str
    region: str
    lon: float
    lat: float
    kinds: frozenset[int]  # of its sites: municipal, private, ...


@dataclass(frozen=True)
class Past:
    """A municipality that started, and a barrier that it named."""

    place: Place
    barrier: str
    named_on: date
    days_to_start: int  # from the first trained trainer
    is_before: bool  # named before it started, so that it surely got past it


@dataclass(frozen=True)
class Alike:
    """One that may be asked, and what it shares."""

    past: Past
    shares: tuple[str, ...]  # of DEMANDS
    km: int  # as the crow flies


def alike(own: Place, others: Sequence[Past]) -> tuple[list[Alike], tuple[str, ...]]:
    """The five most alike, and which demands had to fall; each municipality once, by the barrier that it got past."""
    compared = (_compared(own, past) for past in others if past.place.code != own.code)
    ranked = sorted(compared, key=lambda one: _rank(own, one))
    once = list({one.past.place.code: one for one in reversed(ranked)}.values())[::-1]
    for fallen in range(len(DEMANDS) + 1):
        kept = [one for one in once if set(DEMANDS[fallen:]) <= set(one.shares)]
        if len(kept) >= FEW:
            return kept[:MOST], DEMANDS[:fallen]
    return once[:MOST], DEMANDS if once else ()


def _compared(own: Place, past: Past) -> Alike:
    km = kilometres(own, past.place)
    is_near = own.region == past.place.region or km <= NEAR_KM
    is_kind = bool(own.kinds & past.place.kinds)
    holds = (is_near, is_kind, _apart(own, past) <= 1)
    shares = [name for name, it_holds in zip(DEMANDS, holds, strict=True) if it_holds]
    return Alike(past, tuple(shares), round(km))


def _rank(own: Place, one: Alike) -> tuple[int, int, bool, int, str]:
    missing = len(DEMANDS) - len(one.shares)
    return missing, _apart(own, one.past), not one.past.is_before, one.km, one.past.place.name


def _apart(own: Place, past: Past) -> int:
    return abs(NEIGHBOURS.index(own.size) - NEIGHBOURS.index(past.place.size))


def kilometres(one: Place, other: Place) -> float:
    """The distance as the crow flies (haversine)."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
