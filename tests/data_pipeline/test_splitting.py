"""A guess that is refused: the rows that went by it are read again, and what was one becomes two."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from data_pipeline.load import Loading
from data_pipeline.match import proposed_matches, split_match
from data_pipeline.model import Refused
from data_pipeline.undo import undo
from storage.engine import writing
from storage.tables import match
from tests.data_pipeline.files import ALICE, counts, dropped, everything, rows

PEOPLE = """
    SELECT t.first_name, t.last_name, t.email, t.phone, t.profession, s.name, s.municipality_code
    FROM trainer t JOIN site s ON s.id = t.site_id ORDER BY 1, 2, 3, 4
"""
COURSES = """
    SELECT t.first_name, t.email, c.code FROM participation p JOIN trainer t ON t.id = p.trainer_id
    JOIN course c ON c.id = p.course_id ORDER BY 3, 2, 1
"""
ANSWERS = """
    SELECT t.email, s.name, r.municipality_code, r.respondent, r.kits, r.wave FROM response r
    LEFT JOIN trainer t ON t.id = r.trainer_id LEFT JOIN site s ON s.id = r.site_id ORDER BY r.record_key
"""
WAITING = "SELECT row, state FROM quarantine ORDER BY 1, 2"
SITES = "SELECT name, municipality_code FROM site ORDER BY 1, 2"
STATES = "SELECT municipality_code, state, rule FROM municipality_status ORDER BY 1, as_of, 2, 3"

ALICE_HOLM = """
    kursus_id | kursusdato | navn       | email             | tlf      | stilling | kommune | arbejdsplads
    K1        | 05-03-2021 | Åse Holm   | aase@e.dk         | 11223344 | læge     | Odense  | Gadeplan
    K1        | 05-03-2021 | Bob Lund   | bob@e.dk          | 22334455 | leder    | Odense  | Gadeplan
"""
HER_NAMESAKE = """
    kursus_id | kursusdato | navn       | email             | tlf      | stilling | kommune | arbejdsplads
    K2        | 05-04-2021 | Åse Holm   | åse@e.dk          | 33445566 | leder    | Odense  | Gadeplan
    K2        | 05-04-2021 | Bob Lund   | bob@e.dk          |          |          | Odense  | Gadeplan
"""
THEIR_ANSWERS = """
    email     | besvaret   | kommune | kit
    aase@e.dk | 05-06-2021 | Odense  | 1
    åse@e.dk  | 06-06-2021 | Odense  | 2
    bob@e.dk  | 06-06-2021 | Odense  | 3
"""
SITE = """
    navn   | kursusdato | kommune | arbejdsplads                  | email
    Bo Bo  | 05-03-2021 | Aarhus  | Rusmiddelcenteret Nørrebakken | bo@e.dk
    Ib Ib  | 05-03-2021 | Aarhus  | Rusmiddelcenteret Nørrebakken |
"""
MISSPELLED = """
    navn   | kursusdato | kommune | arbejdsplads                | email
    Eva Ø  | 05-04-2021 | Aarhus  | Rusmiddelcentret Nørrebaken | eva@e.dk
    Ib Ib  | 05-04-2021 | Aarhus  | Rusmiddelcentret Nørrebaken |
"""
EVA = """
    email    | besvaret   | kit
    eva@e.dk | 05-06-2021 | 4
    bo@e.dk  | 05-06-2021 | 5
"""
TOWN = """
    navn   | kursusdato | kommune   | arbejdsplads | email
    Bo Bo  | 05-03-2021 | Silkeborg | Gadeplan     | bo@e.dk
"""
MISSPELLED_TOWN = """
    navn   | kursusdato | kommune   | arbejdsplads | email
    Eva Ø  | 05-04-2021 | Silkebrog | Havnen       | eva@e.dk
    Bo Bo  | 05-04-2021 | Silkebrog |              | bo@e.dk
"""
TOWN_ANSWERS = """
    email    | besvaret   | kommune   | kit
    eva@e.dk | 05-06-2021 |           | 4
    x@e.dk   | 05-06-2021 | Silkebrog | 6
    bo@e.dk  | 05-06-2021 | Silkeborg | 5
"""
# What is dropped before the guess, the files that go by it, and the guess.
CASES = {
    "person": (ALICE_HOLM, (HER_NAMESAKE, THEIR_ANSWERS), ("trainer", "åse@e.dk", "")),
    "person, answers only": (ALICE_HOLM, (THEIR_ANSWERS,), ("trainer", "åse@e.dk", "")),
    "site": (SITE, (MISSPELLED, EVA), ("site", "noerrebaken rusmiddelcentret", "0751")),
    "municipality": (TOWN, (MISSPELLED_TOWN, TOWN_ANSWERS), ("municipality", "silkebrog", "")),
}
TARGETS = {
    "trainer": "SELECT id FROM trainer WHERE email = 'aase@e.dk'",
    "site": "SELECT id FROM site",
    "municipality": "SELECT code FROM municipality WHERE name = 'Silkeborg'",
}


def facts() -> dict[str, list[tuple[Any, ...]]]:
    """What the site shows: people, courses, answers, sites, what waits, states."""
    queries = (PEOPLE, COURSES, ANSWERS, SITES, WAITING, STATES)
    return dict(zip(("people", "courses", "answers", "sites", "waiting", "states"), map(rows, queries), strict=True))


def guess(text: str = "") -> int:
    """The guess that waits for a person (about this text)."""
    [found] = [row for row in proposed_matches(viewer=ALICE).itertuples() if row.text == text or not text]
    return int(found.id)


def decided_beforehand(noun: str, text: str, context: str) -> None:
    """Somebody knew it all along."""
    [[target]] = rows(TARGETS[noun])
    values = {"noun": noun, "text": text, "context": context, "target": str(target), "score": 0.9, "state": "split"}
    with writing() as connection:
        connection.execute(insert(match).values(values))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("case", CASES)
def test_splitting_gives_what_knowing_it_beforehand_would_have(case: str) -> None:
    first, others, decision = CASES[case]
    reports = [dropped(each) for each in (first, *others)]
    merged = facts()
    assert split_match(guess(decision[1]), by=ALICE) > 0
    split = facts()
    assert proposed_matches(viewer=ALICE).empty
    for report in reversed(reports):
        undo(report.run or 0, by=ALICE)
    assert rows("SELECT count(*) FROM trainer") == rows("SELECT count(*) FROM response") == [(0,)]

    with writing() as connection:
        connection.execute(match.delete())
    dropped(first)
    decided_beforehand(*decision)
    for each in others:
        dropped(each)
    assert split == facts()
    assert split != merged


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("case", CASES)
def test_what_was_split_can_be_undone_and_dropped_again(case: str) -> None:
    first, others, decision = CASES[case]
    dropped(first)
    before = facts()
    reports = [dropped(each) for each in others]
    split_match(guess(decision[1]), by=ALICE)
    split = facts()
    kept = everything()
    for each in (first, *others):
        assert {"loaded", "updated"}.isdisjoint(counts(dropped(each)).split())
    assert everything() == kept
    for report in reversed(reports):
        undo(report.run or 0, by=ALICE)
    assert facts() == before
    for each in others:
        dropped(each)
    assert facts() == split


TWO_IN_ONE_FILE = """
    kursus_id | kursusdato | navn     | email    | tlf      | kommune | arbejdsplads
    K1        | 05-03-2021 | Åse Holm | aase@e.dk |          | Odense  | Gadeplan
    K2        | 05-04-2021 | Åse Holm | åse@e.dk | 33445566 | Odense  | Gadeplan
    K3        | 05-05-2021 | Åse Holm | åse@e.dk | 33445566 | Odense  | Gadeplan
"""


@pytest.mark.usefixtures("database")
def test_two_people_in_one_file_keep_nothing_of_each_other() -> None:
    dropped(TWO_IN_ONE_FILE)
    [[alice]] = rows("SELECT id FROM trainer")
    assert split_match(guess(), by=ALICE) == 3
    assert rows("SELECT email, phone FROM trainer ORDER BY email") == [("aase@e.dk", None), ("åse@e.dk", "+4533445566")]
    assert rows("SELECT id FROM trainer WHERE email = 'aase@e.dk'") == [(alice,)]  # whoever signs in as her still does
    assert rows(COURSES) == [("Åse", "aase@e.dk", "K1"), ("Åse", "åse@e.dk", "K2"), ("Åse", "åse@e.dk", "K3")]
    assert counts(dropped(TWO_IN_ONE_FILE)) == "3 unchanged"


@pytest.mark.usefixtures("sqlite_database")
def test_rows_that_cannot_be_placed_any_more_wait_and_are_counted_so() -> None:
    dropped(TOWN)
    report = dropped(MISSPELLED_TOWN)
    split_match(guess(), by=ALICE)
    numbers = "SELECT loaded, updated, unchanged, quarantined FROM import_run WHERE id = "
    assert rows(f"{numbers}{report.run}") == [(0, 0, 0, 2)]
    assert [row for row, _ in rows(WAITING)] == [2, 3]
    assert rows("SELECT count(*) FROM problem WHERE code = 'unknown_municipality' AND severity = 'error'") == [(2,)]


@pytest.mark.usefixtures("database")
def test_a_split_that_fails_on_the_way_leaves_all_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    dropped(ALICE_HOLM)
    dropped(HER_NAMESAKE)
    before = everything()
    monkeypatch.setattr(Loading, "finish", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        split_match(guess(), by=ALICE)
    assert everything() == before


@pytest.mark.usefixtures("sqlite_database")
def test_a_guess_is_decided_once() -> None:
    dropped(ALICE_HOLM)
    dropped(HER_NAMESAKE)
    found = guess()
    split_match(found, by=ALICE)
    with pytest.raises(Refused, match="findes ikke mere"):
        split_match(found, by=ALICE)
