"""Counts of citizens for those who may not see small numbers: one fixed cube per day and measure, kept as a table.

The cube is region by size of municipality, with totals. Whatever a reader chooses is one of its cells or is not shown
at all, so that no two choices can be subtracted from each other.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from programme.definitions import definitions
from programme.suppression import hidden
from storage import tables as t

ALL = "alle"
MEASURES = ("citizens", "kits")
HIDDEN = "<5 eller skjult"  # one text for both: which of the two would tell more than the total allows
OUTSIDE = "ikke_omfattet"
cell = t.published_cell.c
Grid = tuple[tuple[int, ...], ...]  # without totals
Mask = tuple[tuple[bool, ...], ...]  # with totals


class Cell(NamedTuple):
    """One count of a cube; shown only when it is not hidden."""

    value: int
    is_hidden: bool


def write(connection: Connection, days: Iterable[date]) -> None:
    """Publishes the cubes of these days anew, and forgets those of other days; what did not change is not computed."""
    kept = _kept(connection)
    masks = {(of[1], grid): mask for of, (grid, mask) in kept.items()}
    wanted = {(day, measure): grid for day in days for measure, grid in _grids(connection, day).items()}
    stale = [of for of in kept if of not in wanted or kept[of][0] != wanted[of]]
    for day, measure in stale:
        connection.execute(delete(t.published_cell).where(cell.as_of == day, cell.measure == measure))
    for (day, measure), grid in wanted.items():
        if (day, measure) not in kept or (day, measure) in stale:
            mask = masks.get((measure, grid)) or _mask(grid)
            connection.execute(insert(t.published_cell), list(_rows(connection, day, measure, grid, mask)))


def read(connection: Connection, as_of: date, region: str | None, size: str | None) -> dict[str, Cell]:
    """One cell of each cube by measure; None stands for a total."""
    found = connection.execute(
        select(cell.measure, cell.value, cell.is_hidden).where(
            cell.as_of == as_of, cell.region == (region or ALL), cell.size == (size or ALL)
        )
    )
    return {measure: Cell(value, is_hidden) for measure, value, is_hidden in found}


def is_there(connection: Connection, as_of: date) -> bool:
    """Whether the cubes of a day are published; they are written in one transaction with the states."""
    return connection.scalar(select(cell.as_of).where(cell.as_of == as_of).limit(1)) is not None


def regions(connection: Connection) -> list[str]:
    """The region codes in the order of the cube's rows."""
    code = t.municipality.c.region_code
    return list(connection.scalars(select(code).distinct().order_by(code)))


def _sizes() -> list[str]:
    return [size.code for size in definitions().sizes]


def _grids(connection: Connection, day: date) -> dict[str, Grid]:
    """What the sites in scope add up to, by measure."""
    s, m, ss = t.site.c, t.municipality.c, t.site_status.c
    query = (
        select(m.region_code, m.size, *(func.sum(ss[measure]) for measure in MEASURES))
        .join_from(t.site_status, t.site, s.id == ss.site_id)
        .join(t.municipality, m.code == s.municipality_code)
        .where(ss.as_of == day, ss.state != OUTSIDE)
        .group_by(m.region_code, m.size)
    )
    sums = {(region, size): counts for region, size, *counts in connection.execute(query)}
    nothing, rows = [0] * len(MEASURES), regions(connection)
    return {
        measure: tuple(tuple(int(sums.get((region, size), nothing)[n]) for size in _sizes()) for region in rows)
        for n, measure in enumerate(MEASURES)
    }


@functools.lru_cache(maxsize=64)
def _mask(grid: Grid) -> Mask:
    return tuple(tuple(bool(one) for one in row) for row in hidden(np.array(grid, np.int64).reshape(len(grid), -1)))


def _rows(connection: Connection, day: date, measure: str, grid: Grid, mask: Mask) -> Iterable[dict[str, object]]:
    wide = [(*row, sum(row)) for row in grid]
    table = [*wide, tuple(sum(column) for column in zip(*wide, strict=True))]
    for region, values, hides in zip([*regions(connection), ALL], table, mask, strict=True):
        for size, value, is_hidden in zip([*_sizes(), ALL], values, hides, strict=True):
            of = {"as_of": day, "measure": measure, "region": region, "size": size}
            yield of | {"value": value, "is_hidden": is_hidden}


def _kept(connection: Connection) -> dict[tuple[date, str], tuple[Grid, Mask]]:
    """The cubes as they stand in the table, those that are whole."""
    places = {code: n for n, code in enumerate([*regions(connection), ALL])}
    columns = {code: n for n, code in enumerate([*_sizes(), ALL])}
    found: dict[tuple[date, str], dict[tuple[int, int], Cell]] = {}
    for row in connection.execute(select(t.published_cell)):
        where = (places.get(row.region, -1), columns.get(row.size, -1))
        found.setdefault((row.as_of, row.measure), {})[where] = Cell(row.value, row.is_hidden)
    whole = [(row, column) for row in range(len(places)) for column in range(len(columns))]
    kept: dict[tuple[date, str], tuple[Grid, Mask]] = {}
    for of, cells in found.items():
        if sorted(cells) == whole:
            rows = [[cells[row, column] for column in range(len(columns))] for row in range(len(places))]
            grid = tuple(tuple(one.value for one in row[:-1]) for row in rows[:-1])
            kept[of] = grid, tuple(tuple(one.is_hidden for one in row) for row in rows)
        else:
            kept[of] = (), ()
    return kept
