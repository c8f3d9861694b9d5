"""A municipality's plan: dated steps from three answers, changed by those who may, with history; who sees what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

import config
from access.policy import Forbidden
from programme import queries
from programme.errors import Refused
from programme.plan_actions import change_step, make_plan
from storage import erasure, scope
from storage import tables as t
from storage.engine import reading, writing
from storage.plan_tables import plan_change, plan_word
from tests.access import world as worlds
from tests.builders import Builder

ESBJERG, AARHUS, SKIVE = "0561", "0751", "0779"  # in Netværk Vest, in Netværk Øst, in none
TODAY = date(2021, 7, 1)
NOTHING = {"due_on": None, "done_on": None, "responsible": "", "comment": ""}


@pytest.fixture
def world(database, monkeypatch) -> worlds.World:
    """Esbjerg's site has two trainers since 10 February and one answer: not started."""
    monkeypatch.setenv("FODFAESTE_TODAY", TODAY.isoformat())
    config.settings.cache_clear()
    made = worlds.build()
    with writing() as connection:
        site = connection.scalar(select(t.site.c.id).where(t.site.c.municipality_code == ESBJERG))
        build = Builder(connection)
        for _ in range(2):
            trainer = build.trainer(site, date(2021, 2, 10))
        build.trainer(site, date(2021, 2, 10), role=2)
        build.answer(date(2021, 5, 5), trainer=trainer, programme_status=4, management=1)
    return made


def made(by, code: str = ESBJERG, programme: str = "own", starts_on: date = TODAY, size: str = "large") -> None:
    make_plan(code, size=size, programme=programme, starts_on=starts_on, by=by)


def step(code: str, viewer, municipality: str = ESBJERG) -> dict:
    found = queries.plan(municipality, viewer=viewer).steps
    return found[found["step"] == code].to_dict("records")[0]


def change(code: str, by, municipality: str = ESBJERG, **values) -> None:
    base = step(code, by, municipality)["change_id"]
    change_step(municipality, code, base=base, **NOTHING | values, by=by)


def state(code: str = ESBJERG) -> str:
    m = t.municipality_status.c
    with reading() as connection:
        return connection.scalar(select(m.state).where(m.municipality_code == code, m.as_of == TODAY))


def test_answers_give_dated_steps_and_leave_out_what_is_done(world):
    alice = world.alice.viewer
    assert queries.plan(ESBJERG, viewer=alice).made is None
    made(alice)
    steps = queries.plan(ESBJERG, viewer=alice).steps.set_index("step")
    assert steps.loc["O1", "due_on"] == TODAY + timedelta(days=60)
    assert steps.loc["N2", "due_on"] == TODAY + timedelta(days=365)
    assert (steps.loc["F1", "due_on"], steps.loc["F1", "done_on"]) == (None, date(2021, 5, 5))  # by the answer
    assert steps.loc["K1", "done_on"] == date(2021, 2, 10)  # by the participant list


def test_a_member_of_a_shared_programme_has_no_dates_for_what_its_lead_does(world):
    made(world.alice.viewer, programme="member")
    steps = queries.plan(ESBJERG, viewer=world.alice.viewer).steps
    assert set(steps[steps["is_done_by_lead"]]["step"]) == {"K2", "K3", "K4", "K5"}
    assert steps[steps["is_done_by_lead"]]["due_on"].isna().all()
    assert steps.set_index("step").loc["O1", "due_on"] is not None


def test_a_plan_made_anew_leaves_what_was_chosen_by_hand(world):
    bob = world.bob.viewer
    made(bob)
    change("O1", bob, due_on=date(2021, 8, 8), responsible="Gerda")
    change("O2", bob, due_on=step("O2", bob)["due_on"], responsible="Hans")
    made(bob, starts_on=date(2021, 8, 1))
    assert step("O1", bob)["due_on"] == date(2021, 8, 8)
    assert (step("O2", bob)["due_on"], step("O2", bob)["responsible"]) == (date(2021, 9, 30), "Hans")


def test_a_plan_moves_the_state_and_a_mark_is_evidence(world):
    queries.plan(ESBJERG, viewer=world.bob.viewer)
    assert state() == "gaaet_i_staa"
    made(world.bob.viewer)
    assert state() == "paa_vej"
    change("O1", world.bob.viewer, done_on=date(2021, 6, 30))
    change("O2", world.bob.viewer, done_on=date(2021, 6, 30))
    assert state() == "i_drift"
    assert queries.municipality(ESBJERG, viewer=world.bob.viewer).row["state"] == "i_drift"
    change("O2", world.bob.viewer)
    assert state() == "paa_vej"


def test_every_change_stays_in_the_history(world):
    bob = world.bob.viewer
    change("O1", bob, due_on=date(2021, 8, 8), responsible="Gerda", comment="Lokalet er bestilt")
    change("O1", bob, due_on=date(2021, 8, 9), responsible="Gerda", comment="Lokalet er bestilt")
    change("O1", bob, due_on=date(2021, 8, 9), responsible="Gerda", comment="Lokalet er bestilt")  # nothing new
    history = queries.plan(ESBJERG, viewer=world.alice.viewer).history
    assert list(history["due_on"]) == [date(2021, 8, 9), date(2021, 8, 8)]
    assert set(history["author"]) == {"Bob"}


def test_two_who_change_one_step_do_not_overwrite_each_other(world):
    change("O1", world.bob.viewer, due_on=date(2021, 8, 8))
    with pytest.raises(Refused, match="i mellemtiden"):
        change_step(ESBJERG, "O1", base=0, **NOTHING, by=world.alice.viewer)


# Esbjerg is in Netværk Vest. edit: may change; words: sees responsible, comment and history; dates: sees the rest.
SEEN = """
person   dates edit words
alice    x     x    x
bob      x     x    x
charlie  x     -    -
rita     x     -    -
karen    x     x    x
adam     x     -    x
"""
ROWS = [line.split() for line in SEEN.strip().splitlines()[1:]]


@pytest.mark.parametrize(("name", "dates", "edit", "words"), ROWS)
def test_who_sees_and_changes_what(world, name, dates, edit, words):
    change("O1", world.bob.viewer, due_on=date(2021, 8, 8), responsible="GERDA", comment="HEMMELIGT")
    person = getattr(world, name).viewer
    view = queries.plan(ESBJERG, viewer=person)
    shown = step("O1", person)
    assert (shown["due_on"] == date(2021, 8, 8)) == (dates == "x")
    assert ("GERDA" in str(view)) == ("HEMMELIGT" in str(view)) == (words == "x")
    assert (view.sees_people, len(view.history) > 0, view.may_edit) == (words == "x", words == "x", edit == "x")
    acts = [lambda: change("O2", person, due_on=TODAY), lambda: made(person)]
    for act in acts:
        if edit == "x":
            act()
        else:
            with pytest.raises(Forbidden):
                act()


@pytest.mark.parametrize(
    ("name", "municipality", "may"),
    [
        ("bob", AARHUS, False),
        ("bob", SKIVE, False),
        ("karen", SKIVE, True),
        ("karen", "9999", False),
        ("charlie", AARHUS, True),
    ],
)
def test_a_plan_is_changed_in_the_own_network_only(world, name, municipality, may):
    person = getattr(world, name).viewer
    if may:
        made(person, municipality)
        assert len(queries.plan(municipality, viewer=person).steps) == 16
    else:
        with pytest.raises(Forbidden):
            made(person, municipality)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"done_on": TODAY + timedelta(days=1)}, "fremtiden"),
        ({"due_on": date(2201, 7, 1)}, "årstallet"),
        ({"responsible": "x" * 121}, "for lang"),
        ({"comment": "Ring om 010203-1234"}, "CPR"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(world, values, said):
    with pytest.raises(Refused, match=said):
        change("O1", world.bob.viewer, **values)
    with reading() as connection:
        assert connection.scalar(select(plan_change.c.id).limit(1)) is None
        assert connection.scalar(select(plan_word.c.change_id).limit(1)) is None


def test_overdue_steps_are_listed_for_the_network_until_they_are_done(world):
    bob, vest = world.bob.viewer, world.vest
    change("K4", bob, due_on=date(2021, 6, 1), responsible="Gerda")
    change("F1", bob, due_on=date(2021, 6, 1))  # done by an answer
    change("O1", bob, due_on=TODAY)  # today is not too late
    found = queries.overdue_steps(vest, viewer=bob)
    assert found[["code", "step", "due_on", "responsible"]].to_numpy().tolist() == [
        [ESBJERG, "K4", date(2021, 6, 1), "Gerda"]
    ]
    assert queries.overdue_steps(vest, viewer=world.rita.viewer)["responsible"].isna().all()
    assert len(queries.overdue_steps(world.øst, viewer=bob)) == 0
    change("K4", bob, due_on=date(2021, 6, 1), done_on=TODAY)
    assert len(queries.overdue_steps(vest, viewer=bob)) == 0


def test_an_erased_person_is_no_longer_named_as_author(world):
    change("O1", world.bob.viewer, due_on=date(2021, 8, 8))
    with writing() as connection:
        erasure.erase(connection, trainer_id=None, account_id=world.bob.account_id)
    history = queries.plan(ESBJERG, viewer=world.karen.viewer).history
    assert list(history["author"]) == [erasure.ERASED]


def test_the_database_itself_hides_the_words_of_other_networks(postgresql_database):
    """The second lock: a statement without a filter, run as a member of one network."""
    world = worlds.build()
    change("O1", world.bob.viewer, responsible="GERDA")
    with writing() as connection:
        connection.execute(text("DROP ROLE IF EXISTS plan_reader"))
        connection.execute(text("CREATE ROLE plan_reader NOBYPASSRLS"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO plan_reader"))
    seen = {}
    try:
        for network in (world.vest, world.øst, ""):
            scope.enter(scope.Scope(None, str(network)))
            with reading() as connection:
                connection.execute(text("SET LOCAL ROLE plan_reader"))
                seen[network] = list(connection.scalars(select(plan_word.c.responsible)))
    finally:
        scope.enter(scope.SYSTEM)
        with writing() as connection:
            connection.execute(text("DROP OWNED BY plan_reader"))
            connection.execute(text("DROP ROLE plan_reader"))
    assert seen == {world.vest: ["GERDA"], world.øst: [], "": []}
