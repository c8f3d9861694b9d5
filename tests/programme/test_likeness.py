"""Kommuner som jeres: who is alike as tables, and what each may see of them."""

from __future__ import annotations

from datetime import date

import pytest

import config
from access.viewer import Grant, Viewer, command_line
from programme import likeness, queries
from programme.likeness import Past, Place
from storage.engine import writing
from tests.access import world as worlds
from tests.builders import Builder
from tests.programme.notation import table

ME = command_line()
OWN = Place("0000", "Vores", "medium", "1083", 10.0, 55.5, frozenset({1}))
# A degree of longitude here is 63 km. place: region/longitude. before: whether the barrier was named before the start.
NEAR, FAR = ("1083", 10.3), ("1085", 12.5)
WHERE = {"near": NEAR, "far": FAR, "over the border": ("1082", 10.9), "same region": ("1083", 12.0)}


def other(row: dict[str, str]) -> Past:
    region, lon = WHERE[row["where"]]
    kinds = frozenset({2} if row["kind"] == "private" else {1})
    place = Place(row["name"], row["name"], row["size"], region, lon, 55.5, kinds)
    return Past(place, "B01", date(2020, 12, 1), 40, row.get("before") != "no")


RANKED = """
name | size         | where           | kind      | before | rank
A    | medium       | near            | municipal | yes    | 1
B    | medium       | near            | municipal | no     | 3
C    | medium       | over the border | municipal | yes    | 2
D    | small        | near            | municipal | yes    | 4
E    | large_medium | same region     | municipal | yes    | 5
F    | large        | near            | municipal | yes    | -
G    | medium       | far             | municipal | yes    | -
H    | medium       | near            | private   | yes    | -
"""


def test_same_size_first_then_named_before_then_the_nearest():
    rows = table(RANKED)
    found, relaxed = likeness.alike(OWN, [other(row) for row in rows])
    wanted = sorted((row for row in rows if row["rank"] != "-"), key=lambda row: int(row["rank"]))
    assert [one.past.place.name for one in found] == [row["name"] for row in wanted]
    assert relaxed == ()
    assert all(set(one.shares) == set(likeness.DEMANDS) for one in found)


RELAXED = """
who there is                                                       | relaxed            | found
medium near municipal x3                                           |                    | 3
medium near municipal x2; medium far municipal x1                  | place              | 3
medium near municipal x1; medium near private x2                   | place kind         | 3
medium near municipal x1; large near municipal x2                  | place kind size    | 3
medium near municipal x2                                           | place kind size    | 2
medium far private x1                                              | place kind size    | 1
large far private x4                                               | place kind size    | 4
medium near municipal x9                                           |                    | 5
                                                                   |                    | 0
"""


@pytest.mark.parametrize("row", table(RELAXED), ids=lambda row: row["who there is"] or "nobody")
def test_demands_fall_one_at_a_time_until_there_are_three(row):
    others = []
    for part in filter(None, map(str.strip, row["who there is"].split(";"))):
        size, where, kind, times = part.split()
        for _ in range(int(times[1:])):
            others.append(other({"name": f"N{len(others)}", "size": size, "where": where, "kind": kind}))
    found, relaxed = likeness.alike(OWN, others)
    assert (list(relaxed), len(found)) == (row["relaxed"].split(), int(row["found"]))


def test_one_municipality_stands_once_by_the_barrier_that_it_got_past():
    place = other({"name": "A", "size": "medium", "where": "near", "kind": "municipal"}).place
    pasts = [Past(place, "B04", date(2021, 1, 1), 40, False), Past(place, "B01", date(2020, 12, 1), 40, True)]
    found, _ = likeness.alike(OWN, pasts)
    assert [(one.past.barrier, one.past.is_before) for one in found] == [("B01", True)]


def test_nobody_is_like_oneself():
    assert likeness.alike(OWN, [Past(OWN, "B01", date(2020, 12, 1), 40, True)]) == ([], ())


def test_distance_is_as_the_crow_flies():
    copenhagen = Place("0101", "København", "large", "1084", 12.5655, 55.6759, frozenset())
    aarhus = Place("0751", "Aarhus", "large", "1082", 10.2039, 56.1629, frozenset())
    assert likeness.kilometres(copenhagen, aarhus) == pytest.approx(157, abs=2)


# --- Over the tables ----------------------------------------------------------------------------------------------

OWN_CODE, VEST, ØST = "0573", "0561", "0751"  # Varde; Esbjerg and Aarhus have networks in tests/access/world.py


@pytest.fixture
def places(database, monkeypatch):
    """Varde is stuck with B01; Esbjerg and Aarhus named it and started, Skive started and never named it."""
    monkeypatch.setenv("FODFAESTE_TODAY", "2021-07-01")
    config.settings.cache_clear()
    world = worlds.build()
    with writing() as connection:
        make = Builder(connection)
        own = make.trainer(make.site(OWN_CODE), date(2021, 2, 1))
        make.answer(date(2021, 6, 1), trainer=own, wave=1, programme_status=4, barrier_1="B01")
        for code, name in ((VEST, "Vesten"), (ØST, "Østen"), ("0779", "Skiven")):
            named = {"barrier_2": "B01"} if code != "0779" else {"barrier_1": "B05"}
            site = make.site(code)
            make.trainer(site, date(2021, 1, 5), may_contact=False)
            who = make.trainer(site, date(2021, 1, 5), first_name=name, last_name="Fiktiv", status=1)
            make.answer(date(2021, 2, 20), trainer=who, wave=1, free_text=f"Vi gjorde {name}", **named)
            said = {"programme_status": 1, "first_course_on": date(2021, 3, 5), "kits": 4}
            make.answer(date(2021, 5, 20), trainer=who, wave=2, **said)
    return world


def test_who_got_past_the_same_barrier_and_how_long_it_took(places):
    found = queries.likeness(OWN_CODE, viewer=ME)
    assert (found.useless, found.relaxed) == (None, ("place", "kind", "size"))
    rows = found.found.set_index("name")
    assert set(rows.index) == {"Esbjerg", "Aarhus"}
    assert rows.loc["Esbjerg", ["barrier", "days_to_start", "is_before"]].tolist() == ["B01", 59, True]
    assert rows.loc["Esbjerg", "named_on"] == date(2021, 2, 20)
    assert rows.loc["Esbjerg", "km"] < 40 < rows.loc["Aarhus", "km"]


# Whose names and words each sees of the two municipalities: of the own network's, of all, of none.
SEEN = """
who     | Esbjerg | Aarhus
alice   | x       | -
bob     | x       | -
charlie | -       | x
rita    | -       | -
karen   | x       | x
adam    | x       | x
"""


@pytest.mark.parametrize("row", table(SEEN), ids=lambda row: row["who"])
def test_everybody_sees_the_facts_and_people_only_of_the_own_network(places, row):
    found = queries.likeness(OWN_CODE, viewer=getattr(places, row["who"]).viewer).found.set_index("name")
    facts = queries.likeness(OWN_CODE, viewer=ME).found.set_index("name")
    known = ["days_to_start", "km", "barrier", "named_on", "shares"]
    assert found[known].equals(facts[known])
    for name in ("Esbjerg", "Aarhus"):
        is_seen = row[name] == "x"
        assert isinstance(found.loc[name, "contact"], str) is is_seen
        assert str(found.loc[name, "wrote"]).startswith("Vi gjorde") is is_seen


def test_without_a_word_there_is_nothing_to_compare(places):
    with writing() as connection:
        make = Builder(connection)
        make.trainer(make.site("0580"), date(2021, 1, 10))
        told = make.trainer(make.site("0550"), date(2021, 5, 10))
        make.answer(date(2021, 6, 10), trainer=told, wave=1, programme_status=4)
        alone = make.trainer(make.site("0540"), date(2021, 5, 10))
        make.answer(date(2021, 6, 10), trainer=alone, wave=1, programme_status=4, barrier_1="B14")
        from programme import status_store

        status_store.refresh(connection)
    said = {code: queries.likeness(code, viewer=ME).useless for code in ("0580", "0550", "0540")}
    assert said == {"0580": "silent", "0550": "no_barrier", "0540": "none"}
    assert queries.likeness("9999", viewer=ME) is None


def test_who_may_not_see_progress_is_refused(places):
    from access.policy import Forbidden

    with pytest.raises(Forbidden):
        queries.likeness(OWN_CODE, viewer=Viewer("ingen", frozenset({Grant("ingen")})))
