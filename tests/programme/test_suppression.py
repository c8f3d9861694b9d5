"""Small numbers stay hidden, also from somebody who can add and subtract."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from programme import suppression
from ui import formats

TABLES = arrays(np.int64, st.tuples(st.integers(1, 5), st.integers(1, 4)), elements=st.integers(0, 30))


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "1-4"), (4, "1-4"), (5, "5+"), (120, "5+")])
def test_staff_figures_are_bands(count: int, shown: str):
    assert suppression.band(count) == shown


@pytest.mark.parametrize("answered", range(9))
def test_a_share_in_whole_percents_is_written_as_the_exact_one(answered: int):
    assert formats.percent(suppression.whole_percents(answered / 8)) == formats.percent(answered / 8)


@pytest.mark.parametrize(("count", "is_hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_is_hidden(count: int, is_hidden: bool):
    counts = np.array([[count, 40, 50], [60, 70, 80], [90, 91, 92]])
    assert suppression.hidden(counts)[0, 0] == is_hidden


def test_a_table_without_small_numbers_is_shown_whole():
    assert not suppression.hidden(np.array([[5, 0], [17, 30]])).any()


def test_one_small_number_takes_a_rectangle_with_it():
    mask = suppression.hidden(np.array([[3, 20, 40], [25, 30, 45], [50, 60, 70]]))
    assert mask[0, 0]
    assert mask.sum() == 4  # the least that protects one cell
    assert not mask[-1, -1]


def test_a_nought_is_shown_and_hides_nothing():
    counts = np.array([[3, 0, 40], [0, 30, 45], [50, 60, 70]])
    mask = suppression.hidden(counts)
    assert mask[0, 0]
    assert not (mask & (suppression.with_totals(counts) == 0)).any()


def test_a_small_grand_total_is_hidden_with_everything_that_gives_it_away():
    counts = np.array([[2, 0], [0, 1]])
    mask = suppression.hidden(counts)
    assert all(width >= 5 for width in suppression.ranges(suppression.with_totals(counts), mask).values())


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_no_hidden_cell_can_be_told_within_five(counts):
    """Solves the linear system of the shown cells, written here once more and differently from the product's."""
    table = suppression.with_totals(counts)
    mask = suppression.hidden(counts)
    assert not ((table > 0) & (table < 5) & ~mask).any()
    rows, columns = counts.shape
    totals = np.zeros((table.size, counts.size))  # every cell, totals too, as a sum of inner cells
    for position, (row, column) in enumerate(np.ndindex(table.shape)):
        chosen = np.zeros(counts.shape)
        chosen[slice(None) if row == rows else row, slice(None) if column == columns else column] = 1
        totals[position] = chosen.ravel()
    shown = ~mask.ravel()
    known, values = totals[shown], table.ravel()[shown]
    for wanted in np.flatnonzero(mask.ravel()):
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * totals[wanted], A_eq=known if len(known) else None, b_eq=values if len(known) else None
            )
            ends.append(np.inf if found.status == 3 else sign * found.fun)
        assert ends[1] - ends[0] >= 5 - 1e-6
