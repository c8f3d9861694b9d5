"""The states as rows for the command line: one per municipality, site or network, as of any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme import rollup
from programme.definitions import follow
from programme.evidence import Evidence, evidence
from programme.rollup import Municipality, Programme, Rolled
from programme.status import SiteStatus
from storage import tables as t
from storage.engine import reading


def status(level: str, as_of: date, *, viewer: Viewer) -> list[dict[str, Any]]:
    """Rows with the keys of the status command; dates as dates, scores as counts of steps; raises Forbidden."""
    require(viewer, Permission.SEE_EXACT_FIGURES)
    with reading() as connection:
        follow(connection)
        known = evidence(connection, until=as_of)
        municipalities = rollup.municipalities(connection, as_of)
        private = dict(connection.execute(select(t.site.c.id, t.site.c.network_id)).all())
    states = rollup.programme(known, municipalities, as_of)
    if level == "site":
        return list(_sites(known, municipalities, states))
    if level == "network":
        return list(_networks(known, municipalities, states, private))
    return [_municipality(municipality, states.municipalities[code]) for code, municipality in municipalities.items()]


def _municipality(municipality: Municipality, rolled: Rolled) -> dict[str, Any]:
    named = {"kommunekode": municipality.code, "name": municipality.name, "network": municipality.network}
    return named | _row(rolled.status, rolled.steps_done, rolled.steps_applicable)


def _sites(known: Evidence, municipalities: dict[str, Municipality], states: Programme) -> Iterator[dict[str, Any]]:
    for site in sorted(known.sites.values(), key=lambda site: (site.municipality_code, site.name)):
        status = states.sites[site.id]
        network = municipalities[site.municipality_code].network
        named = {"site": site.id, "kommunekode": site.municipality_code, "name": site.name, "network": network}
        yield named | _row(status, status.steps_done, status.steps_applicable)


def _networks(
    known: Evidence, municipalities: dict[str, Municipality], states: Programme, private: dict[int, int | None]
) -> Iterator[dict[str, Any]]:
    members: dict[int, list[Municipality]] = defaultdict(list)
    for municipality in municipalities.values():
        if municipality.network_id:
            members[municipality.network_id].append(municipality)
    for network_id, them in sorted(members.items(), key=lambda pair: str(pair[1][0].network)):
        codes = {municipality.code for municipality in them}
        chosen = [
            states.sites[site.id]
            for site in known.sites.values()
            if private.get(site.id) == network_id and site.municipality_code not in codes
        ]
        rolled = rollup.network([states.municipalities[code] for code in sorted(codes)], chosen)
        named = {"network_id": network_id, "name": them[0].network, "network": them[0].network}
        split = {"municipalities": len(them), "states": rolled.states}
        yield named | _row(rolled.status, rolled.steps_done, rolled.steps_applicable) | split


def _row(status: SiteStatus, done: int, applicable: int) -> dict[str, Any]:
    return {
        "state": status.state,
        "rule": status.rule,
        "reason": status.reason,
        "clears": status.clears,
        "day_zero": status.day_zero,
        "final_stage": status.final_stage,
        "steps_done": done,
        "steps_applicable": applicable,
        "active_trainers": status.active_trainers,
        "last_heard": status.last_heard,
    }
