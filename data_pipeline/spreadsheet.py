"""Reads one spreadsheet in a process of its own, because a bad file kills the process that opens it.

The bytes come in on stdin and never touch a disk; marshalled messages leave on stdout: one dict about the table,
then (row numbers, cells joined by separators, whether CPR numbers were masked) per batch. Imports little.
"""

from __future__ import annotations

import contextlib
import gc
import io
import marshal
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import python_calamine

from data_pipeline import cpr, sheet_xml
from data_pipeline.header import LOOK_AT, find_header, headings, is_second_heading
from data_pipeline.model import BATCH_ROWS, CPR_MASK, FIRST_ROWS, Refused, Row
from data_pipeline.shape import is_blank, too_many_rows
from data_pipeline.vocabulary import is_known_heading

CELL, ROW = "\x1e", "\x1d"
MAX_CELLS = 45_000_000
COMPANION_ROWS = 3_000
COMPANIONS = {"structure": "structure", "struktur": "structure", "labels": "labels", "etiketter": "labels"}
PASSWORD = (
    "Filen er beskyttet med adgangskode. Åbn den i Excel, fjern adgangskoden (Filer > Oplysninger > "
    "Beskyt projektmappe), gem den, og prøv igen."
)
BROKEN = "Regnearket kan ikke åbnes; det er måske ødelagt. Åbn det i Excel, gem det som .xlsx, og prøv igen."
NO_TABLE = (
    "Regnearket har intet ark med en tabel, der har overskrifter og rækker under. "
    "Hent Red Livs skabelon på siden Data, og sæt rækkerne ind i den."
)
SEVERAL = (
    "Filen har flere ark med samme slags rækker ({0}). Saml rækkerne på ét ark, "
    "eller gem hvert ark som sin egen fil, så ingen rækker bliver glemt."
)
UNCACHED = (
    "Kolonnen „{0}” er formler, hvis resultater ikke er gemt, så den ville blive læst som tom. "
    "Åbn filen i Excel, gem den igen, og prøv igen."
)


class Text:
    """Cells as text: dates as ISO, whole numbers without decimals; remembers numbers that may be a CPR number."""

    def __init__(self) -> None:
        self._known: dict[Any, str] = {}
        self.short: set[str] = set()

    def row(self, cells: list[Any]) -> Row:
        known = self._known
        return [cell if cell.__class__ is str else known[cell] if cell in known else self._made(cell) for cell in cells]

    def _made(self, cell: Any) -> str:
        if len(self._known) > 200_000:
            self._known.clear()
        text = self._known[cell] = as_text(cell)
        if len(text) == 9 and cpr.mask_short(text) == CPR_MASK:
            self.short.add(text)
        return text


def as_text(cell: Any) -> str:
    """One cell as text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, (bool, int)):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""


class Sheet:
    """One sheet that has been opened, and where its table begins; rows are numbered from 1 as in Excel."""

    def __init__(self, sheet: Any, is_visible: bool) -> None:
        self.name: str = sheet.name
        self.is_visible = is_visible
        self._sheet = sheet
        self.text = Text()
        start, end = sheet.start, sheet.end
        self.left = int(start[1]) if start else 0
        self.last_row = int(end[0]) + 1 if end else 0
        look = [row for row, _ in zip(self.rows(), range(LOOK_AT), strict=False)]
        found = find_header(look, is_known_heading)
        self.header_row = 0 if found is None else found + 1
        self.heads: Row = [] if found is None else look[found]
        self.known = sum(map(is_known_heading, self.heads))

    def rows(self) -> Iterator[Row]:
        yield from map(self.text.row, self._sheet.iter_rows())

    def data(self) -> Iterator[tuple[int, Row]]:
        """The rows under the header that are not blank, with their numbers."""
        is_first = True
        for number, row in enumerate(self.rows(), start=1):
            if number > self.header_row and not is_blank(row) and not (is_first and is_second_heading(row)):
                is_first = False
                yield number, row

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """Kobo ties each sheet of repeats to the main one by _parent_index: such a sheet is never the table."""
        has_rows = bool(self.header_row) and self.last_row > self.header_row
        is_main = has_rows and "_parent_index" not in self.heads and self.name.strip().lower() not in COMPANIONS
        return is_main, self.is_visible, self.known, self.last_row * len(self.heads)


def main(max_rows: int, max_columns: int) -> None:
    """Reads stdin, writes messages to stdout."""
    try:
        for message in messages(sys.stdin.buffer.read(), max_rows, max_columns):
            _send(message)
    except Refused as error:
        _send({"refused": error.message})
    except python_calamine.PasswordError:
        _send({"refused": PASSWORD})
    except MemoryError:
        _send({"refused": sheet_xml.TOO_BIG})
    except Exception:
        _send({"refused": BROKEN})


def _send(message: Any) -> None:
    packed = marshal.dumps(message)
    sys.stdout.buffer.write(len(packed).to_bytes(8, "little") + packed)
    sys.stdout.buffer.flush()


def messages(content: bytes, max_rows: int, max_columns: int) -> Iterator[Any]:
    """What is told of the spreadsheet: first its table, then batches, last None; raises Refused."""
    is_xlsx = content.startswith(b"PK") and b"xl/worksheets/" in content
    if is_xlsx:
        sheet_xml.guard_extent(content, max_columns, min(MAX_CELLS, max_rows * max_columns))
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [
        Sheet(workbook.get_sheet_by_name(each.name), each.visible == python_calamine.SheetVisibleEnum.Visible)
        for each in workbook.sheets_metadata
        if each.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    main_sheet = max(sheets, key=lambda sheet: sheet.rank, default=None)
    if main_sheet is None or not main_sheet.rank[0]:
        raise Refused(NO_TABLE)
    _refuse_several(sheets, main_sheet)
    formulas = sheet_xml.uncached_formulas(content, main_sheet.name) if is_xlsx else {}
    data = list(main_sheet.data())
    if not data:
        raise Refused(NO_TABLE)
    if len(data) > max_rows:
        raise Refused(too_many_rows(max_rows))
    kept = _columns(main_sheet.heads, data, {at - main_sheet.left for columns in formulas.values() for at in columns})
    heads = headings([cpr.mask_cell(main_sheet.heads[at]) for at in kept])
    data = [(number, [row[at] for at in kept]) for number, row in data] if len(kept) < len(main_sheet.heads) else data
    uncached = _uncached(formulas, heads, kept, main_sheet.left, data)
    yield _table(main_sheet, sheets, heads, uncached)
    short = [at for at, name in enumerate(heads) if cpr.may_hold_short(name)] if main_sheet.text.short else []
    for start, end in pairwise([0, *range(FIRST_ROWS, len(data), BATCH_ROWS), len(data)]):
        yield _batch(data[start:end], short)
    yield None


def _table(sheet: Sheet, sheets: list[Sheet], heads: Row, uncached: dict[int, list[str]]) -> dict[str, Any]:
    others = [other for other in sheets if other is not sheet]
    known = {COMPANIONS.get(other.name.strip().lower()): other for other in others}
    return {
        "header": heads,
        "header_row": sheet.header_row,
        "sheet": cpr.mask_cell(sheet.name),
        "uncached": uncached,
        "companions": {name: _masked_rows(other) for name, other in known.items() if name},
        "unread": [
            (cpr.mask_cell(other.name), other.last_row - other.header_row)
            for other in others
            if other.name.strip().lower() not in COMPANIONS and other.header_row and other.last_row > other.header_row
        ],
    }


def _masked_rows(sheet: Sheet) -> list[Row]:
    return [[cpr.mask_cell(cell) for cell in row] for row, _ in zip(sheet.rows(), range(COMPANION_ROWS), strict=False)]


def _refuse_several(sheets: list[Sheet], chosen: Sheet) -> None:
    """Rows of the same kind on several sheets are not read in part."""
    names = {cell.strip().lower() for cell in chosen.heads} - {""}
    same = [
        sheet.name
        for sheet in sheets
        if sheet.rank[0] and sheet.is_visible
        and len(names & {cell.strip().lower() for cell in sheet.heads}) >= max(2, 0.8 * len(names))
    ]  # fmt: skip
    if len(same) > 1:
        raise Refused(SEVERAL.format(", ".join(cpr.mask_cell(name) for name in same[:5])))


def _columns(heads: Row, data: list[tuple[int, Row]], formulas: set[int]) -> list[int]:
    """The columns that have a heading, or anything under it."""
    blank = [at for at, head in enumerate(heads) if not head.strip() and at not in formulas]
    empty = {at for at in blank if not any(row[at].strip() for _, row in data)}
    return [at for at in range(len(heads)) if at not in empty]


def _uncached(
    formulas: dict[int, list[int]], heads: Row, kept: list[int], left: int, data: list[tuple[int, Row]]
) -> dict[int, list[str]]:
    """Row number -> headings of cells that read as empty; raises Refused when most of a column would."""
    found: dict[int, list[str]] = {}
    place = {column: at for at, column in enumerate(kept)}
    lost = [0] * len(heads)
    for number, _ in data:
        for column in formulas.get(number, ()):
            if (at := place.get(column - left)) is not None:
                lost[at] += 1
                found.setdefault(number, []).append(heads[at])
    for at, count in enumerate(lost):
        filled = sum(1 for _, row in data if row[at].strip()) if count else 0
        if count > filled and count * 2 >= len(data):
            raise Refused(UNCACHED.format(heads[at]))
    return found


def _batch(rows: list[tuple[int, Row]], short: list[int]) -> tuple[list[int], str]:
    """Row numbers and the cells as one masked text."""
    for at in short:
        for _, row in rows:
            row[at] = cpr.mask_short(row[at])
    text = ROW.join([CELL.join(row) for _, row in rows])
    width = len(rows[0][1])
    if text.count(CELL) != len(rows) * (width - 1) or text.count(ROW) != len(rows) - 1:
        blanks = str.maketrans({CELL: " ", ROW: " "})
        text = ROW.join([CELL.join([cell.translate(blanks) for cell in row]) for _, row in rows])
    return [number for number, _ in rows], cpr.mask_cell(text)


def _limit(memory_mb: int, seconds: int) -> None:
    for name, value in (
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS does not limit address space
            resource.setrlimit(name, (value, value))


if __name__ == "__main__":
    gc.disable()  # millions of cells, no cycles
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    main(int(sys.argv[3]), int(sys.argv[4]))
