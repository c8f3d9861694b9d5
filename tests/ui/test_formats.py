"""Numbers, dates and changes as Danish readers expect them."""

from datetime import date, datetime

import pytest

from ui import formats

TODAY = date(2021, 7, 1)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.integer(1234567), "1.234.567"),
        (formats.integer(0), "0"),
        (formats.integer(None), "–"),
        (formats.integer(float("nan")), "–"),
        (formats.decimal(1234.56), "1.234,6"),
        (formats.percent(0.125, 1), "12,5\u00a0%"),
        (formats.percent(0.5), "50\u00a0%"),
        (formats.percent(0.625), "63\u00a0%"),  # as the browser and a spreadsheet write it
        (formats.percent(0.145), "14\u00a0%"),
        (formats.decimal(0.25), "0,3"),
        (formats.percent(None), "–"),
        (formats.day(date(2021, 5, 4)), "4. maj 2021"),
        (formats.day("2021-03-01"), "1. mar. 2021"),
        (formats.day(None), "–"),
        (formats.count(1, "dag", "dage"), "1 dag"),
        (formats.count(1200, "dag", "dage"), "1.200 dage"),
    ],
)
def test_written(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (date(2021, 7, 1), "i dag"),
        (datetime(2021, 6, 30, 23, 59), "i går"),
        (date(2021, 6, 28), "for 3 dage siden"),
        (date(2021, 4, 1), "for 3 måneder siden"),
        (date(2018, 7, 1), "for 3 år siden"),
        (date(2021, 7, 3), "om 2 dage"),
        (None, "–"),
    ],
)
def test_ago(then, said):
    assert formats.ago(then, TODAY) == said


@pytest.mark.parametrize(
    ("value", "previous", "unit", "said"),
    [
        (141, 118, "antal", "+23"),
        (0.41, 0.54, "procent", "−13 procentpoint"),
        (96, 103, "dage", "−7 dage"),
        (97, 96, "dage", "+1 dag"),
        (5, 5, "antal", "uændret"),
        (5, None, "antal", ""),
        (0.444, 0.416, "procent", "+2 procentpoint"),  # 44 % and 42 %
        (98.4, 133.6, "dage", "−36 dage"),  # 98 and 134
        (None, 5, "antal", ""),
    ],
)
def test_change(value, previous, unit, said):
    assert formats.change(value, previous, unit) == said
