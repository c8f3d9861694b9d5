"""One file from bytes to tables, or back out again: the same code loads, previews and rehearses."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Connection, select

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline import companions
from data_pipeline.companions import Companion
from data_pipeline.load import Loading
from data_pipeline.load_followup import FollowupLoading
from data_pipeline.load_participants import ParticipantLoading
from data_pipeline.model import (
    Batch,
    Counts,
    Kind,
    Mapping,
    Problem,
    Proposal,
    RawFile,
    Recognised,
    Refused,
    Row,
)
from data_pipeline.problems import store_problems
from data_pipeline.run_rows import REJECTS_FORMAT, RunRow, end_run
from storage.engine import checkpoint, one_at_a_time, reading, writing
from storage.tables import mapping as mappings

REJECTS_ID = "Karantæne-id"  # the column by which rows handed out from quarantine are known
LOADERS: dict[str, type[Loading]] = {"participants": ParticipantLoading, "followup": FollowupLoading}
UNKNOWN = (
    "Filens kolonner kendes ikke. Åbn siden Data, vælg filen, og fortæl, hvad kolonnerne betyder; "
    "det huskes til næste gang."
)


@dataclass
class Report:
    """What became of one file, in the shape that the commands print."""

    file: str
    format: str | None = None
    kind: str | None = None
    counts: Counts = field(default_factory=Counts)
    refused: str | None = None
    problems: list[Problem] = field(default_factory=list)
    run: int | None = None
    seconds: float = 0.0
    state_changes: int = 0
    used: list[Companion] = field(default_factory=list)  # what it was read with

    def as_dict(self) -> dict[str, Any]:
        """The keys of the command's JSON, in their order."""
        names = ("row", "column", "value", "code", "severity", "message")
        return {
            "file": self.file,
            "format": self.format,
            "kind": self.kind,
            **self.counts.as_dict(),
            "refused": self.refused,
            "problems": [{name: getattr(each, name) for name in names} for each in self.problems],
            "run": self.run,
            "seconds": round(self.seconds, 3),
        }


class Rehearsal(Exception):
    """Leaves a transaction without keeping anything."""


def import_file(
    name: str,
    content: bytes,
    *,
    by: Viewer,
    kind: Kind | None = None,
    is_rehearsal: bool = False,
    shown: str | None = None,
    beside: Sequence[Companion] = (),
) -> Report:
    """Loads a file in one transaction; a file that cannot be read at all is in the report as refused.

    beside: SurveyXact's structure and labels given in the same call; the file takes those that tell of it.
    """
    require(by, Permission.IMPORT_DATA)
    started = time.monotonic()
    report = Report(shown or name)
    run = RunRow(name, sha256(content).hexdigest(), len(content), by)
    try:
        raw, first, rest = opened(name, content)
        del content  # a large file's bytes go as they are read
        if REJECTS_ID in raw.header:
            _take_back(report, run, raw.header, [first, *rest], is_rehearsal)
            report.seconds = time.monotonic() - started
            return report
        report.used = companions.join(raw, beside)
        recognised = recognised_as(raw, first, kind)
        report.format, report.kind = recognised.format, recognised.kind
        _load(report, run, raw, recognised, chain([first], rest), is_rehearsal)
    except Refused as refused:
        report = Report(report.file, report.format, report.kind, refused=refused.message, used=report.used)
        if not is_rehearsal:
            report.run = run.refused(report)
    report.seconds = time.monotonic() - started
    return report


def _take_back(report: Report, run: RunRow, header: Row, batches: list[Batch], is_rehearsal: bool) -> None:
    """Rows from quarantine that a person corrected in Excel; they count under the runs they came with."""
    from data_pipeline.rejects import take_back

    report.format, started = REJECTS_FORMAT, time.monotonic()
    try:
        with writing() as connection:
            one_at_a_time(connection)
            report.run = run.begin(connection, None, header)
            report.counts, report.problems, report.state_changes = take_back(connection, batches, header, run.by.name)
            store_problems(connection, report.run, report.problems)
            end_run(connection, report.run, report, "loaded", time.monotonic() - started)
            if is_rehearsal:
                raise Rehearsal
    except Rehearsal:
        report.run = None


def opened(name: str, content: bytes) -> tuple[RawFile, Batch, Generator[Batch]]:
    """The file, its first batch (by which it is recognised) and the batches after it; raises Refused."""
    from data_pipeline.read import open_file

    raw = open_file(name, content)
    batches = (batch for batch in raw.batches())
    return raw, next(batches, Batch([], [])), batches


def recognised_as(raw: RawFile, first: Batch, kind: Kind | None) -> Recognised:
    """The mapping that fits; raises Refused for a file that a person has to explain first."""
    from data_pipeline.recognise import recognise

    found = recognise(raw, first, kind, learned_mappings())
    if isinstance(found, Proposal):
        raise Refused(UNKNOWN)
    return found


def learned_mappings() -> list[Mapping]:
    """The mappings that people confirmed."""
    with reading() as connection:
        rows = connection.execute(select(mappings.c.id, mappings.c.definition)).all()
    return [Mapping.from_dict(orjson.loads(row.definition), row.id) for row in rows]


def _load(
    report: Report, run: RunRow, raw: RawFile, recognised: Recognised, batches: Iterable[Batch], is_rehearsal: bool
) -> None:
    started = time.monotonic()
    try:
        with writing() as connection:
            one_at_a_time(connection)
            run_id = run.begin(connection, recognised, raw.header, raw.companions)
            loading = loading_of(connection, recognised.mapping, raw.header, run_id, run.by.name)
            loading.problems += [*raw.notes, *recognised.problems]
            for batch in batches:
                if batch.rows:
                    loading.take(batch)
            report.state_changes = settled(loading)
            report.counts, report.problems, report.run = loading.counts, loading.problems, run_id
            end_run(connection, run_id, report, "loaded", time.monotonic() - started)
            if is_rehearsal:
                raise Rehearsal
    except Rehearsal:
        report.run = None
    checkpoint()


def loading_of(connection: Connection, mapping: Mapping, header: Row, run_id: int, by: str) -> Loading:
    """The loader for a kind of file."""
    return LOADERS[mapping.kind](connection, mapping, header, run_id=run_id, by=by)


def settled(loading: Loading) -> int:
    """Finishes a loading and brings the states up to date; how many municipalities changed."""
    loading.finish()
    loading.forget()
    if not loading.touched:
        return 0
    from programme import status_store  # 0.2 s to import, and not needed when nothing changed

    return len(status_store.refresh(loading.connection, run_id=loading.run_id, site_ids=loading.touched).changed)
