"""What the reading process tells of a spreadsheet. Only files that cannot kill it are opened in here."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_pipeline import sheet_xml, spreadsheet
from data_pipeline.model import CPR_MASK, Refused

SAMPLES = Path(__file__).with_name("samples")


def told(content: bytes, max_rows: int = 1_000, max_columns: int = 100) -> tuple[dict[str, Any], list[list[str]]]:
    table, *batches, last = spreadsheet.messages(content, max_rows, max_columns)
    assert last is None
    rows = [row.split(spreadsheet.CELL) for _, text in batches for row in text.split(spreadsheet.ROW)]
    return table, rows


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    made = openpyxl.Workbook()
    del made[made.sheetnames[0]]
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7.0, "7"),
        (7, "7"),
        (0.25, "0.25"),
        (1e20, "1e+20"),
        (True, "1"),
        (date(2026, 1, 20), "2026-01-20"),
        (datetime(2026, 3, 4, 9, 12, 5, 999), "2026-03-04 09:12:05"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=2), "2:00:00"),
        (None, ""),
        ("007", "007"),
    ],
)
def test_a_cell_as_text(cell: object, text: str) -> None:
    assert spreadsheet.as_text(cell) == text


def test_the_sheet_with_the_table_is_chosen() -> None:
    rows = [["navn", "kommune"], ["Bo", "Ribe"]]
    table, data = told(
        book({"Forside": [["Læs dette først"]], "Noter": [["ring", "til", "Bo"], [1, 2, 3]], "Liste": rows})
    )
    assert table["sheet"] == "Liste"
    assert data == [["Bo", "Ribe"]]


def test_sheets_of_repeats_and_companions_are_never_the_table() -> None:
    assert told((SAMPLES / "kobo_export.xlsx").read_bytes())[0]["sheet"] == "Opfølgning naloxon 2026"
    table, _ = told((SAMPLES / "surveyxact_export.xlsx").read_bytes())
    assert (table["sheet"], sorted(table["companions"])) == ("Dataset", ["labels", "structure"])


def test_columns_without_heading_or_content_are_left_out() -> None:
    table, rows = told(book({"A": [[None, "navn", None, "by", None], [None, "Bo", None, "Ribe", "x"]]}))
    assert table["header"] == ["navn", "by", "Kolonne 3"]
    assert rows == [["Bo", "Ribe", "x"]]


def test_separators_inside_cells_do_not_move_cells() -> None:
    content = (SAMPLES / "kobo_export.xlsx").read_bytes()
    batch = spreadsheet._batch([(2, ["a\x1eb", "c\x1dd"])], [])
    assert batch == ([2], "a b\x1ec d")
    assert len(told(content)[1][0]) == 19


def test_cpr_numbers_never_leave_the_process() -> None:
    content = book({"010180-1234": [["navn", "note 010180-1234"], ["Bo", 101801234], ["Ib", "0101801234"]]})
    table, rows = told(content)
    assert "1234" not in repr((table, rows))
    assert [row[1] for row in rows] == [CPR_MASK, CPR_MASK]


@pytest.mark.parametrize(
    ("sheets", "word"),
    [
        ({"A": [["navn", "by"]]}, "intet ark"),
        ({"A": [["navn", "by"], [" ", " "]]}, "intet ark"),
        ({"A": [[1, 2], [3, 4]]}, "intet ark"),
        ({"A": [["navn", "by"], ["Bo", "Ribe"]], "B": [["navn", "by"], ["Ib", "Ribe"]]}, "flere ark"),
        ({"A": [["navn", "by"], *[["Bo", "Ribe"]] * 20]}, "rækker"),
        ({"A": [["navn", "kit"], ["Bo", "=1+2"], ["Ib", "=2+2"]]}, "formler"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(sheets: dict[str, list[list[Any]]], word: str) -> None:
    with pytest.raises(Refused, match=word):
        told(book(sheets), max_rows=10)


def test_formulas_without_results_are_found_where_they_stand() -> None:
    content = book({"A": [["navn", "kit"], ["Bo", 3], ["Ib", "=2+2"], ["Eva", 4]]})
    assert sheet_xml.uncached_formulas(content, "A") == {3: [1]}
    assert told(content)[0]["uncached"] == {3: ["kit"]}


def test_a_cell_far_out_is_named_before_the_sheet_is_opened() -> None:
    with pytest.raises(Refused, match="XFD1048576"):
        sheet_xml.guard_extent((SAMPLES / "nasty/kaempe_dimension.xlsx").read_bytes(), 500, 10_000_000)


def test_every_refusal_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(spreadsheet, "_send", sent.append)
    for content in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", book({"A": [[1, 2]]})):
        monkeypatch.setattr("sys.stdin", type("In", (), {"buffer": io.BytesIO(content)}))
        spreadsheet.main(10, 10)
    assert [each["refused"] for each in sent] == [spreadsheet.BROKEN, spreadsheet.BROKEN, spreadsheet.NO_TABLE]
