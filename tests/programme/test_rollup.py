"""From sites to municipalities and networks: several sites, private ones, shared programmes, answers without a site."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from access.viewer import command_line
from programme.evidence import evidence
from programme.report import status
from storage.engine import reading, writing
from tests.builders import Builder

AARHUS, VIBORG, SKIVE, SAMSØ = "0751", "0791", "0779", "0741"
START, AS_OF = date(2021, 2, 10), date(2021, 7, 1)
ME = command_line()


@pytest.fixture
def build(database):
    with writing() as connection:
        yield Builder(connection)
        connection.commit()


def two_trainers(build: Builder, site: int) -> list[int]:
    return [build.trainer(site, START), build.trainer(site, START)]


def municipality(code: str, as_of: date = AS_OF) -> dict:
    return next(row for row in status("municipality", as_of, viewer=ME) if row["kommunekode"] == code)


def test_without_data_every_municipality_is_outside(database):
    rows = status("municipality", AS_OF, viewer=ME)
    assert len(rows) == 98
    assert {row["state"] for row in rows} == {"ikke_omfattet"}
    assert rows[0]["reason"] == "Intet behandlingssted i kommunen står på deltagerlisterne."


def test_the_worst_site_gives_the_state_in_this_order(database):
    said = {
        "gaaet_i_staa": {"programme_status": 5},
        "stoppet": {"programme_status": 6},
        "i_risiko": {"programme_status": 4},
        "ukendt": None,
        "paa_vej": {"programme_status": 2, "next_date": date(2021, 8, 15)},
        "i_drift": {"kits": 2},
    }
    order = list(said)
    for n in range(len(order)):
        with writing() as connection:
            build = Builder(connection)
            code = ("0101", "0147", "0151", "0153", "0155", "0157")[n]
            for state in order[n:]:
                site = build.site(code, f"Sted {state}")
                first = build.trainer(site, date(2021, 4, 10))
                build.trainer(site, date(2021, 4, 10))
                if (words := said[state]) is not None:
                    build.answer(date(2021, 6, 1), trainer=first, **words)
    found = {row["kommunekode"]: row["state"] for row in status("municipality", AS_OF, viewer=ME)}
    assert [found[code] for code in ("0101", "0147", "0151", "0153", "0155", "0157")] == order


def test_a_private_site_counts_in_every_municipality_that_it_serves(build):
    private = build.site(AARHUS, "Klinik Fiktiv", kind=2, serves=(VIBORG, SKIVE))
    first, _ = two_trainers(build, private)
    build.answer(date(2021, 6, 1), trainer=first, programme_status=5)
    own = build.site(SKIVE, "Rusmiddelcenter Skive")
    mine, _ = two_trainers(build, own)
    build.answer(date(2021, 6, 1), trainer=mine, kits=3)
    build.connection.commit()
    assert [municipality(code)["rule"] for code in (AARHUS, VIBORG, SKIVE)] == ["gaaet_i_staa.a"] * 3
    assert municipality(SKIVE)["reason"].startswith("Klinik Fiktiv: stedet har sagt")


def test_a_private_site_has_the_size_of_where_it_lies(build):
    private = build.site(AARHUS, kind=2, serves=(SAMSØ,))  # large: window of 90 days; Samsø is small: 365
    first, _ = two_trainers(build, private)
    build.answer(date(2021, 3, 1), trainer=first, kits=3)
    build.connection.commit()
    assert municipality(SAMSØ)["rule"] == "ukendt"


def test_a_municipality_without_a_site_is_served_by_the_lead_of_a_shared_programme(build):
    lead = build.site(VIBORG, "Rusmiddelcenter Viborg", serves=(SKIVE,))
    first, _ = two_trainers(build, lead)
    build.answer(date(2021, 6, 1), trainer=first, kits=3)
    build.connection.commit()
    assert municipality(VIBORG)["rule"] == "i_drift"
    assert municipality(SKIVE)["rule"] == "ikke_omfattet"
    assert municipality(SKIVE)["reason"] == "Dækket af programmet i Rusmiddelcenter Viborg."


def test_a_member_with_its_own_site_has_k2_to_k5_from_the_lead(build):
    lead = build.site(VIBORG, serves=(SKIVE,))
    first, _ = two_trainers(build, lead)
    build.answer(date(2021, 5, 1), trainer=first, management=1, prescription=1, kit_stock=1, procedure=1, plan=1)
    member = build.site(SKIVE)
    two_trainers(build, member)
    build.connection.commit()
    rows = {row["site"]: row for row in status("site", AS_OF, viewer=ME)}
    assert rows[lead]["steps_done"] == 6  # F1, K1-K5
    assert rows[member]["steps_done"] == 5  # K1-K5: its own F1 is missing


def test_an_answer_for_the_municipality_counts_for_each_of_its_sites(build):
    sites = [build.site(VIBORG), build.site(VIBORG)]
    for site in sites:
        two_trainers(build, site)
    words = {"programme_status": 2, "next_date": date(2021, 8, 1), "citizens": 7}
    build.answer(date(2021, 6, 20), municipality_code=VIBORG, **words)
    build.connection.commit()
    assert {row["rule"] for row in status("site", AS_OF, viewer=ME)} == {"paa_vej"}
    with reading() as connection:
        facts = evidence(connection, until=AS_OF).facts(AS_OF)
    assert [facts[site].total("citizens") for site in sites] == [7, 0]  # counted once


def test_an_answer_without_any_site_is_told(build):
    build.answer(date(2021, 6, 20), municipality_code=VIBORG, programme_status=1)
    build.connection.commit()
    found = municipality(VIBORG)
    assert found["state"] == "ikke_omfattet"
    assert "20. juni 2021" in found["reason"]


def test_an_answer_about_a_municipality_without_a_site_is_heard_by_the_one_that_serves_it(build):
    lead = build.site(VIBORG, serves=(SKIVE, VIBORG))  # its own place is no second place
    two_trainers(build, lead)
    build.answer(date(2021, 6, 1), municipality_code=SKIVE, citizens=7, kits=2)
    build.connection.commit()
    with reading() as connection:
        assert evidence(connection, until=AS_OF).facts(AS_OF)[lead].total("citizens") == 7
    states = [municipality(VIBORG, on)["state"] for on in (date(2021, 5, 31), AS_OF)]
    assert states == ["ukendt", "i_drift"]
    assert municipality(VIBORG)["active_trainers"] == 2


def test_a_site_out_of_scope_is_left_out(build):
    two_trainers(build, build.site(VIBORG, is_in_scope=False))
    build.connection.commit()
    assert municipality(VIBORG)["rule"] == "ikke_omfattet"


def test_a_network_is_split_over_its_municipalities(build):
    build.network("Netværk Vest", VIBORG, SKIVE, SAMSØ)
    for code, words in ((VIBORG, {"programme_status": 5}), (SKIVE, {"kits": 2})):
        first, _ = two_trainers(build, build.site(code))
        build.answer(date(2021, 6, 1), trainer=first, **words)
    build.connection.commit()
    (found,) = status("network", AS_OF, viewer=ME)
    assert found["name"] == "Netværk Vest"
    assert found["states"] == {"gaaet_i_staa": 1, "i_drift": 1, "ikke_omfattet": 1}
    assert (found["state"], found["active_trainers"]) == ("gaaet_i_staa", 4)


def test_a_participant_of_a_later_course_does_not_count_yet(build):
    site = build.site(VIBORG)
    two_trainers(build, site)
    build.trainer(site, date(2021, 8, 1))
    build.connection.commit()
    assert municipality(VIBORG)["active_trainers"] == 2
    assert municipality(VIBORG, date(2021, 8, 1))["active_trainers"] == 3


KEYS = [
    *("kommunekode", "name", "network", "state", "rule", "reason", "clears", "day_zero", "final_stage"),
    *("steps_done", "steps_applicable", "active_trainers", "last_heard"),
]


def test_the_command_prints_exactly_these_keys(sqlite_database):
    done = subprocess.run(
        [sys.executable, "-m", "programme", "status", "--as-of", "2021-07-01", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads(done.stdout)
    assert len(rows) == 98
    assert list(rows[0]) == KEYS


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["status"], 0, "Intet behandlingssted"),
        (["status", "--as-of", "31-02-2021"], 2, "er ikke en dato"),
        (["status", "--level", "planet"], 2, "planet"),
        (["check-definitions"], 0, "16 trin"),
        ([], 2, "usage"),
    ],
)
def test_commands_say_what_they_did(sqlite_database, arguments, code, says):
    done = subprocess.run([sys.executable, "-m", "programme", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
