"""All answers at once: each row packed into five integers by the database, and grouped by numpy.

A million answers as rows of thirty columns cost seconds only to fetch; as five integers they cost one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Select,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from programme.definitions import definitions
from programme.placing import IN_MUNICIPALITY
from storage.tables import response as r

EPOCH = date(1970, 1, 1).toordinal()
CODES = (
    *("employment", "programme_status", "management", "local_lead", "prescription"),
    *("kit_stock", "procedure", "plan", "refresher", "network_wish"),
)
COUNTS = ("courses", "talks", "citizens", "kits")
BARRIERS = ("barrier_1", "barrier_2", "barrier_3")
DATES = ("first_course_on", "next_date")
RESUPPLY = ("resupply_used", "resupply_lost", "resupply_expired", "resupply_seized", "resupply_other")
NO_CODE, MOST_COUNTED, MOST_IN_TARGET = 15, 32_766, 999_999
Ints = NDArray[np.integer[Any]]


class day_number(FunctionElement[int]):  # noqa: N801 - it reads as an SQL function
    """Days since 1970-01-01 of a date column."""

    type = Integer()
    inherit_cache = True


@compiles(day_number, "sqlite")
def _sqlite_day_number(element: Any, compiler: Any, **kw: Any) -> str:
    return f"(CAST(julianday({compiler.process(element.clauses, **kw)}) AS INTEGER) - 2440587)"


@compiles(day_number, "postgresql")
def _postgresql_day_number(element: Any, compiler: Any, **kw: Any) -> str:
    return f"({compiler.process(element.clauses, **kw)} - DATE '1970-01-01')"


@dataclass(frozen=True)
class Answers:
    """Answers in the order in which they were given; every array has one entry per answer, missing values are -1."""

    number: Ints
    day: Ints  # day number
    wave: Ints
    place: Ints  # site id, or IN_MUNICIPALITY + code
    trainer: Ints
    values: dict[str, Ints]
    is_resupply: NDArray[np.bool_]  # any of Q5 answered
    is_activity: NDArray[np.bool_]  # reports a course, talk or kit that has no date of its own
    group: Ints  # which of the groups below
    groups: Ints  # place << 14 | wave + 1, ascending

    def until(self, as_of: date) -> Answers:
        """Those given on or before a day."""
        end = int(np.searchsorted(self.day, number_of(as_of), side="right"))
        return Answers(
            number=self.number[:end],
            day=self.day[:end],
            wave=self.wave[:end],
            place=self.place[:end],
            trainer=self.trainer[:end],
            values={name: array[:end] for name, array in self.values.items()},
            is_resupply=self.is_resupply[:end],
            is_activity=self.is_activity[:end],
            group=self.group[:end],
            groups=self.groups,
        )


def number_of(day: date) -> int:
    """The day number of a date."""
    return day.toordinal() - EPOCH


def answers(connection: Connection, *, until: date, places: Iterable[int] | None = None) -> Answers:
    """Answers given until a day, of some places or of all (None)."""
    query = _query() if places is None else _query().where(_at(list(places)))
    found = fetched(connection, query, 5)
    return _unpacked(found[np.argsort(found[:, 0])]).until(until)


def _at(places: list[int]) -> ColumnElement[bool]:
    codes = [f"{place - IN_MUNICIPALITY:04d}" for place in places if place >= IN_MUNICIPALITY]
    sites = [place for place in places if place < IN_MUNICIPALITY]
    return or_(r.c.site_id.in_(sites), r.c.site_id.is_(None) & r.c.municipality_code.in_(codes))


def _query() -> Select[Any]:
    place = func.coalesce(r.c.site_id, IN_MUNICIPALITY + cast(r.c.municipality_code, Integer), 0)
    order = [(day_number(r.c.answered_on), 46), (r.c.id, 14), (func.coalesce(r.c.wave, -1) + 1, 0)]
    where = [(place, 32), (func.coalesce(r.c.trainer_id, 0), 0)]
    codes = [(func.coalesce(r.c[name], NO_CODE), 4 * n) for n, name in enumerate(CODES)]
    target = _capped(r.c.target_group, MOST_IN_TARGET)
    counts = [(_capped(r.c[name], MOST_COUNTED), 15 * n) for n, name in enumerate(COUNTS)]
    used = [case((func.coalesce(*(r.c[name] for name in RESUPPLY)).is_not(None), 1), else_=0)]
    given = [case((or_(*(r.c[name] > 0 for name in RESUPPLY)), 1), else_=0)]
    why = [(_barrier(r.c[name]), 42 + 7 * n) for n, name in enumerate(BARRIERS)]
    dates = [(func.coalesce(day_number(r.c[name]), 0), 20 * n) for n, name in enumerate(DATES)]
    return select(
        _packed(order),
        _packed(where),
        _packed([*codes, (target, 40)]),
        _packed(counts),
        _packed([*dates, (used[0], 40), (given[0], 41), *why]),
    )


def _barrier(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The place of a barrier among the definitions, from 1."""
    places = {barrier.code: n for n, barrier in enumerate(definitions().barriers, 1)}
    return case(places, value=column, else_=0)


def barrier_codes(packed: int) -> tuple[str, ...]:
    """The barriers of one answer, from the number that they were packed into."""
    known = definitions().barriers
    return tuple(known[place - 1].code for n in range(len(BARRIERS)) if (place := packed >> 7 * n & 127))


def _capped(column: ColumnElement[Any], most: int) -> ColumnElement[Any]:
    """A count plus one, so that 0 means not answered."""
    return case((column.is_(None), 0), (column > most, most), else_=column + 1)


def _packed(parts: Sequence[tuple[ColumnElement[Any], int]]) -> ColumnElement[Any]:
    """Several small numbers in one, each shifted by so many bits."""
    total: ColumnElement[Any] | None = None
    for value, bits in parts:
        shifted = value * cast(literal_column(str(1 << bits)), BigInteger) if bits else value
        total = shifted if total is None else total + shifted
    assert total is not None  # nosec B101  # for mypy
    return total


def fetched(connection: Connection, query: Select[Any], width: int) -> Ints:
    """The rows of a statement of whole numbers, straight from the driver: a row object each would cost more."""
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(str(compiled).replace("%%", "%"))
        return np.fromiter(chain.from_iterable(cursor), np.int64).reshape(-1, width)
    finally:
        cursor.close()


def _unpacked(found: Ints) -> Answers:
    order, where, codes, counts, dates = (found[:, n] for n in range(5))
    values = {name: _code(codes >> 4 * n & 15) for n, name in enumerate(CODES)}
    values |= {name: (counts >> 15 * n & 0x7FFF) - 1 for n, name in enumerate(COUNTS)}
    values |= {name: _day(dates >> 20 * n & 0xFFFFF) for n, name in enumerate(DATES)}
    values["barriers"] = np.where(dates >> 42 == 0, -1, dates >> 42)
    values["target_group"] = (codes >> 40) - 1
    _forget_unknown(values)
    day = order >> 46
    is_dated = (values["courses"] == 1) & (values["first_course_on"] >= 0) & (values["first_course_on"] <= day + EPOCH)
    held = (values["courses"] > 0) & ~is_dated
    groups, group = np.unique(where >> 32 << 14 | order & 0x3FFF, return_inverse=True)
    return Answers(
        group=group,
        groups=groups,
        number=order >> 14 & 0xFFFFFFFF,
        day=day,
        wave=(order & 0x3FFF) - 1,
        place=where >> 32,
        trainer=where & 0xFFFFFFFF,
        values=values,
        is_resupply=(dates >> 40 & 1).astype(bool),
        is_activity=held | (values["talks"] > 0) | (values["kits"] > 0) | (dates >> 41 & 1).astype(bool),
    )


def _code(codes: Ints) -> Ints:
    small = codes.astype(np.int8)
    small[small == NO_CODE] = -1
    return small


def _day(days: Ints) -> Ints:
    return np.where(days == 0, -1, days + EPOCH)


def _forget_unknown(values: dict[str, Ints]) -> None:
    """An answer of "ved ikke" is no fact: it never overrules what somebody knew."""
    for question in definitions().questions:
        if question.unknown is not None and question.column in values:
            column = values[question.column]
            column[column == question.unknown] = -1
