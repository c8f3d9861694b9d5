"""Which wave an answer belongs to when the file does not say."""

from __future__ import annotations

import functools
import tomllib
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, func, select

from storage.tables import course, participation, site, trainer

PATH = Path(__file__).with_name("rules.toml")


@functools.cache
def _rule() -> tuple[tuple[int, ...], int]:
    rule = tomllib.loads(PATH.read_text(encoding="utf-8"))["waves"]
    return tuple(rule["last_days"]), rule["then_every"]


def wave_of(answered_on: date, first_course: date | None) -> int | None:
    """The wave by days since the first course; None when that is unknown or later than the answer."""
    if first_course is None or answered_on < first_course:
        return None
    days = (answered_on - first_course).days
    limits, every = _rule()
    for wave, last in enumerate(limits, start=1):
        if days <= last:
            return wave
    return len(limits) + 1 + (days - limits[-1] - 1) // every


def first_courses(connection: Connection) -> tuple[dict[int, date], dict[str, date]]:
    """The first course of each trainer, and of each municipality's trainers."""
    first = func.min(course.c.held_on)
    of_trainer = select(participation.c.trainer_id, first).join(course).group_by(participation.c.trainer_id)
    of_municipality = (
        select(site.c.municipality_code, first)
        .select_from(participation)
        .join(course)
        .join(trainer)
        .join(site)
        .group_by(site.c.municipality_code)
    )
    return (
        {row[0]: row[1] for row in connection.execute(of_trainer)},
        {row[0]: row[1] for row in connection.execute(of_municipality)},
    )
