"""Imports as the page sees them: dropped, previewed, confirmed, undone, and the log of them all."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import delete, insert, select, update

import config
from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline import cpr
from data_pipeline.model import ColumnProposal, Kind, Mapping, Proposal, Recognised, Refused
from data_pipeline.undo import undo as undo
from storage.engine import reading, writing
from storage.tables import import_run, raw_block
from storage.tables import mapping as mappings

if TYPE_CHECKING:
    import pandas as pd

GONE = "Der er allerede svaret på den fil: den er ved at blive læst, er indlæst eller er kasseret. Genindlæs siden."
LOST_WORKER = "Indlæsningen blev afbrudt, før den var færdig. Intet er gemt. Hent filen ind igen."
TOO_LARGE = "Filen fylder {0} MB, og grænsen er {1} MB. Del den i flere filer, og hent dem ind én ad gangen."


# --- What a person does -------------------------------------------------------------------------------------------


def start_import(files: Sequence[tuple[str, bytes]], *, by: Viewer, kind: Kind | None = None) -> list[int]:
    """Hands files (name, content) that were dropped together to one worker; the run of each.

    Raises Refused for a file that is too large.
    """
    require(by, Permission.IMPORT_DATA)
    most = config.settings().max_upload_mb
    for _, content in files:
        if len(content) > most << 20:
            raise Refused(TOO_LARGE.format(len(content) >> 20, most))
    rows = [
        {
            "file_name": cpr.mask_cell(name)[-255:],
            "file_hash": sha256(content).hexdigest(),
            "file_bytes": len(content),
            "kind": kind,
            "state": "working",
            "by": by.name,
            "started_at": datetime.now(),
            "progress_text": "Læser filen",
        }
        for name, content in files
    ]
    with writing() as connection:
        begun = insert(import_run).returning(import_run.c.id)
        run_ids = [int(connection.execute(begun.values(row)).scalar_one()) for row in rows]
    _hand_over(run_ids, "read", b"".join(content for _, content in files))
    return run_ids


def confirm(run_id: int, *, by: Viewer) -> None:
    """Starts loading what the preview showed; raises Refused when there is no preview."""
    require(by, Permission.IMPORT_DATA)
    _begin_step(run_id, "preview", "Gemmer rækkerne", by)
    _hand_over([run_id], "load")


def discard(run_id: int, *, by: Viewer) -> None:
    """Throws a preview (or a file that waits for its mapping) away, with what told of it; raises Refused for others."""
    require(by, Permission.IMPORT_DATA)
    with writing() as connection:
        waiting = import_run.c.state.in_(("preview", "mapping", "refused", "failed"))
        gone = connection.execute(delete(import_run).where(import_run.c.id == run_id, waiting))
        if not gone.rowcount:
            raise Refused(GONE)
        told = select(import_run.c.id, import_run.c.header).where(import_run.c.state == "companion")
        its_own = [row.id for row in connection.execute(told) if orjson.loads(row.header)["dataset"] == run_id]
        connection.execute(delete(import_run).where(import_run.c.id.in_(its_own)))


def confirm_mapping(run_id: int, choices: dict[str, str | None], kind: Kind, name: str, *, by: Viewer) -> None:
    """Keeps what a person said the columns mean, for this file and the next like it, and previews the file.

    choices: column -> canonical field or None. Raises Refused when what every row needs is not among them.
    """
    require(by, Permission.IMPORT_DATA)
    from data_pipeline.recognise import mapping_from

    made = mapping_from(name, kind, choices)
    _require(made)
    with writing() as connection:
        row = connection.execute(select(import_run).where(import_run.c.id == run_id)).one_or_none()
        if row is None or row.state != "mapping":
            raise Refused(GONE)
        header = orjson.loads(row.header)
        fingerprint = header["proposal"]["fingerprint"]
        definition = orjson.dumps(made.as_dict()).decode()
        connection.execute(delete(mappings).where(mappings.c.fingerprint == fingerprint))
        values = {"fingerprint": fingerprint, "name": name, "kind": kind, "definition": definition}
        values |= {"by": by.name, "at": datetime.now()}
        kept = insert(mappings).values(values).returning(mappings.c.id)
        mapping_id = connection.execute(kept).scalar_one()
        from data_pipeline.run_rows import run_header

        connection.execute(
            update(import_run)
            .where(import_run.c.id == run_id)
            .values(
                state="working",
                progress_text="Kontrollerer rækkerne",
                mapping_id=mapping_id,
                kind=kind,
                format=made.format,
                header=run_header(header["columns"], Recognised(made)),
            )
        )
    _hand_over([run_id], "check")


def _require(made: Mapping) -> None:
    from data_pipeline.contract import contract

    given = {each.field for each in made.fields}
    if "first_name" in given or "last_name" in given:
        given.add("full_name")
    for names in contract().required[made.kind]:
        if not given & set(names):
            labels = " eller ".join(contract().fields[made.kind][name].column for name in names)
            raise Refused(f"Peg på den kolonne, der er {labels}. Uden den kan rækkerne ikke indlæses.")


# --- What a person sees -------------------------------------------------------------------------------------------


def run_log(*, viewer: Viewer) -> pd.DataFrame:
    """Every import, newest first: the columns of table import_run without header and worker."""
    require(viewer, Permission.IMPORT_DATA)
    import pandas as pd

    fail_lost()
    columns = [each for each in import_run.c if each.name not in ("header", "worker")]
    with reading() as connection:
        rows = connection.execute(select(*columns).order_by(import_run.c.id.desc())).mappings().all()
    return pd.DataFrame(rows, columns=[each.name for each in columns])


def proposal(run_id: int, *, viewer: Viewer) -> Proposal:
    """What an unknown file might be; raises Refused when the run does not wait for a mapping."""
    require(viewer, Permission.IMPORT_DATA)
    with reading() as connection:
        header = connection.execute(
            select(import_run.c.header).where(import_run.c.id == run_id, import_run.c.state == "mapping")
        ).scalar()
    if header is None:
        raise Refused(GONE)
    kept = orjson.loads(header)["proposal"]
    columns = tuple(ColumnProposal(**each | {"samples": tuple(each["samples"])}) for each in kept["columns"])
    return Proposal(kept["kind"], columns, kept["fingerprint"])


# --- Workers ------------------------------------------------------------------------------------------------------


def fail_lost() -> None:
    """Marks runs whose worker is gone as failed; nothing of theirs was kept, so the rest is as it was."""
    here = platform.node()
    with reading() as connection:
        columns = (import_run.c.id, import_run.c.worker, import_run.c.started_at)
        working = connection.execute(select(*columns).where(import_run.c.state == "working")).all()
    never = datetime.now() - timedelta(minutes=5)  # without a worker that long: it was never started
    lost = [row.id for row in working if (_is_gone(row.worker, here) if row.worker else row.started_at < never)]
    if not lost:
        return
    with writing() as connection:
        still = import_run.c.id.in_(lost) & (import_run.c.state == "working")
        connection.execute(delete(raw_block).where(raw_block.c.run_id.in_(select(import_run.c.id).where(still))))
        values = {"state": "failed", "refused": LOST_WORKER, "finished_at": datetime.now(), "progress_text": None}
        connection.execute(update(import_run).where(still).values(values))


def _is_gone(worker: str, here: str) -> bool:
    host, _, number = worker.rpartition(":")
    if host != here:
        return False  # another machine's; it looks after its own
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _begin_step(run_id: int, state: str, text: str, by: Viewer) -> None:
    with writing() as connection:
        changed = connection.execute(
            update(import_run)
            .where(import_run.c.id == run_id, import_run.c.state == state)
            .values(state="working", progress_text=text, worker=None, by=by.name)
        )
        if not changed.rowcount:
            raise Refused(GONE)


def _hand_over(run_ids: list[int], step: str, content: bytes = b"") -> None:
    """Starts a worker that outlives this process and gives it the bytes without keeping them anywhere."""
    process = subprocess.Popen(  # nosec B603  # our own program; a known word and numbers
        [sys.executable, "-m", "data_pipeline", "work", step, *map(str, run_ids)],
        cwd=config.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with writing() as connection:
        worker = f"{platform.node()}:{process.pid}"
        connection.execute(update(import_run).where(import_run.c.id.in_(run_ids)).values(worker=worker))
    threading.Thread(target=_feed, args=(process, content), daemon=True).start()


def _feed(process: subprocess.Popen[bytes], content: bytes) -> None:
    try:
        process.communicate(content)  # waits for the end too, so that no finished worker lingers as a zombie
    except BrokenPipeError:
        process.wait()
