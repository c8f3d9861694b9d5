"""From tables to facts: everything known about sites as of one or several days, in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from programme import noted, plan_facts
from programme.answers import Answers, answers, barrier_codes
from programme.definitions import definitions
from programme.facts import Pause, SiteFacts
from programme.noted import Note
from programme.places import Place, merged, places
from programme.placing import IN_MUNICIPALITY
from programme.staff import Trainers, trainers
from programme.steps import days_done
from storage import tables as t

SHARED = ("K2", "K3", "K4", "K5")


class Site(NamedTuple):
    """A row of the site table with the size of its municipality."""

    id: int
    name: str
    municipality_code: str
    size: str
    kind: int
    is_in_scope: bool


@dataclass(frozen=True)
class Evidence:
    """All rows that states rest on, for some sites, until a day."""

    sites: dict[int, Site]
    serves: dict[int, set[str]]  # site -> municipalities besides its own
    trainers: Trainers
    notes: dict[int, list[Note]]
    answers: Answers
    plans: dict[str, list[plan_facts.Change]]  # by municipality

    def facts(self, as_of: date) -> dict[int, SiteFacts]:
        """What is known about each site as of a day."""
        return _Day(self, as_of).facts()

    def facts_and_places(self, as_of: date) -> tuple[dict[int, SiteFacts], dict[str, Place]]:
        """The same, and what was answered for municipalities only, by their code."""
        day = _Day(self, as_of)
        said = {f"{p - IN_MUNICIPALITY:04d}": place for p, place in day.places.items() if p >= IN_MUNICIPALITY}
        return day.facts(), said


def evidence(
    connection: Connection, *, until: date, site_ids: Iterable[int] | None = None, codes: Iterable[str] = ()
) -> Evidence:
    """The rows of some sites, and of those that share a programme with them; None is all.

    codes: municipalities whose answers are wanted too, whether they have a site or not.
    """
    wanted = None if site_ids is None else _with_partners(connection, set(site_ids))
    sites = {row.id: Site(*row) for row in connection.execute(_some(_sites(), t.site.c.id, wanted))}
    serves: dict[int, set[str]] = defaultdict(set)
    for site_id, code in connection.execute(select(t.site_serves.c.site_id, t.site_serves.c.municipality_code)):
        serves[site_id].add(code)
    notes: dict[int, list[Note]] = defaultdict(list)
    for row in connection.execute(_some(_notes(until), t.site_note.c.site_id, wanted)):
        notes[row.site_id].append(Note(*row)._replace(written_on=row.created_at.date()))
    asked = None if wanted is None else [*wanted, *_municipalities(sites, serves, codes)]
    return Evidence(
        sites=sites,
        serves=serves,
        trainers=trainers(connection, site_ids=wanted),
        notes=notes,
        answers=answers(connection, until=until, places=asked),
        plans=plan_facts.changes(connection, until=until),
    )


def _with_partners(connection: Connection, site_ids: set[int]) -> set[int]:
    """Sites whose facts depend on each other: those that serve the municipality that another one lies in."""
    lies_in = select(t.site.c.municipality_code).where(t.site.c.id.in_(site_ids))
    serving = select(t.site_serves.c.site_id).where(t.site_serves.c.municipality_code.in_(lies_in))
    return site_ids | set(connection.scalars(serving))


def _municipalities(sites: dict[int, Site], serves: dict[int, set[str]], named: Iterable[str]) -> list[int]:
    codes = {site.municipality_code for site in sites.values()} | set(named)
    codes |= {code for site_id in sites for code in serves.get(site_id, ())}
    return [IN_MUNICIPALITY + int(code) for code in codes]


def _some(query: Select[Any], column: Any, wanted: set[int] | None) -> Select[Any]:
    return query if wanted is None else query.where(column.in_(wanted))


def _sites() -> Select[Any]:
    s, m = t.site.c, t.municipality.c
    return select(s.id, s.name, s.municipality_code, m.size, s.kind, s.is_in_scope).join_from(
        t.site, t.municipality, s.municipality_code == m.code
    )


def _notes(until: date) -> Select[Any]:
    n = t.site_note.c
    query = select(*(n[name] for name in ("site_id", "kind", "dated_on", "until", "id", "created_at")))
    query = query.add_columns(n.step, n.state, n.next_date, n.barrier, n.courses, n.talks, n.citizens, n.kits)
    return query.order_by(n.dated_on, n.id).where(n.retracted_at.is_(None), n.dated_on <= until)


class _Day:
    """The evidence as it stood on one day."""

    def __init__(self, known: Evidence, as_of: date) -> None:
        self.known, self.as_of, self.made = known, as_of, definitions()
        self.answers = known.answers.until(as_of)
        self.places = places(self.answers, as_of, self.made.thresholds.network_days)
        self.staff = known.trainers.staff(self.answers, as_of, self.made.thresholds.recent_days)

    def facts(self) -> dict[int, SiteFacts]:
        said, planned = self._by_municipality(), self._planned()
        return self._shared({site.id: self._site(site, said, planned) for site in self.known.sites.values()})

    def _site(
        self, site: Site, in_municipality: dict[int, list[Place]], planned: dict[int, dict[str, Any]]
    ) -> SiteFacts:
        told = [self.places[site.id]] if site.id in self.places else []
        notes = [note for note in self.known.notes.get(site.id, []) if note.dated_on <= self.as_of]
        place = noted.told(merged([*told, *in_municipality.get(site.id, [])] or [Place()]), notes)
        staff = self.staff.get(site.id)
        return SiteFacts(
            site_id=site.id,
            name=site.name,
            size=site.size,
            is_in_scope=bool(site.is_in_scope),
            day_zero=staff.first_on if staff else None,
            second_trainer_on=staff.second_on if staff else None,
            coordinator_on=staff.coordinator_on if staff else None,
            trained=staff.trained if staff else 0,
            active=staff.active if staff else 0,
            left_on=staff.left_on if staff else None,
            is_left_answered=staff.is_left_answered if staff else False,
            session_trainers=staff.in_session if staff else 0,
            answers=place.answers,
            answered=place.answered,
            activity=place.activity,
            kits_on=place.kits_on,
            resupply_on=place.resupply_on,
            planned=place.planned,
            wished=place.wished,
            barriers=barrier_codes(place.answers["barriers"][0].value) if "barriers" in place.answers else (),
            **self._noted(notes),
            **planned.get(site.id, {}),
        )

    def _by_municipality(self) -> dict[int, list[Place]]:
        """Answers known only for a municipality: they count for each site in it, else for the sites that serve it.

        What they count (citizens, kits) is counted once, at the first of them.
        """
        found: dict[int, list[Place]] = defaultdict(list)
        for place, said in self.places.items():
            if place >= IN_MUNICIPALITY:
                for n, site_id in enumerate(self._sites_of(f"{place - IN_MUNICIPALITY:04d}")):
                    found[site_id].append(said if n == 0 else said.without_counts())
        return found

    def _planned(self) -> dict[int, dict[str, Any]]:
        """What a municipality's plan says, for each of its sites, else for those that serve it.

        Of two plans for one site that of the municipality where it lies wins.
        """
        own_last = sorted(self.known.plans, key=lambda code: (code in self._lies_in, code))
        return {
            site_id: plan_facts.known(self.known.plans[code], self.as_of)
            for code in own_last
            for site_id in self._sites_of(code)
        }

    @cached_property
    def _lies_in(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for site in self.known.sites.values():
            found[site.municipality_code].append(site.id)
        return found

    @cached_property
    def _serving(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for site_id in self.known.sites:
            for code in self.known.serves.get(site_id, ()):
                found[code].append(site_id)
        return found

    def _sites_of(self, code: str) -> list[int]:
        return sorted(self._lies_in.get(code) or self._serving.get(code, []))

    def _noted(self, notes: list[Note]) -> dict[str, Any]:
        most = timedelta(days=self.made.thresholds.pause_days)
        opens = self.as_of - timedelta(days=self.made.thresholds.network_days)
        return {
            **noted.heard(notes, self.as_of),
            "network_notes": tuple(
                n.dated_on for n in notes if n.kind in ("meeting", "status") and n.says_something and n.dated_on > opens
            ),
            "pauses": tuple(
                Pause(n.dated_on, n.until + timedelta(days=1) if n.until else n.dated_on + most)
                for n in notes
                if n.kind == "pause"
            ),
        }

    def _shared(self, found: dict[int, SiteFacts]) -> dict[int, SiteFacts]:
        """Adds what other sites do for a site: shared trainers, and K2-K5 from the lead of a shared programme."""
        serving: dict[str, list[int]] = defaultdict(list)
        for site_id in found:
            for code in self.known.serves.get(site_id, ()):
                serving[code].append(site_id)
        alone = dict(found)
        for site in self.known.sites.values():
            partners = [alone[partner] for partner in serving.get(site.municipality_code, []) if partner != site.id]
            if partners:
                found[site.id] = replace(
                    found[site.id],
                    shared_active=sum(partner.active for partner in partners),
                    shared_trainer_on=min((p.day_zero for p in partners if p.day_zero), default=None),
                    shared_steps=self._lead_steps(partners),
                )
        return found

    def _lead_steps(self, partners: list[SiteFacts]) -> dict[str, date]:
        own = definitions().kinds_that_count_as_own
        leads = [partner for partner in partners if self.known.sites[partner.site_id].kind not in own]
        done = [days_done(lead, self.as_of, self.made) for lead in leads]
        return {code: min(days) for code in SHARED if (days := [day for one in done if (day := one[code])])}
