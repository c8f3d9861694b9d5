"""What calamine does not tell of an XLSX file, read from its XML: how far the cells reach, formulas without results."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree  # nosec B405  # see _part_of

from data_pipeline.model import Refused

CHUNK = 1 << 20
TOO_WIDE = (
    "Arket er for stort: der står noget i celle {0}, langt uden for tabellen. "
    "Slet de tomme rækker og kolonner omkring tabellen i Excel, gem filen, og prøv igen."
)
TOO_BIG = (
    "Regnearket er for stort eller ødelagt og kan ikke åbnes. Slet tomme rækker og kolonner omkring tabellen, "
    "eller gem arket som CSV, og prøv igen."
)
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
# A cell that holds something; style-only cells end in "/>" and are no part of the table.
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*[^/]>')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


def guard_extent(content: bytes, max_columns: int, max_cells: int) -> None:
    """Raises Refused, naming the cell, when a sheet that says it is huge holds something far out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
                continue
            with archive.open(name) as part:
                said = _DIMENSION.search(part.read(4096))
            if said is None or _fits(_column(said[1]), int(said[2]), max_columns, max_cells):
                continue
            last_column, last_row = 0, 0
            for chunk in _chunks(archive, name):
                for cell in _CELL.finditer(chunk):
                    last_column, last_row = max(last_column, _column(cell[1])), max(last_row, int(cell[2]))
                    if not _fits(last_column, last_row, max_columns, max_cells):
                        raise Refused(TOO_WIDE.format((cell[1] + cell[2]).decode()))


def uncached_formulas(content: bytes, sheet: str) -> dict[int, list[int]]:
    """Row number -> columns (0 = A) of formulas whose result was never saved."""
    found: dict[int, list[int]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = _part_of(archive, sheet)
        if name is None:
            return {}
        has_formulas = False
        for chunk in _chunks(archive, name):
            has_formulas = has_formulas or b"f>" in chunk  # looking for one rare letter is quick
            if not has_formulas:
                continue
            for cell in _FORMULA.finditer(chunk):
                found.setdefault(int(cell[2]), []).append(_column(cell[1]) - 1)
    return found


def _fits(columns: int, rows: int, max_columns: int, max_cells: int) -> bool:
    return columns <= max_columns and columns * rows <= max_cells


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part's XML in pieces that end where a cell ends."""
    kept = b""
    with archive.open(name) as part:
        while piece := part.read(CHUNK):
            cut = piece.rfind(b"</c>") + 4
            if cut < 4:
                kept += piece
                continue
            yield kept + piece[:cut]
            kept = piece[cut:]
    yield kept


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file inside the archive that holds the named sheet."""
    names = set(archive.namelist())
    if not {_WORKBOOK, _RELATIONS} <= names:
        return None
    # The reader's own process has little memory and time, and expat 2.4.1 and later stops entities that grow.
    targets = {each.get("Id"): each.get("Target", "") for each in ElementTree.fromstring(archive.read(_RELATIONS))}  # nosec B314
    for each in ElementTree.fromstring(archive.read(_WORKBOOK)).iter():  # nosec B314
        if each.tag.endswith("}sheet") and each.get("name") == sheet:
            key = next((value for name, value in each.items() if name.endswith("}id")), None)
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else None
    return None
