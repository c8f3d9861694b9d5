"""A status note is evidence: it moves the state like an answer, and taken back it is as if it had not been."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

import config
from access.errors import Refused
from access.policy import Forbidden
from programme import actions, notes, queries, status_store
from programme.notes import StatusNote
from programme.status import evaluate
from storage.engine import reading, writing
from storage.tables import municipality_status, site, site_note
from tests.access import world as worlds
from tests.access.world import World
from tests.builders import Builder
from tests.programme.notation import case, day, table

RULES = """
d   | size   | trainers | said                                                           | rule           | done
----| a course, a talk, a kit: its own day -----------------------------------------------------------------------
130 | medium | 2        | d70 Q2=4 w1                                                    | gaaet_i_staa.b | K1
130 | medium | 2        | d70 Q2=4 w1; d100 note O1 done                                 | paa_vej        | K1 O1
130 | medium | 2        | d70 Q2=4 w1; d100 note O1 done kits=4                          | i_drift        | K1 O1 O2
130 | medium | 2        | d70 Q2=4 w1; d100 note courses=1 kits=1 done                   | i_drift        | K1 O1 O2
130 | medium | 2        | d100 note O2 done                                              | i_drift        | K1 O1 O2
130 | small  | 2        | d100 note talks=1 done                                         | paa_vej        | K1 O1
130 | medium | 2        | d100 note D2 done                                              | paa_vej        | K1 O1 D2
200 | medium | 2        | d20 note O1 done kits=1                                        | i_drift        | K1 O1 O2
201 | medium | 2        | d20 note O1 done kits=1                                        | ukendt         | K1 O1 O2
201 | medium | 2        | d20 note O1 done kits=1; d200 note unchanged                   | gaaet_i_staa.c | K1 O1 O2
201 | medium | 2        | d20 note O1 done kits=1 late d90                               | gaaet_i_staa.c | K1 O1 O2
----| a plan ahead -----------------------------------------------------------------------------------------------
130 | medium | 2        | d100 note O1 planned next d160                                 | paa_vej        | K1
130 | medium | 2        | d100 note planned next d160                                    | paa_vej        | K1
130 | medium | 2        | d100 note K5 planned next d160                                 | paa_vej        | K1 K5
130 | medium | 2        | d100 note K5 planned                                           | gaaet_i_staa.b | K1
130 | medium | 2        | d100 note F1 planned next d160                                 | gaaet_i_staa.b | K1
130 | medium | 2        | d100 note K5 planned next d160; d120 note K5 missing           | gaaet_i_staa.b | K1 N1
131 | medium | 2        | d40 note O1 planned next d130                                  | gaaet_i_staa.b | K1
----| the steps of getting ready ---------------------------------------------------------------------------------
 50 | medium | 2      | d40 note K2 done; d41 note K3 done; d42 note K4 done           | paa_vej        | K1 K2 K3 K4 N1
 50 | medium | 2        | d40 note F1 done; d41 note F2 done                             | paa_vej        | F1 F2 K1 N1
 50 | medium | 2        | d40 note F1 missing                                            | i_risiko.b     | K1
 50 | medium | 2        | d30 note K3 done; d40 Q10=0 w1                                 | paa_vej        | K1
 50 | medium | 2        | d30 Q10=1 w1; d40 note K3 missing B05                          | paa_vej        | K1
 50 | medium | 2        | d30 Q10=0 w1; d30 note K3 done                                 | paa_vej        | K1 K3
----| stalled, and on again --------------------------------------------------------------------------------------
 50 | medium | 2        | d40 note stalled                                               | gaaet_i_staa.a | K1
 50 | medium | 2        | d40 note stalled; d45 note O1 done                             | paa_vej        | K1 O1 N1
 50 | medium | 2        | d40 note stalled; d45 note planned next d60                    | paa_vej        | K1 N1
 50 | medium | 2        | d40 note stalled; d45 note unchanged                           | gaaet_i_staa.a | K1
 50 | medium | 2        | d40 Q2=5 w1; d45 note planned next d60                         | paa_vej        | K1
 50 | medium | 2        | d40 Q2=6 w1; d45 note planned next d60                         | paa_vej        | K1
 50 | medium | 2        | d40 note planned next d60; d45 Q2=5 w1                         | gaaet_i_staa.a | K1
----| "no change" is heard, and that is all ----------------------------------------------------------------------
100 | medium | 2        |                                                                | ukendt         | K1
100 | medium | 2        | d90 note unchanged                                             | i_risiko.a     | K1
130 | medium | 2        | d20 note O1 done; d90 note unchanged                           | paa_vej        | K1 O1
130 | medium | 2        | d20 note O1 done; d90 note O3 done                             | paa_vej        | K1 O1 O3 N1
130 | medium | 2        | d20 note unchanged; d90 note unchanged                         | gaaet_i_staa.b | K1
"""
ROWS = table(RULES)
TODAY = date(2021, 7, 1)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['d']} {row['said'][:60]}" for row in ROWS])
def test_what_notes_do_to_a_site(row):
    as_of = day(f"d{row['d']}")
    found = evaluate(case(row).facts(as_of), as_of)
    assert found.rule == row["rule"]
    assert [step.code for step in found.steps if step.done_on] == row["done"].split()


def test_an_answer_of_a_wave_counts_what_notes_before_it_counted_and_later_ones_add_to_it():
    def citizens(said: str) -> int:
        as_of = day("d200")
        return case({"trainers": "2", "said": said}).facts(as_of).total("citizens")

    assert citizens("d20 note O1 done citizens=4; d30 note O1 done citizens=3") == 7
    assert citizens("d20 note O1 done citizens=4; d40 citizens=5 w1") == 5
    assert citizens("d40 citizens=5 w1; d50 note O1 done citizens=4") == 9


def test_the_reason_names_the_note_and_its_day():
    as_of = day("d50")
    found = evaluate(case({"trainers": "2", "said": "d40 note stalled"}).facts(as_of), as_of)
    assert "notat fra 19. feb. 2021" in found.reason


# --- Written and taken back --------------------------------------------------------------------------------------


@pytest.fixture
def world(database, monkeypatch) -> World:
    monkeypatch.setenv("FODFAESTE_TODAY", TODAY.isoformat())
    config.settings.cache_clear()
    built = worlds.build()
    with writing() as connection:
        make = Builder(connection)
        for place in (site_of("0561"), site_of("0751")):
            for _ in range(2):
                make.trainer(place, date(2021, 2, 1))
        status_store.refresh(connection)
    return built


def site_of(code: str) -> int:
    with reading() as connection:
        return connection.scalars(select(site.c.id).where(site.c.municipality_code == code)).one()


def state(code: str) -> str:
    with reading() as connection:
        kept = municipality_status.c
        return connection.scalars(select(kept.state).where(kept.municipality_code == code, kept.as_of == TODAY)).one()


def done(code: str = "0561", **more) -> StatusNote:
    return StatusNote(site_of(code), "done", date(2021, 6, 12), step="O1", **more)


def test_a_note_moves_the_state_and_taken_back_it_never_was(world):
    assert state("0561") == "ukendt"
    written = notes.write(done(kits=4, citizens=4), by=world.alice.viewer)
    assert state("0561") == "i_drift"
    actions.retract_note(note_id=written, by=world.alice.viewer)
    assert state("0561") == "ukendt"


def test_a_note_has_an_author_and_a_day_and_never_a_text(world):
    notes.write(done(), by=world.alice.viewer)
    with reading() as connection:
        row = connection.execute(select(site_note)).one()
    assert (row.kind, row.step, row.state, row.dated_on) == ("status", "O1", "done", date(2021, 6, 12))
    assert (row.author, row.author_id, row.text) == ("Alice", world.alice.account_id, None)


@pytest.mark.parametrize("name", ["charlie", "rita", "adam"])
def test_strangers_write_nothing_about_a_site(world, name):
    by = getattr(world, name).viewer
    for act in (notes.write, lambda note, by: notes.place(note.site_id, viewer=by)):
        with pytest.raises(Forbidden):
            act(done(), by=by)
    with pytest.raises(Forbidden), writing() as connection:
        notes.unchanged(site_of("0561"), by=by)(connection)
    assert site_of("0561") not in [one.site_id for one in notes.places(viewer=by)]
    assert state("0561") == "ukendt"


def test_a_site_that_does_not_exist_answers_like_a_foreign_one(world):
    with pytest.raises(Forbidden):
        notes.write(StatusNote(987654, "stalled", TODAY), by=world.karen.viewer)


def test_the_own_site_is_offered_first_and_a_coordinator_may_write_about_all(world):
    (own,) = notes.places(viewer=world.alice.viewer)
    assert (own.code, own.is_own) == ("0561", True)
    assert {one.code for one in notes.places(viewer=world.karen.viewer)} == {"0561", "0751"}


def test_the_same_fact_on_the_same_day_is_one(world):
    first = notes.write(done(kits=4), by=world.alice.viewer)
    assert notes.write(done(kits=4), by=world.alice.viewer) == first
    assert notes.write(done(kits=5), by=world.alice.viewer) != first
    with writing() as connection:
        heard = notes.unchanged(site_of("0561"), by=world.alice.viewer)(connection)
        assert notes.unchanged(site_of("0561"), by=world.alice.viewer)(connection) == heard


def test_what_follows_in_the_transaction_takes_the_note_back_when_it_fails(world):
    def post() -> None:
        with writing() as connection:
            notes.writer(done(kits=4), by=world.alice.viewer)(connection)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        post()
    assert state("0561") == "ukendt"


def test_a_note_goes_with_its_post_and_only_with_the_own(world):
    written = notes.write(done(), by=world.alice.viewer)
    with pytest.raises(Forbidden), writing() as connection:
        notes.retract_for(written, by=world.bob.viewer)(connection)
    assert state("0561") == "paa_vej"
    for _ in range(2):
        with writing() as connection:
            notes.retract_for(written, by=world.alice.viewer)(connection)
    assert state("0561") == "ukendt"


def test_the_outcome_says_what_changed_and_to_the_writer_alone(world):
    written = notes.write(done(kits=1), by=world.alice.viewer)
    told = notes.outcome(written, viewer=world.alice.viewer)
    assert (told.code, told.state, told.before) == ("0561", "i_drift", "ukendt")
    assert notes.outcome(written, viewer=world.bob.viewer) is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"state": "fin"}, "hvordan det står til"),
        ({"step": "F9"}, "trin fra listen"),
        ({"step": "K1"}, "trin fra listen"),
        ({"step": None}, "hvilket trin"),
        ({"barrier": "B77"}, "barriere fra listen"),
        ({"dated_on": TODAY + timedelta(days=1)}, "fremtiden"),
        ({"dated_on": date(2012, 5, 12)}, "årstallet"),
        ({"next_date": date(2021, 6, 30)}, "fra i dag"),
        ({"next_date": date(2031, 6, 30)}, "tre år frem"),
        ({"kits": -1}, "fra 0 til 999"),
        ({"kits": 1000}, "fra 0 til 999"),
        ({"state": "unchanged"}, "står alene"),
        ({"state": "stalled", "next_date": date(2021, 9, 1)}, "ikke gået i stå"),
        ({"state": "planned", "step": None}, "hvad der er planlagt"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(world, change, says):
    with pytest.raises(Refused, match=says):
        notes.write(StatusNote(**(vars(done()) | change)), by=world.alice.viewer)


# --- Who sees what of it -----------------------------------------------------------------------------------------


def test_the_fact_counts_for_all_and_people_and_small_numbers_stay(world):
    notes.write(done(kits=4, citizens=3), by=world.alice.viewer)
    shown = {
        name: queries.municipality("0561", viewer=getattr(world, name).viewer)
        for name in ("alice", "charlie", "rita", "karen", "adam")
    }
    assert {view.row["state"] for view in shown.values()} == {"i_drift"}
    told = {name: view.notes.to_dict("records") for name, view in shown.items()}
    assert told["adam"] == []
    seeing = ("alice", "charlie", "rita", "karen")
    assert [(told[name][0]["step"], told[name][0]["state"]) for name in seeing] == [("O1", "done")] * 4
    assert [told[name][0]["author"] for name in ("alice", "karen", "charlie", "rita")] == ["Alice", "Alice", None, None]
    assert [told[name][0]["kits"] for name in ("alice", "charlie", "rita")] == [4, 4, None]


def test_a_text_that_got_into_a_status_note_is_shown_to_nobody(world):
    with writing() as connection:
        Builder(connection).note(site_of("0561"), "status", TODAY, text="KANARIE")
    for name in ("alice", "bob", "charlie", "rita", "karen", "adam"):
        view = queries.municipality("0561", viewer=getattr(world, name).viewer)
        assert "KANARIE" not in view.notes.to_csv()
    assert len(view.notes) == 0
    assert len(queries.municipality("0561", viewer=world.alice.viewer).notes) == 1  # positive control: the fact is
