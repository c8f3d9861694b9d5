"""Other sites' pages can neither act in somebody's name nor sign somebody in."""

from __future__ import annotations

import re

import pytest

from access import sessions
from app import Site
from data_pipeline import runs
from tests.access.world import PASSWORD, World
from tests.doors.bodies import right
from tests.doors.browser import HERE, Browser

OURS = {"Origin": HERE}
FOREIGN = [
    {"Origin": "https://andre.invalid"},
    {"Origin": "null"},
    {"Origin": "http://localhost.andre.invalid"},
    {"Origin": "http://localhost:8051"},
    {"Origin": "http://localhost@andre.invalid"},
    {"Origin": "http://[bad"},
    {"Origin": ""},
    OURS | {"Sec-Fetch-Site": "cross-site"},
    OURS | {"Sec-Fetch-Site": "same-site"},
]
OPEN = [
    "/log-ind/adgangskode",
    "/log-ind/noegle/spoergsmaal",
    "/log-ind/noegle",
    "/log-ind/demo/1",
    "/invitation/x/adgangskode",
    "/invitation/x/noegle/spoergsmaal",
    "/invitation/x/noegle",
]
FROM_MAIL = "/afmeld/x"  # a mail program sends it from anywhere; the token in the address is the key


def signed_in(site: Site) -> list[str]:
    """Every other address that takes a POST: a new one is tried here without being named."""
    rules = {rule.rule for rule in site.server.url_map.iter_rules() if "POST" in (rule.methods or ())}
    return sorted({re.sub("<[^>]*>", "1", rule.replace("<token>", "x")) for rule in rules} - {*OPEN, FROM_MAIL})


@pytest.fixture
def arrived(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files that came through."""
    handed: list[bytes] = []

    def start_import(files: list[tuple[str, bytes]], *, by: object) -> list[int]:
        handed.extend(content for _, content in files)
        return [7]

    monkeypatch.setattr(runs, "start_import", start_import)
    return handed


def test_the_open_addresses_are_there_and_the_others_are_many(site: Site) -> None:
    rules = {rule.rule for rule in site.server.url_map.iter_rules() if "POST" in (rule.methods or ())}
    plain = {re.sub("<int[^>]*>", "1", rule.replace("<token>", "x")) for rule in rules}
    assert {*OPEN, FROM_MAIL} <= plain
    assert {"/log-ud", "/konto/noegle", "/data/upload", "/forum/skriv/1"} <= set(signed_in(site))


@pytest.mark.parametrize(
    "headers",
    [*FOREIGN, {}, OURS, OURS | {"X-CSRFToken": ""}, OURS | {"X-CSRFToken": "x" * 43}, OURS | {"X-CSRFToken": "æøå"}],
)
def test_nothing_is_done_for_another_site(site: Site, people: World, arrived, headers) -> None:
    karen = Browser(site, people.karen)
    right_token = {"X-CSRFToken": karen.csrf_token} if headers in FOREIGN else {}
    for path in signed_in(site):
        answer = karen.client.post(path, data=b"{}", headers=headers | right_token)
        assert answer.status_code == 403, path
    assert sessions.current(karen.token)
    assert arrived == []


def test_the_token_of_another_session_is_none(site: Site, people: World, arrived) -> None:
    karen, bob = Browser(site, people.karen), Browser(site, people.bob)
    for path in signed_in(site):
        answer = karen.client.post(path, data=b"{}", headers=OURS | {"X-CSRFToken": bob.csrf_token})
        assert answer.status_code == 403, path
    assert arrived == []


def test_with_the_right_token_the_same_requests_go_through(site: Site, people: World, arrived) -> None:
    karen = Browser(site, people.karen)
    token = {"X-CSRFToken": karen.csrf_token, "X-Fodfaeste-Name": "liste.csv"}
    for headers in (token, token | OURS, token | {"Sec-Fetch-Site": "same-origin"}):
        assert karen.client.post("/data/upload", data=b"a;b", headers=headers).status_code == 200
    assert arrived == [b"a;b"] * 3
    assert karen.call(right(site, "log-linjer.children")).status_code == 200


def test_a_form_with_a_file_is_not_a_way_in(site: Site, people: World, arrived) -> None:
    from io import BytesIO

    karen = Browser(site, people.karen)
    form = {"csrf": karen.csrf_token, "fil": (BytesIO(b"010180-1234"), "liste.csv")}
    assert karen.client.post("/data/upload", data=form, headers=OURS).status_code == 403
    assert arrived == []


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("headers", [*FOREIGN, {}, {"Sec-Fetch-Site": "none"}])
def test_nobody_is_signed_in_by_another_site(site: Site, people: World, path: str, headers) -> None:
    for browser in (Browser(site), Browser(site, people.alice)):
        fields = {"email": people.bob.email, "password": PASSWORD, "code": "000000"}
        answer = browser.client.post(path, data=fields, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


def test_a_foreign_name_that_leads_here_is_not_this_site(site: Site, people: World) -> None:
    alice = Browser(site, people.alice)
    for host in ("andre.invalid", "localhost.andre.invalid", "169.254.169.254"):
        for path in ("/", "/log-ind", "/findes-ikke", "/healthz"):
            assert alice.client.get(path, headers={"Host": host}).status_code == 400
        headers = {"Host": host, "Origin": f"http://{host}"}
        assert alice.client.post("/log-ind/demo/1", headers=headers).status_code == 400


def test_without_the_check_another_site_could(site: Site, people: World, arrived, monkeypatch) -> None:
    from pages._shared import gate

    monkeypatch.setattr(gate, "_is_ours", lambda: True)
    karen = Browser(site, people.karen)
    foreign = {"Origin": "https://andre.invalid", "X-Fodfaeste-Name": "liste.csv"}
    assert karen.client.post("/data/upload", data=b"a", headers=foreign).status_code == 200
    assert arrived == [b"a"]
