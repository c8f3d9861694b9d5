"""Delimited text to rows: delimiter and headings by looking, every character kept, broken quotes mended."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator

from data_pipeline import cpr, decoding
from data_pipeline.header import LOOK_AT, find_header, headings, is_second_heading
from data_pipeline.model import BATCH_ROWS, FIRST_ROWS, ROW_COLUMN, Batch, Problem, Refused, Row
from data_pipeline.shape import QUOTE, Shaper, is_blank, too_many_rows

DELIMITERS = (";", ",", "\t", "|")
SAMPLE_ROWS = 200
LONGEST_RECORD = 300  # lines; a cell with more of them is a quote that was never closed
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
NO_HEADER = (
    "Filen har ingen række med overskrifter. Skriv kolonnernes navne i øverste række, "
    "eller hent Red Livs skabelon på siden Data og sæt rækkerne ind i den."
)
NOT_A_TABLE = "Filen er ikke en tabel, der kan læses. Gem den fra Excel som CSV eller .xlsx, og prøv igen."
EMPTY = "Filen er tom. Hent den igen fra det system, den kommer fra, og prøv igen."
ONLY_HEADER = "Filen har overskrifter, men ingen rækker under dem. Hent den igen med svarene i, og prøv igen."


class _Runaway(Exception):
    """A record has swallowed more lines than any cell has."""


class Lines:
    """The text's lines, CPR masked; remembers those of the record being read, takes lines back."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self.ahead: list[str] = []  # the next line last
        self.record: list[str] = []  # lines handed out since the record began
        self.is_masked = False
        self.has_short = False
        self.is_damaged = False

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if len(self.record) > LONGEST_RECORD:
            raise _Runaway
        if not self.are_left():
            raise StopIteration
        line = self.ahead.pop()
        self.record.append(line)
        return line

    def are_left(self) -> bool:
        """Whether lines are ahead; reads the next piece when they have run out."""
        while not self.ahead:
            piece = next(self._pieces, None)
            if piece is None:
                return False
            text = cpr.mask(piece)
            self.is_masked = self.is_masked or cpr.MARK in text
            self.has_short = self.has_short or cpr.looks_short(text)
            self.is_damaged = self.is_damaged or decoding.looks_damaged(text)
            self.ahead += reversed(io.StringIO(text, newline="").readlines())
        return True

    def give_back(self, lines: list[str]) -> None:
        self.ahead += reversed(lines)


class Records:
    """The records of the text, numbered from 1 as a person sees them in a spreadsheet."""

    def __init__(self, pieces: Iterator[str], delimiter: str) -> None:
        self.lines = Lines(pieces)
        self.delimiter = delimiter
        self.width = 0  # of the header, once it is known
        self.split_again: set[int] = set()
        self.number = 0

    def __iter__(self) -> Iterator[Row]:
        csv.field_size_limit(1 << 30)
        lines, ahead, delimiter = self.lines, self.lines.ahead, self.delimiter
        while ahead or lines.are_left():
            if '"' in ahead[-1]:
                yield self._quoted()
                continue
            self.number += 1
            line = ahead.pop().rstrip("\r\n")  # without a quote nothing is left for the csv module to decide
            yield line.split(delimiter) if line else []

    def _quoted(self) -> Row:
        """The next record, which begins with a line that holds a quote."""
        record = self.lines.record
        self.number += 1
        try:
            row = next(csv.reader(self.lines, delimiter=self.delimiter))
            if len(record) > 1:
                row = self._mended(record) if self._is_broken(row, record) else [_cell_of_lines(cell) for cell in row]
        except _Runaway:
            row = self._mended(record)
        record.clear()
        return row

    def _mended(self, record: list[str]) -> Row:
        """The first line of a broken record by itself, its quotes as they stand; the other lines are read again."""
        self.lines.give_back(record[1:])
        self.split_again.add(self.number)
        return next(csv.reader(record[:1], delimiter=self.delimiter, quoting=csv.QUOTE_NONE))

    def _is_broken(self, row: Row, record: list[str]) -> bool:
        """Whether an unclosed quote joined lines that are rows of their own."""
        if "".join(record).count('"') % 2:
            return True
        if self.width < 2:
            return False
        own = [line.count(self.delimiter) == self.width - 1 for line in record]
        return own[0] and (all(own) or (len(row) != self.width and any(own[1:])))


def _cell_of_lines(cell: str) -> str:
    return cpr.mask_cell(cell.replace("\r\n", "\n")) if "\n" in cell or "\r" in cell else cell


class TextTable:
    """A delimited text whose header has been found; its data rows can be streamed once."""

    def __init__(self, content: bytes, is_known: Callable[[str], bool]) -> None:
        self._content = content
        self._encoding = decoding.encoding_of(content)
        sample = self._sample()
        named = _SEP_LINE.match(sample.split("\n", 1)[0].strip("\r"))
        self._delimiter = named[1] if named else find_delimiter(sample)
        look = self._look(skip=1 if named else 0)
        found = find_header([row for _, row in look], is_known)
        if found is None:
            raise Refused(NO_HEADER)
        self.header_row, cells = look[found]
        if len(look) < LOOK_AT and all(is_blank(row) or is_second_heading(row) for _, row in look[found + 1 :]):
            raise Refused(ONLY_HEADER)
        while cells and not cells[-1].strip():
            cells.pop()
        self.header = headings([decoding.repaired(cell) for cell in cells])

    def _sample(self) -> str:
        sample = next(decoding.pieces(self._content[: 1 << 18], self._encoding), "")
        if not sample.strip("\ufeff \r\n\t;,|"):
            raise Refused(EMPTY)
        if len(_CONTROL.findall(sample[:20_000])) > 10:
            raise Refused(NOT_A_TABLE)
        return sample

    def _look(self, skip: int) -> list[tuple[int, Row]]:
        records = Records(decoding.pieces(self._content, self._encoding), self._delimiter)
        first = itertools.islice(records, LOOK_AT)
        return [(number, row) for number, row in enumerate(first, start=1) if number > skip]

    def _data(self, records: Records) -> Iterator[Row]:
        """The rows under the header; an unclosed quote can be told now that the width is known."""
        records.width = len(self.header)
        rows = iter(records)
        while records.number < self.header_row:
            next(rows)
        return itertools.dropwhile(is_second_heading, rows)

    def batches(self, max_rows: int) -> Iterator[Batch]:
        """The data rows in batches, once: the bytes go as they are read. Raises Refused for more than max_rows."""
        pieces, self._content = decoding.pieces(self._content, self._encoding, is_last=True), b""
        records = Records(pieces, self._delimiter)
        shaper = Shaper(self.header)
        width, count, data = shaper.width, 0, self._data(records)
        while True:
            batch = Batch([], [])
            numbers, rows = batch.numbers, batch.rows
            for row in data:
                if not (row and row[0].strip()) and is_blank(row):
                    continue
                if len(row) != width:
                    row = shaper.fit(batch, records.number, row)
                numbers.append(records.number)
                rows.append(row)
                if len(rows) == (BATCH_ROWS if count else FIRST_ROWS):
                    break
            count += len(rows)
            if count > max_rows:
                raise Refused(too_many_rows(max_rows))
            if not rows:
                return
            yield _finished(batch, shaper, records)


def _finished(batch: Batch, shaper: Shaper, records: Records) -> Batch:
    for number in sorted(records.split_again.intersection(batch.numbers)):
        batch.problems.append(Problem(number, ROW_COLUMN, None, "damaged_text", "warning", QUOTE))
    seen = records.lines
    return shaper.finish(batch, is_masked=seen.is_masked, has_short=seen.has_short, is_damaged=seen.is_damaged)


def find_delimiter(sample: str) -> str:
    """The delimiter that cuts most of the first rows into the same number of cells, more than one."""
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> float:
    lines = io.StringIO(sample[: sample.rfind("\n") + 1] or sample, newline="")
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == SAMPLE_ROWS:
                break
    except csv.Error:
        return 0
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0
    width, rows = max(several.items(), key=lambda each: (each[1], each[0]))
    return rows / len(widths) * min(width, 60)
