"""The row of table import_run that a file gets: how it begins, how it ends, and what is kept to read it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, insert, update

from access.viewer import Viewer
from data_pipeline import companions
from data_pipeline.model import Recognised, Row
from data_pipeline.problems import store_problems
from storage.engine import writing
from storage.tables import import_run

if TYPE_CHECKING:
    from data_pipeline.importing import Report

REJECTS_FORMAT = "karantæne"  # rows handed out from quarantine, coming back


def end_run(connection: Connection, run_id: int, report: Report, state: str, seconds: float) -> None:
    """Writes what became of a run."""
    connection.execute(
        update(import_run)
        .where(import_run.c.id == run_id)
        .values(
            **report.counts.as_dict(),
            state=state,
            progress=report.counts.rows_read,
            state_changes=report.state_changes,
            finished_at=datetime.now(),
            seconds=seconds,
        )
    )


@dataclass
class RunRow:
    """The row of table import_run for a file."""

    name: str
    hash: str
    size: int  # bytes
    by: Viewer

    def begin(
        self,
        connection: Connection,
        recognised: Recognised | None,
        header: Row,
        beside: dict[str, list[Row]] | None = None,
    ) -> int:
        values = self._values() | {"state": "working", "header": run_header(header, recognised, beside)}
        values["format"] = REJECTS_FORMAT  # unless a mapping says what it is
        if recognised:
            mapping_id = recognised.mapping.mapping_id
            values |= {"kind": recognised.kind, "format": recognised.format, "mapping_id": mapping_id}
        return _insert(connection, values)

    def refused(self, report: Report) -> int:
        values = self._values() | {
            "state": "refused",
            "refused": report.refused,
            "finished_at": datetime.now(),
            "seconds": 0.0,
        }
        with writing() as connection:
            return _insert(connection, values)

    def companion(self, report: Report, dataset_run: int | None) -> int:
        values = self._values() | companion_values(dataset_run)
        with writing() as connection:
            run_id = _insert(connection, values)
            store_problems(connection, run_id, report.problems)
        return run_id

    def _values(self) -> dict[str, Any]:
        from data_pipeline.cpr import mask

        return {
            "file_name": mask(self.name)[-255:],
            "file_hash": self.hash,
            "file_bytes": self.size,
            "by": self.by.name,
            "started_at": datetime.now(),
        }


def companion_values(dataset_run: int | None) -> dict[str, Any]:
    """What table import_run says of a file that told of a dataset."""
    header = orjson.dumps({"columns": [], "dataset": dataset_run}).decode()
    ended = {"state": "companion", "finished_at": datetime.now(), "seconds": 0.0, "progress_text": None}
    return {"format": companions.FORMAT, "header": header, **ended}


def run_header(header: Row, recognised: Recognised | None, beside: dict[str, list[Row]] | None = None) -> str:
    """What table import_run keeps so that the rows can be read again: the columns and what they meant."""
    kept: dict[str, Any] = {"columns": header}
    if recognised:
        kept["mapping"] = recognised.mapping.as_dict()
    if beside:
        kept["companions"] = companions.of_columns(beside, header)
    return orjson.dumps(kept).decode()


def _insert(connection: Connection, values: dict[str, Any]) -> int:
    return int(connection.execute(insert(import_run).values(values).returning(import_run.c.id)).scalar_one())
