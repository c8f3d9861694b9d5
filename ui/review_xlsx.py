"""The review as a spreadsheet: one sheet per table, numbers as numbers, what is hidden as the text that hides it."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from programme.review import Frozen, Review
from ui import formats
from ui.overview import headline
from ui.review_tables import Sheet, moment, quality_notes, sheets, written
from ui.texts_review import Frozen as K
from ui.texts_review import Review as W

FORMATS = {"percent": "0 %", "integer": "#,##0", "days": "#,##0", "decimal": "0.0", "day": "d. mmm yyyy"}
WIDEST, NARROWEST = 60, 10
FRONT = "Rapport"


def xlsx(review: Review, last: Frozen | None = None, frozen: Frozen | None = None) -> bytes:
    """The workbook."""
    import xlsxwriter  # takes time to import, and few ask

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        looks = {kind: book.add_format({"num_format": code, "valign": "top"}) for kind, code in FORMATS.items()}
        looks |= {"text": book.add_format({"text_wrap": True, "valign": "top"})}
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _front(book.add_worksheet(FRONT), review, frozen, head, looks["text"])
        for sheet in sheets(review, last).values():
            _table(book.add_worksheet(sheet.title[:31]), sheet, head, looks)
    return file.getvalue()


def front(review: Review, frozen: Frozen | None) -> list[str]:
    """What stands before the tables."""
    lines = [W.heading.format(scope=review.title), headline(review.overview), as_of(review)]
    if frozen is not None:
        lines.append(K.banner.format(moment=moment(frozen.frozen_at), version=review.model))
    if not review.is_exact:
        lines.append(W.closed)
    lines += quality_notes(review)
    return [*lines, *([W.demo] if review.overview.is_demo else [])]


def as_of(review: Review) -> str:
    """The day, how far the data reach, and the model."""
    found = review.overview
    until = [W.until.format(day=formats.day(found.data_until))] if found.data_until else []
    return " · ".join([W.as_of.format(day=formats.day(found.as_of)), *until, W.model.format(version=review.model)])


def _front(page: Any, review: Review, frozen: Frozen | None, head: Any, text: Any) -> None:
    page.set_column(0, 0, 100)
    for row, line in enumerate(front(review, frozen)):
        page.write_string(row, 0, line, head if row == 0 else text)


def _table(page: Any, sheet: Sheet, head: Any, looks: dict[str, Any]) -> None:
    words = sheet.written()
    for number, column in enumerate(sheet.columns):
        page.write_string(0, number, column.title, head)
        widest = max([len(column.title), *(len(row[number]) for row in words)])
        page.set_column(number, number, min(max(widest + 2, NARROWEST), WIDEST))
        for at, row in enumerate(sheet.rows, 1):
            _cell(page, at, number, sheet.kind(column, row), row[column.key], looks)
    if not sheet.rows:
        page.write_string(1, 0, sheet.empty, looks["text"])
    page.freeze_panes(1, 1)


def _cell(page: Any, row: int, column: int, kind: str, value: Any, looks: dict[str, Any]) -> None:
    if value is None or value != value:
        return
    if kind == "day" and isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, date):
        page.write_datetime(row, column, value, looks["day"])
    elif isinstance(value, int | float) and kind in FORMATS:
        page.write_number(row, column, value, looks[kind])
    else:
        page.write_string(row, column, written(kind, value), looks["text"])
