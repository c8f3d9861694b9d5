"""SurveyXact's other two files: what the columns of a dataset mean (structure) and what its codes mean (labels)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz

from data_pipeline import cpr, decoding
from data_pipeline.model import FILE_COLUMN, Problem, RawFile, Refused, Row
from data_pipeline.read import container_of
from data_pipeline.text_table import Records, find_delimiter
from data_pipeline.vocabulary import LONGEST_HEADING

FORMAT = "surveyxact"
LARGEST = 8 << 20  # bytes
SAMPLE = 1 << 18
MOST_ROWS = 10_000
VARIABLE = "variablename"
STRUCTURE = frozenset({"questionname", VARIABLE, "questiontext", "choicetext"})
_CODE = re.compile(r"\s*-?\d+\s*")
READ_WITH = "Datasættet er læst med {0}, som siger, hvad kolonnerne og svarene betyder."
TELLS_OF = "Filen er læst sammen med {0} og siger, hvad kolonnerne og svarene dér betyder. Den har ingen rækker selv."
DATASET_REFUSED = "Filen hører til {0}, som blev afvist. Ret det, der er galt, og hent filerne ind sammen igen."


@dataclass(frozen=True, eq=False, slots=True)
class Companion:
    """A file that tells of a dataset; its cells have no CPR numbers."""

    name: str
    kind: str  # structure | labels
    rows: list[Row]

    @property
    def variables(self) -> set[str]:
        """The columns that it tells of."""
        return {_variable(row, self.rows, self.kind) for row in self.rows[self.kind == "structure" :]}


def _companion_of(name: str, content: bytes) -> Companion | None:
    """The file as a companion, told by its content; None for any other file."""
    try:
        if len(content) > LARGEST or container_of(content) != "csv":
            return None
        rows = list[Row]()
        for row in islice(_records(content), MOST_ROWS):
            if not _is_label(row) and not is_structure(rows[0] if rows else row):
                return None
            rows.append([cpr.mask_cell(cell) for cell in row])
    except (Refused, csv.Error, UnicodeError):
        return None
    kind = "structure" if rows and is_structure(rows[0]) else "labels"
    return Companion(name, kind, rows) if kind == "structure" or are_labels(rows) else None


def among(files: Mapping[int, tuple[str, bytes]]) -> dict[int, Companion]:
    """Those of several files (name, content) that are companions; a file alone has no dataset beside it."""
    several = files if len(files) > 1 else {}
    found = {key: _companion_of(*file) for key, file in several.items()}
    return {key: companion for key, companion in found.items() if companion}


def join(raw: RawFile, beside: Iterable[Companion]) -> list[Companion]:
    """Gives a dataset the companions that tell of most of its columns; which they are."""
    columns, used = set(raw.header), list[Companion]()
    for kind in ("structure", "labels"):
        fit = [
            each for each in beside if each.kind == kind and 2 * len(each.variables & columns) >= len(each.variables)
        ]
        if fit and kind not in raw.companions:
            best = max(fit, key=lambda each: (len(each.variables & columns), fuzz.ratio(each.name, raw.name)))
            raw.companions[kind] = best.rows
            used.append(best)
    if used:
        message = READ_WITH.format(" og ".join(each.name for each in used))
        raw.notes.append(Problem(0, FILE_COLUMN, None, "read_together", "info", message))
    return used


def about(names: Sequence[str]) -> Problem:
    """What the report of a companion says: the datasets that it was read with."""
    return Problem(0, FILE_COLUMN, None, "read_together", "info", TELLS_OF.format(" og ".join(names)))


def of_columns(companions: dict[str, list[Row]], header: Row) -> dict[str, list[Row]]:
    """What companions say of a file's own columns: so much is kept, so that its rows can be read again."""
    columns = set(header)
    return {
        kind: [
            [cell[:LONGEST_HEADING] for cell in row]
            for place, row in enumerate(rows)
            if (kind == "structure" and place == 0) or _variable(row, rows, kind) in columns
        ]
        for kind, rows in companions.items()
    }


def is_structure(header: Row) -> bool:
    """Whether these are the headings of a structure file."""
    return {cell.strip().lower() for cell in header} >= STRUCTURE


def are_labels(rows: list[Row]) -> bool:
    """Whether each row is a column's name, a code and its label, and some column has several."""
    return all(map(_is_label, rows)) and len({row[0] for row in rows}) < len(rows)


def _is_label(row: Row) -> bool:
    """A trailing delimiter may give a fourth cell, which is blank."""
    has_three = len(row) >= 3 and not any(map(str.strip, row[3:]))
    return has_three and len(row[0].split()) == 1 and _CODE.fullmatch(row[1]) is not None


def _variable(row: Row, rows: list[Row], kind: str) -> str:
    place = [cell.strip().lower() for cell in rows[0]].index(VARIABLE) if kind == "structure" else 0
    return row[place].strip() if place < len(row) else ""


def _records(content: bytes) -> Iterator[Row]:
    encoding = decoding.encoding_of(content)
    sample = next(decoding.pieces(content[:SAMPLE], encoding), "")
    return (row for row in Records(decoding.pieces(content, encoding), find_delimiter(sample)) if any(row))
