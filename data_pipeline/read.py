"""Bytes to raw rows: the real type is told by the content, never by the name; what cannot be read is refused whole."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from config import Settings, settings
from data_pipeline import cpr
from data_pipeline.model import FILE_COLUMN, Batch, Problem, RawFile, Refused
from data_pipeline.text_table import EMPTY, NOT_A_TABLE, TextTable
from data_pipeline.vocabulary import is_known_heading
from data_pipeline.workbook import Workbook

LARGEST_UNZIPPED = 1 << 30
BOMB_RATIO = 100
BOMB_FROM = 50 << 20
MOST_PARTS = 5_000
_LOOK_AT = 1 << 16  # bytes
_BLANKS = b"\x00 \r\n\t"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MANIFEST = "META-INF/manifest.xml"  # of an ODS file
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "Åbn den i Excel, vælg Gem som > Excel-projektmappe (.xlsx), og prøv igen."
TOO_LARGE = "Filen fylder {0} MB, og grænsen er {1} MB. Del den i flere filer, og hent dem ind én ad gangen."
TOO_MANY_COLUMNS = "Filen har {0} kolonner, og grænsen er {1}. Slet de kolonner, der ikke bruges, og prøv igen."
BOMB = "Filen fylder uventet meget, når den pakkes ud, og bliver ikke åbnet. Gem kun arket med svarene i en ny fil."
ENCRYPTED = "Filen er beskyttet med adgangskode. Åbn den i Excel, fjern adgangskoden, gem den, og prøv igen."
UNREAD_SHEET = (
    "Arket „{0}” ({1} rækker) er ikke læst; kun arket „{2}” er. Hører rækkerne med, så læg dem i en fil for sig."
)
_OTHER_TYPES = (
    (b"%PDF", "Filen er en PDF og ikke en tabel. Hent svarene som CSV eller Excel i stedet."),
    (b"{\\rtf", "Filen er et tekstdokument og ikke en tabel. Sæt tabellen ind i Excel, og gem den som .xlsx."),
    (b"\x89PNG", "Filen er et billede og ikke en tabel. Hent svarene som CSV eller Excel i stedet."),
    (b"\xff\xd8\xff", "Filen er et billede og ikke en tabel. Hent svarene som CSV eller Excel i stedet."),
    (b"SQLite format 3", "Filen er en database og ikke en tabel. Hent svarene som CSV eller Excel i stedet."),
    (b"\x1f\x8b", "Filen er pakket. Pak den ud, og hent filen med svarene ind."),
    (b"7z\xbc\xaf", "Filen er pakket. Pak den ud, og hent filen med svarene ind."),
    (b"Rar!", "Filen er pakket. Pak den ud, og hent filen med svarene ind."),
)


def open_file(name: str, content: bytes) -> RawFile:
    """The file with its header found and its rows ready to be streamed once, as text, CPR numbers masked.

    Raises Refused (Danish, with the remedy) for what is empty, encrypted, too large, too slow or no table; the same
    may come while the rows are streamed. Nothing else is raised, whatever the bytes are.
    """
    limits = settings()
    if len(content) > limits.max_upload_mb << 20:
        raise Refused(TOO_LARGE.format(len(content) >> 20, limits.max_upload_mb))
    if not content[:_LOOK_AT].strip(_BLANKS) and not content.strip(_BLANKS):
        raise Refused(EMPTY)
    container = container_of(content)
    if container == "csv":
        return _text_file(name, content, limits)
    return _spreadsheet(name, content, container, limits)


def container_of(content: bytes) -> str:
    """csv | xlsx | xls | ods, told by the content; raises Refused for anything else that can be told."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Refused(ENCRYPTED)
        return "xls"
    if content.startswith(b"PK"):
        return _zip_container(content)
    for mark, message in _OTHER_TYPES:
        if content.startswith(mark):
            raise Refused(message)
    _refuse_markup(content)
    return "csv"


def _zip_container(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            manifest = archive.open(_MANIFEST).read(_LOOK_AT) if _MANIFEST in archive.namelist() else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        raise Refused(f"Regnearket er ødelagt og kan ikke åbnes. {_SAVE_AS}") from None
    unzipped = sum(part.file_size for part in parts)
    is_bomb = unzipped > BOMB_FROM and unzipped > BOMB_RATIO * len(content)
    if is_bomb or unzipped > LARGEST_UNZIPPED or len(parts) > MOST_PARTS:
        raise Refused(BOMB)
    if any(part.flag_bits & 1 for part in parts) or b"encryption-data" in manifest:
        raise Refused(ENCRYPTED)
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if "word/document.xml" in names:
        raise Refused("Filen er et Word-dokument. Sæt tabellen ind i Excel, gem den som .xlsx, og prøv igen.")
    raise Refused("Filen er en pakket mappe. Pak den ud, og hent filen med svarene ind for sig.")


def _refuse_markup(content: bytes) -> None:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<", b"mime-version:")):
        raise Refused(f"Filen er en hjemmeside, også selv om den hedder noget andet. {_SAVE_AS}")
    if start.startswith((b"{", b"[{")):
        raise Refused("Filen er JSON og ikke en tabel. Hent svarene som CSV eller Excel i stedet.")


def _raw_file(name: str, container: str, header: list[str], header_row: int, limits: Settings) -> RawFile:
    if len(header) > limits.max_columns:
        raise Refused(TOO_MANY_COLUMNS.format(len(header), limits.max_columns))
    return RawFile(
        name=cpr.mask_cell(name),
        format=container,
        header=header,
        header_row=header_row,
        stream=lambda: iter(()),
    )


def _text_file(name: str, content: bytes, limits: Settings) -> RawFile:
    try:
        table = TextTable(content, is_known_heading)
    except (csv.Error, UnicodeError):
        raise Refused(NOT_A_TABLE) from None
    raw = _raw_file(name, "csv", table.header, table.header_row, limits)
    raw.stream = partial(_guarded, partial(table.batches, limits.max_rows))
    return raw


def _guarded(stream: Callable[[], Iterator[Batch]]) -> Iterator[Batch]:
    try:
        yield from stream()
    except (csv.Error, UnicodeError):
        raise Refused(NOT_A_TABLE) from None


def _spreadsheet(name: str, content: bytes, container: str, limits: Settings) -> RawFile:
    workbook = Workbook(content, limits)
    table = workbook.table
    try:
        raw = _raw_file(name, container, table["header"], table["header_row"], limits)
    except Refused:
        workbook.close()
        raise
    raw.stream = workbook.batches
    raw.companions = table["companions"]
    raw.notes = [
        Problem(0, FILE_COLUMN, sheet, "unread_sheet", "info", UNREAD_SHEET.format(sheet, rows, table["sheet"]))
        for sheet, rows in table["unread"]
    ]
    return raw
