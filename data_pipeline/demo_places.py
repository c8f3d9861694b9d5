"""Where the fictional programme of the demo is run: sites, the municipalities they serve, and their networks."""

from __future__ import annotations

import csv
import math
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import programme

DENMARK = Path(programme.__file__).parent / "denmark"
MUNICIPALITIES_IN_SCOPE = 72

# Networks follow the hospital clusters; small neighbours of one region share one.
NETWORKS = {
    "klynge-nord-hovedstaden": "Netværk Nordsjælland",
    "klynge-midt-hovedstaden": "Netværk Omegnen",
    "klynge-syd-hovedstaden": "Netværk Vestegnen",
    "klynge-byen": "Netværk Hovedstaden",
    "klynge-bornholm": "Netværk Hovedstaden",
    "koege-klyngen": "Netværk Køge Bugt",
    "holbaek-klyngen": "Netværk Vestsjælland",
    "slagelse-klyngen": "Netværk Vestsjælland",
    "nykoebing-f-klyngen": "Netværk Sydhavsøerne",
    "klynge-fyn": "Netværk Fyn",
    "klynge-lillebaelt": "Netværk Lillebælt",
    "klynge-sydvestjylland": "Netværk Sydvestjylland",
    "klynge-soenderjylland": "Netværk Sønderjylland",
    "aarhusklyngen": "Netværk Østjylland",
    "horsensklyngen": "Netværk Østjylland",
    "goedstrupklyngen": "Netværk Vestjylland",
    "midtklyngen": "Netværk Midtjylland",
    "randersklyngen": "Netværk Midtjylland",
    "klynge-nord-nordjylland": "Netværk Vendsyssel",
    "klynge-midt-nordjylland": "Netværk Vendsyssel",
    "klynge-syd-nordjylland": "Netværk Limfjorden",
    "klynge-vest-nordjylland": "Netværk Limfjorden",
}
MUNICIPAL_NAMES = (
    "Rusmiddelcenter {}",
    "Center for Misbrugsbehandling {}",
    "Rusmiddelbehandlingen {}",
    "Behandlingscenter {}",
    "Misbrugscentret {}",
    "Rådgivningscenter {}",
)
DISTRICTS = {
    "0101": ("Vesterbro", "Nørrebro", "Amager"),
    "0751": ("Midtbyen", "Vest"),
    "0461": ("Centrum", "Vollsmose"),
    "0851": ("Vestbyen", "Øst"),
}
PRIVATE_NAMES = (
    "Behandlingsstedet Fyrtårnet",
    "Klinik Lyngdal",
    "Opholdsstedet Birkemose Mark",
    "Ambulatoriet Ankeret",
)


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality: code, name, region, population and the point of its town hall."""

    code: str
    name: str
    region_code: str
    region: str
    population: int
    lon: float
    lat: float

    @property
    def size(self) -> str:
        """Size class by population."""
        for limit, size in ((20_000, "small"), (50_000, "medium"), (100_000, "large_medium")):
            if self.population < limit:
                return size
        return "large"


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A treatment site; `serves` are the other municipalities that buy its programme."""

    name: str
    town: Town
    kind: int  # arbejdsplads_type: 1 kommunal, 2 privat
    serves: tuple[Town, ...]
    network: str


@cache
def towns() -> tuple[Town, ...]:
    """All 98 municipalities, by code."""
    with (DENMARK / "kommuner.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Town(
                row["kommunekode"],
                row["navn"],
                row["regionskode"],
                row["regionsnavn"],
                int(row["population"]),
                float(row["lon"]),
                float(row["lat"]),
            )
            for row in csv.DictReader(file)
        )


@cache
def networks() -> dict[str, str]:
    """Network name by municipality code."""
    with (DENMARK / "clusters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {row["kommunekode"]: NETWORKS[row["cluster_id"]] for row in rows}
    return named | {row["kommunekode"]: NETWORKS["klynge-byen"] for row in rows if row["cluster_id"] == "klynge-byen"}


def _chosen(rng: random.Random) -> tuple[list[Town], list[Town]]:
    """The municipalities with a programme of their own, and those without: mostly the small ones."""
    small = [town for town in towns() if town.size == "small"]
    largest = sorted(towns(), key=lambda town: -town.population)
    kept = rng.sample(small, 4)
    for network in dict.fromkeys(NETWORKS.values()):
        kept += [town for town in largest if networks()[town.code] == network and town not in kept][:2]
    ranked = sorted(towns(), key=lambda town: math.log(town.population) + rng.gauss(0, 0.45), reverse=True)
    ranked = kept + [town for town in ranked if town not in kept]
    inside = sorted(ranked[:MUNICIPALITIES_IN_SCOPE], key=lambda town: town.code)
    return inside, sorted(ranked[MUNICIPALITIES_IN_SCOPE:], key=lambda town: town.code)


@cache
def words() -> dict[str, Any]:
    """Names and sentences that the demo's people are made of."""
    return tomllib.loads(Path(__file__).with_name("demo_words.toml").read_text(encoding="utf-8"))


def _distance(one: Town, other: Town) -> float:
    return math.hypot((one.lon - other.lon) * 0.56, one.lat - other.lat)


def demo_sites(rng: random.Random) -> list[DemoSite]:
    """About 81 sites: 72 municipalities (the four largest with several) and four private providers.

    Of the 26 municipalities without a site about 18 are served by a neighbour in the same region.
    """
    inside, outside = _chosen(rng)
    hosts = rng.sample([town for town in inside if town.size in ("large_medium", "large")], len(PRIVATE_NAMES))
    served: dict[str, list[Town]] = {}
    for town in rng.sample(outside, 18):
        near = [other for other in inside if other.region_code == town.region_code]
        served.setdefault(min(near, key=lambda other: _distance(town, other)).code, []).append(town)
    unplaced = {
        town.code for town in rng.sample([town for town in inside if _has_company(town, inside)], 2)
    }  # no network yet: to be set by hand
    sites: list[DemoSite] = []
    for town in inside:
        network = "" if town.code in unplaced else networks()[town.code]
        private = [name for name, host in zip(PRIVATE_NAMES, hosts, strict=True) if host is town]
        for number, name in enumerate(_names(town, rng)):
            theirs = () if number or private else tuple(served.get(town.code, ()))
            sites.append(DemoSite(name, town, 1, theirs, network))
        sites += [DemoSite(name, town, 2, tuple(served.get(town.code, ())), network) for name in private]
    return sites


def _has_company(town: Town, inside: list[Town]) -> bool:
    return sum(networks()[other.code] == networks()[town.code] for other in inside) > 4


def _names(town: Town, rng: random.Random) -> list[str]:
    if town.code in DISTRICTS:
        return [f"Rusmiddelcenter {town.name} {district}" for district in DISTRICTS[town.code]]
    return [rng.choice(MUNICIPAL_NAMES).format(town.name)]
