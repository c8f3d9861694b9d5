"""The benchmark's data: as many rows as asked for, the same for the same seed, nobody twice, about 2 % bad cells."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.bench.generate import _phone, answers_csv, as_xlsx, participants_csv

ROWS = 3000


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def participants(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "participants.csv"
    participants_csv(path, ROWS, seed=1)
    return path


def test_participants_have_25_columns_and_nobody_twice(participants: Path) -> None:
    rows = table(participants)
    assert len(rows) == ROWS
    assert len(rows[0]) == 25
    assert len({row["deltager_id"] for row in rows}) == ROWS
    assert len({(row["fornavn"], row["efternavn"]) for row in rows}) == ROWS
    good = [row["email"].strip().lower() for row in rows if "@" in row["email"]]
    assert len(set(good)) == len(good)


def test_everybody_has_a_number_of_their_own_in_a_long_list_too() -> None:
    assert len({_phone(number, 0) for number in range(200_000)}) == 200_000


def test_about_two_percent_of_the_checked_cells_are_bad(participants: Path) -> None:
    rows = table(participants)
    bad = {
        "email": [row for row in rows if "@" not in row["email"]],
        "telefon": [row for row in rows if row["telefon"] == "12 34"],
        "kursusdato": [
            row for row in rows if "uge" in row["kursusdato"] or row["kursusdato"][:2] in ("31", "30", "uk")
        ],
        "faggruppe": [row for row in rows if row["faggruppe"] in ("ufaglært", "vikar")],
    }
    for column, found in bad.items():
        assert 0.01 < len(found) / ROWS < 0.1, column


@pytest.mark.parametrize("write", [participants_csv, answers_csv])
def test_same_seed_same_bytes(tmp_path: Path, write) -> None:
    for name, seed in (("one", 5), ("same", 5), ("other", 6)):
        write(tmp_path / name, 200, seed)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "same").read_bytes()
    assert (tmp_path / "one").read_bytes() != (tmp_path / "other").read_bytes()


def test_answers_come_from_people_on_the_list(tmp_path: Path, participants: Path) -> None:
    answers_csv(tmp_path / "answers.csv", 1000, 1, trainers=ROWS)
    listed = {row["deltager_id"] for row in table(participants)}
    named = {row["deltager_id"] for row in table(tmp_path / "answers.csv")} - {""}
    assert len(named) > 500
    assert named <= listed


def test_xlsx_holds_the_same_table(tmp_path: Path, participants: Path) -> None:
    as_xlsx(participants, tmp_path / "participants.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "participants.xlsx").get_sheet_by_index(0).to_python()
    assert len(rows) == ROWS + 1
    assert rows[0] == list(table(participants)[0])
    assert [row[10] for row in rows[1:]] == [row["fornavn"] for row in table(participants)]
