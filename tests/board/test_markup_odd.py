"""Addresses that only look like some, and tables: nothing but plain attributes comes through."""

from __future__ import annotations

import pytest

from board import markup


@pytest.mark.parametrize(
    "address", ["http://[x", "http://[::1", "https://[v1.]:x/", "http://[", "//[x", "http://x@y.invalid"]
)
def test_an_address_that_is_none_leads_nowhere(address: str):
    html = markup.render(f"[læs her](<{address}>)", people={})
    assert "læs her" in html
    assert "href" not in html


def test_columns_are_aligned_without_a_style():
    html = markup.render("| trin | kits |\n|:---|---:|\n| K5 | 2 |", people={})
    assert '<th align="left">trin</th>' in html
    assert '<td align="right">2</td>' in html
    assert "style" not in html
