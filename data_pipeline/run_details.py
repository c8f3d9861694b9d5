"""What a run's page asks for, a page at a time: kinds of problems, rows with their wrong cells, changed states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, case, func, select, tuple_

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline import raw_rows
from data_pipeline.model import Row
from data_pipeline.runs import fail_lost
from storage.engine import reading
from storage.tables import import_run, municipality, problem, state_change

if TYPE_CHECKING:
    import pandas as pd

NAMED_ROWS = 8  # row numbers given per kind of problem
KIND = (problem.c.code, problem.c.severity, problem.c.message, problem.c.column)  # equal in these = the same problem
WORST_FIRST = case((problem.c.severity == "error", 0), (problem.c.severity == "warning", 1), else_=2)


@dataclass(frozen=True)
class ProblemPage:
    """Some kinds of problems of a run, and how many kinds there are in all."""

    groups: list[dict[str, Any]]  # code, severity, message, column, count, value (one of them), rows (the first 8)
    first: int
    total: int


@dataclass
class WrongRow:
    """A row as it came, CPR masked, and what is said of its cells."""

    number: int
    cells: Row
    problems: list[dict[str, str]] = field(default_factory=list)  # column, severity, message


def run_row(run_id: int, *, viewer: Viewer) -> dict[str, Any] | None:
    """The run's row of table import_run; for header `columns` of its file, `dataset` (run) that a companion told of."""
    require(viewer, Permission.IMPORT_DATA)
    fail_lost()
    with reading() as connection:
        row = connection.execute(select(import_run).where(import_run.c.id == run_id)).mappings().one_or_none()
    if row is None:
        return None
    header = orjson.loads(row["header"]) if row["header"] else {"columns": []}
    kept = {"columns": header["columns"], "dataset": header.get("dataset")}
    return {name: value for name, value in row.items() if name != "header"} | kept


def problem_page(run_id: int, first: int, count: int, *, viewer: Viewer) -> ProblemPage:
    """Kinds of problems `first` to `first + count`, errors first, the most frequent first."""
    require(viewer, Permission.IMPORT_DATA)
    kinds = (
        select(
            *KIND,
            func.count().label("count"),
            func.min(problem.c.value).label("value"),
            func.count().over().label("kinds"),
        )
        .where(problem.c.run_id == run_id)
        .group_by(*KIND)
        .order_by(WORST_FIRST, func.count().desc(), *KIND)
        .offset(first)
        .limit(count)
    )
    with reading() as connection:
        groups = [dict(row) for row in connection.execute(kinds).mappings()]
        numbers = _numbers(connection, run_id, groups)
    total = groups[0]["kinds"] if groups else 0
    for group in groups:
        group["rows"] = numbers[_kind(group)]
    return ProblemPage(groups, first, total)


def wrong_rows(run_id: int, count: int, *, viewer: Viewer) -> list[WrongRow]:
    """The first `count` rows that have an error, else a warning, with everything that is said of them."""
    require(viewer, Permission.IMPORT_DATA)
    first = (
        select(problem.c.row)
        .where(problem.c.run_id == run_id, problem.c.row > 0, problem.c.severity != "info")
        .group_by(problem.c.row)
        .order_by(func.min(WORST_FIRST), problem.c.row)
        .limit(count)
    )
    with reading() as connection:
        numbers = set(connection.scalars(first))
        rows = {row.number: row for row in _rows(connection, run_id, numbers)}
        said = select(problem).where(problem.c.run_id == run_id, problem.c.row.in_(numbers)).order_by(problem.c.id)
        for one in connection.execute(said):
            if one.row in rows:
                rows[one.row].problems.append({"column": one.column, "severity": one.severity, "message": one.message})
    return list(rows.values())


def changes(run_id: int, *, viewer: Viewer) -> pd.DataFrame:
    """Municipalities whose state the run changed: code, name, from_state, to_state, reason."""
    require(viewer, Permission.IMPORT_DATA)
    import pandas as pd

    kept = ("from_state", "to_state", "reason")
    query = (
        select(municipality.c.code, municipality.c.name, *(state_change.c[name] for name in kept))
        .join_from(state_change, municipality)
        .where(state_change.c.run_id == run_id)
        .order_by(municipality.c.name, state_change.c.id)
    )
    with reading() as connection:
        return pd.DataFrame(connection.execute(query).mappings().all(), columns=["code", "name", *kept])


def _numbers(connection: Connection, run_id: int, groups: Iterable[dict[str, Any]]) -> dict[tuple[Any, ...], list[int]]:
    """The first row numbers of each kind of problem."""
    wanted = [_kind(group) for group in groups]
    place = func.row_number().over(partition_by=KIND, order_by=problem.c.row).label("place")
    ranked = select(*KIND, problem.c.row, place).where(problem.c.run_id == run_id, tuple_(*KIND).in_(wanted)).subquery()
    found: dict[tuple[Any, ...], list[int]] = {kind: [] for kind in wanted}
    for row in connection.execute(select(ranked).where(ranked.c.place <= NAMED_ROWS).order_by(ranked.c.row)).mappings():
        found[_kind(row)].append(row["row"])
    return found


def _kind(group: Any) -> tuple[Any, ...]:
    return tuple(group[column.name] for column in KIND)


def _rows(connection: Connection, run_id: int, numbers: set[int]) -> list[WrongRow]:
    found: list[WrongRow] = []
    if not numbers:
        return found
    for batch in raw_rows.stored_batches(connection, run_id, first=1):
        pairs = zip(batch.numbers, batch.rows, strict=True)
        found += [WrongRow(number, cells) for number, cells in pairs if number in numbers]
        if len(found) == len(numbers):
            break
    return found
