"""The model is edited as versions over the files: preview, save, history, restore; the newest holds everywhere."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from sqlalchemy import select

import config
from access.policy import Forbidden
from programme import model_edits, queries
from programme.definitions import definitions, edits, shipped
from programme.errors import Refused
from programme.model_edits import preview, preview_restore, save
from storage import tables as t
from storage.access_tables import audit
from storage.engine import reading, writing
from tests.access import world as worlds
from tests.builders import Builder

TODAY = date(2021, 7, 3)
LIMIT, WHAT = "size.medium.limit_days", "guide.F1.what"


@pytest.fixture
def world(database, monkeypatch) -> worlds.World:
    """Day 143 of a site in Middelfart (medium) that has answered and not started: red over 120 days."""
    monkeypatch.setenv("FODFAESTE_TODAY", TODAY.isoformat())
    config.settings.cache_clear()
    made = worlds.build()
    with writing() as connection:
        build = Builder(connection)
        site = build.site("0410")
        trainer = build.trainer(site, date(2021, 2, 10))
        build.trainer(site, date(2021, 2, 10))
        build.answer(date(2021, 5, 5), trainer=trainer, wave=1, programme_status=4)
    return made


def state() -> tuple[str, str]:
    m = t.municipality_status.c
    with reading() as connection:
        today = (m.municipality_code == "0410") & (m.as_of == TODAY)
        return tuple(connection.execute(select(m.state, m.rule).where(today)).one())


def moved(seen: model_edits.Preview) -> list[tuple[str, str, str]]:
    return list(seen.moves[["name", "before", "after"]].itertuples(index=False, name=None))


def test_before_saving_one_sees_which_municipalities_would_change_state(world):
    karen = world.karen.viewer
    seen = preview({LIMIT: "150"}, viewer=karen)
    assert [(one.field.key, one.before, one.after) for one in seen.differences] == [(LIMIT, 120, 150)]
    assert moved(seen) == [("Middelfart", "gaaet_i_staa", "i_risiko")]
    assert state() == ("gaaet_i_staa", "gaaet_i_staa.b"), "a preview changes nothing"
    assert definitions().size("medium").limit_days == 120


def test_a_saved_threshold_moves_the_states_and_is_in_the_log(world):
    karen = world.karen.viewer
    number = save(preview({LIMIT: "150"}, viewer=karen).changes, base=0, why="Ferien tæller med", by=karen)
    assert state() == ("i_risiko", "i_risiko.a")
    assert queries.municipality("0410", viewer=karen).row["state"] == "i_risiko"
    assert definitions().size("medium").limit_days == 150
    with reading() as connection:
        assert connection.scalar(select(audit.c.detail).where(audit.c.action == "model_edited")).startswith(
            f"version {number}"
        )
        change = connection.execute(select(t.state_change).order_by(t.state_change.c.id.desc())).first()
    assert (change.municipality_code, change.from_state, change.to_state) == ("0410", "gaaet_i_staa", "i_risiko")


def test_every_version_stays_with_who_when_why_and_what(world):
    karen, adam = world.karen.viewer, world.adam.viewer
    first = save(preview({LIMIT: "150"}, viewer=karen).changes, base=0, why="Ferie", by=karen)
    second = save(preview({WHAT: "Ny tekst."}, viewer=adam).changes, base=first, why="Kortere", by=adam)
    found = model_edits.history(viewer=adam)
    assert [(one.number, one.author, one.why) for one in found] == [
        (second, "Adam", "Kortere"),
        (first, "Karen", "Ferie"),
        (0, "", ""),
    ]
    assert [one.field.key for one in found[0].differences] == [WHAT]
    assert [(one.before, one.after) for one in found[1].differences] == [(120, 150)]


def test_any_version_is_restored_and_nothing_is_lost(world):
    karen = world.karen.viewer
    first = save(preview({LIMIT: "150"}, viewer=karen).changes, base=0, why="Ferie", by=karen)
    second = save(preview({LIMIT: "160", WHAT: "Ny."}, viewer=karen).changes, base=first, why="Mere", by=karen)
    seen = preview_restore(0, viewer=karen)
    assert moved(seen) == [("Middelfart", "i_risiko", "gaaet_i_staa")]
    third = save(seen.changes, base=second, why="Tilbage til filerne", by=karen)
    queries.step_experience(viewer=karen)  # the next reader of this process is told
    assert definitions() == shipped()
    fourth = save(preview_restore(second, viewer=karen).changes, base=third, why="Alligevel", by=karen)
    assert state()[0] == "i_risiko"
    assert [one.number for one in model_edits.history(viewer=karen)] == [fourth, third, second, first, 0]
    with pytest.raises(Refused, match="findes ikke"):
        preview_restore(99, viewer=karen)


def test_two_who_edit_at_once_do_not_overwrite_each_other(world):
    karen, adam = world.karen.viewer, world.adam.viewer
    mine, theirs = preview({LIMIT: "150"}, viewer=karen).changes, preview({WHAT: "Ny."}, viewer=adam).changes
    first = save(theirs, base=0, why="Først", by=adam)
    with pytest.raises(Refused, match="i mellemtiden"):
        save(mine, base=0, why="Bagefter", by=karen)
    merged = preview({LIMIT: "150"}, viewer=karen).changes
    save(merged, base=first, why="Efter at have set den anden", by=karen)
    assert set(merged) == {LIMIT, WHAT}


def test_every_process_sees_the_newest_version(world):
    karen = world.karen.viewer
    save(preview({LIMIT: "150"}, viewer=karen).changes, base=0, why="Ferie", by=karen)
    code = (
        "from access.viewer import command_line\nfrom programme import queries\n"
        "from programme.definitions import definitions\n"
        "queries.step_experience(viewer=command_line())\nprint(definitions().size('medium').limit_days)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=config.ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "150"


@pytest.mark.parametrize(
    ("values", "why", "said"),
    [
        ({LIMIT: "59"}, "x", "mindst 60 dage"),
        ({LIMIT: "0"}, "x", "helt tal"),
        ({LIMIT: "1e3"}, "x", "helt tal"),
        ({LIMIT: None}, "x", "helt tal"),
        ({LIMIT: "9" * 5000}, "x", "helt tal"),
        ({"step.F1.late_day": "10", "step.F1.typical_day": "20"}, "x", "Trin F1"),
        ({WHAT: ""}, "x", "tomt"),
        ({WHAT: "Ring til 010203-1234"}, "x", "CPR"),
        ({WHAT: "x" * 241}, "x", "for lang"),
        ({WHAT: "Skriv {ukendt}"}, "x", "kendes ikke"),
        ({WHAT: "Skriv {"}, "x", "parentes"),
        ({"size.medium.code": "large"}, "x", "Genindlæs"),
        ({LIMIT: "150"}, " ", "hvorfor"),
        ({LIMIT: "150"}, "om 010203-1234", "CPR"),
        ({LIMIT: "120"}, "x", "intet at gemme"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_remedy(world, values, why, said):
    karen = world.karen.viewer
    with pytest.raises(Refused, match=said):
        save(preview(values, viewer=karen).changes, base=0, why=why, by=karen)
    assert len(model_edits.history(viewer=karen)) == 1


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "rita", "karen", "adam"])
def test_who_may_edit(world, name):
    viewer = getattr(world, name).viewer
    acts = [
        lambda: model_edits.current(viewer=viewer),
        lambda: model_edits.history(viewer=viewer),
        lambda: preview({LIMIT: "150"}, viewer=viewer),
        lambda: preview_restore(0, viewer=viewer),
        lambda: save({LIMIT: 150}, base=0, why="x", by=viewer),
    ]
    for act in acts:
        if name in ("karen", "adam"):
            act()
        else:
            with pytest.raises(Forbidden):
                act()


def test_an_edit_that_a_newer_edition_no_longer_knows_is_passed_over():
    made = edits.edited({LIMIT: 150, "step.X9.title": "Nyt", "thresholds.gone": 3, "size.small.nothing": 1})
    assert made.size("medium").limit_days == 150
    assert made.steps == shipped().steps


def test_a_form_sent_back_as_it_is_changes_nothing(sqlite_database):
    karen = worlds.build().karen.viewer
    _, fields = model_edits.current(viewer=karen)
    assert preview({field.key: field.value for field in fields}, viewer=karen).differences == ()


def test_what_a_size_says_differently_is_edited_by_itself():
    made = edits.edited({"step.O1.small.late_day": 200, "step.O1.late_day": 130})
    step = next(step for step in made.steps if step.code == "O1")
    assert [made.step_for(step, size).late_day for size in ("small", "medium")] == [200, 130]


def test_every_value_can_be_edited_and_comes_back():
    for field in edits.editable(shipped()):
        other = field.value + 1 if field.is_number else f"{field.value} mere".strip()
        after = {one.key: one.value for one in edits.editable(edits.edited({field.key: other}))}
        assert after[field.key] == other, field.key
