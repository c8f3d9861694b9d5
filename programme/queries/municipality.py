"""Everything that a municipality's page shows, computed anew from its own rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, or_, select

from access.viewer import Viewer
from programme import rollup
from programme.calendar import today
from programme.definitions import definitions
from programme.evidence import Evidence, evidence
from programme.queries import shared
from programme.queries.answers import answers, contradictions, everything_said
from programme.queries.experience import Pace, paces, similar
from programme.queries.views import MunicipalityView
from programme.rollup import Municipality, Programme
from programme.status import SiteStatus
from storage import tables as t

m, s = shared.m, shared.s


def municipality(code: str, *, viewer: Viewer) -> MunicipalityView | None:
    """Everything about a municipality today; None when there is no such code."""
    with shared.states() as connection:
        found = rollup.municipalities(connection, today(), [code])
        if code not in found:
            return None
        sites = sites_of(connection, code)
        known = evidence(connection, until=today(), site_ids=sites)
        states = rollup.programme(known, found, today())
        said = everything_said(connection, sites, code)
        barriers = _barriers(known, states, sites)
        return MunicipalityView(
            row=_row(connection, found[code], states),
            sites=_sites(known, states, sites),
            timeline=timeline(states, sites, found[code].size, paces(connection, found[code].size)),
            people=_people(connection, sites),
            answers=answers(said),
            contradictions=contradictions(said),
            notes=_notes(connection, sites),
            barriers=barriers,
            similar=similar(connection, code, found[code].size, barriers["code"]),
        )


def sites_of(connection: Connection, code: str) -> list[int]:
    """The sites that lie in a municipality, and those of others that count as its own."""
    serves = t.site_serves.c
    serving = select(serves.site_id).where(serves.municipality_code == code)
    counts_as_own = s.kind.in_(definitions().kinds_that_count_as_own)
    query = select(s.id).where(or_(s.municipality_code == code, s.id.in_(serving) & counts_as_own)).order_by(s.name)
    return list(connection.scalars(query))


def _row(connection: Connection, municipality: Municipality, states: Programme) -> dict[str, object]:
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
        "reason": status.reason,
        "clears": status.clears,
        "day_zero": zero,
        "days_since_day_zero": (states.as_of - zero).days if zero else None,
        "final_stage": status.final_stage,
        "steps_done": rolled.steps_done,
        "steps_applicable": rolled.steps_applicable,
        "active_trainers": status.active_trainers,
        "last_heard": status.last_heard,
        "sites": rolled.sites,
    }


def _sites(known: Evidence, states: Programme, sites: list[int]) -> pd.DataFrame:
    columns = "id name kind state rule reason clears day_zero steps_done steps_applicable active_trainers last_heard"
    rows = []
    for site_id in sites:
        site, status = known.sites[site_id], states.sites[site_id]
        counts = (status.steps_done, status.steps_applicable, status.active_trainers, status.last_heard)
        words = (status.state, status.rule, status.reason, status.clears, status.day_zero)
        rows.append((site.id, site.name, site.kind, *words, *counts))
    return pd.DataFrame(rows, columns=columns.split())


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


def _people(connection: Connection, sites: list[int]) -> pd.DataFrame:
    """Contact details only of those who agreed to be contacted."""
    p, r = t.trainer.c, t.response.c
    newest = (
        select(r.answered_on)
        .where(r.trainer_id == p.id, r.answered_on <= today())
        .order_by(r.answered_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            p.id,
            p.first_name,
            p.last_name,
            p.role,
            p.profession,
            s.name,
            p.status,
            newest,
            p.email,
            p.phone,
            p.may_contact,
        )
        .join_from(t.trainer, t.site, s.id == p.site_id)
        .where(p.site_id.in_(sites))
        .order_by(s.name, p.last_name, p.first_name)
    )
    made = definitions()
    rows = [
        {
            "trainer_id": number,
            "name": " ".join(filter(None, (first, last))) or None,
            "role": made.roles.get(role),
            "profession": made.professions.get(profession),
            "site": site,
            "status": made.trainer_status.get(status),
            "last_answer": answered,
            "email": email if may_contact else None,
            "phone": phone if may_contact else None,
            "may_contact": bool(may_contact),
        }
        for number, first, last, role, profession, site, status, answered, email, phone, may_contact in (
            connection.execute(query)
        )
    ]
    columns = "trainer_id name role profession site status last_answer email phone may_contact"
    return pd.DataFrame(rows, columns=columns.split())


def _notes(connection: Connection, sites: list[int]) -> pd.DataFrame:
    n = t.site_note.c
    query = (
        select(n.id, n.kind, n.dated_on, n.until, n.text, n.author, s.name.label("site"))
        .join_from(t.site_note, t.site, s.id == n.site_id)
        .where(n.site_id.in_(sites), n.retracted_at.is_(None))
        .order_by(n.dated_on.desc(), n.id.desc())
    )
    return shared.frame(connection, query)


def _barriers(known: Evidence, states: Programme, sites: list[int]) -> pd.DataFrame:
    """What the newest answers of the sites name, each with the newest day on which it was named."""
    names = {barrier.code: barrier.title for barrier in definitions().barriers}
    named: dict[str, date] = {}
    for site_id in sites:
        facts = states.facts[site_id]
        if said := facts.newest("barriers"):
            named |= {code: max(said.on, named.get(code, said.on)) for code in facts.barriers}
    rows = sorted(((code, names[code], day) for code, day in named.items()), key=lambda row: row[2], reverse=True)
    return pd.DataFrame(rows, columns=["code", "name", "answered_on"])
