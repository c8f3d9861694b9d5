"""What people type in the address bar, and the municipality they meant."""

from __future__ import annotations

import pytest

from ui import suggestion

NAMES = {
    "0101": "København",
    "0751": "Aarhus",
    "0492": "Ærø",
    "0851": "Aalborg",
    "0810": "Brønderslev",
    "0316": "Holbæk",
}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0751", "0751"),
        ("101", "0101"),
        ("aarhus", "0751"),
        ("Århus", "0751"),
        ("AARHUS KOMMUNE", "0751"),
        ("aarhus-kommune", "0751"),
        ("københavns kommune", "0101"),
        ("koebenhavn", "0101"),
        ("aeroe", "0492"),
        ("9999", None),
        ("", None),
        ("<script>", None),
    ],
)
def test_a_name_in_the_address_is_as_good_as_a_code(typed: str, code: str | None) -> None:
    assert suggestion.exact(typed, NAMES) == code


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("arhus", "0751"),
        ("ålborg", "0851"),
        ("bronderslev", "0810"),
        ("0752", "0751"),
        ("holbek", "0316"),
        ("kobenhavn", "0101"),
    ],
)
def test_a_misspelling_gets_the_nearest_first(typed: str, first: str) -> None:
    assert suggestion.nearest(typed, NAMES)[0] == first


def test_nothing_alike_suggests_nothing() -> None:
    assert suggestion.nearest("<script>alert(1)</script>", NAMES) == []
    assert suggestion.nearest("x" * 100_000, NAMES) == []
