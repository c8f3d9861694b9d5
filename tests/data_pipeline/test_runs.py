"""Imports from the page: previewed, confirmed, discarded, undone; a killed one leaves nothing half."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import config
from data_pipeline import runs
from data_pipeline.importing import import_file
from data_pipeline.model import Refused
from data_pipeline.run_details import problem_page, run_row, wrong_rows
from data_pipeline.undo import undo
from programme import actions
from storage.engine import writing
from tests.data_pipeline.files import ALICE, counts, dropped, everything, rows, table

LIST = """
    deltager_id | navn    | email   | kursusdato | kommune | arbejdsplads | netværk
    D1          | Bo Dam  | bo@e.dk | 05-03-2021 | Odense  | Gadeplan     | Netværk Fyn
    D2          | Ib Skov | ib@e.dk | 31-02-2021 | Aarhus  |              |
"""
ANSWERS = """
    deltager_id | besvaret   | status | kit
    D1          | 20-04-2021 | 1      | 5
"""
UNKNOWN = """
    Hvem    | Hvornår    | By     | Stilling
    Bo Dam  | 05-03-2021 | Odense | leder
    Ib Skov | 06-03-2021 | Aarhus | læge
"""


def settled(run_id: int, seconds: float = 30) -> Any:
    """The run when no worker is at it any more."""
    until = time.monotonic() + seconds
    while (view := run_row(run_id, viewer=ALICE) or {})["state"] == "working":
        assert time.monotonic() < until, view["progress_text"]
        time.sleep(0.05)
    return view


def state(run_id: int) -> tuple[str, str | None]:
    """How the page sees the run, and why it was refused or failed."""
    view = run_row(run_id, viewer=ALICE) or {}
    return view["state"], view["refused"]


def facts() -> dict[str, Any]:
    return {name: found for name, found in everything().items() if name != "record_history"}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("is_previewed", [True, False])
def test_a_day_far_down_tells_how_the_days_above_it_are_read(is_previewed: bool) -> None:
    people = [f"Bo Dam {n};bo{n}@e.dk;{'05/25/2021' if n == 2500 else '05/03/2021'};Odense" for n in range(2600)]
    content = "\n".join(["navn;email;kursusdato;kommune", *people]).encode()
    if is_previewed:
        [run_id] = runs.start_import([("liste.csv", content)], by=ALICE)
        assert settled(run_id)["loaded"] == 2600
        runs.confirm(run_id, by=ALICE)
        settled(run_id)
    else:
        assert import_file("liste.csv", content, by=ALICE).counts.loaded == 2600
    days = "SELECT CAST(held_on AS TEXT), count(*) FROM course c JOIN participation p ON p.course_id = c.id GROUP BY 1"
    assert sorted(rows(days)) == [("2021-05-03", 2599), ("2021-05-25", 1)]  # the month first


@pytest.mark.usefixtures("database")
def test_a_dropped_file_is_previewed_and_loaded_only_when_confirmed() -> None:
    before = everything()
    [run_id] = runs.start_import([("liste.csv", table(LIST))], by=ALICE)
    view = settled(run_id)
    assert (view["state"], view["loaded"], view["quarantined"], view["by"]) == ("preview", 1, 1, "Alice")
    kinds = problem_page(run_id, 0, 9, viewer=ALICE).groups
    assert [(each["code"], each["count"], each["rows"]) for each in kinds] == [("invalid_date", 1, [3])]
    assert everything() == before
    assert [(row.number, row.cells[1]) for row in wrong_rows(run_id, 9, viewer=ALICE)] == [(3, "Ib Skov")]

    runs.confirm(run_id, by=ALICE)
    with pytest.raises(Refused, match="allerede svaret"):
        runs.confirm(run_id, by=ALICE)
    view = settled(run_id)
    assert (view["state"], view["loaded"], view["state_changes"]) == ("loaded", 1, 1)
    assert rows("SELECT count(*) FROM trainer") == [(1,)]
    assert counts(dropped(LIST)) == "1 unchanged, 1 quarantined"


@pytest.mark.usefixtures("sqlite_database")
def test_a_discarded_preview_leaves_nothing() -> None:
    [run_id] = runs.start_import([("liste.csv", table(LIST))], by=ALICE)
    settled(run_id)
    runs.discard(run_id, by=ALICE)
    assert rows("SELECT count(*) FROM import_run") == rows("SELECT count(*) FROM raw_block") == [(0,)]
    with pytest.raises(Refused):
        runs.confirm(run_id, by=ALICE)


@pytest.mark.usefixtures("sqlite_database")
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence() -> None:
    view = settled(runs.start_import([("tom.csv", b"\n\n")], by=ALICE)[0])
    assert view["state"] == "refused"
    assert len(view["refused"]) > 15


@pytest.mark.usefixtures("sqlite_database")
def test_no_cpr_number_is_kept_on_the_way() -> None:
    content = table(LIST.replace("Netværk Fyn", "010180-1234"))
    [run_id] = runs.start_import([("liste 010180-1234.csv", content)], by=ALICE)
    settled(run_id)
    path = rows("PRAGMA database_list")[0][2]
    stored = b"".join(Path(each).read_bytes() for each in (path, path + "-wal"))
    assert b"010180-1234" not in stored
    assert "010180-1234" not in repr(rows("SELECT * FROM import_run"))
    assert wrong_rows(run_id, 9, viewer=ALICE)[0].cells[-1] == "██████-████"


@pytest.mark.usefixtures("sqlite_database")
def test_a_person_says_what_unknown_columns_mean_and_it_is_remembered() -> None:
    [run_id] = runs.start_import([("ukendt.csv", table(UNKNOWN))], by=ALICE, kind="participants")
    assert settled(run_id)["state"] == "mapping"
    assert [each.column for each in runs.proposal(run_id, viewer=ALICE).columns] == [
        "Hvem",
        "Hvornår",
        "By",
        "Stilling",
    ]
    with pytest.raises(Refused, match="Peg på den kolonne"):
        runs.confirm_mapping(run_id, {"Hvem": "full_name"}, "participants", "Min liste", by=ALICE)
    choices = {"Hvem": "full_name", "Hvornår": "course_date", "By": "municipality", "Stilling": "profession"}
    runs.confirm_mapping(run_id, choices, "participants", "Min liste", by=ALICE)
    assert settled(run_id)["state"] == "preview"
    runs.confirm(run_id, by=ALICE)
    assert (settled(run_id)["state"], settled(run_id)["loaded"]) == ("loaded", 2)
    assert counts(dropped(UNKNOWN)) == "2 unchanged"


@pytest.mark.usefixtures("sqlite_database")
def test_a_killed_worker_leaves_nothing_half_and_is_told() -> None:
    before = everything()
    [run_id] = runs.start_import([("liste.csv", table(LIST))], by=ALICE)
    settled(run_id)
    code = "import time; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code])
    with writing() as connection:
        said = {"worker": f"{runs.platform.node()}:{process.pid}", "id": run_id}
        connection.execute(text("UPDATE import_run SET state = 'working', worker = :worker WHERE id = :id"), said)
    assert state(run_id) == ("working", None)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert state(run_id) == ("failed", runs.LOST_WORKER)
    assert everything() == before


@pytest.mark.usefixtures("database")
def test_an_import_killed_while_it_writes_leaves_nothing() -> None:
    before = everything()
    code = (
        "import os, signal\n"
        "from data_pipeline import importing\n"
        "importing.settled = lambda loading: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from access.viewer import command_line\n"
        f"importing.import_file('liste.csv', {table(LIST)!r}, by=command_line())\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=config.ROOT, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert everything() == before
    assert counts(dropped(LIST)) == "1 loaded, 1 quarantined"


@pytest.mark.usefixtures("database")
def test_undo_takes_out_what_a_run_made_and_puts_back_what_it_changed() -> None:
    first = dropped(LIST)
    kept = facts()
    corrected = dropped(LIST.replace("bo@e.dk", "bo.dam@e.dk").replace("31-02-2021", "05-03-2021"))
    assert counts(corrected) == "1 loaded, 1 updated"
    answers = dropped(ANSWERS)
    assert rows("SELECT count(*) FROM response") == [(1,)]

    assert "fortrudt" in undo(answers.run, by=ALICE)
    assert rows("SELECT count(*) FROM response") == [(0,)]
    undo(corrected.run, by=ALICE)
    assert facts() == kept
    undo(first.run, by=ALICE)
    assert all(not found for found in facts().values()), facts()
    assert rows("SELECT state, undone_by FROM import_run") == [("undone", "Alice")] * 3
    assert counts(dropped(LIST)) == "1 loaded, 1 quarantined"


@pytest.mark.usefixtures("database")
def test_a_row_that_said_the_same_in_other_words_is_as_before_when_it_is_undone() -> None:
    for drawn, other in ((LIST, ("05-03-2021", "2021-03-05")), (ANSWERS, ("20-04-2021", "2021-04-20"))):
        dropped(drawn)
        kept = facts()
        reworded = dropped(drawn.replace(*other))
        assert (reworded.counts.unchanged, reworded.counts.updated) == (1, 0)
        assert facts() != kept  # the row is known by its new words
        undo(reworded.run, by=ALICE)
        assert facts() == kept


@pytest.mark.usefixtures("database")
def test_undo_is_refused_while_a_later_run_builds_on_it() -> None:
    first = dropped(LIST)
    later = dropped(LIST.replace("bo@e.dk", "bo.dam@e.dk"), name="rettet.csv")
    third = dropped(LIST.replace("bo@e.dk", "bo.d@e.dk"))
    with pytest.raises(Refused, match="Senere indlæsninger"):
        undo(later.run, by=ALICE)
    undo(third.run, by=ALICE)
    with pytest.raises(Refused, match=f"{later.run} .rettet.csv."):
        undo(first.run, by=ALICE)


@pytest.mark.usefixtures("database")
def test_undoing_a_list_leaves_the_answers_with_their_municipality() -> None:
    first = dropped(LIST)
    dropped(ANSWERS)
    undo(first.run, by=ALICE)
    assert rows("SELECT trainer_id, municipality_code, respondent FROM response") == [(None, "0461", "D1")]
    dropped(LIST)
    assert rows("SELECT count(*) FROM response WHERE trainer_id IS NOT NULL") == [(1,)]


@pytest.mark.usefixtures("database")
def test_what_somebody_said_of_a_site_by_hand_outlives_the_list_that_made_it() -> None:
    first = dropped(LIST)
    [(site_id,)] = rows("SELECT id FROM site")
    actions.set_scope(site_id=site_id, is_in_scope=False, why="Drives af nabokommunen", by=ALICE)
    undo(first.run, by=ALICE)
    dropped(LIST)
    assert [(found, bool(scope)) for found, scope in rows("SELECT id, is_in_scope FROM site")] == [(site_id, False)]


@pytest.mark.usefixtures("sqlite_database")
def test_undoing_a_run_that_let_rows_out_of_quarantine_brings_them_back() -> None:
    lone = """
        email   | besvaret   | status
        bo@e.dk | 20-04-2021 | 1
    """
    dropped(lone)
    listed = dropped(LIST)
    cured = dropped(lone)
    assert counts(cured) == "1 loaded"
    undo(cured.run, by=ALICE)
    assert rows("SELECT state FROM quarantine WHERE run_id = 1") == [("open",)]
    assert listed.run == 2


@pytest.mark.usefixtures("sqlite_database")
def test_undo_says_why_not() -> None:
    refused = import_file("tom.csv", b"", by=ALICE)
    first = dropped(LIST)
    undo(first.run, by=ALICE)
    for run_id, why in ((99, "findes ikke"), (refused.run, "ikke gennemført"), (first.run, "allerede fortrudt")):
        with pytest.raises(Refused, match=why):
            undo(run_id, by=ALICE)


@pytest.mark.usefixtures("sqlite_database")
def test_the_log_has_every_import_newest_first() -> None:
    import_file("tom.csv", b"", by=ALICE)
    dropped(LIST)
    log = runs.run_log(viewer=ALICE)
    assert log.state.tolist() == ["loaded", "refused"]
    assert len(log.file_hash[0]) == 64
