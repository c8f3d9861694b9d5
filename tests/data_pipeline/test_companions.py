"""SurveyXact's three files: given together, in any order, the dataset is read with what the other two say of it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from data_pipeline import runs
from data_pipeline.batch_import import import_files, readable
from data_pipeline.importing import Report, import_file
from data_pipeline.model import Refused
from data_pipeline.quarantine import correct, waiting_rows
from data_pipeline.run_details import run_row
from data_pipeline.undo import undo
from tests.data_pipeline.files import ALICE, counts, everything, rows, table
from tests.data_pipeline.test_runs import settled

SAMPLES = Path(__file__).with_name("samples")
# Alone, barri_1 and 2 are taken for our own barriers 1 and 2, and ledelse = 1 for yes: here it is the other way round.
DATASET = """
    responde | created    | closetim   | email   | kommune | ledelse | barri_1 | barri_2 | stato_4 | timer
    901      | 2021-03-02 | 2021-03-04 | bo@e.dk | Aarhus  | 1       | 1       | 0       | 1       | 2
    902      | 2021-03-02 | 2021-03-05 | ib@e.dk | Odense  | 2       | 0       | 1       | 1       | 3
    903      | 2021-03-02 | 2021-03-05 | el@e.dk |         | 2       | 1       | 1       | 1       | 4
"""
LABELS = """
    ledelse | 1   | Nej
    ledelse | 2   | Ja
    ledelse | -99 | Ønsker ikke at svare
    barri_1 | 0   | Ikke valgt
    barri_1 | 1   | Valgt
"""
STRUCTURE = """
    questionName | variableName | questionType | subType  | questionText      | choiceValue | choiceText
    barrierer    | barri_1      | Closed       | Multiple | Hvilke barrierer? | 1           | Ingen adgang til kits
    barrierer    | barri_2      | Closed       | Multiple | Hvilke barrierer? | 2           | Manglende tid
    timer        | timer        | Open         | Double   | Timer om ugen     |             |
"""
FILES = {"dataset.csv": DATASET, "labels.csv": LABELS, "structure.csv": STRUCTURE}
FLAVOURS = {"semicolon": (";", "cp1252"), "comma": (",", "cp1252"), "tab": ("\t", "utf-16")}
TOGETHER = [("901", "3", "B05"), ("902", "1", "B01")]  # who, ledelse, barriere_1
ALONE = [("901", "1", "B01"), ("902", "2", "B02")]
ANSWERS = "SELECT substr(record_key, 12), management, barrier_1 FROM response ORDER BY 1"


def answers() -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in rows(ANSWERS)]


def given(folder: Path, *names: str, flavour: str = "semicolon", **named: bool) -> dict[str, Report]:
    """What importing these files in one call reports, by name."""
    separator, encoding = FLAVOURS[flavour]
    for name in names:
        (folder / name).write_bytes(table(FILES[name], separator).decode().encode(encoding))
    reports = import_files([str(folder / name) for name in names], by=ALICE, **named)
    return dict(zip(names, reports, strict=True))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("order", [*permutations(FILES)], ids="-".join)
def test_the_three_files_are_one_export_in_any_order(tmp_path: Path, order: tuple[str, ...], flavour: str) -> None:
    reports = given(tmp_path, *order, flavour=flavour)
    assert counts(reports["dataset.csv"]) == "2 loaded, 1 quarantined"
    assert answers() == TOGETHER
    for name in ("labels.csv", "structure.csv"):
        told = reports[name].as_dict()
        assert (told["rows_read"], told["refused"], told["format"]) == (0, None, "surveyxact")
        [problem] = told["problems"]
        assert (problem["row"], problem["severity"], "dataset.csv" in problem["message"]) == (0, "info", True)
    [note] = [each for each in reports["dataset.csv"].problems if each.code == "read_together"]
    assert "structure.csv og labels.csv" in note.message


@pytest.mark.usefixtures("sqlite_database")
def test_without_the_other_two_the_codes_mean_what_they_happen_to_be(tmp_path: Path) -> None:
    alone = given(tmp_path, "dataset.csv")["dataset.csv"]
    [warning] = [each for each in alone.problems if each.code == "options_by_place"]
    assert "barri_1, barri_2 er læst efter deres nummer" in warning.message
    assert answers() == ALONE
    given(tmp_path, *FILES)  # what the labels say now counts
    assert answers() == TOGETHER
    assert "efter deres nummer" not in repr(given(tmp_path, *FILES)["dataset.csv"].problems)


@pytest.mark.usefixtures("sqlite_database")
def test_a_column_that_nobody_knows_is_told_with_its_question(tmp_path: Path) -> None:
    [unknown] = [each for each in given(tmp_path, *FILES)["dataset.csv"].problems if each.code == "unknown_column"]
    assert "„timer” (Timer om ugen)" in unknown.message


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize("name", ["labels.csv", "structure.csv"])
def test_alone_each_says_that_the_three_belong_together(tmp_path: Path, name: str) -> None:
    for refused in (given(tmp_path, name)[name].refused, import_file(name, table(FILES[name]), by=ALICE).refused):
        assert refused is not None
        assert "på én gang" in refused
        assert "dataset, labels og structure" in refused


@pytest.mark.usefixtures("sqlite_database")
def test_a_dataset_that_is_refused_takes_its_companions_along(tmp_path: Path) -> None:
    for name, drawn in FILES.items():
        (tmp_path / name).write_bytes(table(drawn))
    reports = import_files([str(tmp_path / name) for name in FILES], by=ALICE, kind="participants")
    assert all(each.refused for each in reports)
    assert "dataset.csv, som blev afvist" in str(reports[1].refused)
    assert rows("SELECT state FROM import_run") == [("refused",)] * 3


@pytest.mark.usefixtures("sqlite_database")
def test_each_dataset_takes_what_tells_of_its_own_columns(tmp_path: Path) -> None:
    """Two surveys at once; of two files that fit as well, the one that is called alike."""
    other = {"labels 2.csv": LABELS.replace("Nej", "Ved ikke"), "dataset 2.csv": DATASET.replace("90", "80")}
    strange = {"labels 3.csv": LABELS.replace("ledelse", "noget").replace("barri", "andet")}
    for name, drawn in (FILES | other | strange).items():
        (tmp_path / name).write_bytes(table(drawn))
    names = [*FILES, *other, *strange]
    found = dict(zip(names, import_files([str(tmp_path / name) for name in names], by=ALICE), strict=True))
    assert answers() == [("801", "9", "B05"), ("802", "1", "B01"), *TOGETHER]
    assert "dataset.csv og dataset 2.csv" in found["structure.csv"].problems[0].message
    assert "på én gang" in str(found["labels 3.csv"].refused)


@pytest.mark.usefixtures("sqlite_database")
def test_the_shipped_sample_is_read_as_its_workbook_is() -> None:
    names = ["surveyxact_eu_labels.csv", "surveyxact_eu_dataset.csv", "surveyxact_eu_structure.csv"]
    _, three, _ = import_files([str(SAMPLES / name) for name in names], by=ALICE, is_rehearsal=True)
    workbook = import_file("x.xlsx", (SAMPLES / "surveyxact_export.xlsx").read_bytes(), by=ALICE, is_rehearsal=True)
    assert counts(three) == counts(workbook)
    assert {each for each in three.problems if each.code != "read_together"} == set(workbook.problems)


@pytest.mark.usefixtures("sqlite_database")
def test_a_rehearsal_keeps_nothing_and_the_terminal_tells_the_files_apart(tmp_path: Path) -> None:
    reports = given(tmp_path, *FILES, is_rehearsal=True)
    assert rows("SELECT count(*) FROM import_run") == [(0,)]
    assert readable(reports["labels.csv"]).endswith("Den har ingen rækker selv.")
    assert "3 rækker (surveyxact, indlæsning prøve)" in readable(reports["dataset.csv"])


@pytest.mark.usefixtures("database")
def test_twice_changes_nothing_and_undo_takes_it_all_out(tmp_path: Path) -> None:
    empty = everything()
    first = given(tmp_path, *FILES)["dataset.csv"]
    before = everything()
    assert counts(given(tmp_path, *FILES)["dataset.csv"]) == "2 unchanged, 1 quarantined"
    assert everything() == before
    undo(first.run or 0, by=ALICE)
    assert everything() == empty
    with pytest.raises(Refused, match="intet at fortryde"):
        undo((first.run or 0) + 1, by=ALICE)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("is_workbook", [False, True])
def test_a_row_that_waited_is_read_with_the_same_labels(tmp_path: Path, is_workbook: bool) -> None:
    if is_workbook:
        assert counts(import_file("x.xlsx", workbook(), by=ALICE)) == "2 loaded, 1 quarantined"
    else:
        given(tmp_path, *FILES)
    [waiting] = waiting_rows(viewer=ALICE)
    correct(waiting["id"], {"kommune": "Vejle"}, by=ALICE)
    assert answers() == [*TOGETHER, ("903", "1", "B05")]


def workbook() -> bytes:
    """The three as the sheets of one file."""
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, drawn in FILES.items():
            sheet = book.add_worksheet(name.removesuffix(".csv").capitalize())
            for at, line in enumerate(table(drawn).decode().splitlines()):
                sheet.write_row(at, 0, line.split(";"))
    return out.getvalue()


@pytest.mark.usefixtures("sqlite_database")
def test_a_cpr_number_in_what_tells_of_a_dataset_is_not_kept(tmp_path: Path) -> None:
    for name, drawn in FILES.items():
        (tmp_path / name).write_bytes(table(drawn.replace("Nej", "010180-1234").replace("Timer om ugen", "0101801234")))
    import_files([str(tmp_path / name) for name in FILES], by=ALICE)
    kept = repr(rows("SELECT header FROM import_run") + rows("SELECT message FROM problem"))
    assert "██████-████" in kept
    assert "1234" not in kept


# --- On the page ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("order", [("labels.csv", "dataset.csv", "structure.csv"), tuple(FILES)], ids="-".join)
def test_dropped_together_they_are_previewed_and_loaded_as_one(order: tuple[str, ...]) -> None:
    run_ids = runs.start_import([(name, table(FILES[name])) for name in order], by=ALICE)
    views = {name: settled(run_id) for name, run_id in zip(order, run_ids, strict=True)}
    dataset = views["dataset.csv"]
    assert (dataset["state"], dataset["loaded"], dataset["quarantined"]) == ("preview", 2, 1)
    assert [views[name]["state"] for name in order if name != "dataset.csv"] == ["companion", "companion"]
    assert views["labels.csv"]["dataset"] == dataset["id"]
    runs.confirm(dataset["id"], by=ALICE)
    assert settled(dataset["id"])["loaded"] == 2
    assert answers() == TOGETHER


@pytest.mark.usefixtures("sqlite_database")
def test_a_discarded_dataset_takes_its_companions_with_it_and_no_others() -> None:
    drawn = [(name, table(FILES[name])) for name in FILES]
    first, second = runs.start_import(drawn, by=ALICE), runs.start_import(drawn, by=ALICE)
    for run_id in (*first, *second):
        settled(run_id)
    runs.discard(first[0], by=ALICE)
    assert [bool(run_row(run_id, viewer=ALICE)) for run_id in (*first, *second)] == [False] * 3 + [True] * 3


@pytest.mark.usefixtures("sqlite_database")
def test_one_bad_file_among_several_stops_no_other() -> None:
    dropped = [("tom.csv", b""), ("labels.csv", table(LABELS)), ("dataset.csv", table(DATASET)), ("to.csv", b"a;b\n")]
    states = [settled(run_id)["state"] for run_id in runs.start_import(dropped, by=ALICE)]
    assert states == ["refused", "companion", "preview", "refused"]


@pytest.mark.usefixtures("sqlite_database")
def test_dropped_without_its_dataset_it_says_so() -> None:
    unread = b"navn;kommune;kursusdato\n"  # headings without rows
    dropped = [("labels.csv", table(LABELS)), ("structure.csv", table(STRUCTURE)), ("liste.csv", unread)]
    views = [settled(run_id) for run_id in runs.start_import(dropped, by=ALICE)]
    assert [view["state"] for view in views] == ["refused"] * 3
    assert all("på én gang" in view["refused"] for view in views[:2])
