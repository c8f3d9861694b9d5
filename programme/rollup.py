"""From sites to municipalities and networks, as of a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, or_, select

from programme.calendar import danish
from programme.definitions import Definitions, definitions
from programme.evidence import Evidence, Site
from programme.facts import SiteFacts
from programme.places import Place
from programme.status import SiteStatus, evaluate, outside
from storage import tables as t


@dataclass(frozen=True)
class Municipality:
    """A municipality and the network that it belonged to on the day."""

    code: str
    name: str
    region_code: str
    population: int
    size: str
    network_id: int | None
    network: str | None


@dataclass(frozen=True)
class Rolled:
    """The status of a municipality or network, from those of its sites."""

    status: SiteStatus
    steps_done: int
    steps_applicable: int
    sites: int
    states: dict[str, int]  # how many sites (of a municipality) or municipalities (of a network) are in each state


@dataclass(frozen=True)
class Programme:
    """Every state as of a day."""

    as_of: date
    facts: dict[int, SiteFacts]
    sites: dict[int, SiteStatus]
    municipalities: dict[str, Rolled]


def programme(known: Evidence, municipalities: dict[str, Municipality], as_of: date) -> Programme:
    """The states of the evidence's sites, and of these municipalities."""
    made = definitions()
    facts, said = known.facts_and_places(as_of)
    statuses = {site_id: evaluate(site, as_of, made) for site_id, site in facts.items()}
    lies_in, serving = _by_municipality(known)
    rolled = {}
    for code, municipality in municipalities.items():
        sites = [*lies_in.get(code, []), *(s for s in serving.get(code, []) if _counts_as_own(s, made))]
        leads = [site for site in serving.get(code, []) if not _counts_as_own(site, made)]
        rolled[code] = _municipality(sites, leads, statuses, said.get(municipality.code), made)
    return Programme(as_of, facts, statuses, rolled)


def municipalities(connection: Connection, as_of: date, codes: Iterable[str] | None = None) -> dict[str, Municipality]:
    """Municipalities by code, all or some, each with its network on the day."""
    m = t.municipality.c
    query = select(m.code, m.name, m.region_code, m.population, m.size).order_by(m.code)
    if codes is not None:
        query = query.where(m.code.in_(list(codes)))
    member = _memberships(connection, as_of)
    return {row[0]: Municipality(*row, *member.get(row[0], (None, None))) for row in connection.execute(query)}


def _memberships(connection: Connection, as_of: date) -> dict[str, tuple[int, str]]:
    """Each municipality's network on a day; before its first, the first that it came to be in."""
    member, n = t.network_municipality.c, t.network.c
    query = (
        select(member.municipality_code, n.id, n.name)
        .join_from(t.network_municipality, t.network, member.network_id == n.id)
        .where(or_(member.until.is_(None), member.until > as_of))
        .order_by(member.since.desc(), member.id.desc())
    )
    return {code: (network_id, name) for code, network_id, name in connection.execute(query)}


def network(members: list[Rolled], private: list[SiteStatus], made: Definitions | None = None) -> Rolled:
    """The split of a network over its municipalities; the worst state stands for it where one must."""
    made = made or definitions()
    statuses = [member.status for member in members] + private
    if not statuses:
        return Rolled(outside("no_site", {}, made), 0, 0, 0, {})
    worst = min(statuses, key=lambda status: made.severity(status.state))
    return Rolled(
        _summed(worst, statuses),
        sum(m.steps_done for m in members) + sum(s.steps_done for s in private),
        sum(m.steps_applicable for m in members) + sum(s.steps_applicable for s in private),
        sum(m.sites for m in members) + len(private),
        dict(Counter(member.status.state for member in members)),
    )


def _by_municipality(known: Evidence) -> tuple[dict[str, list[Site]], dict[str, list[Site]]]:
    lies_in: dict[str, list[Site]] = defaultdict(list)
    serving: dict[str, list[Site]] = defaultdict(list)
    for site in known.sites.values():
        lies_in[site.municipality_code].append(site)
        for code in known.serves.get(site.id, ()):
            if code != site.municipality_code:
                serving[code].append(site)
    return lies_in, serving


def _counts_as_own(site: Site, made: Definitions) -> bool:
    return site.kind in made.kinds_that_count_as_own


def _municipality(
    sites: list[Site],
    leads: list[Site],
    statuses: dict[int, SiteStatus],
    said: Place | None,
    made: Definitions,
) -> Rolled:
    if not sites:
        return Rolled(_without_site(leads, said, made), 0, 0, 0, {})
    order = [rule.code for rule in made.rules]
    found = [(statuses[site.id], site) for site in sites]
    found.sort(key=lambda pair: (made.severity(pair[0].state), order.index(pair[0].rule), pair[1].id))
    worst, where = found[0]
    if len(found) > 1:
        worst = replace(worst, reason=f"{where.name}: {worst.reason[:1].lower()}{worst.reason[1:]}")
    everyone = [status for status, _ in found]
    return Rolled(
        _summed(worst, everyone),
        sum(status.steps_done for status in everyone),
        sum(status.steps_applicable for status in everyone),
        len(found),
        dict(Counter(status.state for status in everyone)),
    )


def _without_site(leads: list[Site], said: Place | None, made: Definitions) -> SiteStatus:
    if leads:
        return outside("served", {"lead": " og ".join(sorted({lead.name for lead in leads}))}, made)
    if said:
        return outside("answers_only", {"heard": danish(said.answered[-1])}, made)
    return outside("no_site", {}, made)


def _summed(worst: SiteStatus, everyone: list[SiteStatus]) -> SiteStatus:
    phases = [phase.code for phase in definitions().phases]
    stages = [status.final_stage for status in everyone if status.final_stage]
    return replace(
        worst,
        day_zero=min((status.day_zero for status in everyone if status.day_zero), default=None),
        started_on=min((status.started_on for status in everyone if status.started_on), default=None),
        final_stage=max(stages, key=phases.index, default=None),
        active_trainers=sum(status.active_trainers for status in everyone),
        last_heard=max((status.last_heard for status in everyone if status.last_heard), default=None),
    )
