"""Hvad nu hvis: other limits and a trainer who stops, by the status engine itself, and nothing kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select

import config
from access.viewer import Grant, Viewer, command_line
from programme import queries, what_if
from programme.definitions import definitions
from programme.queries import what_if as door
from programme.status import evaluate
from storage import tables as t
from storage.engine import engine, reading, writing
from tests.access import world as worlds
from tests.builders import Builder
from tests.programme.notation import case, day, table

ME = command_line()
TODAY = date(2021, 7, 1)
VEST, ØST = "0561", "0751"  # of tests/access/world.py

LIMITS = """
d   | size   | said       | 90             | 120            | 150
----| not started, heard of, no plan ------------------------------
 60 | medium | d30 Q2=4   | i_risiko.a     | i_risiko.a     | i_risiko.a
 90 | medium | d60 Q2=4   | i_risiko.a     | i_risiko.a     | i_risiko.a
 91 | medium | d60 Q2=4   | gaaet_i_staa.b | i_risiko.a     | i_risiko.a
120 | medium | d60 Q2=4   | gaaet_i_staa.b | i_risiko.a     | i_risiko.a
121 | medium | d60 Q2=4   | gaaet_i_staa.b | gaaet_i_staa.b | i_risiko.a
151 | medium | d60 Q2=4   | gaaet_i_staa.b | gaaet_i_staa.b | gaaet_i_staa.b
----| small municipalities keep their sixty days more --------------
150 | small  | d60 Q2=4   | i_risiko.a     | i_risiko.a     | i_risiko.a
151 | small  | d60 Q2=4   | gaaet_i_staa.b | i_risiko.a     | i_risiko.a
181 | small  | d60 Q2=4   | gaaet_i_staa.b | gaaet_i_staa.b | i_risiko.a
211 | small  | d60 Q2=4   | gaaet_i_staa.b | gaaet_i_staa.b | gaaet_i_staa.b
----| what has started does not move --------------------------------
130 | medium | d60 first d50 | paa_vej     | paa_vej        | paa_vej
"""


@pytest.mark.parametrize("row", table(LIMITS), ids=lambda row: f"d{row['d']} {row['size']} {row['said']}")
def test_another_limit_moves_only_the_day_of_red(row):
    facts = case(row | {"trainers": "2"}).facts(day(f"d{row['d']}"))
    found = {
        str(days): evaluate(facts, day(f"d{row['d']}"), what_if.with_limit(definitions(), days)).rule
        for days in what_if.LIMITS
    }
    assert found == {str(days): row[str(days)] for days in what_if.LIMITS}


def test_todays_limit_is_read_from_the_definitions_and_never_written():
    made = definitions()
    assert (what_if.limit(made), what_if.most_patient(made)) == (120, 60)
    assert what_if.limit(what_if.with_limit(made, 90)) == 90
    assert what_if.with_limit(made, 120) == made
    assert what_if.limit(definitions()) == 120


@pytest.fixture
def world(database, monkeypatch):
    """Esbjerg (Vest) has two trainers, Aarhus (Øst) one, Viborg five; Varde waits on day 100."""
    monkeypatch.setenv("FODFAESTE_TODAY", TODAY.isoformat())
    config.settings.cache_clear()
    made = worlds.build()
    with writing() as connection:
        make = Builder(connection)
        for code, many in ((VEST, 2), (ØST, 1), ("0791", 5)):
            site = make.site(code, f"Sted {code}")
            start = TODAY - timedelta(days=40)
            who = [make.trainer(site, start, first_name=f"Navn{code}", last_name=f"Nr{n}") for n in range(many)]
            make.answer(start + timedelta(days=20), trainer=who[0], wave=1, programme_status=2)
        waits = make.trainer(make.site("0573", "Sted 0573"), TODAY - timedelta(days=100))
        make.trainer(1, date(2021, 1, 1))  # of the world's own site in Esbjerg
        for _ in range(4):
            make.trainer(make_site("0573", connection), TODAY - timedelta(days=100))
        make.answer(TODAY - timedelta(days=50), trainer=waits, wave=1, programme_status=4)
    return made


def make_site(code: str, connection) -> int:
    return connection.scalar(select(t.site.c.id).where(t.site.c.municipality_code == code, t.site.c.name != "x"))


def test_a_limit_tells_who_changes_and_how_many_would_have_stalled(world):
    found = queries.what_if_view(viewer=ME)
    by_days = {one.days: one for one in found.limits}
    (row,) = by_days[90].changed.to_dict("records")
    assert (row["code"], row["before"], row["after"]) == ("0573", "i_risiko", "gaaet_i_staa")
    assert "100 dage efter første træner" in row["reason"]
    assert by_days[90].stalled == found.stalled + 1
    assert by_days[120].changed.empty
    assert by_days[120].stalled == found.stalled


def test_sites_that_would_be_left_with_one_or_none(world):
    found = queries.what_if_view(viewer=ME).sites.set_index("site")
    assert found.loc["Sted 0751", ["active", "left", "state"]].tolist() == [1, 0, "gaaet_i_staa"]
    assert found.loc["Sted 0561", ["active", "left", "state"]].tolist() == [2, 1, "i_risiko"]
    assert "Sted 0791" not in found.index
    assert "Sted 0573" not in found.index


def test_one_trainer_who_stops(world):
    choices = dict(queries.what_if_view(viewer=ME).trainers)
    (alone,) = [number for number, text in choices.items() if text == "Navn0751 Nr0, Sted 0751"]
    found = queries.what_if_view(alone, viewer=ME).leaving
    assert (found.name, found.site, found.left) == ("Navn0751 Nr0", "Sted 0751", 0)
    (row,) = found.changed.to_dict("records")
    assert (row["code"], row["after"]) == (ØST, "gaaet_i_staa")
    assert queries.what_if_view(alone, viewer=ME).stalled == queries.what_if_view(viewer=ME).stalled


def test_what_somebody_answered_before_does_not_keep_them(world):
    """An answer of today that says "employed" loses against the question what if not."""
    with writing() as connection:
        who = connection.scalar(select(t.trainer.c.id).where(t.trainer.c.first_name == "Navn0751"))
        Builder(connection).answer(TODAY, trainer=who, wave=2, employment=1)
    assert queries.what_if_view(who, viewer=ME).leaving.left == 0


def test_who_is_away_already_is_not_offered(world):
    with writing() as connection:
        who = connection.scalar(select(t.trainer.c.id).where(t.trainer.c.first_name == "Navn0561"))
        Builder(connection).answer(TODAY, trainer=who, wave=2, employment=3)
    found = queries.what_if_view(who, viewer=ME)
    assert who not in dict(found.trainers)
    assert found.leaving is None


# Whose names each sees, and how many active trainers of Sted 0751 stand in the table.
SEEN = """
who     | Esbjerg | Aarhus | active
alice   | x       | -      | 1
bob     | x       | -      | 1
charlie | -       | x      | 1
rita    | -       | -      | 1-4
karen   | x       | x      | 1
adam    | x       | x      | 1
"""


@pytest.mark.parametrize("row", table(SEEN), ids=lambda row: row["who"])
def test_names_only_for_those_who_may_see_people_and_bands_for_the_ministry(world, row):
    viewer = getattr(world, row["who"]).viewer
    found = queries.what_if_view(viewer=viewer)
    names = str(found.trainers)
    assert ("Navn0561" in names, "Navn0751" in names) == (row["Esbjerg"] == "x", row["Aarhus"] == "x")
    sites = found.sites.set_index("site")
    assert str(sites.loc["Sted 0751", "active"]) == row["active"]
    with reading() as connection:
        everybody = dict(connection.execute(select(t.trainer.c.id, t.trainer.c.first_name)).all())
    for number, first in everybody.items():
        told = queries.what_if_view(number, viewer=viewer).leaving if (first or "").startswith("Navn") else None
        assert told is None or first in names


def test_the_ministry_cannot_tell_one_from_four(world):
    found = queries.what_if_view(viewer=world.rita.viewer)
    assert not found.is_exact
    assert set(found.sites["active"]) == {"1-4"}
    assert found.sites[["left", "state"]].isna().all().all()
    assert {found.none_left, found.one_left} <= {"0", "1-4", "5+"}


def test_nothing_is_written_and_the_data_are_read_once(world, monkeypatch):
    queries.what_if_view(viewer=ME)
    before, reads, statements = counts(), [], []
    read = door.evidence
    monkeypatch.setattr(door, "evidence", lambda *given, **more: reads.append(given) or read(*given, **more))

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        queries.what_if_view(viewer=ME)
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    assert statements
    assert not any(one.startswith(("INSERT", "UPDATE", "DELETE")) for one in statements)
    assert len(reads) == 1
    assert counts() == before


def counts() -> dict[str, int]:
    with reading() as connection:
        tables = (t.site_status, t.municipality_status, t.state_change)
        return {one.name: connection.scalar(select(func.count()).select_from(one)) for one in tables}


def test_who_may_not_see_progress_is_refused(sqlite_database):
    from access.policy import Forbidden

    with pytest.raises(Forbidden):
        queries.what_if_view(viewer=Viewer("ingen", frozenset({Grant("ingen")})))
