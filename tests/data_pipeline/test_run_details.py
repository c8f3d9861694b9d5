"""What a run's page and the waiting rows' page ask for, on both engines, a page at a time."""

import pytest

from access.viewer import command_line
from data_pipeline.importing import import_file
from data_pipeline.model import Refused
from data_pipeline.run_details import changes, problem_page, run_row, wrong_rows
from data_pipeline.waiting_page import teach, waiting_files, waiting_page, waiting_row

HEADING = "deltager_id;kursus_id;kursusdato;kommune;arbejdsplads;fornavn;efternavn;email"
ROWS = """
D1;K1;2021-01-12;Aarhus;Center Aarhus;Alice;Holm;alice@eksempel.invalid
D2;K1;31-02-2021;Odense;Center Odense;Bob;Lund;bob@eksempel.invalid
D3;K1;2021-01-12;Lyngbytårnby;Center X;Charlie;Dam;charlie@eksempel.invalid
D4;K1;31-02-2021;Vejle;Center Vejle;Dorte;Eg;dorte@eksempel.invalid
D5;K1;2021-01-12;Lyngbytårnby;Center Y;Erik;Fog;erik@eksempel.invalid
"""
ME = command_line()


@pytest.fixture
def run_id(database) -> int:
    report = import_file("liste.csv", (HEADING + ROWS).encode(), by=ME)
    assert report.run is not None
    return report.run


def test_a_run_knows_its_columns_and_what_it_changed(run_id):
    row = run_row(run_id, viewer=ME)
    assert row is not None
    assert row["columns"] == HEADING.split(";")
    assert list(changes(run_id, viewer=ME)["name"]) == ["Aarhus"]
    assert run_row(999, viewer=ME) is None


def test_equal_problems_are_one_kind_with_their_rows(run_id):
    page = problem_page(run_id, 0, 50, viewer=ME)
    found = {(kind["column"], kind["code"], kind["count"], tuple(kind["rows"])) for kind in page.groups}
    assert found >= {("kursusdato", "invalid_date", 2, (3, 5)), ("kommune", "unknown_municipality", 2, (4, 6))}
    severities = [kind["severity"] for kind in page.groups]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)


def test_kinds_of_problems_come_page_by_page(run_id):
    whole = problem_page(run_id, 0, 50, viewer=ME)
    pages = [problem_page(run_id, first, 1, viewer=ME) for first in range(whole.total)]
    assert [kind for page in pages for kind in page.groups] == whole.groups
    assert {page.total for page in pages} == {whole.total}


def test_wrong_rows_come_as_they_stand_in_the_file(run_id):
    rows = wrong_rows(run_id, 2, viewer=ME)
    assert [(row.number, row.cells[2]) for row in rows] == [(3, "31-02-2021"), (4, "2021-01-12")]
    assert [problem["column"] for problem in rows[0].problems] == ["kursusdato"]


def test_waiting_rows_come_page_by_page(run_id):
    assert [(file.run_id, file.name, file.count) for file in waiting_files(viewer=ME)] == [(run_id, "liste.csv", 4)]
    assert [row.number for row in waiting_page(None, 1, 2, viewer=ME)] == [4, 5]
    assert [row.number for row in waiting_page(run_id, 0, 9, viewer=ME)] == [3, 4, 5, 6]
    assert waiting_page(999, 0, 9, viewer=ME) == []


def test_a_waiting_row_says_what_its_cells_could_hold(run_id):
    date, place = waiting_page(None, 0, 2, viewer=ME)
    assert date.wrong["kursusdato"].suggestions == ["28-02-2021"]
    assert place.wrong["kommune"].spelling == "Lyngbytårnby"
    assert place.wrong["kommune"].suggestions == ["Lyngby-Taarbæk"]


def test_a_spelling_is_taught_for_all_rows(run_id):
    row = waiting_page(None, 1, 1, viewer=ME)[0]
    assert teach(row.id, "kommune", "Lyngby-Taarbæk", by=ME).cured == 2
    assert waiting_row(row.id, viewer=ME) is None
    with pytest.raises(Refused):
        teach(row.id, "kommune", "Lyngby-Taarbæk", by=ME)
