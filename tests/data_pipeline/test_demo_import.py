"""The demo goes the whole way: every file recognised without asking, only what was planted waits, all states occur."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import config
from access.viewer import command_line
from data_pipeline.batch_import import import_files
from data_pipeline.demo import write_demo
from data_pipeline.importing import Report
from data_pipeline.read import open_file
from data_pipeline.recognise import recognise
from programme.report import status

DAY = date(2026, 11, 22)
STATES = {"forankret", "i_drift", "paa_vej", "i_risiko", "gaaet_i_staa", "stoppet", "ukendt", "ikke_omfattet"}
SEEDS = (7, 0, 1, 42, 2024)

# What is planted in each file, and nothing else: problem -> rows.
PLANTED = """
    file                          | format       | quarantined                                          | warnings
    demo-1-deltagere-hold-01-22   | fodfaeste    | invalid_date 1, unknown_municipality 1, cpr_number 1 |
    demo-2-deltagere-hold-23-34   | fodfaeste    | unknown_municipality 1                               |
    demo-3-deltagere-hold-35-50   | fodfaeste    | unknown_municipality 1, cpr_number 1                 | possible_duplicate_person 1
    demo-4-maaling-1-surveyxact   | surveyxact   | cpr_number 1                                         | unknown_trainer 2
    demo-5-maaling-2-redcap       | redcap_raw   |                                                      |
    demo-6-maaling-2-ms-forms     | ms_forms     | missing_required 1                                   | approximate_number 4
    demo-7-maaling-3-svar         | fodfaeste    | unknown_municipality 1, invalid_date 1               |
    demo-8-maaling-3-kobo         | kobo         |                                                      |
"""  # noqa: E501
# Two people who never answer carry a bad mailbox and a bad number; their list depends on the seed.
ANYWHERE = {"invalid_email", "invalid_phone"}


def planted() -> list[tuple[str, str, Counter[str], Counter[str]]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in PLANTED.strip().splitlines()[1:]]
    return [(name, form, counted(errors), counted(warnings)) for name, form, errors, warnings in rows]


def counted(text: str) -> Counter[str]:
    return Counter({code: int(count) for code, count in (part.split() for part in text.split(",") if part.strip())})


@pytest.fixture
def on_the_day(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FODFAESTE_TODAY", DAY.isoformat())
    config.settings.cache_clear()


def imported(folder: Path, seed: int) -> list[Report]:
    paths = write_demo(folder / str(seed), seed=seed, as_of=DAY)
    return import_files([str(path) for path in paths], by=command_line())


@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize("seed", SEEDS)
def test_only_what_was_planted_waits_and_every_state_occurs(tmp_path: Path, seed: int) -> None:
    reports = imported(tmp_path, seed)
    for report, (name, form, errors, warnings) in zip(reports, planted(), strict=True):
        assert Path(report.file).name.startswith(name)
        assert (report.refused, report.format) == (None, form)
        found = Counter(problem.code for problem in report.problems if problem.severity == "error")
        warned = Counter(problem.code for problem in report.problems if problem.severity == "warning")
        assert found == errors, name
        assert {code: count for code, count in warned.items() if code not in ANYWHERE} == warnings, name
        assert report.counts.quarantined == sum(errors.values())
    rows = status("municipality", DAY, viewer=command_line())
    assert {row["state"] for row in rows} == STATES
    sites = status("site", DAY, viewer=command_line())
    assert 78 <= len(sites) <= 84
    assert 10 <= sum(row["state"] == "gaaet_i_staa" for row in sites) <= 16
    assert 7 <= sum(row["state"] == "ukendt" for row in sites) <= 12


@pytest.mark.usefixtures("on_the_day")
def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path, 7)
    for report in imported(tmp_path, 7):
        assert report.counts.loaded == report.counts.updated == 0, report.file


def test_every_file_is_known_by_its_columns(tmp_path: Path) -> None:
    for path in write_demo(tmp_path, seed=5, as_of=DAY):
        raw = open_file(path.name, path.read_bytes())
        found = recognise(raw, next(raw.batches()), None, [])
        kind = "participants" if "deltagere" in path.name else "followup"
        assert found.kind == kind, path.name
