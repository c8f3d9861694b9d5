"""Waiting rows out as XLSX and, corrected, in again: what was changed is kept as corrections."""

from __future__ import annotations

import io
from typing import Any

import orjson
from sqlalchemy import Connection, select

from data_pipeline.importing import REJECTS_ID as ID
from data_pipeline.model import ROW_COLUMN, Batch, Counts, Problem, Refused, Row
from data_pipeline.quarantine import keep_corrections
from data_pipeline.replaying import ReplayResult, replay_rows
from storage.tables import correction, import_run, quarantine

OWN = (ID, "Fil", "Række", "Fejl", "Forslag")
NOT_WAITING = "Rækken venter ikke mere i karantænen og er ikke ændret."


def workbook(rows: list[dict[str, Any]]) -> bytes:
    """One sheet: what is wrong, what could be written, and every column of the files the rows came from."""
    import xlsxwriter

    columns = list(dict.fromkeys(name for row in rows for name in row["header"]))
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Karantæne")
        bold, wrong = book.add_format({"bold": True}), book.add_format({"bg_color": "#FDE7E9"})
        sheet.write_row(0, 0, [*OWN, *columns], bold)
        for line, row in enumerate(rows, start=1):
            told = " ".join(f"{each['column']}: {each['message']}" for each in row["problems"])
            hints = "; ".join(
                f"{each['column']}: {each['suggestion']}" for each in row["problems"] if each["suggestion"]
            )
            bad = {each["column"] for each in row["problems"]}
            for place, text in enumerate([str(row["id"]), row["file_name"], str(row["row"]), told, hints]):
                sheet.write_string(line, place, text)
            for place, name in enumerate(columns, start=len(OWN)):
                if name in row["cells"]:
                    sheet.write_string(line, place, row["cells"][name], wrong if name in bad else None)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), len(OWN) + len(columns) - 1)
        sheet.set_column(3, 4, 40)
    return out.getvalue()


def take_back(connection: Connection, batches: list[Batch], header: Row, by: str) -> tuple[Counts, list[Problem], int]:
    """Keeps what was corrected and tries the rows again; problems carry the row numbers of the file dropped in."""
    counts, problems = Counts(), list[Problem]()
    row_of: dict[int, int] = {}
    rows = [each for batch in batches for each in zip(batch.numbers, batch.rows, strict=True)]
    for number, row in rows:
        cells = dict(zip(header, row, strict=True))
        quarantine_id = _id(cells[ID])
        stored = _open_row(connection, quarantine_id)
        if stored is None or quarantine_id in row_of:
            counts.add(["ignored"])
            problems.append(Problem(number, ROW_COLUMN, cells[ID], "not_an_answer", "info", NOT_WAITING))
            continue
        changes = {n: text for n, text in cells.items() if n in stored and text.strip() != stored[n].strip()}
        if changes:
            keep_corrections(connection, quarantine_id, changes, by)
        row_of[quarantine_id] = number
    result = replay_rows(connection, by, row_of) if row_of else ReplayResult()
    counts.add(result.outcomes.values())
    for quarantine_id, told in result.problems.items():
        for each in told:
            moved = Problem(row_of[quarantine_id], each.column, each.value, each.code, each.severity, each.message)
            problems.append(moved)
    return counts, problems, result.state_changes


def _id(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(f"Kolonnen {ID} må ikke ændres. Hent de ventende rækker igen, og ret i den nye fil.") from None


def _open_row(connection: Connection, quarantine_id: int) -> dict[str, str] | None:
    """The cells of a waiting row as they stood in the file that was handed out."""
    row = connection.execute(
        select(quarantine.c.row_hash, quarantine.c.cells, import_run.c.header)
        .join(import_run, quarantine.c.run_id == import_run.c.id)
        .where(quarantine.c.id == quarantine_id, quarantine.c.state == "open")
    ).one_or_none()
    if row is None:
        return None
    cells = dict(zip(orjson.loads(row.header)["columns"], orjson.loads(row.cells), strict=False))
    corrections = select(correction.c.column, correction.c.value).where(correction.c.row_hash == row.row_hash)
    return cells | {each.column: each.value for each in connection.execute(corrections)}
