"""The packagings of the demo's files: template CSV, hand-kept Excel, SurveyXact, REDCap, MS Forms, KoboToolbox."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, time

import xlsxwriter

from data_pipeline.contract import contract

Cell = int | str | date | datetime | None
Cells = list[Cell]


def columns(kind: str) -> list[str]:
    """The columns of Red Liv's own template."""
    fields = contract().fields["participants" if kind == "participants" else "followup"]
    return [field.column for field in fields.values() if field.in_template]


def label(column: str, value: Cell) -> Cell:
    """A code of a follow-up question as its Danish label; what has no label stays."""
    for field in contract().fields["followup"].values():
        if field.column == column and str(value) in field.codes:
            return field.codes[str(value)][0]
    return value


def heading(column: str) -> str:
    """A template column as a form would head it: "første_kursus" -> "Første kursus"."""
    return column.replace("_", " ").capitalize()


def _text(value: Cell, day_format: str) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.strftime(day_format)
    return "" if value is None else str(value)


def as_csv(
    header: Sequence[str],
    rows: Sequence[Cells],
    *,
    delimiter: str = ";",
    encoding: str = "utf-8-sig",
    day_format: str = "%d-%m-%Y",
) -> bytes:
    """A CSV file; `header` and `rows` have the same columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_text(cell, day_format) for cell in row] for row in rows)
    return text.getvalue().encode(encoding)


class Book:
    """An Excel file in memory, the same bytes for the same content."""

    def __init__(self, as_of: date) -> None:
        self._bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._bytes, {"in_memory": True, "strings_to_numbers": False})
        self.book.set_properties({"created": datetime.combine(as_of, time()), "comments": "Fiktive demodata"})
        self._formats = {
            "day": self.book.add_format({"num_format": "dd-mm-yyyy"}),
            "moment": self.book.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
            "bold": self.book.add_format({"bold": True}),
        }

    def sheet(self, name: str, rows: Sequence[Cells], *, bold: Sequence[int] = (0,), title_width: int = 0) -> None:
        """A sheet; rows listed in `bold` are headings, the first is merged over `title_width` columns."""
        sheet = self.book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                self._write(sheet, number, column, value, is_bold=number in bold)
        if title_width:
            sheet.merge_range(0, 0, 0, title_width - 1, rows[0][0], self._formats["bold"])

    def _write(
        self, sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Cell, *, is_bold: bool
    ) -> None:
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self._formats["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), self._formats["day"])
        elif isinstance(value, int):
            sheet.write_number(row, column, value)
        elif value:
            sheet.write_string(row, column, value, self._formats["bold"] if is_bold else None)

    def content(self) -> bytes:
        """The finished file; the book is closed."""
        self.book.close()
        return self._bytes.getvalue()
