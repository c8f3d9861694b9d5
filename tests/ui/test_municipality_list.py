"""The list of municipalities: worst first, counted by state, short reasons."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from ui import municipality_list

SIZES = {"small": "under 20.000", "large": "over 100.000"}


def _found(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": [f"{number:04}" for number in range(len(rows))],
            "name": [name for name, _, _ in rows],
            "state": [state for _, state, _ in rows],
            "days_since_day_zero": pd.Series([days for _, _, days in rows], dtype=object),
            "reason": "Intet borgerkursus 143 dage efter første træner (12. jan. 2021), og ingen plan med dato (svar).",
            "region": "Region Midtjylland",
            "size": "small",
            "network_id": pd.Series([None] * len(rows), dtype=object),
            "network": None,
            "steps_done": 3,
            "steps_applicable": 16,
            "active_trainers": 1,
            "last_heard": [date(2021, 6, 1)] * len(rows),
        }
    )


FOUND = _found(
    ("Ærø", "i_drift", 300),
    ("Aarhus", "gaaet_i_staa", 130),
    ("Odense", "ikke_omfattet", None),
    ("Vejle", "gaaet_i_staa", 200),
    ("Lemvig", "ukendt", 80),
    ("Ribe", "i_risiko", 70),
)


def test_those_who_need_help_most_stand_first_and_among_them_those_who_waited_longest() -> None:
    shown = municipality_list.table(FOUND, SIZES, file_name="kommuner")
    assert shown["cells"]["name"] == ["Vejle", "Aarhus", "Ribe", "Lemvig", "Ærø", "Odense"]


def test_every_state_present_is_a_chip_with_its_count() -> None:
    chips = municipality_list.chips(FOUND)
    assert chips["counts"] == [
        ["gaaet_i_staa", 2],
        ["i_risiko", 1],
        ["ukendt", 1],
        ["i_drift", 1],
        ["ikke_omfattet", 1],
    ]
    assert chips["total"] == 6


def test_cells_are_short_and_in_words() -> None:
    cells = municipality_list.table(FOUND, SIZES, file_name="")["cells"]
    assert cells["reason"][0] == "Intet borgerkursus 143 dage efter første træner, og ingen plan med dato."
    assert cells["region"][0] == "Midtjylland, under 20.000"


@pytest.mark.parametrize("without", [("network",), ("network", "reason", "steps_done")])
def test_a_page_can_leave_columns_out(without: tuple[str, ...]) -> None:
    keys = [column["key"] for column in municipality_list.table(FOUND, SIZES, file_name="", without=without)["columns"]]
    assert not set(keys) & set(without)
    assert keys[:2] == ["name", "state"]


def test_no_municipality_is_an_empty_list() -> None:
    nothing = municipality_list.drawing(FOUND.iloc[:0], date(2021, 7, 1), SIZES)
    assert nothing["chips"]["counts"] == []
    assert nothing["table"]["cells"]["name"] == []
