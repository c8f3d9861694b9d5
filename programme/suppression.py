"""Small-number rules: what is hidden from those who may not see exact figures, and proof that it stays hidden.

Counts of citizens from 1 to 4 are hidden (primary). Further cells are hidden (secondary) until nobody who knows every
shown cell and every total can tell a hidden cell closer than within 5. A nought hides nothing: where no place has
started, everybody knows it, so noughts are always shown. Staff figures are shown in bands.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

SMALLEST_SHOWN = 5
BANDS = ((0, 0, "0"), (1, 4, "1-4"))
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


def band(count: int) -> str:
    """A staff figure as `0`, `1-4` or `5+`."""
    return next((label for low, high, label in BANDS if low <= count <= high), "5+")


def whole_percents(share: float) -> float:
    """A share of 1 in whole percents, half up as they are written: a longer fraction would tell both its numbers."""
    return math.floor(share * 100 + 0.5) / 100


def with_totals(counts: Counts) -> Counts:
    """The table with a last row and a last column of sums."""
    wide = np.hstack([counts, counts.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)])


def hidden(counts: Counts) -> Mask:
    """Which cells of a two-way table (totals included, see with_totals) must not be shown; same shape."""
    table = with_totals(counts)
    mask = (table > 0) & (table < SMALLEST_SHOWN)
    while (weak := _weakest(table, mask)) is not None:
        for cell in _next_to_hide(table, mask, weak):
            mask[cell] = True
    return mask


def ranges(table: Counts, mask: Mask) -> dict[tuple[int, int], float]:
    """For each hidden cell how far apart its least and greatest possible value are, given all shown cells."""
    cells = [(int(row), int(column)) for row, column in np.argwhere(mask)]
    if not cells:
        return {}
    equations, values = _equations(table, mask, cells)
    return {cell: _range(index, len(cells), equations, values) for index, cell in enumerate(cells)}


def _weakest(table: Counts, mask: Mask) -> tuple[int, int] | None:
    """The hidden cell that can be told most closely, if any can be told within 5."""
    found = ranges(table, mask)
    cell = min(found, key=lambda one: found[one], default=None)
    return cell if cell is not None and found[cell] < SMALLEST_SHOWN - 1e-6 else None


def _next_to_hide(table: Counts, mask: Mask, weak: tuple[int, int]) -> list[tuple[int, int]]:
    """The cheapest rectangle that lets the weak cell move by 5 or more; where there is none, the cheapest cell."""
    row, column = weak
    best: tuple[tuple[int, int, int], list[tuple[int, int]]] | None = None
    for other_row, other_column in np.ndindex(table.shape):
        if other_row == row or other_column == column:
            continue
        corners = [(row, other_column), (other_row, column), (other_row, other_column)]
        room = min(table[weak], table[corners[2]]) + min(table[corners[0]], table[corners[1]])
        new = [cell for cell in corners if not mask[cell]]
        if any(table[cell] == 0 for cell in corners):
            continue
        if room >= SMALLEST_SHOWN and new and (best is None or _cost(table, new) < best[0]):
            best = _cost(table, new), new
    if best is not None:
        return best[1]
    shown = [(int(one), int(other)) for one, other in np.argwhere(~mask & (table > 0))]
    return [min(shown, key=lambda cell: (cell[0] != row and cell[1] != column, *_cost(table, [cell])))]


def _cost(table: Counts, cells: list[tuple[int, int]]) -> tuple[int, int, int]:
    """Totals are worth most to the reader, then the number of cells, then how much they count."""
    last_row, last_column = table.shape[0] - 1, table.shape[1] - 1
    totals = sum((row == last_row) + (column == last_column) for row, column in cells)
    return totals, len(cells), int(sum(table[cell] for cell in cells))


def _equations(
    table: Counts, mask: Mask, cells: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each row and each column says: its inner cells minus its total are nought; shown cells move to the right."""
    index = {cell: number for number, cell in enumerate(cells)}
    left, right = [], []
    for line in _lines(table.shape):
        coefficients, value = np.zeros(len(cells)), 0.0
        for position, cell in enumerate(line):
            sign = -1.0 if position == len(line) - 1 else 1.0
            if mask[cell]:
                coefficients[index[cell]] += sign
            else:
                value -= sign * float(table[cell])
        left.append(coefficients)
        right.append(value)
    return np.array(left), np.array(right)


def _lines(shape: tuple[int, ...]) -> list[list[tuple[int, int]]]:
    rows, columns = shape
    return [[(row, column) for column in range(columns)] for row in range(rows)] + [
        [(row, column) for row in range(rows)] for column in range(columns)
    ]


def _range(index: int, size: int, equations: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    from scipy.optimize import linprog  # 0.3 s to import, and needed only here

    goal = np.zeros(size)
    goal[index] = 1.0
    bounds = (0, None)
    least = linprog(goal, A_eq=equations, b_eq=values, bounds=bounds)
    greatest = linprog(-goal, A_eq=equations, b_eq=values, bounds=bounds)
    if greatest.status == 3:  # unbounded: nothing at all can be told
        return float("inf")
    return float(-greatest.fun - least.fun)
