"""Waves: when each closes, who was due to answer and who did."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from programme.answers import EPOCH, Ints, number_of
from programme.calendar import today
from programme.definitions import definitions
from programme.evidence import Evidence
from storage import tables as t

w = t.wave_response.c
NEWEST = select(w.wave, func.max(w.last_on)).group_by(w.wave).order_by(w.wave)


def closes(connection: Connection) -> dict[int, date]:
    """The day on which each wave closes, by wave: never later than today."""
    return {wave: min(day, today()) for wave, day in month_ends(connection).items()}


def month_ends(connection: Connection) -> dict[int, date]:
    """The last day of the month of each wave's newest answer: a late answer seldom moves it."""
    return {wave: _month_end(newest) for wave, newest in connection.execute(NEWEST) if newest}


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
    codes = sorted({site.municipality_code for site in known.sites.values()})
    at = {site.id: codes.index(site.municipality_code) for site in known.sites.values()}
    home = np.array([at[site_id] for site_id in known.trainers.site.tolist()], np.int64)
    for wave in sorted(set(known.answers.wave[known.answers.wave >= 0].tolist())):
        newest = _newest_answer(known, wave)
        close = min(
            _month_end(date.fromordinal(int(known.answers.day[known.answers.wave == wave].max()) + EPOCH)), today()
        )
        asked = number_of(close - timedelta(days=definitions().thresholds.answer_due_days))
        due = np.bincount(home[(known.trainers.trained <= asked) | (newest > 0)], minlength=len(codes)).tolist()
        answered = np.bincount(home[newest > 0], minlength=len(codes)).tolist()
        last = np.zeros(len(codes), np.int64)
        np.maximum.at(last, home, newest)
        for code, asked_of, did, day in zip(codes, due, answered, last.tolist(), strict=True):
            last_on = date.fromordinal(day + EPOCH) if day else None
            yield {"wave": wave, "municipality_code": code, "due": asked_of, "answered": did, "last_on": last_on}


def _newest_answer(known: Evidence, wave: int) -> Ints:
    """Per trainer the day number of the newest answer to a wave, or 0."""
    answers, trainers = known.answers, known.trainers
    told = answers.wave == wave
    days = np.zeros(int(max(answers.trainer.max(initial=0), trainers.id.max(initial=0))) + 1, np.int64)
    days[answers.trainer[told]] = answers.day[told]
    days[0] = 0  # answers whose trainer is not known
    return days[trainers.id]
