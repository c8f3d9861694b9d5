"""Rows that people keep between those that count: totals, headings of groups, the header once more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from data_pipeline.fold import folded
from data_pipeline.model import Row

LEAST_COLUMNS = 3  # with fewer, any row has only one cell or two
TOTAL, HEADING = "en sumrække", "en overskrift"
TOTALS = tuple(f"{word} " for word in ("i alt", "ialt", "total", "sum", "subtotal", "antal", "gennemsnit", "samlet"))
# What a heading begins with that stands in the column of names; nobody is called so.
GROUPS = tuple(
    f"{word} " for word in ("hold", "kursus", "kursushold", "gruppe", "region", "netvaerk", "modul", "runde")
)


def others(rows: list[Row], header: Row, identity: list[int]) -> Iterator[tuple[int, str]]:
    """The positions of such rows, and what each is; `identity` are the columns that say who it is."""
    width = len(header)
    for position, row in enumerate(rows) if width >= LEAST_COLUMNS else ():
        if row[0] == header[0] and [each.strip() for each in row] == header:  # two files put together
            yield position, HEADING
            continue
        if row.count("") < width - 2 and row[0][:1] not in "iItTsSaAgG":  # cannot be one, and is told quickly
            continue
        if what := _what(row, identity):
            yield position, what


def _what(row: Row, identity: list[int]) -> str | None:
    filled = list(islice((place for place, text in enumerate(row) if text.strip()), 2))
    first = f"{folded(row[filled[0]])} " if filled else ""
    # A total may count the names: a number says of nobody who it is.
    is_somebody = any(row[place].strip(" 0123456789") for place in identity if place != filled[0]) if filled else False
    if first.startswith(TOTALS) and not is_somebody:
        return TOTAL
    is_alone = len(filled) <= 1 and (not filled or filled[0] not in identity or first.startswith(GROUPS))
    return HEADING if is_alone else None
