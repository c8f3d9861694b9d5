"""How the tests of reading open files and look at what came out."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

from data_pipeline.model import Batch, RawFile, Row
from data_pipeline.read import open_file

SAMPLES = Path(__file__).with_name("samples")


def opened(name: str) -> RawFile:
    return open_file(name, (SAMPLES / name).read_bytes())


def whole(raw: RawFile) -> Batch:
    """All batches as one."""
    made = Batch([], [])
    for batch in raw.batches():
        made.numbers += batch.numbers
        made.rows += batch.rows
        made.cpr += batch.cpr
        made.problems += batch.problems
        made.extra |= batch.extra
    return made


def read(text: str | bytes, name: str = "svar.csv") -> tuple[Row, Batch]:
    raw = open_file(name, text.encode() if isinstance(text, str) else text)
    return raw.header, whole(raw)


def codes(batch: Batch) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in batch.problems]


def sheet(rows: list[list[object]], *, name: str = "Ark1", more: dict[str, list[list[object]]] | None = None) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for title, lines in {name: rows, **(more or {})}.items():
            page = book.add_worksheet(title)
            for number, line in enumerate(lines):
                page.write_row(number, 0, line)
    return made.getvalue()
