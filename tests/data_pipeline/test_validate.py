"""What a cell means, and what is said about one that cannot be read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_pipeline.contract import contract
from data_pipeline.model import FieldMap, Mapping, Row
from data_pipeline.parse import Bad, age_parser, code_parser, parse_boolean, parse_integer, parse_name, split_name
from data_pipeline.parse_contact import parse_email, parse_phone
from data_pipeline.parse_date import column_order, parse_date
from data_pipeline.validate import Checked, Validator

TODAY = date(2026, 11, 22)


def lines(drawn: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in drawn.strip("\n").splitlines() if line.strip()]


DATES = """
    05-03-2021                   | 2021-03-05
    5. marts 2021                | 2021-03-05
    d. 5. marts 2021             | 2021-03-05
    fredag den 5. marts 2021     | 2021-03-05
    5 mar 21                     | 2021-03-05
    20/1-26                      | 2026-01-20
    20/1 2026                    | 2026-01-20
    20–1–2026                    | 2026-01-20
    '20-01-2026                  | 2026-01-20
    2026-01-20 13:00-16:00       | 2026-01-20
    20.01.2026                   | 2026-01-20
    1.2.26                       | 2026-02-01
    2026-01-20                   | 2026-01-20
    2026-01-20 09:15:00          | 2026-01-20
    2026-01-20T09:15:00Z         | 2026-01-20
    2026/03/05 9:15:22 AM GMT+1  | 2026-03-05
    05/03/2026 09.15.22          | 2026-03-05
    20260120                     | 2026-01-20
    46042                        | 2026-01-20
    5/5/2026                     | 2026-05-05
    25/12/2026                   | 2026-12-25
    12/25/2026                   | 2026-12-25
    29-02-2024                   | 2024-02-29
    29-02-2023                   | invalid_date
    31-02-2026                   | invalid_date
    32-01-2026                   | invalid_date
    uge 34                       | invalid_date
    12-2026                      | invalid_date
    99                           | invalid_date
    03/05/2026                   | ambiguous_date
    03/05/26                     | ambiguous_date
"""


@pytest.mark.parametrize(("text", "expected"), lines(DATES))
def test_a_date_is_read_as_danish_people_write_it(text: str, expected: str) -> None:
    made = parse_date(text)
    assert (made.code if isinstance(made, Bad) else made.isoformat()) == expected


def test_a_date_with_slashes_is_decided_by_its_column() -> None:
    assert column_order(["03/05/2026", "25/05/2026"]) == "dmy"
    assert column_order(["03/05/2026", "05/25/2026"]) == "mdy"
    assert column_order(["03/05/2026", "04/05/2026"]) == ""
    assert column_order(["25/05/2026", "05/25/2026"]) == ""  # they disagree: nothing is guessed
    assert parse_date("03/05/2026", "dmy") == date(2026, 5, 3)
    assert parse_date("03/05/2026", "mdy") == date(2026, 3, 5)


def test_an_ambiguous_date_is_told_with_both_readings() -> None:
    made = parse_date("03/05/2026")
    assert isinstance(made, Bad)
    assert "03-05-2026 eller 05-03-2026" in made.message


def test_a_time_in_utc_falls_on_its_danish_day() -> None:
    assert parse_date("2026-06-30 22:30:00", is_utc=True) == date(2026, 7, 1)
    assert parse_date("2026-06-30 21:30:00", is_utc=True) == date(2026, 6, 30)
    assert parse_date("2026-12-31 23:30:00", is_utc=True) == date(2027, 1, 1)


def test_a_time_that_tells_its_zone_falls_on_its_danish_day() -> None:
    assert parse_date("2026-06-30T22:30:00Z") == date(2026, 7, 1)
    assert parse_date("2026-06-30T22:30:00.000+00:00") == date(2026, 7, 1)
    assert parse_date("2026-06-30T23:30:00+02:00") == date(2026, 6, 30)
    assert parse_date("2026-06-30T23:30:00-0500") == date(2026, 7, 1)


NUMBERS = """
    7            | 7
    007          | 7
    6.0000000000 | 6
    6,0          | 6
    1.234        | 1234
    1 234        | 1234
    12 stk.      | 12
    ingen        | 0
    to           | 2
    ca. 5        | approximate_number
    cirka 5      | approximate_number
    5-6          | approximate_number
    5 til 6      | approximate_number
    10+          | approximate_number
    > 10         | approximate_number
    mellem 5 og 10 | approximate_number
    cirka fem    | approximate_number
    fem-seks     | approximate_number
    5 (ca.)      | approximate_number
    måske 5      | approximate_number
    knap 5       | approximate_number
    min. 5       | approximate_number
    1,5          | invalid_number
    mange        | invalid_number
    -3           | invalid_number
    99999999     | invalid_number
"""


@pytest.mark.parametrize(("text", "expected"), lines(NUMBERS))
def test_a_number_is_a_whole_number_or_it_is_missing(text: str, expected: str) -> None:
    made = parse_integer(text)
    assert (made.code if isinstance(made, Bad) else str(made)) == expected
    assert not isinstance(made, Bad) or made.value is None  # "ca. 5" is never silently 5


EMAILS = """
    ANNA-LISE@Eksempel.DK               | anna-lise@eksempel.dk | -
    <bo@eksempel.dk>;                   | bo@eksempel.dk        | -
    Lone Skov <l@eksempel.dk>           | l@eksempel.dk         | -
    mailto:bo@eksempel.dk               | bo@eksempel.dk        | -
    eva.bæk@eksempel.dk                 | eva.bæk@eksempel.dk   | -
    åse@eksempel.invalid                | åse@eksempel.invalid  | -
    a@eksempel.dk / b@eksempel.dk       | a@eksempel.dk         | invalid_email
    bent@eksempel,dk                    | None                  | invalid_email
    bent                                | None                  | invalid_email
    a b@eksempel.dk                     | None                  | invalid_email
"""


@pytest.mark.parametrize(("text", "value", "code"), lines(EMAILS))
def test_an_address_is_normalised_or_a_warning(text: str, value: str, code: str) -> None:
    made = parse_email(text)
    if isinstance(made, Bad):
        assert (str(made.value), made.code, made.severity) == (value, code, "warning")
    else:
        assert (made, code) == (value, "-")


PHONES = """
    20 30 40 50          | +4520304050
    20304050.0           | +4520304050
    0045-22324252        | +4522324252
    +45 21 31 41 51      | +4521314151
    tlf. 20304050        | +4520304050
    +46 70 123 45 67     | +46701234567
    23 33 43             | invalid_phone
    ring til leder       | invalid_phone
"""


@pytest.mark.parametrize(("text", "expected"), lines(PHONES))
def test_a_phone_number_is_danish_unless_it_says_otherwise(text: str, expected: str) -> None:
    made = parse_phone(text)
    assert (made.code if isinstance(made, Bad) else made) == expected


CODES = """
    profession       | 1                | 1
    profession       | 01               | 1
    profession       | 1.0              | 1
    profession       | Sygepl.          | 1
    profession       | SYGEPLEJERSKE    | 1
    profession       | SOSU-ass         | 2
    profession       | leder            | 9
    profession       | uoplyst          | 99
    profession       | Frivillig        | unknown_value
    role             | naloxonansvarlig | 2
    status           | orlov            | 2
    gender           | K                | kvinde
    gender           | mand             | mand
    gender           | Kvinde           | kvinde
    workplace_kind   | Privat           | 2
"""


@pytest.mark.parametrize(("name", "text", "expected"), lines(CODES))
def test_a_code_may_be_written_as_its_label(name: str, text: str, expected: str) -> None:
    rule = contract().fields["participants"][name]
    made = code_parser(rule.codes, {}, rule.type == "code")(text)
    assert (made.code if isinstance(made, Bad) else str(made)) == expected


def test_the_mappings_own_words_come_before_the_contracts() -> None:
    rule = contract().fields["followup"]["programme_status"]
    parse = code_parser(rule.codes, {"2": "4", "3": "9"}, is_integer=True)
    assert (parse("2"), parse("3"), parse("1")) == (4, 9, 1)


def test_ages_are_kept_as_groups_only() -> None:
    parse = age_parser(TODAY)
    assert [parse(text) for text in ("47", "1979", "1988-05-01", "30-39", "60+")] == [
        "40-49", "40-49", "30-39", "30-39", "60+",
    ]  # fmt: skip
    assert isinstance(parse("1700"), str)
    assert isinstance(parse("2025"), Bad)


def test_names() -> None:
    assert parse_name("Cecilie  Ø.   Nygård ") == "Cecilie Ø. Nygård"
    assert split_name("Sørensen, Bent") == ("Bent", "Sørensen")
    assert split_name("Cecilie Ø. Nygård") == ("Cecilie Ø.", "Nygård")
    assert split_name("Bo") == ("Bo", "")


def test_yes_and_no() -> None:
    assert [parse_boolean(each) for each in ("ja", "X", "1", "Nej", "0", "2")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]
    assert isinstance(parse_boolean("måske"), Bad)


# --- Rows ---------------------------------------------------------------------------------------------------------


def validated(header: str, *rows: str, kind: str = "participants", **maps: FieldMap) -> Checked:
    """Rows whose columns carry the names of canonical fields."""
    names = header.split()
    fields = tuple(maps.get(name) or FieldMap(name, (name,)) for name in names)
    mapping = Mapping("prøve", kind, "prøve", fields)  # type: ignore[arg-type]
    cells: list[Row] = [[cell.strip() for cell in row.split("|")] for row in rows]
    known = {"odense": "0461", "aarhus": "0751", "0461": "0461", "0751": "0751"}
    checker = Validator(mapping, names, TODAY, lambda text: known.get(text.lower(), Bad("unknown_municipality", "?")))
    return checker.check(list(range(2, len(rows) + 2)), cells)


PEOPLE = "full_name course_date municipality email"
ROWS = """
    Bo Bo  | 05-03-2021 | Odense | bo@e.dk | loaded  |
    Bo Bo  | 05-03-2021 | Odense | bo      | loaded  | invalid_email
    Bo Bo  | 31-02-2021 | Odense |         | error   | invalid_date
    Bo Bo  | 05-03-2014 | Odense |         | error   | date_out_of_range
    Bo Bo  | 05-03-2031 | Odense |         | error   | date_out_of_range
    Bo Bo  | 05-03-2027 | Odense |         | loaded  |
    Bo Bo  |            | Odense |         | error   | missing_required
           | 05-03-2021 | Odense | bo@e.dk | error   | missing_required
    Bo Bo  | 05-03-2021 |        |         | error   | missing_required
    Bo Bo  | 05-03-2021 | Mordor |         | error   | unknown_municipality
    Bo Bo  |            |        |         | error   | missing_required missing_required
    Hold 2 |            |        |         | ignored | not_an_answer
    I alt  |            |        |         | ignored | not_an_answer
    Sum    | 12         |        |         | ignored | not_an_answer
    I alt  |            |        | 12      | ignored | not_an_answer
"""


@pytest.mark.parametrize("line", lines(ROWS))
def test_an_error_holds_the_row_back_and_a_warning_does_not(line: list[str]) -> None:
    *cells, fate, codes = line
    checked = validated(PEOPLE, "|".join(cells))
    assert [each.code for each in checked.problems] == codes.split()
    assert ("ignored" if checked.ignored else "error" if checked.errors else "loaded") == fate
    assert all(len(each.message) > 15 and each.column for each in checked.problems if each.message != "?")


def test_what_would_do_is_named_as_the_file_names_it() -> None:
    checked = validated(PEOPLE, "|05-03-2021|Odense|")
    assert [each.message for each in checked.problems] == ["Rækken mangler „full_name”. Udfyld feltet, og indlæs igen."]


def test_a_heading_between_the_rows_is_not_a_person() -> None:
    checked = validated("nr full_name course_date municipality".replace("nr", "remark"), "Hold 2 – Odense|||")
    assert checked.ignored == {0}


def test_the_headings_of_a_second_file_below_the_first_are_no_person() -> None:
    checked = validated(PEOPLE, "Bo Bo|05-03-2021|Odense|", "full_name |course_date|municipality|email")
    assert checked.ignored == {1}
    assert [(each.row, each.code) for each in checked.problems] == [(3, "not_an_answer")]


@pytest.mark.parametrize("text", ["-99", "Ved ikke", "ønsker ikke at svare", "N/A", "-", "[not completed]", ""])
def test_texts_that_mean_no_answer_are_no_answer(text: str) -> None:
    checked = validated("email answered_on kits confidence", f"bo@e.dk|05-03-2021|{text}|{text}", kind="followup")
    assert (checked.columns["kits"], checked.columns["confidence"]) == ([None], [None])
    assert checked.problems == []


def test_do_not_know_is_an_answer_where_the_question_has_it() -> None:
    checked = validated("email answered_on programme_status", "bo@e.dk|05-03-2021|Ved ikke", kind="followup")
    assert checked.columns["programme_status"] == [9]


def test_an_answer_cannot_come_from_the_future() -> None:
    checked = validated("email answered_on", "bo@e.dk|22-11-2026", "bo@e.dk|23-11-2026", kind="followup")
    assert [(each.row, each.code) for each in checked.problems] == [(3, "date_out_of_range")]


def test_code_and_name_of_a_municipality_have_to_agree() -> None:
    header = "full_name course_date municipality_code municipality"
    rows = ("Bo|05-03-2021|0461|Odense", "Bo|05-03-2021||Odense", "Bo|05-03-2021|0461|", "Bo|05-03-2021|0461|Aarhus")
    checked = validated(header, *rows)
    assert [(each.row, each.code) for each in checked.problems] == [(5, "ambiguous_municipality")]


def test_several_barriers_in_one_cell() -> None:
    joined = FieldMap("barriers", ("barriers",), "joined", separator=", ")
    rows = ("a@e.dk|05-03-2021|Manglende tid, Ledelse, økonomi", "a@e.dk|05-03-2021|B01, noget helt nyt")
    checked = validated("email answered_on barriers", *rows, kind="followup", barriers=joined)
    assert checked.columns["barriers"] == [("B01", "B05"), ("B01", "B98")]
    assert [(each.row, each.code, each.severity) for each in checked.problems] == [(3, "unknown_value", "warning")]


def test_one_column_per_barrier() -> None:
    ticked = FieldMap("barriers", ("b1", "b2", "b3"), "options", options=("B01", "B02", "B98"))
    names = ["email", "answered_on", "b1", "b2", "b3"]
    fields = (FieldMap("email", ("email",)), FieldMap("answered_on", ("answered_on",)), ticked)
    checker = Validator(Mapping("p", "followup", "p", fields), names, TODAY, str)
    rows = [["a@e.dk", "05-03-2021", *cells] for cells in (["1", "0", ""], ["Checked", "Checked", "x"], ["0", "0", ""])]
    checked = checker.check([2, 3, 4], rows)
    assert checked.columns["barriers"] == [("B01",), ("B01", "B02", "B98"), None]


@given(st.text(max_size=40))
def test_no_text_makes_a_parser_raise(text: str) -> None:
    for parse in (parse_date, parse_integer, parse_email, parse_phone, parse_boolean, parse_name, age_parser(TODAY)):
        parse(text)
    for rules in contract().fields.values():
        for rule in rules.values():
            if rule.codes:
                code_parser(rule.codes, {}, is_integer=False)(text)


@given(st.lists(st.lists(st.text(max_size=12), min_size=4, max_size=4), min_size=1, max_size=6))
def test_no_rows_make_validation_raise_and_every_row_has_one_fate(rows: list[list[str]]) -> None:
    fields = tuple(FieldMap(name, (name,)) for name in PEOPLE.split())
    checker = Validator(Mapping("p", "participants", "p", fields), PEOPLE.split(), TODAY, lambda text: Bad("x", text))
    checked = checker.check(list(range(2, len(rows) + 2)), rows)
    assert not checked.errors & checked.ignored
    assert all(len(column) == len(rows) for column in checked.columns.values())
