"""Waiting rows tried again under the run they came with, after a correction, an alias, a mapping or a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select, update

from data_pipeline.importing import learned_mappings, loading_of, settled
from data_pipeline.model import Batch, Mapping, Problem, RawFile, Recognised, Refused, Row
from data_pipeline.raw_rows import is_masked
from storage.tables import correction, import_run, problem, quarantine

READING = frozenset({"too_many_cells", "too_few_cells"})  # errors that only reading could see


@dataclass
class ReplayResult:
    """What became of the rows that were tried."""

    tried: int = 0
    outcomes: dict[int, str] = field(default_factory=dict)  # quarantine id -> outcome
    problems: dict[int, list[Problem]] = field(default_factory=dict)  # quarantine id -> what is still wrong
    state_changes: int = 0

    @property
    def cured(self) -> int:
        """Rows that wait no more."""
        return sum(outcome != "quarantined" for outcome in self.outcomes.values())

    def as_dict(self) -> dict[str, Any]:
        """The command's JSON."""
        return {
            "tried": self.tried,
            "loaded": self.cured,
            "waiting": self.tried - self.cured,
            "state_changes": self.state_changes,
        }

    def sentence(self) -> str:
        """The result for a person."""
        if not self.tried:
            return "Der venter ingen rækker."
        if self.tried == 1:
            return "Rækken er indlæst." if self.cured else "Rækken venter stadig."
        return f"{self.cured} af {self.tried} rækker er indlæst; {self.tried - self.cured} venter stadig."


def replay_rows(connection: Connection, by: str, only: Iterable[int] | None = None) -> ReplayResult:
    """Tries open rows (all, or those with these ids) in the caller's transaction."""
    query = select(quarantine).where(quarantine.c.state == "open").order_by(quarantine.c.run_id, quarantine.c.row)
    if only is not None:
        query = query.where(quarantine.c.id.in_(list(only)))
    of_run: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        of_run[row.run_id].append(row)
    result = ReplayResult()
    kinds = {row.id: row.kind for row in connection.execute(select(import_run.c.id, import_run.c.kind))}
    for run_id in sorted(of_run, key=lambda each: (kinds[each] != "participants", each)):
        _replay_run(connection, run_id, of_run[run_id], by, result)
    return result


def _replay_run(connection: Connection, run_id: int, waiting: list[Any], by: str, result: ReplayResult) -> None:
    run = connection.execute(select(import_run).where(import_run.c.id == run_id)).one()
    stored = orjson.loads(run.header)
    header: Row = stored["columns"]
    batch = _batch(connection, run_id, waiting, header)
    mapping = _mapping(stored, run, header, batch)
    loading = loading_of(connection, mapping, header, run_id, by)
    loading.take(batch, keep=False, again=True)
    numbers = [row.row for row in waiting]
    connection.execute(delete(problem).where(problem.c.run_id == run_id, problem.c.row.in_(numbers)))
    result.state_changes += settled(loading)
    moved: dict[str, int] = defaultdict(int)
    for row in waiting:
        outcome = loading.outcome[row.row]
        result.tried += 1
        result.outcomes[row.id] = outcome
        result.problems[row.id] = [each for each in loading.problems if each.row == row.row]
        if outcome != "quarantined":
            moved[outcome] += 1
            moved["quarantined"] -= 1
    changes = {name: import_run.c[name] + count for name, count in moved.items()}
    if changes:
        connection.execute(update(import_run).where(import_run.c.id == run_id).values(changes))


def _batch(connection: Connection, run_id: int, waiting: list[Any], header: Row) -> Batch:
    cells = [orjson.loads(row.cells) for row in waiting]
    numbers = [row.row for row in waiting]
    corrected = set(connection.execute(select(correction.c.row_hash).distinct()).scalars())
    told = connection.execute(select(problem).where(problem.c.run_id == run_id, problem.c.row.in_(numbers)))
    untouched = {row.row for row in waiting if row.row_hash not in corrected}
    return Batch(
        numbers,
        [each[: len(header)] for each in cells],
        cpr=[(number, "") for number, each in zip(numbers, cells, strict=True) if is_masked(each)],
        problems=[
            Problem(each.row, each.column, each.value, each.code, each.severity, each.message)
            for each in told
            if each.code in READING and each.row in untouched
        ],
    )


def _mapping(stored: dict[str, Any], run: Any, header: Row, batch: Batch) -> Mapping:
    """What the columns mean today: a mapping may have been corrected since."""
    from data_pipeline.recognise import recognise

    learned = learned_mappings()
    if run.mapping_id is not None:
        return next(
            (each for each in learned if each.mapping_id == run.mapping_id), Mapping.from_dict(stored["mapping"])
        )
    raw = RawFile(run.file_name, "csv", header, 1, lambda: iter(()))
    raw.companions = stored.get("companions", {})
    try:
        found = recognise(raw, batch, run.kind, learned)
    except Refused:
        return Mapping.from_dict(stored["mapping"])
    return found.mapping if isinstance(found, Recognised) else Mapping.from_dict(stored["mapping"])
