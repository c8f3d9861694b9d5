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
