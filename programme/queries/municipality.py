"""Everything that a municipality's page shows, computed anew from its own rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, or_, select

from access import audit, policy
from access.permissions import Permission
from access.policy import Reach
from access.viewer import Viewer
from programme import rollup
from programme.calendar import today
from programme.definitions import definitions
from programme.evidence import Evidence, evidence
from programme.noted import COUNTS
from programme.queries import shared
from programme.queries.answers import Word, answers, contradictions, everything_said
from programme.queries.experience import Pace, paces
from programme.queries.views import MunicipalityView
from programme.rollup import Municipality, Programme
from programme.sight import Sight, homes, may_retract, sight
from programme.status import SiteStatus
from storage import scope
from storage import tables as t

m, s = shared.m, shared.s
STATUS = ("step", "state", "next_date", "barrier")  # of a status note


def municipality(code: str, *, viewer: Viewer) -> MunicipalityView | None:
    """Everything about a municipality today, as the viewer may see it; None when there is no such code.

    People, who answered and free text are there for the sites whose network the viewer reaches, contact details
    besides only with consent: showing those is noted in the log. Indicators: states, steps.
    """
    may = sight(viewer)
    with shared.states() as connection:
        found = rollup.municipalities(connection, today(), [code])
        if code not in found:
            return None
        place = _place(connection, found[code], may)
        with scope.system_within(connection):  # states count all trainers, also those that the viewer may not see
            known = evidence(connection, until=today(), site_ids=place.homes)
        states = rollup.programme(known, found, today())
        view = _view(connection, place, known, states, viewer)
    if view.people[["email", "phone"]].notna().to_numpy().any():
        audit.contact_viewed(by=viewer, network_id=found[code].network_id, detail=f"kommune {code}")
    return view


@dataclass(frozen=True)
class _Place:
    """A municipality, its sites with their networks, and what may be seen there."""

    municipality: Municipality
    homes: dict[int, int | None]
    seen: frozenset[int]  # sites whose people the viewer may see
    may: Sight

    def may_name(self, word: Word) -> bool:
        """True if the viewer may see who said it."""
        if word.site_id is None:
            return self.may.people.covers(self.municipality.network_id)
        return word.site_id in self.seen


def _place(connection: Connection, municipality: Municipality, may: Sight) -> _Place:
    sites = sites_of(connection, municipality.code)
    network_of = homes(connection, sites)
    networks = {site: network_of[site] for site in sites}  # in the order of their names
    seen = frozenset(site for site, network in networks.items() if may.people.covers(network))
    return _Place(municipality, networks, seen, may)


def _view(
    connection: Connection, place: _Place, known: Evidence, states: Programme, viewer: Viewer
) -> MunicipalityView:
    sites, size, may = list(place.homes), place.municipality.size, place.may
    said = everything_said(connection, sites, place.municipality.code)
    if not may.is_exact:  # single answers count citizens, and are few
        said = [word for word in said if place.may_name(word)]
    return MunicipalityView(
        row=_row(connection, place.municipality, states, may),
        sites=may.rows(_sites(known, states, place, policy.reach(viewer, Permission.WRITE_STATUS_NOTES))),
        timeline=timeline(states, sites, size, paces(connection, size)),
        people=_people(connection, place),
        answers=answers(said, place.may_name),
        contradictions=contradictions(said, place.may_name),
        notes=_notes(connection, place, viewer),
        barriers=_barriers(states, sites),
        sees_people=bool(place.seen) or may.people.covers(place.municipality.network_id),
    )


def sites_of(connection: Connection, code: str) -> list[int]:
    """The sites that lie in a municipality, and those of others that count as its own."""
    serves = t.site_serves.c
    serving = select(serves.site_id).where(serves.municipality_code == code)
    counts_as_own = s.kind.in_(definitions().kinds_that_count_as_own)
    query = select(s.id).where(or_(s.municipality_code == code, s.id.in_(serving) & counts_as_own)).order_by(s.name)
    return list(connection.scalars(query))


def _row(connection: Connection, municipality: Municipality, states: Programme, may: Sight) -> dict[str, object]:
    rolled = states.municipalities[municipality.code]
    status = rolled.status
    zero = status.day_zero
    region = connection.scalar(select(m.region).where(m.code == municipality.code))
    return {
        "code": municipality.code,
        "name": municipality.name,
        "region_code": municipality.region_code,
        "region": region,
        "population": municipality.population,
        "size": municipality.size,
        "network_id": municipality.network_id,
        "network": municipality.network,
        "state": status.state,
        "rule": status.rule,
        "reason": may.words(status.reason),
        "clears": status.clears,
        "day_zero": zero,
        "days_since_day_zero": (states.as_of - zero).days if zero else None,
        "final_stage": status.final_stage,
        "steps_done": rolled.steps_done,
        "steps_applicable": rolled.steps_applicable,
        "active_trainers": may.staff(status.active_trainers),
        "last_heard": status.last_heard,
        "sites": rolled.sites,
    }


def _sites(known: Evidence, states: Programme, place: _Place, writes: Reach) -> pd.DataFrame:
    columns = "id name kind state rule reason clears day_zero steps_done steps_applicable active_trainers last_heard"
    rows = []
    for site_id in place.homes:
        site, status = known.sites[site_id], states.sites[site_id]
        counts = (status.steps_done, status.steps_applicable, status.active_trainers, status.last_heard)
        words = (status.state, status.rule, status.reason, status.clears, status.day_zero)
        rows.append((site.id, site.name, site.kind, *words, *counts))
    found = pd.DataFrame(rows, columns=columns.split())
    return found.assign(
        is_in_scope=[known.sites[site_id].is_in_scope for site_id in place.homes],
        may_write=[writes.covers(home) for home in place.homes.values()],
    )


def timeline(states: Programme, sites: list[int], size: str, pace: dict[str, Pace]) -> pd.DataFrame:
    """The 16 steps of the municipality's worst site beside the programme's pace; days since day zero."""
    made = definitions()
    statuses = [states.sites[site_id] for site_id in sites]
    worst = min(statuses, key=lambda status: made.severity(status.state), default=None)
    phases = {phase.code: phase.title for phase in made.phases}
    rows = []
    for n, step in enumerate(made.steps):
        own = made.step_for(step, size)
        named = {"step": own.code, "title": own.title, "phase": phases[own.phase], "responsible": own.responsible}
        rows.append(named | _progress(worst, n, pace[step.code], states.as_of))
    return pd.DataFrame(rows)


def _progress(status: SiteStatus | None, n: int, pace: Pace, as_of: date) -> dict[str, Any]:
    taken = status.steps[n] if status and status.steps else None
    zero = status.day_zero if status else None
    done_on = taken.done_on if taken else None
    ended = done_on or as_of
    is_applicable = taken is not None and taken.is_applicable
    return {
        "is_applicable": is_applicable,
        "done_on": done_on,
        "typical_day": pace.typical_day,
        "late_day": pace.late_day,
        "due_on": zero + timedelta(days=pace.typical_day) if zero else None,
        "is_late": is_applicable and zero is not None and (ended - zero).days > pace.late_day,
        "day_zero": zero,
        "own_sites": pace.own,
    }


def _people(connection: Connection, place: _Place) -> pd.DataFrame:
    """Everybody trained at the sites whose people may be seen; contact details only of those who agreed."""
    p, r = t.trainer.c, t.response.c
    newest = (
        select(r.answered_on)
        .where(r.trainer_id == p.id, r.answered_on <= today())
        .order_by(r.answered_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(p.id, p.first_name, p.last_name, p.role, p.profession, s.name, p.status, newest.label("answered"))
        .add_columns(p.email, p.phone, p.may_contact, p.may_network, p.site_id)
        .join_from(t.trainer, t.site, s.id == p.site_id)
        .where(p.site_id.in_(place.seen))
        .order_by(s.name, p.last_name, p.first_name)
    )
    made = definitions()
    rows = []
    for one in connection.execute(query):
        is_shown = place.may.may_show_contact(place.homes[one.site_id], one.may_contact, one.may_network)
        rows.append(
            {
                "trainer_id": one.id,
                "name": " ".join(filter(None, (one.first_name, one.last_name))) or None,
                "role": made.roles.get(one.role),
                "profession": made.professions.get(one.profession),
                "site": one.name,
                "status": made.trainer_status.get(one.status),
                "last_answer": one.answered,
                "email": one.email if is_shown else None,
                "phone": one.phone if is_shown else None,
                "may_contact": is_shown,
            }
        )
    columns = "trainer_id name role profession site status last_answer email phone may_contact"
    return pd.DataFrame(rows, columns=columns.split())


def _notes(connection: Connection, place: _Place, viewer: Viewer) -> pd.DataFrame:
    """Notes as facts; text and author only where people may be seen; may_retract where it is the viewer's to do.

    What was written with a status note stands in the board; counts of single notes are for those who see exact figures.
    """
    n = t.site_note.c
    query = (
        select(n.id, n.kind, n.dated_on, n.until, n.text, n.author, s.name.label("site"), n.site_id, n.author_id)
        .add_columns(*(n[name] for name in (*STATUS, *COUNTS)))
        .join_from(t.site_note, t.site, s.id == n.site_id)
        .where(n.site_id.in_(place.homes if place.may.sees_notes else []), n.retracted_at.is_(None))
        .order_by(n.dated_on.desc(), n.id.desc())
    )
    writes = policy.reach(viewer, Permission.WRITE_STATUS_NOTES)
    rows = [
        (
            *(one.id, one.kind, one.dated_on, one.until),
            one.text if one.site_id in place.seen and one.kind != "status" else None,
            one.author if one.site_id in place.seen else None,
            one.site,
            may_retract(writes, place.homes[one.site_id], one.author_id, viewer),
            *(getattr(one, name) for name in STATUS),
            *(getattr(one, name) if place.may.is_exact else None for name in COUNTS),
        )
        for one in connection.execute(query)
    ]
    columns = ("id", "kind", "dated_on", "until", "text", "author", "site", "may_retract", *STATUS, *COUNTS)
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _barriers(states: Programme, sites: list[int]) -> pd.DataFrame:
    """What the newest answers of the sites name, each with the newest day on which it was named."""
    names = {barrier.code: barrier.title for barrier in definitions().barriers}
    named: dict[str, date] = {}
    for site_id in sites:
        facts = states.facts[site_id]
        if said := facts.newest("barriers"):
            named |= {code: max(said.on, named.get(code, said.on)) for code in facts.barriers}
    rows = sorted(((code, names[code], day) for code, day in named.items()), key=lambda row: row[2], reverse=True)
    return pd.DataFrame(rows, columns=["code", "name", "answered_on"])
