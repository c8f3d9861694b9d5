"""The 16 steps of a municipality, beside what is typical."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from ui import timeline

AS_OF = date(2021, 6, 10)  # day 100
ZERO = date(2021, 3, 2)


def _frame(*rows: dict[str, object]) -> pd.DataFrame:
    base = {
        "step": "O1",
        "title": "Første borgerkursus",
        "phase": "Opstart",
        "responsible": "træner",
        "is_applicable": True,
        "done_on": None,
        "typical_day": 60,
        "late_day": 120,
        "due_on": date(2021, 5, 1),
        "is_late": False,
        "day_zero": ZERO,
        "own_sites": 0,
    }
    return pd.DataFrame([base | row for row in rows])


@pytest.mark.parametrize(
    ("row", "status", "text"),
    [
        ({}, "due", "Typisk gjort 1. maj 2021 · Ansvarlig: træner"),
        ({"due_on": date(2021, 7, 1)}, "waiting", "Typisk inden 1. juli 2021 · Ansvarlig: træner"),
        ({"is_late": True}, "late", "Typisk gjort 1. maj 2021 · Ansvarlig: træner"),
        ({"done_on": date(2021, 4, 1)}, "done", "1. apr. 2021"),
        ({"done_on": date(2021, 4, 1), "is_late": True}, "done", "1. apr. 2021, senere end typisk"),
        ({"is_applicable": False, "is_late": True}, "not_applicable", ""),
        ({"due_on": None}, "waiting", "Ansvarlig: træner"),
    ],
)
def test_a_step_says_where_it_stands(row: dict[str, object], status: str, text: str) -> None:
    (phase,) = timeline.phases(_frame(row), AS_OF)
    (step,) = phase["steps"]
    assert (step["status"], step["text"]) == (status, text)
    assert step["word"] == timeline.WORDS[status]


@pytest.mark.parametrize(
    ("own_sites", "said"),
    [(19, "Typisk dag 60, sent efter dag 120 (modellens forslag)"), (20, "(målt på 20 steder i programmet)")],
)
def test_what_is_typical_says_where_it_comes_from(own_sites: int, said: str) -> None:
    (phase,) = timeline.phases(_frame({"own_sites": own_sites}), AS_OF)
    assert said in phase["steps"][0]["typical"]


def test_steps_keep_their_phase_and_share_one_scale_of_days() -> None:
    phases = timeline.phases(
        _frame(
            {"step": "F1", "phase": "Forankring", "done_on": ZERO, "typical_day": 0, "late_day": 30},
            {"step": "O1", "phase": "Opstart", "late_day": 200},
            {"step": "O2", "phase": "Opstart", "is_applicable": False},
        ),
        AS_OF,
    )
    assert [(phase["phase"], phase["done"]) for phase in phases] == [("Forankring", "1 af 1"), ("Opstart", "0 af 1")]
    assert phases[0]["steps"][0]["share"] == {"typical": 0, "late": 15.0, "today": 50.0, "done": 0}
    assert phases[1]["steps"][0]["share"] == {"typical": 30.0, "late": 100.0, "today": 50.0}
    assert phases[1]["steps"][1]["share"] == {}


def test_the_file_holds_a_row_per_step_in_words() -> None:
    found = timeline.file(timeline.phases(_frame({"is_late": True}), AS_OF), "trin-0751")
    assert found["file"] == "trin-0751"
    assert {key: values[0] for key, values in found["table"]["cells"].items()} == {
        "phase": "Opstart",
        "code": "O1",
        "title": "Første borgerkursus",
        "word": "Forsinket",
        "text": "Typisk gjort 1. maj 2021 · Ansvarlig: træner",
        "typical": "Typisk dag 60, sent efter dag 120 (modellens forslag)",
    }


def test_without_a_trainer_there_is_no_timeline() -> None:
    assert timeline.phases(_frame({"day_zero": None}), AS_OF) == []
    assert timeline.phases(_frame().iloc[:0], AS_OF) == []
