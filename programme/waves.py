"""Waves: when each closes, who was due to answer and who did."""

from __future__ import annotations

import calendar as months
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from programme.answers import EPOCH
from programme.calendar import today
from programme.definitions import definitions
from programme.evidence import Evidence
from storage import tables as t

w = t.wave_response.c


def closes(connection: Connection) -> dict[int, date]:
    """The day on which each wave closes, by wave: never later than today."""
    return {wave: min(day, today()) for wave, day in month_ends(connection).items()}


def month_ends(connection: Connection) -> dict[int, date]:
    """The last day of the month of each wave's newest answer: a late answer seldom moves it."""
    query = select(w.wave, func.max(w.last_on)).group_by(w.wave).order_by(w.wave)
    return {wave: _month_end(newest) for wave, newest in connection.execute(query) if newest}


def write(connection: Connection, known: Evidence, codes: set[str] | None) -> None:
    """Counts anew for these municipalities, or for all (None); the evidence holds all their trainers."""
    gone = delete(t.wave_response)
    connection.execute(gone if codes is None else gone.where(w.municipality_code.in_(codes)))
    rows = [row for row in _rows(known) if codes is None or row["municipality_code"] in codes]
    if rows:
        connection.execute(insert(t.wave_response), rows)


def _month_end(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _rows(known: Evidence) -> Iterator[dict[str, Any]]:
    home = {trainer.id: known.sites[trainer.site_id].municipality_code for trainer in known.trainers}
    for wave, answered in sorted(_answered(known).items()):
        close = min(_month_end(date.fromordinal(max(answered.values()))), today())
        asked = close - timedelta(days=definitions().thresholds.answer_due_days)
        due = Counter(home[tr.id] for tr in known.trainers if tr.trained_on <= asked or tr.id in answered)
        did = Counter(home[trainer] for trainer in answered if trainer in home)
        newest: dict[str, int] = defaultdict(int)
        for trainer, day in answered.items():
            if code := home.get(trainer):
                newest[code] = max(newest[code], day)
        for code, count in due.items():
            last_on = date.fromordinal(newest[code]) if newest[code] else None
            yield {"wave": wave, "municipality_code": code, "due": count, "answered": did[code], "last_on": last_on}


def _answered(known: Evidence) -> dict[int, dict[int, int]]:
    """Per wave, each trainer who answered it and the day of the newest answer (its ordinal)."""
    told = np.flatnonzero((known.answers.wave >= 0) & (known.answers.trainer > 0))[::-1]
    pairs, newest = np.unique(known.answers.wave[told] << 32 | known.answers.trainer[told], return_index=True)
    days = known.answers.day[told][newest] + EPOCH
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for pair, day in zip(pairs.tolist(), days.tolist(), strict=True):
        found[pair >> 32][pair & 0xFFFFFFFF] = day
    return found
