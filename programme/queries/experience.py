"""What the programme's own sites have shown: how long each step takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from programme.calendar import today
from programme.definitions import Step, definitions
from programme.queries import shared

ss = shared.ss


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
