"""What the programme's own sites have shown: how long each step takes, and who got past which barrier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from programme.calendar import today
from programme.definitions import Step, definitions
from programme.queries import shared
from storage import tables as t

NEIGHBOURS = ("small", "medium", "large_medium", "large")  # in order of size
MOST_SIMILAR = 5
m, s, sm, ss, r = shared.m, shared.s, shared.sm, shared.ss, t.response.c


@dataclass(frozen=True)
class Pace:
    """When a step is typically done and when it is late, in days since day zero; own: sites that have done it."""

    typical_day: int
    late_day: int
    own: int


def paces(connection: Connection, size: str) -> dict[str, Pace]:
    """The pace of each step: the median and 75th percentile of the sites that have done it, once they are enough."""
    made, done = definitions(), days_done(connection)
    return {step.code: _pace(made.step_for(step, size), done[step.code]) for step in made.steps}


def days_done(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Per step, for each site the day on which it was done as text, counted from day zero; "" where it is not."""
    steps = definitions().steps
    found = connection.scalars(select(ss.step_days).where(ss.as_of == today(), ss.step_days != ""))
    columns = zip(*(days.split(",") for days in found if days.count(",") == len(steps) - 1), strict=True)
    done = list(columns) or [()] * len(steps)
    return {step.code: done[n] for n, step in enumerate(steps)}


def _pace(step: Step, done: Iterable[str]) -> Pace:
    days = [max(int(day), 0) for day in done if day]
    if len(days) < definitions().own_experience_from:
        return Pace(step.typical_day, step.late_day, len(days))
    return Pace(round(float(np.median(days))), round(float(np.percentile(days, 75))), len(days))


def similar(connection: Connection, code: str, size: str, barriers: Iterable[str]) -> pd.DataFrame:
    """Municipalities of the same or the next size that are running, where a site has named one of these barriers.

    days_to_start is counted from the first trained trainer; nearest in size first, then the quickest.
    """
    columns = ["code", "name", "size", "barrier", "barrier_name", "days_to_start", "reason"]
    wanted = list(barriers)
    if not wanted:
        return pd.DataFrame(columns=columns)
    near = {other: abs(NEIGHBOURS.index(other) - NEIGHBOURS.index(size)) for other in NEIGHBOURS}
    found = pd.DataFrame(_past(connection, code, wanted), columns=columns)
    found = found.assign(_near=found["size"].map(near)).query("_near <= 1")
    ranked = found.sort_values(["_near", "days_to_start", "name"]).drop_duplicates("code")
    return ranked.head(MOST_SIMILAR)[columns].reset_index(drop=True)


def _past(connection: Connection, code: str, barriers: list[str]) -> list[dict[str, object]]:
    names: Mapping[str, str] = {barrier.code: barrier.title for barrier in definitions().barriers}
    found: list[Any] = []
    for column in (r.barrier_1, r.barrier_2, r.barrier_3):
        query = (
            select(m.code, m.name, m.size, column, sm.day_zero, sm.started_on, sm.reason)
            .join_from(t.response, t.site, s.id == r.site_id)
            .join(t.municipality, m.code == s.municipality_code)
            .join(t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == today()))
            .where(column.in_(barriers), m.code != code, sm.state.in_(("i_drift", "forankret")))
            .where(sm.started_on.is_not(None), sm.day_zero.is_not(None))
            .distinct()
        )
        found += connection.execute(query).all()
    return [
        {
            "code": other,
            "name": name,
            "size": size,
            "barrier": barrier,
            "barrier_name": names[barrier],
            "days_to_start": max((started - zero).days, 0),
            "reason": reason,
        }
        for other, name, size, barrier, zero, started, reason in found
    ]
