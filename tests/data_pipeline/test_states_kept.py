"""After an import, and after one is undone, the kept states are what computing everything anew would give."""

from __future__ import annotations

import pytest

import config
from data_pipeline.undo import undo
from programme import status_store
from storage.engine import writing
from tests.data_pipeline.files import ALICE, dropped, rows

pytestmark = pytest.mark.usefixtures("database")
TABLES = ("municipality_status", "site_status")

TWO_SITES = """
    navn    | email   | kursusdato | kommune | arbejdsplads
    Bo Bo   | bo@e.dk | 10-02-2021 | Lolland | Rus Nord
    Ib Ib   | ib@e.dk | 10-02-2021 | Lolland | Rus Syd
    Eva Eva | ev@e.dk | 10-02-2021 | Odense  | Rus
"""
FOR_LOLLAND = """
    kommune | besvaret   | måling | status
    Lolland | 05-06-2021 | 1      | 5
"""


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FODFAESTE_TODAY", "2021-07-01")
    config.settings.cache_clear()


def kept() -> dict[str, list[str]]:
    return {name: sorted(map(repr, rows(f"SELECT * FROM {name}"))) for name in TABLES}


def computed_anew() -> dict[str, list[str]]:
    with writing() as connection:
        status_store.refresh(connection)
    return kept()


def state(code: str) -> tuple[str, str]:
    return rows(f"SELECT rule, reason FROM municipality_status WHERE municipality_code = '{code}' ORDER BY as_of")[-1]


def test_an_answer_for_a_municipality_moves_each_of_its_sites() -> None:
    dropped(TWO_SITES)
    assert state("0360")[0] == "ukendt"
    before = kept()
    report = dropped(FOR_LOLLAND)
    assert report.state_changes == 1
    assert state("0360")[0] == "gaaet_i_staa.a"
    assert kept() == computed_anew()
    assert report.run is not None
    undo(report.run, by=ALICE)
    assert kept() == before == computed_anew()


def test_an_answer_for_a_municipality_without_a_site_is_told_at_once() -> None:
    dropped(TWO_SITES)
    dropped(FOR_LOLLAND.replace("Lolland", "Skive"))
    assert "har svaret senest 5. juni 2021" in state("0779")[1]
    assert kept() == computed_anew()


def test_an_answer_moves_the_site_elsewhere_that_serves_the_municipality() -> None:
    dropped("""
        navn  | email   | kursusdato | kommune | arbejdsplads | arbejdsplads_type | dækker_kommuner
        Bo Bo | bo@e.dk | 10-02-2021 | Viborg  | Privat       | 2                 | Skive
    """)
    dropped(FOR_LOLLAND.replace("Lolland", "Skive"))
    assert (state("0791")[0], state("0779")[0]) == ("gaaet_i_staa.a", "gaaet_i_staa.a")
    assert kept() == computed_anew()


def test_a_corrected_answer_for_a_municipality_moves_it_again() -> None:
    dropped(TWO_SITES)
    dropped(FOR_LOLLAND)
    report = dropped(FOR_LOLLAND.replace("| 5", "| 6"))
    assert state("0360")[0] == "stoppet"
    assert report.run is not None
    undo(report.run, by=ALICE)
    assert state("0360")[0] == "gaaet_i_staa.a"
    assert kept() == computed_anew()


def test_an_answer_that_finds_its_person_leaves_the_municipality_that_it_counted_for() -> None:
    dropped(TWO_SITES)
    dropped("""
        email   | kommune | besvaret   | måling | status
        ny@e.dk | Lolland | 05-06-2021 | 1      | 5
    """)
    dropped(TWO_SITES + "    Ny Ny | ny@e.dk | 10-02-2021 | Odense | Rus\n")
    assert kept() == computed_anew()


def test_an_older_course_counts_where_the_person_works_now() -> None:
    dropped(TWO_SITES)
    dropped("""
        navn  | email   | kursusdato | kommune | arbejdsplads
        Bo Bo | bo@e.dk | 10-01-2021 | Aarhus  | Rus
    """)
    found = rows("SELECT day_zero FROM municipality_status WHERE municipality_code = '0360' ORDER BY as_of")
    assert str(found[-1][0]) == "2021-01-10"
    assert kept() == computed_anew()


def test_a_municipality_that_a_site_serves_no_more_is_told_at_once() -> None:
    served = """
        navn  | email   | kursusdato | kommune | arbejdsplads | arbejdsplads_type | dækker_kommuner
        Bo Bo | bo@e.dk | 10-02-2021 | Lolland | Rus Nord     | 2                 | {also}
    """
    dropped(served.format(also=""))
    before = kept()
    report = dropped(served.format(also="Skive"))
    assert state("0779")[0] == "ukendt"
    assert kept() == computed_anew()
    undo(report.run or 0, by=ALICE)
    assert state("0779")[0] == "ikke_omfattet"
    assert kept() == before == computed_anew()
