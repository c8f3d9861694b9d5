"""A programme whose counts of citizens can be told apart wherever they turn up, for tests of the review."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pypdf

from programme import status_store
from storage.engine import writing
from tests.builders import Builder

# One municipality of each region, and the citizens trained there: one count is small, the others are like nothing else.
CITIZENS = {"0101": 3, "0265": 3137, "0461": 4219, "0751": 5923, "0851": 7351}
REGIONS = ("1081", "1082", "1083", "1084", "1085")
TRAINED, ANSWERED = date(2021, 2, 10), date(2021, 4, 1)


def fill() -> dict[str, int]:
    """Writes it into the empty database; the sites by municipality."""
    with writing() as connection:
        make = Builder(connection)
        sites = {code: make.site(code) for code in CITIZENS}
        for code, citizens in CITIZENS.items():
            trainers = [
                make.trainer(sites[code], TRAINED, first_name="Kanarie", last_name=f"K{code}") for _ in range(2)
            ]
            make.answer(ANSWERED, trainer=trainers[0], wave=1, citizens=citizens, courses=1, free_text="FRITEKST")
    refresh()
    return sites


def answer_more(site: int, citizens: int) -> None:
    """A later answer of the same wave: what a new import brings."""
    with writing() as connection:
        make = Builder(connection)
        trainer = make.trainer(site, TRAINED)
        make.answer(date(2021, 4, 2), trainer=trainer, wave=1, citizens=citizens)
    refresh()


def refresh() -> None:
    """Computes all states, as an import does."""
    with writing() as connection:
        status_store.refresh(connection)


def says(text: str, count: int) -> bool:
    """True if a count stands in a text, plain or as 3.137."""
    written = f"{count:,}".replace(",", r"\.?")
    return re.search(rf"(?<![\w.,]){written}(?![\w,])", text) is not None


def pdf_text(content: bytes) -> str:
    """The words of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def xlsx_text(content: bytes) -> str:
    """Every cell of a workbook, one per line."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    )
