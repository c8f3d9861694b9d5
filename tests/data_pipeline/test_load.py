"""Rows into tables: each ends in one count, the same file again changes nothing, blank never erases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_pipeline.importing import import_file
from tests.data_pipeline.files import ALICE, counts, dropped, everything, rows, told

PEOPLE = """
    deltager_id | kursus_id | kursusdato | kommune | arbejdsplads | navn      | email   | telefon     | faggruppe
    D1          | K1        | 05-03-2021 | Odense  | Gadeplan     | Åse Bæk   | aa@e.dk | 20 30 40 50 | 1
    D2          | K1        | 05-03-2021 | Odense  | Gadeplan     | Bo Dam    | bo@e.dk |             | leder
    D3          | K2        | 01-04-2021 | Aarhus  | Broen        | Ib Fisker | ib@e.dk |             |
"""
ANSWERS = """
    deltager_id | kommune | besvaret   | status | kurser | kit
    D1          |         | 20-04-2021 | 4      |        |
    D3          |         | 20-05-2021 | ja     | 1      | 5
    D3          |         | 20-08-2021 | ja     | 2      | 9
"""
pytestmark = pytest.mark.usefixtures("database")


def test_a_list_becomes_sites_courses_and_trainers() -> None:
    assert counts(dropped(PEOPLE)) == "3 loaded"
    assert rows("SELECT name, municipality_code FROM site ORDER BY name") == [("Broen", "0751"), ("Gadeplan", "0461")]
    assert rows("SELECT code, held_on FROM course ORDER BY code") == [
        ("K1", day("2021-03-05")),
        ("K2", day("2021-04-01")),
    ]
    assert rows("SELECT first_name, last_name, phone, profession FROM trainer ORDER BY participant_key") == [
        ("Åse", "Bæk", "+4520304050", 1),
        ("Bo", "Dam", None, 9),
        ("Ib", "Fisker", None, None),
    ]


def test_answers_are_attached_to_trainer_site_municipality_and_wave() -> None:
    dropped(PEOPLE)
    assert counts(dropped(ANSWERS)) == "3 loaded"
    query = """SELECT t.participant_key, s.name, r.municipality_code, r.wave, r.programme_status, r.kits FROM response r
               JOIN trainer t ON t.id = r.trainer_id JOIN site s ON s.id = r.site_id ORDER BY r.answered_on"""
    assert rows(query) == [
        ("D1", "Gadeplan", "0461", 1, 4, None),
        ("D3", "Broen", "0751", 1, 1, 5),
        ("D3", "Broen", "0751", 2, 1, 9),
    ]


def test_the_same_files_again_change_nothing_at_all() -> None:
    dropped(PEOPLE), dropped(ANSWERS)
    before = everything()
    assert (counts(dropped(PEOPLE)), counts(dropped(ANSWERS))) == ("3 unchanged", "3 unchanged")
    assert everything() == before


def test_the_same_rows_in_another_order_and_with_other_columns_are_the_same() -> None:
    dropped(PEOPLE)
    before = everything()
    assert counts(dropped("\n".join([PEOPLE.splitlines()[1], *PEOPLE.splitlines()[:1:-1]]))) == "3 unchanged"
    assert everything() == before
    fewer = """
        deltager_id | kursus_id | kursusdato   | kommune | arbejdsplads | navn
        D1          | K1        | 5. marts 2021 | 0461   | GADEPLAN     | Åse Bæk
    """
    assert counts(dropped(fewer)) == "1 unchanged"


def test_a_corrected_file_updates_and_keeps_what_was_said_before() -> None:
    dropped(PEOPLE)
    assert counts(dropped(PEOPLE.replace("bo@e.dk", "bo.dam@e.dk"))) == "1 updated, 2 unchanged"
    assert rows("SELECT email FROM trainer WHERE participant_key = 'D2'") == [("bo.dam@e.dk",)]
    [(before,)] = rows("SELECT before FROM record_history WHERE table_name = 'trainer'")
    assert '"email":"bo@e.dk"' in before


def test_a_corrected_answer_updates_and_keeps_history() -> None:
    dropped(PEOPLE), dropped(ANSWERS)
    assert counts(dropped(ANSWERS.replace("| 2      | 9", "| 2      | 10"))) == "1 updated, 2 unchanged"
    assert rows("SELECT kits FROM response ORDER BY answered_on") == [(None,), (5,), (10,)]
    assert rows("SELECT count(*) FROM record_history WHERE table_name = 'response'") == [(1,)]


def test_a_blank_does_not_erase_and_a_missing_row_is_not_a_deletion() -> None:
    dropped(PEOPLE), dropped(ANSWERS)
    less = "\n".join(PEOPLE.replace("20 30 40 50", "           ").splitlines()[:3])
    assert counts(dropped(less)) == "1 unchanged"
    assert counts(dropped(ANSWERS.replace("| 1      | 5", "| 1      |  "))) == "3 unchanged"
    assert rows("SELECT count(*), max(phone) FROM trainer") == [(3, "+4520304050")]
    assert rows("SELECT max(kits) FROM response WHERE wave = 1") == [(5,)]


def test_an_older_list_fills_in_but_does_not_overwrite() -> None:
    newer = """
        navn  | email   | kursusdato | kommune | faggruppe | telefon
        Bo Bo | bo@e.dk | 01-09-2021 | Odense  | 9         |
    """
    older = """
        navn  | email   | kursusdato | kommune | faggruppe | telefon
        Bo Bo | bo@e.dk | 01-03-2021 | Odense  | 1         | 20304050
    """
    dropped(newer)
    assert counts(dropped(older)) == "1 loaded"
    assert rows("SELECT profession, phone FROM trainer") == [(9, "+4520304050")]
    assert rows("SELECT count(*) FROM participation") == [(2,)]


def test_every_row_of_a_mixed_file_ends_in_exactly_one_count() -> None:
    report = dropped("""
        navn       | email   | kursusdato | kommune | bemærkning
        Bo Bo      | bo@e.dk | 05-03-2021 | Odense  |
        Bo Bo      | bo@e.dk | 05-03-2021 | Odense  |
        Ib Ib      | ib@e.dk | 31-02-2021 | Odense  |
        Åse Bæk    | aa@     | 05-03-2021 | Odense  |
        Hans Holm  | hh@e.dk | 05-03-2021 | Odense  | cpr 010180-1234
        I alt      |         |            |         |
    """)
    assert counts(report) == "2 loaded, 2 ignored, 2 quarantined"
    assert sorted(told(report)) == [
        (3, "duplicate_row", "info"),
        (4, "invalid_date", "error"),
        (5, "invalid_email", "warning"),
        (6, "cpr_number", "error"),
        (7, "not_an_answer", "info"),
    ]


def test_several_answers_of_a_wave_are_all_kept() -> None:
    dropped(PEOPLE)
    report = dropped("""
        deltager_id | besvaret   | måling | kit
        D1          | 20-04-2021 | 1      | 5
        D1          | 20-04-2021 | 1      | 6
        D1          | 21-04-2021 | 1      | 7
    """)
    assert counts(report) == "3 loaded"


def test_an_answer_without_a_known_trainer_counts_for_its_municipality_until_the_list_comes() -> None:
    report = dropped("""
        deltager_id | email   | kommune | besvaret   | status
        D1          |         | Odense  | 20-04-2021 | 1
                    | ib@e.dk | Aarhus  | 20-05-2021 | 4
                    | xx@e.dk |         | 20-05-2021 | 4
                    |         | Aarhus  | 20-05-2021 | 4
    """)
    assert counts(report) == "3 loaded, 1 quarantined"
    assert sorted(told(report)) == [
        (2, "unknown_trainer", "warning"),
        (3, "unknown_trainer", "warning"),
        (4, "unknown_trainer", "error"),
    ]
    assert rows("SELECT count(*) FROM response WHERE trainer_id IS NULL AND municipality_code IS NOT NULL") == [(3,)]
    dropped(PEOPLE)
    query = (
        "SELECT t.participant_key, r.wave, r.site_id = t.site_id FROM response r JOIN trainer t ON t.id = r.trainer_id"
    )
    assert sorted((key, wave, bool(same)) for key, wave, same in rows(query)) == [("D1", 1, True), ("D3", 1, True)]


def test_a_shared_mailbox_is_not_one_person() -> None:
    report = dropped("""
        navn    | email         | kursusdato | kommune | arbejdsplads
        Bo Dam  | faelles@e.dk  | 05-03-2021 | Odense  | Gadeplan
        Ib Skov | faelles@e.dk  | 05-03-2021 | Odense  | Gadeplan
    """)
    assert counts(report) == "2 loaded"
    assert rows("SELECT count(*) FROM trainer") == [(2,)]
    answer = dropped("""
        email         | kommune | besvaret   | status
        faelles@e.dk  | Odense  | 20-04-2021 | 1
    """)
    assert told(answer) == [(2, "ambiguous_trainer", "warning")]
    assert rows("SELECT trainer_id, municipality_code FROM response") == [(None, "0461")]


def test_a_person_twice_in_a_list_is_one_trainer_and_told() -> None:
    report = dropped("""
        navn    | email          | telefon  | kursusdato | kommune
        Eva Bæk | eva.baek@e.dk  | 24344454 | 05-03-2021 | Odense
        Eva Bæk | eva.bæk@e.dk   | 24344454 | 05-03-2021 | Odense
        Bæk, Eva | evb@e.dk      | 24344454 | 05-03-2021 | Odense
    """)
    assert counts(report) == "3 loaded"
    assert told(report) == [(3, "possible_duplicate_person", "warning"), (4, "possible_duplicate_person", "warning")]
    assert rows("SELECT count(*) FROM trainer") == [(1,)]


def test_a_private_site_is_one_site_that_serves_several_municipalities() -> None:
    dropped("""
        navn    | email   | kursusdato | kommune | arbejdsplads | arbejdsplads_type | dækker_kommuner
        Bo Dam  | bo@e.dk | 05-03-2021 | Odense  | Havblik      | 2                 | Nyborg, Kerteminde og Assens
        Ib Skov | ib@e.dk | 05-03-2021 | Svendborg | Havblik    | privat            |
    """)
    assert rows("SELECT municipality_code, kind FROM site") == [("0461", 2)]
    assert rows("SELECT municipality_code FROM site_serves ORDER BY 1") == [("0420",), ("0440",), ("0450",), ("0479",)]


def test_networks_come_from_the_list_and_the_first_is_kept() -> None:
    report = dropped("""
        navn    | email   | kursusdato | kommune | netværk
        Bo Dam  | bo@e.dk | 05-03-2021 | Odense  | Netværk Vest
        Ib Skov | ib@e.dk | 05-03-2021 | Odense  | Netværk Øst
        Gry Holm| gh@e.dk | 05-03-2021 | Aarhus  | netværk vest
    """)
    assert told(report) == [(3, "unknown_value", "warning")]
    query = """SELECT n.name, m.municipality_code FROM network_municipality m
               JOIN network n ON n.id = m.network_id ORDER BY 2"""
    assert rows(query) == [("Netværk Vest", "0461"), ("Netværk Vest", "0751")]


def test_a_workplace_alone_finds_the_municipality_when_only_one_has_it() -> None:
    report = dropped("""
        navn    | email   | kursusdato | kommune | arbejdsplads
        Bo Dam  | bo@e.dk | 05-03-2021 |         | Gadeplan
        Ib Skov | ib@e.dk | 05-03-2021 | Odense  | Gadeplan
        Gry Holm| gh@e.dk | 05-03-2021 |         | Broen
    """)
    assert counts(report) == "2 loaded, 1 quarantined"
    assert told(report) == [(4, "unknown_municipality", "error")]


def test_a_rehearsal_says_the_same_and_keeps_nothing() -> None:
    before = everything()
    rehearsed = dropped(PEOPLE, is_rehearsal=True)
    assert (counts(rehearsed), rehearsed.run) == ("3 loaded", None)
    assert everything() == before
    assert rows("SELECT count(*) FROM import_run") == [(0,)]
    assert counts(dropped(PEOPLE)) == counts(rehearsed)


def test_an_import_that_breaks_halfway_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("pulled the plug")

    before = everything()
    monkeypatch.setattr("data_pipeline.importing.settled", broken)
    with pytest.raises(RuntimeError):
        dropped(PEOPLE)
    assert everything() == before
    assert rows("SELECT count(*) FROM import_run") == [(0,)]


def test_what_changed_on_the_overview_is_counted() -> None:
    report = dropped(PEOPLE)
    assert report.state_changes == 2
    assert rows("SELECT state, loaded, state_changes FROM import_run") == [("loaded", 3, 2)]


def test_formula_like_text_is_text() -> None:
    dropped("""
        navn    | email   | kursusdato | kommune | bemærkning
        =Bo Dam | bo@e.dk | 05-03-2021 | Odense  | =SUM(1+1)
    """)
    assert rows("SELECT first_name, remark FROM trainer") == [("=Bo", "=SUM(1+1)")]


CELL = st.sampled_from(
    ["", "Bo Bo", "bo@e.dk", "05-03-2021", "31-02-2021", "Odense", "Mordor", "x;y", '"', "010180-1234", "æ", "\u0000"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELL, min_size=1, max_size=6), max_size=8))
def test_any_rows_are_accounted_for_and_importing_twice_changes_nothing(lines: list[list[str]]) -> None:
    content = "\n".join(["navn;email;kursusdato;kommune;bemærkning", *(";".join(line) for line in lines)]).encode()
    first = import_file("fil.csv", content, by=ALICE)
    if first.refused:
        return
    counts(first)
    before = everything()
    again = import_file("fil.csv", content, by=ALICE)
    assert (again.counts.loaded, again.counts.updated) == (0, 0)
    assert again.counts.quarantined == first.counts.quarantined
    assert everything() == before


def day(text: str) -> object:
    """A date as the engine at hand gives it back from plain SQL."""
    from datetime import date

    [(found,)] = rows("SELECT min(held_on) FROM course")
    return text if isinstance(found, str) else date.fromisoformat(text)
