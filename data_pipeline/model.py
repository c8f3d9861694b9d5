"""What passes between the steps of the pipeline: rows, problems, mappings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from dataclasses import field as default
from typing import Any, Literal

Row = list[str]
Kind = Literal["participants", "followup"]
Severity = Literal["error", "warning", "info"]

BATCH_ROWS = 1_000  # few enough to stay in the processor's cache while a row's cells are looked at again and again
FIRST_ROWS = 20_000  # of the first batch: it tells what the file is, and the order of day and month
# What stands where a CPR number stood. Validation knows a masked row by it, also when a waiting row is tried again.
CPR_MASK = "██████-████"


class Refused(Exception):
    """A file or a request that cannot be handled at all; `message` is a Danish sentence with the remedy."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one cell (or one row: column "(rækken)"), for a person to read and act on."""

    row: int  # as a person sees it in Excel
    column: str
    value: str | None  # CPR masked
    code: str
    severity: Severity
    message: str


ROW_COLUMN = "(rækken)"  # the column of a problem that concerns a whole row
FILE_COLUMN = "(filen)"  # ... or the whole file (row 0)


@dataclass(slots=True)
class Batch:
    """Some data rows as text, CPR masked; every row has exactly as many cells as the header."""

    numbers: list[int]
    rows: list[Row]
    cpr: list[tuple[int, str]] = default(default_factory=list)  # (row number, column) of every masked CPR number
    problems: list[Problem] = default(default_factory=list)  # what reading saw: damaged_text, too_many_cells, ...
    extra: dict[int, Row] = default(default_factory=dict)  # row number -> cells beyond the header (too_many_cells)


@dataclass
class Counts:
    """Where the rows of a file ended; rows_read is the sum of the others."""

    rows_read: int = 0
    loaded: int = 0
    updated: int = 0
    unchanged: int = 0
    ignored: int = 0
    quarantined: int = 0

    def add(self, outcomes: Iterable[str]) -> None:
        """Counts one outcome per row."""
        for outcome, count_of in Counter(outcomes).items():
            setattr(self, outcome, getattr(self, outcome) + count_of)
            self.rows_read += count_of

    def as_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


@dataclass(slots=True)
class RawFile:
    """A file whose header is known and whose rows can be streamed, once."""

    name: str
    format: str  # container: csv | xlsx | xls | ods
    header: Row  # as it stands, stripped; blank -> "Kolonne 7", a repeated name -> "Kommentar (2)"
    header_row: int
    stream: Callable[[], Iterator[Batch]]
    notes: list[Problem] = default(default_factory=list)  # about the file as a whole: row 0, column FILE_COLUMN
    companions: dict[str, list[Row]] = default(default_factory=dict)  # "structure", "labels", other sheets: their rows

    def batches(self) -> Iterator[Batch]:
        """The data rows; blank rows are left out; may be called once."""
        return self.stream()


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where one canonical field comes from.

    style "single": the first of `columns` that is not blank, through `values`.
    style "options": one 0/1 column per option; `options` has the code of each column, in the order of `columns`
        ("" = an option without a code). For a field that takes one value, the first ticked option gives it.
    style "filled": "1" where the first column holds something (and not a missing text), else "0"; for is_complete.
    style "joined": one column with several answers joined by `separator`; each part goes through `values`.
    """

    field: str
    columns: tuple[str, ...]  # names as they stand in the header of this file
    style: Literal["single", "options", "joined", "filled"] = "single"
    values: dict[str, str] = default(default_factory=dict)  # text, lower case and stripped -> code ("" = no answer)
    options: tuple[str, ...] = ()
    separator: str = ""
    is_utc: bool = False  # a time in UTC whose Danish date counts
    date_order: Literal["", "dmy", "mdy"] = ""  # when the source is known to write dates one way

    @classmethod
    def from_dict(cls, source: dict[str, Any]) -> FieldMap:
        """The field map that Mapping.as_dict() wrote."""
        given: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in source.items()}
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one kind of export becomes canonical fields; columns already resolved to one file's header."""

    name: str  # of the mapping file or of the learned mapping
    kind: Kind
    format: str  # what the report calls it: surveyxact, redcap, kobo, ms_forms, ... , fodfaeste
    fields: tuple[FieldMap, ...]
    # Columns that together name a row the same way in every export of the survey; () = no such columns.
    # Numbers that start over in each form (1, 2, 3) are joined by the time of the answer.
    key_columns: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # texts (lower case, stripped) that mean "no answer" in every column: -99, ...
    decimal_comma: bool | None = None  # None: either
    mapping_id: int | None = None  # row of table mapping, when a person confirmed it

    def as_dict(self) -> dict[str, Any]:
        """The shape kept in table mapping and in TOML."""
        made: dict[str, Any] = {
            name: getattr(self, name) for name in ("name", "kind", "format", "key_columns", "missing", "decimal_comma")
        }
        made["fields"] = [{name: getattr(each, name) for name in each.__dataclass_fields__} for each in self.fields]
        return made

    @classmethod
    def from_dict(cls, source: dict[str, Any], mapping_id: int | None = None) -> Mapping:
        """The mapping that as_dict() (or a TOML file of the same shape) describes."""
        return cls(
            name=source["name"],
            kind=source["kind"],
            format=source["format"],
            key_columns=tuple(source.get("key_columns", ())),
            missing=tuple(source.get("missing", ())),
            decimal_comma=source.get("decimal_comma"),
            mapping_id=mapping_id,
            fields=tuple(FieldMap.from_dict(each) for each in source["fields"]),
        )


@dataclass(frozen=True, slots=True)
class Recognised:
    """The mapping that fits a file. Field is_complete = "0" means: the row is not an answer."""

    mapping: Mapping
    problems: tuple[Problem, ...] = ()  # e.g. a column of the mapping that is missing, one that nobody knows

    @property
    def kind(self) -> Kind:
        return self.mapping.kind

    @property
    def format(self) -> str:
        return self.mapping.format


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What one column of an unknown file might be."""

    column: str
    samples: tuple[str, ...]
    field: str | None
    score: float  # 0-1
    why: str  # in Danish


@dataclass(frozen=True, slots=True)
class Proposal:
    """A guess at an unknown file, for a person to correct."""

    kind: Kind | None
    columns: tuple[ColumnProposal, ...]
    fingerprint: str  # of the header: the key under which the confirmed mapping is kept
