"""No rendering of a CPR number survives; what only looks a little like one is left alone."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline import cpr
from data_pipeline.model import CPR_MASK
from tests.data_pipeline.reading import read

RENDERINGS = """
010180-1234
0101801234
010180 1234
010180 - 1234
010180–1234
010180—1234
010180/1234
010180.1234
010180-12 34
01 01 80 1234
01 01 80-1234
01.01.80-1234
01-01-80-1234
01/01/80 1234
01011980-1234
01-01-1980-1234
01.01.1980–1234
0101 80 1234
610180-1234
(010180-1234)
5,0101801234
0101801234,0101801234
5 01.01.80-1234 2
01-01-80 1234 2
cpr:0101801234.
cpr0101801234
x010180-1234y
０１０１８０-1234
010180\u00a01234
010180\u200b-\u200b1234
"""

OTHERS = """
20 30 40 50
+45 20304050
+45 21 31 41 51
0045 22324252
004522324252
4520304050
20 10 40 50 21 31 41 51
20304050/21314151
12 10 40 50 / 21 31 41 51
05-03-2021
05-03-2021 12:00
05-03-2021 12
05-03-2021 1200
05-03-2021 1200 kr.
05032021 1234
01011980-12345
12-10-21 12:00
2026-03-04 10:12:00
2026-03-05T10:00:00Z
05/03/2026 09.15.22
2026/03/05 9:15:22 AM GMT+1
01-02-2021;03-04-2021
01.02.2021-03.04.2021
900000001
910000001
320180-1234
011380-1234
310280-1234
10101801234
0101801234567
6.0000000000
12.1012345678
6a0d1c8e-0001-4000-8000-000000000001
ab010180-1234-4000-8000-010180123456
"""


@pytest.mark.parametrize("text", RENDERINGS.strip().splitlines())
def test_every_rendering_is_masked(text: str) -> None:
    assert CPR_MASK in cpr.mask(text)
    assert "34" not in cpr.mask(text)
    assert cpr.mask_cell(text) == cpr.mask(text)


@pytest.mark.parametrize("text", OTHERS.strip().splitlines())
def test_other_numbers_are_left_alone(text: str) -> None:
    assert cpr.mask(text) == text


def test_a_line_break_inside_a_cell_hides_nothing() -> None:
    assert cpr.mask_cell("født 010180\n1234") == f"født {CPR_MASK}"


@pytest.mark.parametrize(
    ("heading", "text", "is_masked"),
    [
        ("cpr", "101801234", True),
        ("Personnummer", "101801234", True),
        ("Bemærkning", "101801234", True),
        ("Respondent-id", "101801234", False),
        ("Telefon", "101801234", False),
        ("Bemærkning", "900000001", False),
        ("Bemærkning", "20304050", False),
    ],
)
def test_nine_digits_are_a_number_that_lost_its_zero(heading: str, text: str, is_masked: bool) -> None:
    assert (cpr.may_hold_short(heading) and cpr.mask_short(text) == CPR_MASK) is is_masked


def test_a_file_of_text_loses_the_zero_too() -> None:
    _, batch = read(
        "svar_id;navn;note;cpr\n101801234;Bo;101801234;\n2;Ib;900000001;10180-1234\n3;Eva;x; 010180 / 12-34\n"
    )
    assert batch.rows == [
        ["101801234", "Bo", CPR_MASK, ""],
        ["2", "Ib", "900000001", CPR_MASK],
        ["3", "Eva", "x", CPR_MASK],
    ]
    assert batch.cpr == [(2, "note"), (3, "cpr"), (4, "cpr")]


def test_a_birthday_under_a_heading_of_numbers_is_no_number() -> None:
    _, batch = read("navn;fødselsdag (ikke cpr)\nBo;01-01-1980\n")
    assert batch.rows == [["Bo", "01-01-1980"]]


births = st.dates(date(1900, 1, 1), date(2035, 12, 31))
gaps = st.sampled_from(["", "-", " ", "–", " - ", "\u00a0", ".", "/", "- ", "\u00ad"])
words = st.text(alphabet="abcæøå (),;:!?\n\"'", max_size=12)


@given(birth=births, serial=st.integers(0, 9999), gap=gaps, plus_60=st.booleans(), before=words, after=words)
def test_a_number_in_any_text_is_masked(
    birth: date, serial: int, gap: str, plus_60: bool, before: str, after: str
) -> None:
    day = birth.day + 60 * plus_60
    number = f"{day:02d}{birth:%m%y}{gap}{serial:04d}"
    masked = cpr.mask(f"{before}{number}{after}")
    assert masked == f"{before}{CPR_MASK}{after}"


@given(moment=st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)), zone=st.sampled_from(["", "Z", "+01:00"]))
def test_times_are_left_alone(moment: datetime, zone: str) -> None:
    for text in (moment.isoformat(timespec="seconds") + zone, f"{moment:%d-%m-%Y %H:%M}", f"{moment:%d.%m.%Y}"):
        assert cpr.mask(text) == text


@given(number=st.integers(20_000_000, 99_999_999), prefix=st.sampled_from(["", "+45 ", "+45", "0045", "0045 "]))
def test_phone_numbers_are_left_alone(number: int, prefix: str) -> None:
    digits = str(number)
    for text in (prefix + digits, prefix + " ".join(digits[at : at + 2] for at in range(0, 8, 2))):
        assert cpr.mask(text) == text


@given(st.uuids())
def test_uuids_are_left_alone(value: object) -> None:
    assert cpr.mask(f"{value}") == f"{value}"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_number_in_a_file_is_masked_whatever_stands_in_the_cell_before(delimiter: str) -> None:
    _, batch = read(delimiter.join(["navn", "kit", "note"]) + "\n" + delimiter.join(["Bo", "5", "0101801234"]))
    assert batch.rows == [["Bo", "5", CPR_MASK]]
    assert batch.cpr == [(2, "note")]
