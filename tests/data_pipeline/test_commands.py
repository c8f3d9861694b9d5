"""The commands that checks and people use: their JSON, their exit codes, their sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import config
from data_pipeline import templates
from data_pipeline.importing import import_file
from tests.data_pipeline.files import ALICE, counts, table

LIST = """
    deltager_id | navn    | kursusdato | kommune
    D1          | Bo Dam  | 05-03-2021 | Odense
    D2          | Ib Skov | 31-02-2021 | Aarhus
"""
ANSWERS = """
    deltager_id | besvaret   | status
    D1          | 20-04-2021 | 1
"""
KEYS = [
    "file", "format", "kind", "rows_read", "loaded", "updated", "unchanged", "ignored", "quarantined", "refused",
    "problems", "run", "seconds",
]  # fmt: skip
pytestmark = pytest.mark.usefixtures("sqlite_database")


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "data_pipeline", *map(str, arguments)]
    return subprocess.run(line, cwd=config.ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    people, answers = tmp_path / "liste.csv", tmp_path / "svar.csv"
    people.write_bytes(table(LIST))
    answers.write_bytes(table(ANSWERS))
    return people, answers


def test_import_reports_each_file_in_the_order_asked_for_and_reads_people_first(files: tuple[Path, Path]) -> None:
    people, answers = files
    done = command("import", answers, people, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    first, second = json.loads(done.stdout)
    assert list(first) == KEYS
    assert [first["file"], second["file"]] == [str(answers), str(people)]
    assert (first["loaded"], first["problems"], first["run"]) == (1, [], 2)
    assert (second["kind"], second["rows_read"], second["loaded"], second["quarantined"]) == ("participants", 2, 1, 1)
    [problem] = second["problems"]
    assert list(problem) == ["row", "column", "value", "code", "severity", "message"]
    assert (problem["row"], problem["column"], problem["value"]) == (3, "kursusdato", "31-02-2021")


def test_a_dry_run_keeps_nothing(files: tuple[Path, Path]) -> None:
    done = command("import", files[0], "--dry-run", "--json")
    assert json.loads(done.stdout)[0]["run"] is None
    assert json.loads(command("import", files[0], "--json").stdout)[0]["loaded"] == 1


def test_a_refused_file_gives_one_and_the_others_are_handled(files: tuple[Path, Path], tmp_path: Path) -> None:
    empty = tmp_path / "tom.csv"
    empty.touch()
    done = command("import", empty, files[0], tmp_path / "findes-ikke.csv", "--json")
    assert done.returncode == 1
    reports = json.loads(done.stdout)
    assert [bool(each["refused"]) for each in reports] == [True, False, True]
    assert reports[1]["loaded"] == 1


@pytest.mark.parametrize("arguments", [(), ("import",), ("fly",), ("import", "x.csv", "--kind", "noget")])
def test_wrong_usage_gives_two(arguments: tuple[str, ...]) -> None:
    assert command(*arguments).returncode == 2


def test_without_json_a_person_can_read_it(files: tuple[Path, Path]) -> None:
    done = command("import", files[0])
    assert "1 nye" in done.stdout
    assert "Fejl i kursusdato, række 3:" in done.stdout


def test_quarantine_replay_and_undo(files: tuple[Path, Path]) -> None:
    command("import", files[0])
    [row] = json.loads(command("quarantine", "--json").stdout)
    assert (row["row"], row["code"], row["suggestion"]) == (3, "invalid_date", "28-02-2021")
    assert json.loads(command("replay", "--json").stdout) == {
        "tried": 1, "loaded": 0, "waiting": 1, "state_changes": 0,
    }  # fmt: skip
    assert "1 række venter." in command("quarantine").stdout
    assert command("undo", 1).returncode == 0
    done = command("undo", 1)
    assert (done.returncode, "allerede fortrudt" in done.stderr) == (1, True)


# --- Templates ----------------------------------------------------------------------------------------------------


def test_the_templates_are_the_columns_of_the_contract_and_can_be_imported() -> None:
    assert templates.participants_csv().decode("utf-8-sig").startswith("deltager_id;kursus_id;kursusdato;kommunekode;")
    assert templates.answers_csv().decode("utf-8-sig").strip().endswith("netværksønske;fritekst")
    for kind, content in (("participants", templates.participants_csv()), ("followup", templates.answers_csv())):
        row = ";".join(templates.EXAMPLES[kind].get(each.name, "") for each in templates.fields_of(kind))
        report = import_file("skabelon.csv", content + row.encode(), by=ALICE)
        assert (report.kind, counts(report), report.problems) == (kind, "1 loaded", [])


@pytest.mark.parametrize(
    ("kind", "made"), [("participants", templates.participants_xlsx), ("followup", templates.answers_xlsx)]
)
def test_a_filled_in_excel_template_is_imported_and_its_sheet_of_codes_is_not(kind: str, made: object) -> None:
    import io

    import openpyxl

    if kind == "followup":
        row = ";".join(
            templates.EXAMPLES["participants"].get(each.name, "") for each in templates.fields_of("participants")
        )
        import_file("liste.csv", templates.participants_csv() + row.encode(), by=ALICE)
    book = openpyxl.load_workbook(io.BytesIO(made()))
    assert book.sheetnames[1] == "Koder"
    book.worksheets[0].append([templates.EXAMPLES[kind].get(each.name, "") for each in templates.fields_of(kind)])
    out = io.BytesIO()
    book.save(out)
    report = import_file("skabelon.xlsx", out.getvalue(), by=ALICE)
    assert (report.kind, counts(report)) == (kind, "1 loaded")
