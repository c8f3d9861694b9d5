"""What pages ask, over a small programme that a person can count through, on both engines."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import insert, update

import config
from access.viewer import Grant, Viewer, command_line
from programme import actions, queries
from programme.errors import Refused
from programme.queries import Selection
from programme.queries.survival import median, survival
from storage.engine import writing
from storage.tables import municipality, state_change
from tests.builders import Builder

AARHUS, VIBORG, SKIVE, ESBJERG = "0751", "0791", "0779", "0561"
ME = command_line("Bob")
START = date(2021, 2, 10)


@pytest.fixture
def places(database, monkeypatch) -> dict[str, int]:
    """Aarhus delivers, Viborg has stalled, Skive is silent, Esbjerg plans; the first two are Netværk Vest."""
    monkeypatch.setenv("FODFAESTE_TODAY", "2021-07-01")
    config.settings.cache_clear()
    with writing() as connection:
        build = Builder(connection)
        sites = {code: build.site(code, f"Sted {code}") for code in (AARHUS, VIBORG, SKIVE, ESBJERG)}
        alice = {
            code: build.trainer(site, START, first_name="Alice", phone="+4520000000", role=1, profession=1, status=1)
            for code, site in sites.items()
        }
        for site in sites.values():
            build.trainer(site, START, first_name="Charlie", may_contact=False, email="charlie@eksempel.invalid")
        started = {"programme_status": 1, "first_course_on": date(2021, 3, 12), "courses": 2, "citizens": 8, "kits": 6}
        build.answer(date(2021, 3, 25), trainer=alice[AARHUS], wave=1, barrier_1="B01", **started)
        build.answer(
            date(2021, 3, 28), trainer=alice[VIBORG], wave=1, programme_status=4, barrier_1="B01", barrier_2="B04"
        )
        build.answer(date(2021, 5, 10), trainer=alice[AARHUS], wave=2, programme_status=1, citizens=4, kits=5, talks=1)
        build.answer(date(2021, 5, 12), trainer=alice[VIBORG], wave=2, programme_status=5, management=3)
        build.answer(date(2021, 5, 12), trainer=alice[ESBJERG], wave=2, programme_status=2, next_date=date(2021, 8, 1))
        build.network("Netværk Vest", AARHUS, VIBORG)
        build.network("Netværk Tom")
    return sites


def test_overview_counts_sites_and_adds_up(places):
    found = queries.overview(Selection(), viewer=ME)
    assert found.as_of == date(2021, 7, 1)
    assert found.data_until == date(2021, 5, 12)
    assert not found.is_demo
    assert found.counts == {"i_drift": 1, "gaaet_i_staa": 1, "ukendt": 1, "paa_vej": 1}
    assert found.municipality_counts == found.counts | {"ikke_omfattet": 94}
    assert found.not_answering == 1
    figures = {figure.code: figure for figure in found.figures}
    assert list(figures) == ["active_trainers", "start_rate", "time_to_start", "citizens_trained", "kits"]
    assert (figures["active_trainers"].value, figures["active_trainers"].denominator) == (1, 8)
    assert (figures["start_rate"].value, figures["start_rate"].previous) == (0.25, 0.25)
    assert (figures["citizens_trained"].value, figures["kits"].value) == (12, 11)
    assert figures["kits"].response_rate == 3 / 8
    assert figures["time_to_start"].value is None


def test_overview_of_a_wave_is_as_of_its_close(places):
    found = queries.overview(Selection(wave=1), viewer=ME)
    assert found.as_of == date(2021, 3, 31)
    assert found.counts == {"i_drift": 1, "paa_vej": 3}
    assert {figure.code: figure.value for figure in found.figures}["citizens_trained"] == 8
    assert {figure.previous for figure in found.figures} == {None}
    assert queries.as_of(Selection(wave=1), viewer=ME) == date(2021, 3, 31)


@pytest.mark.parametrize(
    ("selection", "sites"),
    [
        (Selection(region="1082"), 3),
        (Selection(size="large"), 2),
        (Selection(network=1), 2),
        (Selection(network=1, size="large"), 1),
        (Selection(region="nowhere", network=77, size="huge", wave=9), 4),
    ],
)
def test_overview_of_a_part(places, selection, sites):
    found = queries.overview(selection, viewer=ME)
    assert sum(found.counts.values()) == sites
    listed = found.municipalities
    assert len(listed["code"]) == 98
    inside = zip(listed["is_selected"], listed["state"], strict=True)
    assert sum(is_selected and state != "ikke_omfattet" for is_selected, state in inside) == sites


def test_steps_and_barriers_are_shares_of_sites(places):
    found = queries.overview(Selection(), viewer=ME)
    steps = pd.DataFrame(found.steps).set_index("step")
    assert list(steps.loc["K1", ["done", "applicable", "share"]]) == [2, 4, 0.5]  # the large ones lack a coordinator
    assert list(steps.loc["O1", ["done", "share"]]) == [1, 0.25]
    assert list(steps.index[steps["is_biggest_drop"]]) == ["K2"]
    assert steps.loc["K2", "drop"] == 0.5
    barriers = pd.DataFrame(found.barriers).set_index("code")
    assert list(barriers.loc["B01", ["count", "share", "group"]]) == [2, 1.0, "ledelse"]
    assert list(barriers.loc["B04", ["count", "share"]]) == [1, 0.5]
    assert barriers.loc["B12", "count"] == 0


def test_networks_worst_first_and_the_empty_one_last(places):
    found = queries.networks(Selection(), viewer=ME)
    assert list(found["name"]) == ["Netværk Vest", "Netværk Tom"]
    first = found.iloc[0]
    assert (first["gaaet_i_staa"], first["i_drift"], first["total"], first["stalled_share"]) == (1, 1, 2, 0.5)
    assert (first["sites"], first["active_trainers"], first["last_heard"]) == (2, 4, date(2021, 5, 12))
    assert list(found[["sites", "active_trainers"]].iloc[1]) == [0, 0]


def test_a_network_counts_the_sites_of_the_selection_only(places):
    with writing() as connection:
        connection.execute(update(municipality).where(municipality.c.code == VIBORG).values(size="small"))
    found = queries.networks(Selection(size="small"), viewer=ME)
    assert found[["name", "municipalities", "sites", "active_trainers"]].values.tolist() == [["Netværk Vest", 1, 1, 2]]


def test_the_changes_of_a_wave_are_those_known_then(places):
    with writing() as connection:
        row = {"municipality_code": AARHUS, "from_state": "paa_vej", "to_state": "i_drift", "reason": "Kursus."}
        for at in (datetime(2021, 3, 31, 9), datetime(2021, 4, 1, 9)):
            connection.execute(insert(state_change), row | {"at": at})
    known = {wave: queries.overview(Selection(wave=wave), viewer=ME).changes["at"] for wave in (1, None)}
    assert datetime(2021, 3, 31, 9) in known[1]
    assert datetime(2021, 4, 1, 9) in known[None]
    assert max(known[1]) < datetime(2021, 4, 1)


def test_a_network_says_whom_to_call_first(places):
    network = int(queries.networks(Selection(), viewer=ME).iloc[0]["id"])
    view = queries.network(network, viewer=ME)
    (call,) = view.call_first.to_dict("records")
    assert (call["name"], call["state"], call["trainer"]) == ("Viborg", "gaaet_i_staa", "Alice Prøvesen")
    assert call["phone"] == "+4520000000"
    matrix = view.matrix.set_index(["name", "step"])["status"]
    assert len(matrix) == 32
    assert (matrix["Aarhus", "O1"], matrix["Viborg", "O1"], matrix["Viborg", "N2"]) == ("done", "late", "waiting")
    assert view.activity.set_index("month")["answers"].to_dict()["2021-05"] == 2
    ministry = queries.network(network, viewer=Viewer("Rita", frozenset({Grant("reviewer")}))).activity
    assert [set(ministry[name]) for name in ("answers", "notes")] == [{"0", "1-4"}, {"0"}]
    assert queries.network(99, viewer=ME) is None


def test_a_municipality_shows_why_and_who(places):
    view = queries.municipality(VIBORG, viewer=ME)
    assert (view.row["state"], view.row["rule"], view.row["days_since_day_zero"]) == (
        "gaaet_i_staa",
        "gaaet_i_staa.a",
        141,
    )
    assert view.row["clears"]
    steps = view.timeline.set_index("step")
    assert steps.loc["K1", "done_on"] == START
    assert bool(steps.loc["O1", "is_late"])
    assert steps.loc["O1", "due_on"] == date(2021, 4, 11)
    people = view.people.set_index("name")
    assert people.loc["Alice Prøvesen", "profession"] == "sygeplejerske"
    assert pd.isna(people.loc["Charlie Prøvesen", "email"])
    assert list(view.barriers["code"]) == ["B01", "B04"]
    (alike,) = queries.likeness(VIBORG, viewer=ME).found.to_dict("records")
    assert queries.municipality("9999", viewer=ME) is None
    assert (alike["name"], alike["barrier"], alike["days_to_start"]) == ("Aarhus", "B01", 30)


def test_contradictions_are_listed_and_the_newest_counts(places):
    with writing() as connection:
        build = Builder(connection)
        site = build.site("0101", "Sted i strid")
        for day, status in ((date(2021, 6, 1), 1), (date(2021, 6, 2), 4)):
            trainer = build.trainer(site, START, first_name=f"Fiktiv{status}", last_name="Strid")
            build.answer(day, trainer=trainer, wave=1, programme_status=status)
        build.answer(date(2021, 6, 3), trainer=trainer, wave=1, programme_status=9)
    view = queries.municipality("0101", viewer=ME)
    (found,) = view.contradictions.to_dict("records")
    assert (found["question"], found["values"], found["who"]) == (
        "programme_status",
        ["nej", "startet"],
        ["Fiktiv4 Strid", "Fiktiv1 Strid"],
    )
    counted = view.answers[view.answers["question"] == "programme_status"]
    assert list(counted["is_newest"]) == [False, True, False]
    listed = queries.quality(viewer=ME).contradictions
    assert listed[["site", "wave"]].to_dict("records") == [{"site": "Sted i strid", "wave": 1}]


def test_quality(places):
    found = queries.quality(viewer=ME)
    assert found.response_rate.to_dict("records") == [
        {"wave": 1, "due": 8, "answered": 2, "share": 0.25},
        {"wave": 2, "due": 8, "answered": 3, "share": 0.375},
    ]
    row = found.completeness.query("question == 'management' and wave == 2").iloc[0]
    assert (row["answered"], row["asked"]) == (1, 3)
    assert found.age.set_index("label")["days"].to_dict()["Nyeste svar"] == 50
    assert found.waiting == 0


def test_choices_and_definitions(places):
    found = queries.choices(viewer=ME)
    assert [number for number, _ in found.waves] == [1, 2]
    assert len(found.regions) == 5
    assert [name for _, name in found.networks] == ["Netværk Tom", "Netværk Vest"]
    for figure in queries.overview(Selection(), viewer=ME).figures:
        assert queries.definition(figure.code, viewer=ME).definition
    assert queries.definition("nonsense", viewer=ME) is None


def test_a_barrier_is_shown_in_words(places):
    said = queries.municipality(VIBORG, viewer=ME).answers
    assert list(said.loc[said["question"].isin({"barrier_1", "barrier_2"}), "value"]) == [
        "Travlhed",
        "Ordination og læge",
    ]


def test_every_query_answers_before_there_is_data(database):
    assert queries.overview(Selection(), viewer=ME).municipality_counts == {"ikke_omfattet": 98}
    assert len(queries.municipality_table(Selection(), viewer=ME)) == 98
    assert len(queries.networks(Selection(), viewer=ME)) == 0
    assert queries.municipality(AARHUS, viewer=ME).row["state"] == "ikke_omfattet"
    assert len(queries.quality(viewer=ME).response_rate) == 0


def test_the_table_follows_the_selection(places):
    found = queries.municipality_table(Selection(network=1), viewer=ME).set_index("name")
    assert list(found.index) == ["Aarhus", "Viborg"]
    assert found.loc["Viborg", "days_since_day_zero"] == 141
    assert found.loc["Aarhus", "last_heard"] == date(2021, 5, 10)


def test_a_pause_clears_and_retracting_brings_back(places):
    state = lambda: queries.municipality(ESBJERG, viewer=ME).row["last_heard"]  # noqa: E731
    before = state()
    note = actions.add_pause(site_id=places[ESBJERG], dated_on=date(2021, 6, 1), until=None, text="Flytter", by=ME)
    assert state() == date(2021, 7, 1)  # heard from on the day that it was written, whatever day it is about
    assert list(queries.municipality(ESBJERG, viewer=ME).notes["author"]) == ["Bob"]
    actions.retract_note(note_id=note, by=ME)
    assert state() == before
    with pytest.raises(Refused, match="findes ikke længere"):
        actions.retract_note(note_id=note, by=ME)


def test_networks_are_set_by_hand(places):
    made = actions.create_network(name="  Netværk   Syd ", by=ME)
    actions.set_network(municipality_code=VIBORG, network_id=made, by=ME)
    assert list(queries.municipality_table(Selection(network=made), viewer=ME)["name"]) == ["Viborg"]
    actions.set_network(municipality_code=VIBORG, network_id=None, by=ME)
    assert len(queries.municipality_table(Selection(network=made), viewer=ME)) == 0
    actions.set_network(municipality_code=VIBORG, network_id=made, by=ME)
    actions.rename_network(network_id=made, name="Netværk Sydøst", by=ME)
    actions.close_network(network_id=made, by=ME)
    assert "Netværk Sydøst" not in [name for _, name in queries.choices(viewer=ME).networks]
    assert pd.isna(queries.municipality(VIBORG, viewer=ME).row["network_id"])


def test_scope_is_set_by_hand(places):
    before = queries.municipality(SKIVE, viewer=ME).row["state"]
    actions.set_scope(site_id=places[SKIVE], is_in_scope=False, why="Viborg driver det", by=ME)
    actions.set_scope(site_id=places[SKIVE], is_in_scope=False, why="Trykket to gange", by=ME)
    assert queries.municipality(SKIVE, viewer=ME).row["state"] == "ikke_omfattet"
    actions.set_scope(site_id=places[SKIVE], is_in_scope=True, why="Eget program igen", by=ME)
    assert queries.municipality(SKIVE, viewer=ME).row["state"] == before != "ikke_omfattet"
    history = queries.scope_history(SKIVE, viewer=ME)
    assert list(zip(history["is_in_scope"], history["why"], strict=True)) == [
        (True, "Eget program igen"),
        (False, "Viborg driver det"),
    ]
    assert queries.scope_history(VIBORG, viewer=ME).empty


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (lambda p: actions.create_network(name=" ", by=ME), "navn"),
        (lambda p: actions.create_network(name="netværk vest", by=ME), "allerede"),
        (lambda p: actions.create_network(name="x" * 121, by=ME), "for lang"),
        (lambda p: actions.rename_network(network_id=99, name="Nyt", by=ME), "findes ikke"),
        (lambda p: actions.close_network(network_id=99, by=ME), "findes ikke"),
        (lambda p: actions.set_network(municipality_code="9999", network_id=None, by=ME), "Kommunen findes ikke"),
        (lambda p: actions.set_network(municipality_code=SKIVE, network_id=99, by=ME), "findes ikke"),
        (lambda p: actions.set_scope(site_id=99, is_in_scope=True, why="x", by=ME), "findes ikke"),
        (lambda p: actions.set_scope(site_id=p[SKIVE], is_in_scope=False, why=" ", by=ME), "hvorfor"),
        (lambda p: actions.set_scope(site_id=p[SKIVE], is_in_scope=False, why="010190-1234", by=ME), "CPR"),
        (lambda p: actions.add_meeting(site_id=99, dated_on=START, text="Møde", by=ME), "findes ikke"),
        (lambda p: actions.add_meeting(site_id=p[SKIVE], dated_on=date(2021, 7, 2), text="Møde", by=ME), "fremtiden"),
        (lambda p: actions.add_meeting(site_id=p[SKIVE], dated_on=START, text="CPR 010190-1234", by=ME), "CPR"),
        (lambda p: actions.add_pause(site_id=p[SKIVE], dated_on=START, until=date(2021, 1, 1), text="x", by=ME), "før"),
        (lambda p: actions.add_pause(site_id=p[SKIVE], dated_on=START, until=None, text=" ", by=ME), "hvorfor"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_in_danish(places, wish, says):
    with pytest.raises(Refused, match=says):
        wish(places)


def test_kaplan_meier_by_hand():
    """20 sites: 10 start on day 10, 5 are followed to day 20 only, 5 start on day 30 when 5 are left."""
    sites = [("small", 10, True, 10), ("small", 20, False, 5), ("medium", 30, True, 5)]
    columns = survival(sites)
    curve = pd.DataFrame(columns)
    everyone = curve[curve["size"] == "alle"]
    assert list(everyone["day"]) == [0, 10]  # after day 10 fewer than 15 are followed
    assert list(everyone["started_share"]) == [0.0, 0.5]
    assert list(everyone["at_risk"]) == [20, 20]
    assert everyone["low"].iloc[1] < 0.5 < everyone["high"].iloc[1]
    assert median(columns) == 10
    assert list(curve.loc[curve["size"] == "medium", "is_too_few"]) == [True]
    assert survival([])["day"] == []
