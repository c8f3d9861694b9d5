"""Spreadsheets as they come out of the reading process: cells as text, CPR numbers masked, nothing left out."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from data_pipeline.model import CPR_MASK, Refused
from data_pipeline.read import open_file
from tests.data_pipeline.reading import SAMPLES, codes, opened, read, sheet, whole


def test_cells_become_text_as_a_person_would_write_it() -> None:
    rows: list[list[object]] = [["navn", "tal", "ja", "brøk"], ["Bo", 7, True, 1.5], ["Ib", 20304050, False, 0.25]]
    _, batch = read(sheet(rows), "liste.xlsx")
    assert batch.rows == [["Bo", "7", "1", "1.5"], ["Ib", "20304050", "0", "0.25"]]


def test_cpr_as_a_number_cell_is_masked_with_and_without_its_zero() -> None:
    rows: list[list[object]] = [
        ["navn", "respondent_id", "note"],
        ["Bo", 912345678, 101801234],
        ["Ib", 912345679, 2112801234],
        ["Eva", 912345680, "født 010180\n1234"],
        ["Ea", 912345681, 20304050],
    ]
    _, batch = read(sheet(rows), "liste.xlsx")
    assert batch.cpr == [(2, "note"), (3, "note"), (4, "note")]
    assert [row[1] for row in batch.rows] == ["912345678", "912345679", "912345680", "912345681"]


def test_cpr_in_names_of_file_sheet_and_column_is_masked() -> None:
    raw = open_file(
        "Bo 010180-1234.xlsx",
        sheet([["navn", "cpr 010180-1234"], ["Bo", "x"]], more={"010180-1234": [["a", "b"], [1, 2]]}),
    )
    whole(raw)
    assert raw.name == f"Bo {CPR_MASK}.xlsx"
    assert "1234" not in repr((raw.header, raw.notes))


def test_hidden_rows_are_data() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet()
        for number, line in enumerate([["navn", "by"], ["Bo", "Ribe"], ["Ib", "Aarhus"]]):
            page.write_row(number, 0, line)
        page.set_row(1, None, None, {"hidden": True})
    _, batch = read(made.getvalue(), "liste.xlsx")
    assert [row[0] for row in batch.rows] == ["Bo", "Ib"]


def test_rows_of_the_same_kind_on_two_sheets_are_not_read_in_part() -> None:
    rows: list[list[object]] = [["navn", "kommune", "kursusdato"], ["Bo", "Ribe", "1-2-21"]]
    with pytest.raises(Refused, match="Hold 1, Hold 2"):
        open_file("hold.xlsx", sheet(rows, name="Hold 1", more={"Hold 2": rows}))


def test_a_single_formula_without_result_is_a_warning() -> None:
    batch = whole(opened("deltagerliste_haandholdt.xlsx"))
    assert (15, "damaged_text") in codes(batch)


@given(st.binary(max_size=60), st.integers(0, 6_000))
@settings(max_examples=12, deadline=None)
def test_a_broken_spreadsheet_is_a_table_or_refused(noise: bytes, place: int) -> None:
    content = bytearray((SAMPLES / "kobo_export.xlsx").read_bytes())
    content[place : place + len(noise)] = noise
    with suppress(Refused):
        raw = open_file("x.xlsx", bytes(content))
        assert all(len(row) == len(raw.header) for row in whole(raw).rows)
