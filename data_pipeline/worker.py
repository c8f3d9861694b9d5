"""The process beside the web server: reads a dropped file, rehearses it, and loads it when a person says so.

The bytes come on standard input and are never on disk unmasked; what is kept between the steps are the masked rows.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, delete, select, update

from access.viewer import command_line
from data_pipeline import companions, raw_rows
from data_pipeline.companions import Companion
from data_pipeline.forecasting import fit_again
from data_pipeline.importing import (
    REJECTS_ID,
    Rehearsal,
    Report,
    learned_mappings,
    loading_of,
    opened,
    settled,
)
from data_pipeline.model import Batch, Mapping, Problem, Proposal, Refused
from data_pipeline.problems import store_problems
from data_pipeline.run_rows import REJECTS_FORMAT, companion_values, end_run, run_header
from storage.engine import checkpoint, one_at_a_time, reading, writing
from storage.tables import import_run, problem, raw_block

LOST = "Filen nåede ikke helt frem. Hent den ind igen."
BROKEN = "Indlæsningen gik i stå på grund af en fejl i programmet. Intet er gemt. Prøv igen, eller giv besked."


def work(step: str, run_ids: list[int], content: bytes) -> None:
    """One step of runs: "read" (content = their bytes, one after the other), "check" or "load" (from the kept rows)."""
    if step == "read":
        _read_all(run_ids, content)
        return
    for run_id in run_ids:
        with _ended(run_id):
            (_load if step == "load" else _rehearse)(run_id)


@contextmanager
def _ended(run_id: int) -> Iterator[None]:
    """Whatever goes wrong is told by the run, and the next one has its turn."""
    try:
        yield
    except Refused as refused:
        _end(run_id, "refused", refused.message)
    except Exception:
        _end(run_id, "failed", BROKEN)
        traceback.print_exc()


def _read_all(run_ids: list[int], content: bytes) -> None:
    """Files that came together: SurveyXact's structure and labels are read with the dataset that they tell of."""
    runs, files, start = {run_id: _run(run_id) for run_id in run_ids}, dict[int, bytes](), 0
    for run_id, run in runs.items():
        files[run_id] = content[start : start + run.file_bytes]
        start += run.file_bytes
    del content
    beside = companions.among({run_id: (runs[run_id].file_name, each) for run_id, each in files.items()})
    used: dict[int, list[Companion]] = {}
    for run_id in [each for each in run_ids if each not in beside]:
        with _ended(run_id):
            _read(run_id, files.pop(run_id), list(beside.values()), used.setdefault(run_id, []))
            _rehearse(run_id)
    for run_id, companion in beside.items():
        with _ended(run_id):
            datasets = [_run(each) for each, those in used.items() if companion in those]
            if datasets:
                _told_of(run_id, datasets)
            else:
                _read(run_id, files.pop(run_id), [], [])  # refused: it has no rows of its own


def _told_of(run_id: int, datasets: list[Any]) -> None:
    """Ends the run of a companion."""
    read = [each for each in datasets if each.state in ("preview", "mapping")]
    if not read:
        raise Refused(companions.DATASET_REFUSED.format(datasets[0].file_name))
    with writing() as connection:
        store_problems(connection, run_id, [companions.about([each.file_name for each in read])])
        values = companion_values(read[0].id)
        connection.execute(update(import_run).where(import_run.c.id == run_id).values(values))


def _read(run_id: int, content: bytes, beside: list[Companion], used: list[Companion]) -> None:
    """Keeps the masked rows, a batch at a time, and what the columns mean; `used` gets the companions that told it."""
    run = _run(run_id)
    if sha256(content).hexdigest() != run.file_hash:
        raise Refused(LOST)
    raw, first, rest = opened(run.file_name, content)
    del content
    used += companions.join(raw, beside)
    values, problems = _meaning(raw, first, run.kind)
    with writing() as connection:
        store_problems(connection, run_id, [*raw.notes, *problems])
        connection.execute(update(import_run).where(import_run.c.id == run_id).values(values))
    done = 0
    batches = _all(first, rest)
    while some := list(islice(batches, raw_rows.AT_ONCE)):
        with writing() as connection:
            for batch in some:
                raw_rows.store(connection, run_id, batch, [orjson.dumps(row) for row in batch.rows])
                done += len(batch.rows)
            progress = {"progress": done, "progress_text": f"{done} rækker læst"}
            connection.execute(update(import_run).where(import_run.c.id == run_id).values(progress))


def _all(first: Batch, rest: Iterator[Batch]) -> Iterator[Batch]:
    if first.rows:
        yield first
    yield from rest


def _meaning(raw: Any, first: Batch, kind: Any) -> tuple[dict[str, Any], list[Problem]]:
    from data_pipeline.recognise import recognise

    if REJECTS_ID in raw.header:
        return {"format": REJECTS_FORMAT, "header": run_header(raw.header, None)}, []
    found = recognise(raw, first, kind, learned_mappings())
    if isinstance(found, Proposal):
        kept = {"columns": raw.header, "proposal": proposal_dict(found)}
        return {"header": orjson.dumps(kept).decode(), "kind": found.kind}, []
    mapping_id = found.mapping.mapping_id
    header = run_header(raw.header, found, raw.companions)
    return {"format": found.format, "kind": found.kind, "mapping_id": mapping_id, "header": header}, [*found.problems]


def proposal_dict(found: Proposal) -> dict[str, Any]:
    """A proposal as it is kept until a person has seen it."""
    columns = [{name: getattr(each, name) for name in each.__dataclass_fields__} for each in found.columns]
    return {"kind": found.kind, "fingerprint": found.fingerprint, "columns": columns}


def _rehearse(run_id: int) -> None:
    """Loads the kept rows and takes them back: what the preview shows is what loading will do."""
    run, started = _run(run_id), time.monotonic()
    header = orjson.loads(run.header)
    if "proposal" in header:
        _end(run_id, "mapping", None)
        return
    report = Report(run.file_name)
    _tell(run_id, "Kontrollerer rækkerne")
    try:
        with writing() as connection:
            _fill(connection, run_id, run.by, header, report)
            raise Rehearsal
    except Rehearsal:
        pass
    with writing() as connection:
        _replace_problems(connection, run_id, report.problems)
        end_run(connection, run_id, report, "preview", time.monotonic() - started)


def _load(run_id: int) -> None:
    run, started = _run(run_id), time.monotonic()
    header = orjson.loads(run.header)
    report = Report(run.file_name)
    with writing() as connection:
        _replace_problems(connection, run_id, [])
        _fill(connection, run_id, run.by, header, report)
        if run.format == REJECTS_FORMAT:
            store_problems(connection, run_id, report.problems)
        end_run(connection, run_id, report, "loaded", time.monotonic() - started)
    checkpoint()
    fit_again(by=command_line(run.by))


def _fill(connection: Connection, run_id: int, by: str, header: dict[str, Any], report: Report) -> None:
    one_at_a_time(connection)
    batches = raw_rows.stored_batches(connection, run_id)
    if "mapping" not in header:
        from data_pipeline.rejects import take_back

        taken = take_back(connection, list(batches), header["columns"], by)
        report.counts, report.problems, report.state_changes = taken
        return
    loading = loading_of(connection, Mapping.from_dict(header["mapping"]), header["columns"], run_id, by)
    for batch in batches:
        loading.take(batch, keep=False)
    report.state_changes = settled(loading)
    report.counts, report.problems = loading.counts, loading.problems


def _replace_problems(connection: Connection, run_id: int, problems: list[Problem]) -> None:
    """Row 0 is about the file and was told when it was read."""
    connection.execute(delete(problem).where(problem.c.run_id == run_id, problem.c.row > 0))
    store_problems(connection, run_id, problems)


def _tell(run_id: int, text: str) -> None:
    with writing() as connection:
        connection.execute(update(import_run).where(import_run.c.id == run_id).values(progress_text=text))


def _end(run_id: int, state: str, refused: str | None) -> None:
    with writing() as connection:
        if refused:
            connection.execute(delete(raw_block).where(raw_block.c.run_id == run_id))
        values = {"state": state, "refused": refused, "finished_at": datetime.now(), "progress_text": None}
        connection.execute(update(import_run).where(import_run.c.id == run_id).values(values))


def _run(run_id: int) -> Any:
    with reading() as connection:
        found = connection.execute(select(import_run).where(import_run.c.id == run_id)).one_or_none()
    if found is None:
        raise Refused(f"Indlæsning {run_id} findes ikke.")
    return found
