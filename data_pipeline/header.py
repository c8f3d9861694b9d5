"""Finds the row that holds the headings, by looking: titles and group headings stand above it."""

from __future__ import annotations

import re
from collections.abc import Callable

from data_pipeline.model import Row

LOOK_AT = 40  # rows
_NOT_A_HEADING = re.compile(r"[-+]?[\d.,/ :-]+(?:e\d+)?|\S+@\S+\.\S+|\d{4}-\d\d-\d\d.*", re.IGNORECASE)
# Kobo's row of tags and Qualtrics' row of import ids stand under the headings.
_SECOND_HEADING = re.compile(r"#\w+|\{.?ImportId.*", re.DOTALL)


def find_header(rows: list[Row], is_known: Callable[[str], bool]) -> int | None:
    """The index of the row of headings among the first rows, or None. `is_known` tells headings met before."""
    filled = [[cell.strip() for cell in row if cell.strip()] for row in rows[:LOOK_AT]]
    widest = max(map(len, filled), default=0)
    candidates = [
        index
        for index, cells in enumerate(filled)
        if cells and len(cells) * 2 >= widest and sum(map(_may_be_heading, cells)) >= 0.6 * len(cells)
    ]
    if not candidates:
        return None
    hits = {index: sum(map(is_known, filled[index])) for index in candidates}
    return max(candidates, key=lambda index: (hits[index], -index))


def headings(cells: Row) -> Row:
    """The headings made usable: stripped, blank -> "Kolonne 7", a repeated one -> "Kommentar (2)"."""
    made: Row = []
    seen: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"Kolonne {position}"
        seen[name] = seen.get(name, 0) + 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in seen:
            seen[name] += 1
        if seen[name] > 1:
            name = f"{name} ({seen[name]})"
            seen[name] = 1
        made.append(name)
    return made


def is_second_heading(row: Row) -> bool:
    """Whether a row right under the headings repeats them for machines."""
    cells = [cell.strip() for cell in row if cell.strip()]
    return bool(cells) and all(_SECOND_HEADING.fullmatch(cell) for cell in cells)


def _may_be_heading(cell: str) -> bool:
    return len(cell) <= 400 and not _NOT_A_HEADING.fullmatch(cell)
