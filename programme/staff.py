"""The trainers of every site: how many were trained, who is still active, and since when not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from programme.answers import EPOCH, Answers, Ints, day_number, fetched, number_of
from storage import tables as t

LISTED_ACTIVE, LISTED_AWAY, COORDINATOR = 1, (2, 3), 2
EMPLOYED, AWAY = 1, (2, 3, 4)


class Staff(NamedTuple):
    """The trainers of one site as of a day."""

    trained: int
    active: int  # employed, not on leave, and with the task
    first_on: date
    second_on: date | None
    coordinator_on: date | None  # first trained naloxonansvarlig
    left_on: date | None  # newest word that somebody is not active
    is_left_answered: bool
    in_session: int  # reported a course or talk lately


@dataclass(frozen=True)
class Trainers:
    """All trainers, ordered by site and then by the day of their first course; missing numbers are 0."""

    id: Ints
    site: Ints
    trained: Ints  # day numbers
    role: Ints
    status: Ints
    listed: Ints  # the day of the list's status: its own date, else that of the course

    def staff(self, answers: Answers, as_of: date, recent_days: int) -> dict[int, Staff]:
        """The staff of each site with a trainer, from lists and answers until a day."""
        here = self._until(number_of(as_of))
        if not len(here.id):
            return {}
        away, left = here._away(answers, number_of(as_of))
        in_session = here._in_session(answers, number_of(as_of - timedelta(days=recent_days)))
        starts = np.flatnonzero(np.diff(here.site, prepend=-1))
        trained = np.diff(starts, append=len(here.id))
        second = np.where(trained > 1, here.trained[np.minimum(starts + 1, len(here.id) - 1)], 0)
        never = np.iinfo(np.int64).max
        lead = np.minimum.reduceat(np.where(here.role == COORDINATOR, here.trained, never), starts)
        columns = (
            *(trained, trained - np.add.reduceat(away.astype(np.int64), starts), here.trained[starts], second),
            *(np.where(lead == never, 0, lead), np.maximum.reduceat(left, starts)),
            np.add.reduceat(in_session.astype(np.int64), starts),
        )
        rows = zip(here.site[starts].tolist(), *(column.tolist() for column in columns), strict=True)
        return {
            site: Staff(count, active, _day(first), _date(other), _date(lead), _date(left >> 1), bool(left & 1), told)
            for site, count, active, first, other, lead, left, told in rows
        }

    def away(self, answers: Answers, as_of: date) -> set[int]:
        """The trainers who were not active on a day, by id."""
        here = self._until(number_of(as_of))
        return set(here.id[here._away(answers.until(as_of), number_of(as_of))[0]].tolist()) if len(here.id) else set()

    def _until(self, day: int) -> Trainers:
        known = self.trained <= day
        return Trainers(*(getattr(self, name)[known] for name in self.__dataclass_fields__))

    def _away(self, answers: Answers, day: int) -> tuple[NDArray[np.bool_], Ints]:
        """Who is not active, and the day of that word times two, plus one when an answer said it; the newest counts."""
        values = answers.values["employment"]
        newest = _newest_row(answers, (values >= EMPLOYED) & (values <= max(AWAY)), int(self.id.max()))[self.id]
        is_said = newest >= 0
        said_on = np.where(is_said, answers.day[newest], -1) if len(values) else newest
        said = np.where(is_said, values[newest], 0) if len(values) else newest
        is_listed = np.isin(self.status, (LISTED_ACTIVE, *LISTED_AWAY)) & (self.listed <= day)
        is_answer = is_said & (~is_listed | (said_on >= self.listed))
        away = np.where(is_answer, np.isin(said, AWAY), is_listed & np.isin(self.status, LISTED_AWAY))
        word = np.where(is_answer, said_on * 2 + 1, self.listed * 2)
        return away, np.where(away, word, 0)

    def _in_session(self, answers: Answers, opens: int) -> NDArray[np.bool_]:
        held = (answers.values["courses"] > 0) | (answers.values["talks"] > 0)
        return _newest_row(answers, held & (answers.day > opens), int(self.id.max()))[self.id] >= 0


def trainers(connection: Connection, *, site_ids: Iterable[int] | None = None) -> Trainers:
    """The trainers of some sites, or of all (None)."""
    p, c = t.trainer.c, t.course.c
    query = (
        select(p.id, p.site_id, t.participation.c.course_id)
        .add_columns(*(func.coalesce(column, 0) for column in (p.role, p.status, day_number(p.status_on))))
        .join_from(t.trainer, t.participation)
    )
    if site_ids is not None:
        query = query.where(p.site_id.in_(list(site_ids)))
    found = fetched(connection, query, 6)
    courses = fetched(connection, select(c.id, day_number(c.held_on)), 2)
    held_on = np.zeros(int(courses[:, 0].max(initial=0)) + 1, np.int64)
    held_on[courses[:, 0]] = courses[:, 1]
    found[:, 2] = held_on[found[:, 2]]  # a join and a minimum for each trainer cost the database half as much again
    found = found[np.lexsort((found[:, 2], found[:, 0]))]
    found = found[np.diff(found[:, 0], prepend=-1) != 0]  # the first course of each
    found = found[np.lexsort((found[:, 0], found[:, 2], found[:, 1]))]
    number, site, trained, role, status, status_on = (found[:, n] for n in range(6))
    return Trainers(number, site, trained, role, status, np.where(status_on > 0, status_on, trained))


def _newest_row(answers: Answers, is_told: NDArray[np.bool_], most: int) -> Ints:
    """For each trainer id the row of the newest answer that tells it, or -1; the last one written stays."""
    rows = np.full(most + 1, -1)
    told = np.flatnonzero(is_told & (answers.trainer > 0) & (answers.trainer <= most))
    rows[answers.trainer[told]] = told
    return rows


def _day(number: int) -> date:
    return date.fromordinal(number + EPOCH)


def _date(number: int) -> date | None:
    return _day(number) if number else None
