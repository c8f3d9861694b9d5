"""The calendar file of a plan, read back as a calendar would; and pages of model and plan over HTTP."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

import config
from app import create_app
from programme import plan_calendar, queries
from programme.calendar import now
from programme.plan_actions import change_step, make_plan
from tests.access import world as worlds
from tests.doors.browser import Browser

ESBJERG = "0561"
FILE = f"/kommune/{ESBJERG}/plan.ics"
ROLES = ("alice", "bob", "charlie", "rita", "karen", "adam")


@pytest.fixture
def world(database, monkeypatch):
    """A plan for Esbjerg."""
    monkeypatch.setenv("FODFAESTE_TODAY", "2021-07-01")
    config.settings.cache_clear()
    made = worlds.build()
    make_plan(ESBJERG, size="large", programme="own", starts_on=date(2021, 7, 1), by=made.bob.viewer)
    return made


@pytest.fixture
def site(world):
    return create_app()


@pytest.mark.parametrize("name", ROLES)
def test_everybody_who_sees_progress_gets_the_dates(site, world, name):
    answer = Browser(site, getattr(world, name)).get(FILE)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert 'filename="plan-0561.ics"' in answer.headers["Content-Disposition"]
    [calendar] = Calendar.from_ical(answer.data, multiple=True)
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == 16
    start = events["plan-0561-O1@fodfaeste"]
    assert (start.decoded("dtstart"), start.decoded("dtend")) == (date(2021, 8, 30), date(2021, 8, 31))
    assert str(start["summary"]) == "O1 Første borgerkursus (= start) (Esbjerg)"
    assert str(start["url"]).endswith("/kommune/0561/plan")


def test_the_file_is_as_rfc_5545_wants_it(site, world):
    body = Browser(site, world.bob).get(FILE).data
    lines = body.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert body.count(b"DTSTAMP:") == body.count(b"UID:") == 16
    assert b"VERSION:2.0" in body
    assert b"PRODID:" in body


def test_odd_characters_come_back_as_they_were():
    words = "Kit, opbevaring; økonomi \\ og\nto linjer " + "æ" * 100
    entry = {"step": "K3", "summary": words, "description": words, "due_on": date(2021, 8, 1)}
    made = plan_calendar.calendar("0561", "Plan", [entry], address="https://x.dk", written_at=now())
    [event] = Calendar.from_ical(made).walk("VEVENT")
    assert (str(event["summary"]), str(event["description"])) == (words, words)


@pytest.mark.parametrize("address", ["/kommune/0751/plan.ics", "/kommune/9999/plan.ics", "/kommune/x/plan.ics"])
def test_without_a_plan_there_is_no_file(site, world, address):
    assert Browser(site, world.karen).get(address).status_code == 404


def test_who_is_not_signed_in_gets_no_dates(site):
    assert Browser(site).get(FILE).status_code == 302


@pytest.mark.parametrize("name", ROLES)
def test_names_on_the_plan_are_for_the_own_network(site, world, name):
    bob = world.bob.viewer
    steps = queries.plan(ESBJERG, viewer=bob).steps.set_index("step")
    base, due_on = int(steps.loc["N1", "change_id"]), steps.loc["N1", "due_on"]
    words = {"responsible": "GERDA", "comment": "HEMMELIGT"}
    change_step(ESBJERG, "N1", base=base, due_on=due_on, done_on=None, **words, by=bob)
    browser = Browser(site, getattr(world, name))
    page = f"/kommune/{ESBJERG}/plan"
    for answer in (browser.get(f"{page}?trin=N1"), browser.show(page, "?trin=N1")):
        text = answer.get_data(as_text=True)
        assert "Senest 29. okt. 2021" in text
        assert ("GERDA" in text) == ("HEMMELIGT" in text) == (name not in ("charlie", "rita"))
    assert "GERDA" not in browser.get(FILE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/implementeringsmodel?stoerrelse=x&program=y&steder=-1&borgere=abc", 200),
        ("/implementeringsmodel?steder=99999999999999999999&borgere=²", 200),
        ("/implementeringsmodel?stoerrelse=%00&steder=%FF", 200),
        ("/implementeringsmodel/rediger?del=<script>", 200),
        ("/kommune/0561/plan?trin=<script>", 200),
        ("/kommune/Esbjerg/plan", 200),
        ("/kommune/9999/plan", 404),
    ],
)
def test_odd_addresses_show_the_nearest_view(site, world, address, status):
    answer = Browser(site, world.karen).get(address)
    assert answer.status_code == status
    assert "<script>alert" not in answer.get_data(as_text=True)
