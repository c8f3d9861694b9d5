"""What is said first about the early warning: the verdict, and what keeps it from being more than it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from dash import html

from ui.ssr import to_html
from ui.warning_method import method

BETTER = "Efterprøvet på jeres egne tal rammer skønnet bedre end den enkle regel."


def first_words(**scores: float) -> str:
    """The lead of the page for a back test that was better than the rule."""
    test: dict[str, Any] = {"verdict": "better", "brier": scores, "splits": [1], "municipalities": 9, "forecasts": 40}
    test |= {"not_started": 9, "skill": 0.2, "ahead": 1.0, "calibration": [], "covered": 0.0}
    log = SimpleNamespace(written=0, scored=0, next_due=None, brier=None)
    found = SimpleNamespace(back_test=test, log=log, weights=[], known_starts=9, least_starts=10, rule_days=90)
    found.as_of, found.horizon_days = "2021-07-01", 180
    return to_html(method(found, html.P())[:1])


@pytest.mark.parametrize(
    ("scores", "is_coin", "is_time_alone"),
    [
        ({"method": 0.18, "rule": 0.24, "curve": 0.2}, False, False),
        ({"method": 0.307, "rule": 0.383, "curve": 0.4}, True, False),
        ({"method": 0.307, "rule": 0.383, "curve": 0.293}, True, True),
    ],
)
def test_better_than_the_rule_is_not_said_as_if_it_were_good(scores, is_coin, is_time_alone):
    said = first_words(**scores)
    assert BETTER in said
    assert ("plat og krone" in said) == is_coin
    assert ("Tiden siden første træner" in said) == is_time_alone
