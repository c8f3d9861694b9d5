"""Rows that wait: corrected in place or in Excel, discarded, cured by a list; corrections survive re-imports."""

from __future__ import annotations

import io

import openpyxl
import pytest

from data_pipeline.importing import import_file
from data_pipeline.model import Refused
from data_pipeline.quarantine import correct, discard, rejects_xlsx, replay, waiting_rows
from data_pipeline.waiting_page import waiting_page
from tests.data_pipeline.files import ALICE, counts, dropped, everything, rows, told

LIST = """
    navn    | email   | kursusdato | kommune | bemærkning
    Bo Dam  | bo@e.dk | 05-03-2021 | Odense  |
    Ib Skov | ib@e.dk | 31-02-2021 | Aarhus  |
    Gry Vig | gv@e.dk | 05-03-2021 | Mordor  |
    Åse Bæk | aa@e.dk | 05-03-2021 | Odense  | cpr 010180-1234 skal slettes
"""
pytestmark = pytest.mark.usefixtures("database")


def ids() -> dict[int, int]:
    """Row number -> id of the waiting rows."""
    return {row["row"]: row["id"] for row in waiting_rows(viewer=ALICE)}


def test_a_waiting_row_is_shown_with_what_is_wrong_and_what_could_be_written() -> None:
    dropped(LIST)
    found = waiting_rows(viewer=ALICE)
    assert [(row["row"], row["column"], row["value"], row["code"]) for row in found] == [
        (3, "kursusdato", "31-02-2021", "invalid_date"),
        (4, "kommune", "Mordor", "unknown_municipality"),
        (5, "bemærkning", "██████-████", "cpr_number"),
    ]
    assert found[0]["suggestion"] == "28-02-2021"
    shown = waiting_page(None, 0, 9, viewer=ALICE)
    assert [(row.number, list(row.wrong)) for row in shown] == [
        (3, ["kursusdato"]),
        (4, ["kommune"]),
        (5, ["bemærkning"]),
    ]
    assert shown[0].wrong["kursusdato"].suggestions == ["28-02-2021"]
    assert shown[2].cells["bemærkning"] == "cpr ██████-████ skal slettes"


def test_a_correction_in_place_loads_the_row_and_survives_the_same_file_again() -> None:
    dropped(LIST)
    assert correct(ids()[3], {"kursusdato": "28-02-2021"}, by=ALICE).cured == 1
    assert rows("SELECT count(*) FROM trainer") == [(2,)]
    assert rows("SELECT loaded, quarantined FROM import_run") == [(2, 2)]
    before = everything()
    assert counts(dropped(LIST)) == "2 unchanged, 2 quarantined"
    assert everything() == before
    assert rows("SELECT by FROM correction") == [("Alice",)]


def test_a_correction_that_is_wrong_too_says_so_and_the_row_waits_on() -> None:
    dropped(LIST)
    result = correct(ids()[3], {"kursusdato": "30-02-2021"}, by=ALICE)
    assert (result.cured, result.sentence()) == (0, "Rækken venter stadig.")
    assert [each.value for each in result.problems[ids()[3]]] == ["30-02-2021"]
    shown = waiting_page(None, 0, 1, viewer=ALICE)[0]
    assert shown.cells["kursusdato"] == "30-02-2021"
    assert "30-02-2021" in shown.wrong["kursusdato"].messages[0]


def test_a_masked_row_is_let_out_by_taking_the_mask_away() -> None:
    dropped(LIST)
    assert correct(ids()[5], {"email": "ny@e.dk"}, by=ALICE).cured == 0
    assert correct(ids()[5], {"bemærkning": ""}, by=ALICE).cured == 1


def test_a_cpr_number_in_a_correction_is_masked_and_keeps_the_row_back() -> None:
    dropped(LIST)
    assert correct(ids()[5], {"bemærkning": "ny: 010180-1235"}, by=ALICE).cured == 0
    assert rows("SELECT value FROM correction") == [("ny: ██████-████",)]


def test_a_discarded_row_stays_away() -> None:
    dropped(LIST)
    discard(ids()[4], by=ALICE)
    assert sorted(ids()) == [3, 5]
    assert counts(dropped(LIST)) == "1 unchanged, 1 ignored, 2 quarantined"


def test_the_same_row_waits_once_however_often_it_comes() -> None:
    dropped(LIST), dropped(LIST)
    assert len(ids()) == 3


def test_waiting_rows_come_back_from_excel_corrected() -> None:
    dropped(LIST)
    content = edited(rejects_xlsx(viewer=ALICE), {("3", "kursusdato"): "28-02-2021", ("4", "kommune"): "Ribe"})
    report = import_file("rettet.xlsx", content, by=ALICE)
    assert (report.format, counts(report)) == ("karantæne", "2 loaded, 1 quarantined")
    assert told(report) == [(4, "cpr_number", "error")]
    assert sorted(ids()) == [5]
    again = import_file("rettet.xlsx", content, by=ALICE)
    assert counts(again) == "2 ignored, 1 quarantined"
    assert counts(dropped(LIST)) == "3 unchanged, 1 quarantined"


def test_the_sheet_of_waiting_rows_says_what_is_wrong() -> None:
    dropped(LIST)
    sheet = openpyxl.load_workbook(io.BytesIO(rejects_xlsx(viewer=ALICE))).active
    header, first, *_ = sheet.iter_rows(values_only=True)
    assert header[:5] == ("Karantæne-id", "Fil", "Række", "Fejl", "Forslag")
    assert "31-02-2021" in first[3]
    assert first[4] == "kursusdato: 28-02-2021"


def test_formula_like_text_leaves_as_text() -> None:
    dropped(LIST.replace("Gry Vig", "=1+1   "))
    sheet = openpyxl.load_workbook(io.BytesIO(rejects_xlsx(viewer=ALICE))).active
    cell = sheet["F3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_list_that_arrives_later_cures_the_answers_that_waited_for_it() -> None:
    answers = """
        email   | besvaret   | status
        bo@e.dk | 20-04-2021 | 1
        xx@e.dk | 20-04-2021 | 1
    """
    assert counts(dropped(answers)) == "2 quarantined"
    dropped(LIST)
    result = replay(by=ALICE)
    assert (result.tried, result.cured) == (5, 1)
    assert rows("SELECT count(*) FROM response WHERE trainer_id IS NOT NULL") == [(1,)]
    assert counts(dropped(answers)) == "1 unchanged, 1 quarantined"


def test_a_row_with_too_many_cells_waits_until_somebody_has_looked_at_it() -> None:
    content = b"navn;email;kursusdato;kommune\nBo Dam;bo@e.dk;05-03-2021;Odense;mere;og mere\n"
    assert counts(import_file("fil.csv", content, by=ALICE)) == "1 quarantined"
    assert replay(by=ALICE).cured == 0
    assert correct(ids()[2], {"email": "bo.dam@e.dk"}, by=ALICE).cured == 1


def test_nothing_to_do_is_said() -> None:
    assert replay(by=ALICE).sentence() == "Der venter ingen rækker."
    for wrong in (lambda: discard(99, by=ALICE), lambda: correct(99, {"email": ""}, by=ALICE)):
        with pytest.raises(Refused, match="venter ikke mere"):
            wrong()


def test_a_column_that_the_file_has_not_is_refused() -> None:
    dropped(LIST)
    with pytest.raises(Refused, match="findes ikke i filen"):
        correct(ids()[3], {"hemmelig": "x"}, by=ALICE)


def edited(content: bytes, changes: dict[tuple[str, str], str]) -> bytes:
    """The workbook with cells changed: (Række, column) -> text."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    header, *lines = book.active.iter_rows()
    names = [cell.value for cell in header]
    for line in lines:
        for (row, column), text in changes.items():
            if line[names.index("Række")].value == row:
                line[names.index(column)].value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
