"""What people see when something goes wrong, and how the number leads to the reason."""

from __future__ import annotations

import logging
import re

import pytest

from access import audit, sessions
from app import Site
from tests.access.world import World
from tests.doors.bodies import right
from tests.doors.browser import Browser
from ui import log_table

NUMBER = re.compile(r"fejlnummer ([0-9A-F]{6})")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """A page and a download that fail with a message nobody should read."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("hemmelig besked")

    monkeypatch.setattr("programme.queries.municipality_table", fail)
    monkeypatch.setattr("pages._shared.doorway.privacy.own_data", fail)
    caplog.set_level(logging.ERROR)
    return caplog


@pytest.mark.parametrize("path", ["/kommuner", "/konto/mine-data.json"])
def test_a_failure_is_a_danish_page_with_a_number(own_site: Site, own_world: World, broken, path: str) -> None:
    answer = Browser(own_site, own_world.alice).get(path)
    told = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert answer.mimetype == "text/html"
    assert "<h1>Noget gik galt hos os</h1>" in told
    _found_by_its_number(told, own_world, broken)


def test_a_failure_of_a_callback_is_a_notice_with_a_number(own_site: Site, own_world: World, broken) -> None:
    alice = Browser(own_site, own_world.alice)
    alice.get("/konto")
    answer = alice.call(right(own_site, '{"name":"kommuner-liste","type":"drawing"}.data', ""))
    assert answer.status_code == 200
    _found_by_its_number(answer.get_data(as_text=True), own_world, broken)


def _found_by_its_number(told: str, world: World, log: pytest.LogCaptureFixture) -> None:
    assert "hemmelig" not in told
    assert "Traceback" not in told
    number = NUMBER.search(told).group(1)
    [line] = audit.log(viewer=world.karen.viewer, search=number.lower()).itertuples()
    assert (line.action, line.actor, line.number) == ("error", "Alice", number)
    assert number in log.text
    assert "hemmelig besked" in log.text
    assert number in str(log_table.table("x", audit.log(viewer=world.karen.viewer), "x"))


def test_when_the_database_is_away_the_page_says_so_too(own_site: Site, own_world: World, monkeypatch) -> None:
    def away(*_: object) -> None:
        raise OSError("hemmelig besked")

    monkeypatch.setattr(sessions, "enter", away)
    monkeypatch.setattr(audit, "writing", away)
    answer = Browser(own_site, own_world.alice).get("/")
    assert answer.status_code == 500
    assert NUMBER.search(answer.get_data(as_text=True))
    assert "hemmelig" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("ask", "status", "words"),
    [
        (lambda one: one.get("/findes/ikke"), 404, "Siden findes ikke"),
        (lambda one: one.get("/administration"), 404, "Siden findes ikke"),
        (lambda one: one.get("/data/karantaene.xlsx"), 404, "Siden findes ikke"),
        (lambda one: one.form("/findes/ikke"), 404, "Siden findes ikke"),
        (lambda one: one.form("/data/upload"), 404, "Siden findes ikke"),
        (lambda one: one.get("/filer/findes-ikke.js"), 404, "Siden findes ikke"),
        (lambda one: one.form("/log-ud", {"csrf": "x"}), 403, "Siden havde været åben for længe"),
        (lambda one: one.form("/log-ud", {"x": "y" * 300_000}), 413, "mere, end siden tager imod"),
        (lambda one: one.client.put("/", headers={"Accept": "text/html"}), 404, "Siden findes ikke"),
    ],
)
def test_a_refusal_is_a_danish_page(site: Site, people: World, ask, status: int, words: str) -> None:
    answer = ask(Browser(site, people.alice))
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    told = answer.get_data(as_text=True)
    assert words in told
    assert '<html lang="da">' in told


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda one: one.get("/filer/findes-ikke.js"), 404),
        (lambda one: one.form("/log-ind/demo/1", Origin="null"), 403),
        (lambda one: one.form("/data/upload"), 401),
    ],
)
def test_strangers_get_danish_pages_too(site: Site, ask, status: int) -> None:
    answer = ask(Browser(site))
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert "<h1>" in answer.get_data(as_text=True)


def test_what_was_written_is_not_lost_with_the_session(site: Site, people: World) -> None:
    words = {"titel": "Kit <nu>", "tekst": "En halv time på bussen", "password": "hemmeligt"}
    stranger, alice = Browser(site), Browser(site, people.alice)
    there = {"Referer": "http://localhost/forum/faelles?emne=kit"}
    out = stranger.form("/forum/skriv/faelles", words, **there)
    stale = alice.form("/forum/skriv/faelles", words | {"csrf": "x"}, **there)
    assert (out.status_code, stale.status_code) == (401, 403)
    for answer in (out, stale):
        told = answer.get_data(as_text=True)
        assert "Kit &lt;nu&gt;\n\nEn halv time på bussen</textarea>" in told
        assert "hemmeligt" not in told
        assert "hos os" not in told  # nothing of ours went wrong
    assert 'href="/log-ind?til=%2Fforum%2Ffaelles%3Femne%3Dkit"' in out.get_data(as_text=True)
    assert 'href="/forum/faelles?emne=kit"' in stale.get_data(as_text=True)


def test_what_another_site_sends_is_not_shown(site: Site, people: World) -> None:
    alice = Browser(site, people.alice)
    told = alice.form("/forum/skriv/faelles", {"tekst": "Ring til mig"}, Origin="https://ond.dk", Referer="//ond.dk")
    assert told.status_code == 403
    assert "Ring til mig" not in told.get_data(as_text=True)
    assert "ond.dk" not in told.get_data(as_text=True)


def test_scripts_get_a_danish_sentence(site: Site, people: World) -> None:
    alice = Browser(site, people.alice)
    for answer in (alice.raw(b"{"), alice.json("/data/upload", {}), alice.raw(b" " * 300_000)):
        assert answer.json["message"]
        assert answer.json["error"] == answer.json["message"]


def test_refusals_are_in_the_log(own_site: Site, own_world: World) -> None:
    alice = Browser(own_site, own_world.alice)
    alice.get("/data/karantaene.xlsx")
    alice.get("/data/karantaene%00.xlsx")
    alice.form("/findes/ikke%00")
    alice.call(right(own_site, "log-linjer.children"))
    alice.form("/log-ud", {"csrf": "x"})
    lines = audit.log(viewer=own_world.karen.viewer, search="refused")
    assert set(lines["actor"]) == {"Alice"}
    told = " | ".join(lines["detail"])
    for part in ("GET /data/karantaene.xlsx", "POST /findes/ikke?", "log-linjer.children", "/log-ud: fremmed afsender"):
        assert part in told
    Browser(own_site).form("/log-ind/demo/1", Origin="null")
    assert len(audit.log(viewer=own_world.karen.viewer, search="refused")) == len(lines)
