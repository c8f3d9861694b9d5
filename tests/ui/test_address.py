"""The address bar holds the view, and junk in it is the nearest valid view."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import address

NOTHING = {"wave": None, "region": None, "network": None, "size": None}


def test_there_and_back():
    search = "?maaling=2&region=1084&netvaerk=3&stoerrelse=small"
    assert address.search_from(address.selection_from(search)) == search


@pytest.mark.parametrize(
    "search",
    [
        None,
        "",
        "?",
        "?maaling=",
        "?maaling=to",
        "?region=9999",
        "?netvaerk=-1",
        "?stoerrelse=kæmpe",
        "?maaling=²",
        "???",
    ],
)
def test_junk_is_everything(search):
    assert address.selection_from(search) == NOTHING
    assert address.search_from(NOTHING) == ""


@given(st.text(max_size=800))
def test_nothing_in_the_address_is_an_error(text):
    found = address.selection_from(text)
    assert address.selection_from(address.search_from(found)) == found


@pytest.mark.parametrize(
    ("given", "digits", "number"),
    [
        ("7", 9, 7),
        ("007", 9, 7),
        (7, 9, 7),
        ("0", 9, 0),
        ("999999999", 9, 999_999_999),
        ("1000000000", 9, None),
        ("2147483647", 10, 2_147_483_647),
        ("2147483648", 10, None),  # no row has it, and PostgreSQL would call it an error
        ("123456", 5, None),
        ("", 9, None),
        (None, 9, None),
        ("-1", 9, None),
        ("1.0", 9, None),
        (" 1", 9, None),
        ("²", 9, None),
        ("٣", 9, None),
        ("alle", 9, None),
        (True, 9, None),
    ],
)
def test_a_number_from_outside(given, digits, number):
    assert address.number(given, digits=digits) == number
