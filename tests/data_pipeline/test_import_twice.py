"""The same file again changes nothing: whatever its rows lack, in whichever order they stand, however many batches."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_pipeline.match import add_alias
from data_pipeline.people import People, Person
from data_pipeline.undo import undo
from storage.engine import writing
from storage.tables import metadata
from tests.data_pipeline.files import ALICE, counts, dropped, everything, rows, told

pytestmark = pytest.mark.usefixtures("database")

PEOPLE = """
    navn     | email   | kursusdato | kommune | arbejdsplads
    Bo Dam   | bo@e.dk | 05-03-2021 |         | Gadeplan
    Gry Holm | gh@e.dk | 05-03-2021 |         | Broen
    Eva Bæk  | eb@e.dk | 05-03-2021 | Aarhus  | Havnen
    Ib Skov  | ib@e.dk | 05-03-2021 | Odense  | Gadeplan
"""


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("text_table.FIRST_ROWS", "text_table.BATCH_ROWS", "load.BATCH_ROWS"):
        monkeypatch.setattr(f"data_pipeline.{name}", 2)


def test_a_row_finds_what_a_later_batch_names() -> None:
    report = dropped(PEOPLE)
    assert counts(report) == "3 loaded, 1 quarantined"
    assert told(report) == [(3, "unknown_municipality", "error")]
    assert rows("SELECT s.name FROM trainer t JOIN site s ON s.id = t.site_id WHERE t.email = 'bo@e.dk'") == [
        ("Gadeplan",)
    ]
    assert rows("SELECT row FROM quarantine") == [(3,)]
    before = everything()
    assert counts(dropped(PEOPLE)) == "3 unchanged, 1 quarantined"
    assert everything() == before


def test_what_reading_saw_in_a_row_is_told_once_although_the_row_is_tried_twice() -> None:
    report = dropped(PEOPLE.replace("Bo Dam  ", "Bo SÃ¸e").replace("Gry Holm", "Gry SÃ¸e"))
    assert counts(report) == "3 loaded, 1 quarantined"
    expected = [(2, "damaged_text", "warning"), (3, "damaged_text", "warning"), (3, "unknown_municipality", "error")]
    assert sorted(told(report)) == expected
    assert sorted(rows("SELECT row, code FROM problem WHERE row > 0")) == [(row, code) for row, code, _ in expected]


def test_an_answer_finds_the_municipality_that_the_same_person_names_later() -> None:
    answers = """
        email   | kommune | besvaret   | status
        ib@e.dk |         | 20-04-2021 | 1
        xx@e.dk |         | 20-04-2021 | 1
        ib@e.dk | Aarhus  | 20-08-2021 | 1
    """
    assert counts(dropped(answers)) == "2 loaded, 1 quarantined"
    assert rows("SELECT DISTINCT municipality_code FROM response") == [("0751",)]
    before = everything()
    assert counts(dropped(answers)) == "2 unchanged, 1 quarantined"
    assert everything() == before


def test_what_an_earlier_file_said_of_a_person_is_known_whoever_comes_first_in_this_one() -> None:
    header = "email | kommune | besvaret | status\n"
    dropped(f"{header} ib@e.dk | Aarhus | 20-04-2021 | 1")
    assert counts(dropped(f"{header} bo@e.dk | Odense | 20-08-2021 | 1\n ib@e.dk | | 20-08-2021 | 1")) == "2 loaded"


def test_the_order_of_day_and_month_is_what_the_whole_list_says_also_when_most_of_it_is_known() -> None:
    people = """
        navn     | email   | kursusdato | kommune
        Bo Dam   | bo@e.dk | 03/25/2021 | Odense
        Gry Holm | gh@e.dk | 25/03/2021 |
        Ib Skov  | ib@e.dk | 03/05/2021 | Odense
    """
    for _ in range(2):
        report = dropped(people)
        assert [each for each in told(report) if each[2] == "error"] == [
            (3, "missing_required", "error"),
            (4, "ambiguous_date", "error"),
        ]


def test_a_waiting_row_that_is_tried_again_finds_what_another_waiting_row_names() -> None:
    report = dropped("""
        email   | kommune   | besvaret   | status
        ib@e.dk |           | 20-04-2021 | 1
        ib@e.dk | Smilets B | 20-08-2021 | 1
    """)
    assert counts(report) == "2 quarantined"
    assert add_alias("Smilets B", "0751", by=ALICE).cured == 2
    assert rows("SELECT DISTINCT municipality_code FROM response") == [("0751",)]


def test_what_was_undone_is_news_again_although_the_file_came_twice() -> None:
    first, _ = dropped(PEOPLE), dropped(PEOPLE)
    undo(first.run or 0, by=ALICE)
    assert (counts(dropped(PEOPLE)), counts(dropped(PEOPLE))) == (
        counts(first),
        counts(first).replace("loaded", "unchanged"),
    )


EMAIL = ["bo@e.dk", "ib@e.dk", "eva.bæk@e.dk", "eva.baek@e.dk", ""]
PARTICIPANT = {
    "navn": ["Bo Dam", "Bo Dam", "Ib Skov", "Eva Bæk"],
    "email": EMAIL,
    "telefon": ["20304050", "", ""],
    "kursusdato": ["05-03-2021", "05-03-2021", "03/05/2021", "13/05/2021"],
    "kommune": ["Odense", "Aarhus", "", ""],
    "arbejdsplads": ["Gadeplan", "Gadeplanen", "Broen", ""],
    "netværk": ["Vest", "Øst", ""],
}
ANSWER = {
    "email": EMAIL,
    "kommune": ["Odense", "", ""],
    "arbejdsplads": ["Gadeplan", "Broen", ""],
    "besvaret": ["20-04-2021", "20-04-2021", "03/05/2021", "13/05/2021"],
    "status": ["1", "4"],
}
KOBO = {
    "_uuid": ["a", "b", "c"],
    "_submission_time": ["2021-04-20T10:00:00"],
    "email": EMAIL,
    "kommune": ["Odense", "Aarhus", "", ""],
    "status": ["1", "4"],
}
KINDS = (PARTICIPANT, ANSWER, KOBO)


def lists(cells: dict[str, list[str]], most: int) -> st.SearchStrategy[str]:
    row = st.tuples(*(st.sampled_from(each) for each in cells.values()))
    return st.lists(row, min_size=1, max_size=most).map(
        lambda drawn: "\n".join(" | ".join(row) for row in [tuple(cells), *drawn])
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(*(lists(each, 6) for each in KINDS)), min_size=1, max_size=3))
def test_any_files_again_change_nothing_at_once_and_later_and_undone_they_leave_nothing(drawn: list[str]) -> None:
    _empty()
    loaded = []
    for each in drawn:
        first = dropped(each)
        if first.refused:
            continue
        counts(first)
        before = everything()
        again = dropped(each)
        assert (again.counts.loaded, again.counts.updated) == (0, 0)
        assert again.counts.quarantined == first.counts.quarantined
        assert everything() == before
        loaded.append((each, first))
    if any(first.counts.quarantined for _, first in loaded):
        return  # what waits may find in a later file what it lacked
    before = everything()
    for each, _ in loaded:
        dropped(each)
    assert everything() == before
    for _, first in reversed(loaded):
        undo(first.run or 0, by=ALICE)
    assert not any(everything()[name] for name in ("site", "course", "trainer", "participation", "response"))


PERSON = {
    "deltager_id": ["", "", "", *(f"D{number}" for number in range(9))],
    "navn": ["Eva Bæk", "Eva K. Bæk", "Eva-Lis Bæk", *(f"{first} Dam" for first in "ABCDEFGHIJ")],
    "email": [*EMAIL, *(f"{first}@e.dk" for first in "abcd")],
    "telefon": ["", *(f"2030405{last}" for last in range(5))],
    "kursus_id": ["K1", "K2"],
    "kursusdato": ["05-03-2021"],
    "kommune": ["Odense"],
    "arbejdsplads": ["Gadeplan", "Broen"],
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists(PERSON, 12))
def test_those_whom_nobody_shares_a_detail_with_are_made_together_and_it_does_not_show(people: str) -> None:
    found = []
    for one_by_one in (True, False):
        _empty()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("FIRST_ROWS", "BATCH_ROWS"):
                patch.setattr(f"data_pipeline.text_table.{name}", 7)
            if one_by_one:
                patch.setattr(People, "not_new", lambda _, *columns: set(range(len(columns[0]))))
            report = dropped(people)
        found.append((counts(report), sorted(told(report)), rows(WHO_IS_WHOM)))
    assert found[0] == found[1]


def test_an_address_that_differs_only_in_how_a_letter_is_spelled_is_not_new() -> None:
    people = People()
    people.add(Person(1, "D1", "eva.bæk@e.dk", None, "eva baek", 1))
    emails = ["eva.baek@e.dk", "åse@e.dk", "aase@e.dk", "bo@e.dk"]
    assert people.not_new([None] * 4, emails, [None] * 4, ["a", "b", "c", "d"]) == {0, 1, 2}


WHO_IS_WHOM = """SELECT p.row_number, t.row_number, t.participant_key, t.folded_name, t.email, t.phone, s.name,
                 p.record_key FROM participation p JOIN trainer t ON t.id = p.trainer_id JOIN site s ON s.id = t.site_id
                 ORDER BY p.row_number"""


def _empty() -> None:
    with writing() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name in (*everything(), "import_run", "problem", "raw_block"):
                connection.execute(table.delete())
