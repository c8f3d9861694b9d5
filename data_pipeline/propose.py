"""A guess at each column of an unknown file: by its name, then by what stands in it."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from data_pipeline.contract import contract
from data_pipeline.model import Batch, ColumnProposal, Kind, Row
from data_pipeline.municipalities import known, plain
from data_pipeline.resolve import Resolved
from data_pipeline.vocabulary import field_of, heading_keys

SIMILAR = 84.0  # rapidfuzz ratio of names, 0-100
FITTING = 0.6  # share of the cells whose content must fit
SHORTEST = 5  # letters of a name that may be compared with others
SAMPLES = 3
LOOK_AT = 500  # rows
LONGEST = 200  # characters of a cell that are looked at and shown
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_PHONE = re.compile(r"(?:(?:\+|00)45[ -]?)?(?:\d[ -]?){7}\d")
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d.*|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*|\d{1,2}\. ?[a-zæøå]{3,9}\.? \d{4}", re.IGNORECASE
)
BY_NAME = "Kolonnens navn er det samme som i skabelonen eller en kendt liste."
BY_LIKENESS = "Kolonnens navn ligner „{0}”."
BY_CONTENT = "Indholdet ligner {0}."
NO_GUESS = "Hverken navn eller indhold ligner noget kendt."
ALSO = "Feltet er allerede fundet i en anden kolonne."


def propose(header: Row, sample: Batch, kind: Kind, found: Resolved) -> tuple[ColumnProposal, ...]:
    """One proposal per column; each field is proposed once, for the column that fits it best."""
    sure = (
        {column: each.field for each in found.fields.values() for column in each.columns} if found.kind == kind else {}
    )
    cells = [
        [row[place].strip()[:LONGEST] for row in sample.rows[:LOOK_AT] if row[place].strip()]
        for place in range(len(header))
    ]
    made = [_column(name, filled, kind, sure.get(name)) for name, filled in zip(header, cells, strict=True)]
    best: dict[str, float] = {}
    for each in made:
        if each.field:
            best[each.field] = max(best.get(each.field, 0.0), each.score)
    taken: set[str] = set()
    result: list[ColumnProposal] = []
    for each in made:
        if each.field and (each.score < best[each.field] or each.field in taken):
            each = ColumnProposal(each.column, each.samples, None, 0.0, ALSO)
        if each.field:
            taken.add(each.field)
        result.append(each)
    return tuple(result)


def _column(name: str, cells: list[str], kind: Kind, sure: str | None) -> ColumnProposal:
    samples = tuple(dict.fromkeys(cells))[:SAMPLES]
    if sure:
        return ColumnProposal(name, samples, sure, 1.0, BY_NAME)
    field, score, why = max(_by_likeness(name, kind), _by_content(cells, kind), key=lambda each: each[1])
    return ColumnProposal(name, samples, field, round(score, 2), why)


def _by_likeness(name: str, kind: Kind) -> tuple[str | None, float, str]:
    keys = heading_keys(name)
    headings = field_of(kind)
    if not keys or len(keys[-1]) < SHORTEST:
        return None, 0.0, NO_GUESS
    found = process.extractOne(keys[-1], list(headings), scorer=fuzz.ratio, score_cutoff=SIMILAR)
    if found is None:
        return None, 0.0, NO_GUESS
    field = headings[found[0]][0]
    return field, found[1] / 100, BY_LIKENESS.format(contract().fields[kind][field].column)


def _by_content(cells: list[str], kind: Kind) -> tuple[str | None, float, str]:
    if not cells:
        return None, 0.0, NO_GUESS
    towns = known()
    day = ("course_date", "en dato for et kursus") if kind == "participants" else ("answered_on", "en svardato")
    tests = (
        ("email", "e-mailadresser", lambda cell: _EMAIL.fullmatch(cell)),
        ("municipality", "kommuner", lambda cell: plain(cell) in towns.aliases and not cell.isdigit()),
        (*day, lambda cell: _DATE.fullmatch(cell)),
        ("phone", "telefonnumre", lambda cell: _PHONE.fullmatch(cell)),
    )
    for field, what, fits in tests:
        share = sum(1 for cell in cells if fits(cell)) / len(cells)
        if share >= FITTING:
            return field, 0.8 * share, BY_CONTENT.format(what)
    return None, 0.0, NO_GUESS
