"""Cookies and headers, and how a session begins, changes and ends, seen over HTTP."""

from __future__ import annotations

import re

import pyotp
import pytest

import config
from access import members, sessions
from app import Site, create_app
from tests.access.world import PASSWORD, SECRET, World
from tests.doors.browser import HERE, Browser


def sign_in(browser: Browser, email: str, *, code: str | None = None, **fields: str):
    """The sign-in form with the right password and code."""
    sent = {"email": email, "password": PASSWORD, "code": code or pyotp.TOTP(SECRET).now()} | fields
    return browser.form("/log-ind/adgangskode", sent)


def cookies(answer) -> dict[str, str]:
    """Name -> the whole line of each cookie that is set."""
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_a_cookie_planted_before_sign_in_is_not_used(own_site: Site, own_world: World) -> None:
    victim = Browser(own_site)
    victim.client.set_cookie("fodfaeste", "planted")
    answer = sign_in(victim, own_world.alice.email)
    assert answer.status_code == 303
    token = victim.client.get_cookie("fodfaeste").value
    assert token != "planted"
    assert sessions.current("planted") is None
    assert sessions.current(token).viewer.name == "Alice"


def test_a_session_of_somebody_else_planted_before_sign_in_ends(own_site: Site, own_world: World) -> None:
    victim = Browser(own_site, own_world.bob)
    sign_in(victim, own_world.alice.email)
    assert sessions.current(own_world.bob.token) is None
    assert sessions.current(victim.client.get_cookie("fodfaeste").value).viewer.name == "Alice"


def test_signing_out_ends_this_session_alone_and_everywhere_ends_all(own_site: Site, own_world: World) -> None:
    telephone, computer = Browser(own_site, own_world.alice), Browser(own_site)
    sign_in(computer, own_world.alice.email)
    answer = telephone.form("/log-ud")
    assert (answer.status_code, answer.location) == (303, "/log-ind")
    assert telephone.get("/konto").status_code == 302
    assert computer.get("/konto").status_code == 200
    token = re.search(r'name="csrf"[^>]*value="([^"]+)"', computer.get("/konto").get_data(as_text=True)).group(1)
    assert computer.form("/log-ud/overalt", {"csrf": token}).status_code == 303
    assert computer.get("/konto").status_code == 302


def test_a_cookie_that_was_kept_after_signing_out_opens_nothing(own_site: Site, own_world: World) -> None:
    Browser(own_site, own_world.alice).form("/log-ud")
    assert Browser(own_site, own_world.alice).get("/").status_code == 302


def test_a_change_of_role_holds_at_once_in_both_tabs(own_site: Site, own_world: World) -> None:
    one = Browser(own_site, own_world.adam)
    other = Browser(own_site, own_world.adam)
    assert [tab.get("/administration").status_code for tab in (one, other)] == [200, 200]
    members.give_role(own_world.karen.account_id, "administrator", by=own_world.adam.viewer)
    grant = members.people(viewer=own_world.adam.viewer, account_id=own_world.adam.account_id)["grant_id"].iloc[0]
    members.end_role(int(grant), by=own_world.karen.viewer)
    assert [tab.get("/administration").status_code for tab in (one, other)] == [404, 404]
    assert b"Personer og roller" not in other.show("/administration").data


def test_a_closed_account_is_out_at_the_next_click(own_site: Site, own_world: World) -> None:
    alice = Browser(own_site, own_world.alice)
    members.close_account(own_world.alice.account_id, by=own_world.karen.viewer)
    assert alice.get("/").status_code == 302
    assert alice.show("/").status_code == 401


@pytest.mark.parametrize(("hours", "is_in"), [(71, True), (73, False)])
def test_a_session_that_rests_ends(own_site: Site, own_world: World, later, hours: int, is_in: bool) -> None:
    later(hours=hours)
    assert (Browser(own_site, own_world.alice).get("/konto").status_code == 200) is is_in


def test_a_session_that_is_used_every_day_ends_too(own_site: Site, own_world: World, later) -> None:
    alice, statuses = Browser(own_site, own_world.alice), []
    for day in range(1, 32):
        later(days=day)
        statuses.append(alice.get("/was").status_code and alice.get("/konto").status_code)
    assert statuses == [200] * 29 + [302] * 2


def test_the_cookies_are_the_browsers_own(own_site: Site, own_world: World) -> None:
    set_ = cookies(sign_in(Browser(own_site), own_world.alice.email))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_["fodfaeste"].split("; "))
    assert {"HttpOnly", "SameSite=Strict"} <= set(set_["enhed"].split("; "))
    assert "HttpOnly" not in set_["fodfaeste_csrf"]  # Dash's own script reads it


@pytest.fixture
def https(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site as it is reached through TLS."""
    monkeypatch.setenv("FODFAESTE_ADDRESS", "https://fodfaeste.invalid")
    config.settings.cache_clear()


@pytest.mark.usefixtures("https")
def test_under_tls_cookies_belong_to_this_host_and_the_browser_stays_with_tls() -> None:
    from tests.access import world as worlds

    world, browser = worlds.build(), Browser(create_app())
    here = {"Origin": "https://fodfaeste.invalid", "Host": "fodfaeste.invalid"}
    fields = {"email": world.alice.email, "password": PASSWORD, "code": pyotp.TOTP(SECRET).now()}
    answer = browser.client.post("/log-ind/adgangskode", data=fields, headers=here)
    set_ = cookies(answer)
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(set_["__Host-fodfaeste"].split("; "))
    assert "Domain" not in set_["__Host-fodfaeste"]
    assert {"Secure", "HttpOnly"} <= set(set_["__Host-enhed"].split("; "))
    assert "Secure" in set_["fodfaeste_csrf"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    other = Browser(create_app())
    other.client.set_cookie("fodfaeste", world.bob.token, domain="fodfaeste.invalid")
    assert other.client.get("/konto", headers={"Host": "fodfaeste.invalid"}).status_code == 302
    plain = {"Origin": "http://fodfaeste.invalid", "Host": "fodfaeste.invalid"}
    assert browser.client.post("/log-ind/adgangskode", data=fields, headers=plain).status_code == 403


def test_every_kind_of_answer_carries_the_headers(site: Site, people: World) -> None:
    alice, nobody = Browser(site, people.alice), Browser(site)
    style = site.files.url("site.css")
    suite = "/_dash-component-suites/dash/deps/react@18.3.1.min.js"
    answers = {
        "page": alice.get("/"),
        "missing": alice.get("/findes/ikke"),
        "open": nobody.get("/log-ind"),
        "redirect": nobody.get("/"),
        "401": nobody.call({}),
        "403": nobody.client.post("/log-ind/adgangskode"),
        "413": alice.raw(b" " * 300_000),
        "400": alice.raw(b"{"),
        "callback": alice.show("/kommuner"),
        "download": alice.get("/konto/mine-data.json"),
        "health": nobody.get("/healthz"),
        "file": nobody.get(style),
        "file, compressed": nobody.get(style, Accept_Encoding="br"),
        "file, compressed before": nobody.get(style, Accept_Encoding="br"),
        "missing file": nobody.get("/filer/x.js"),
        "Dash": alice.get("/_dash-dependencies"),
        "suite": alice.get(suite, Accept_Encoding="gzip"),
        "suite, before": alice.get(suite, Accept_Encoding="gzip"),
    }
    for kind, answer in answers.items():
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", kind
        assert policy["script-src"] == "'self'", kind
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'", kind
        assert policy["form-action"] == policy["connect-src"] == "'self'", kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff", kind
        assert answer.mimetype != "text/html" or answer.headers["X-Frame-Options"] == "DENY", kind
        assert "Strict-Transport-Security" not in answer.headers, kind
        is_lasting = kind.startswith(("file", "suite"))
        assert ("immutable" if is_lasting else "no-store") in answer.headers["Cache-Control"], kind
    assert answers["file, compressed before"].headers["Content-Encoding"] == "br"


def test_no_page_holds_a_script_of_its_own(site: Site, people: World) -> None:
    pages = [
        Browser(site, people.karen).get(path) for path in ("/", "/data", "/administration", "/konto", "/findes/ikke")
    ]
    for answer in [*pages, Browser(site).get("/log-ind")]:
        text = answer.get_data(as_text=True)
        assert re.findall(r'<script(?![^>]*(?: src=|type="application/json"))[^>]*>', text) == []
        assert re.findall(r" on[a-z]+=", text) == []


def test_the_way_back_stays_on_this_site(own_site: Site, own_world: World, later) -> None:
    there = [
        "//evil.invalid", "/\\evil.invalid", "https://evil.invalid", "javascript:alert(1)", "/\tevil",
        "/\n/evil.invalid", "\\\\evil.invalid", "http:evil", " //evil.invalid", "/a\\..\\b", "", "/log-ind",
        "/\u202eevil",
    ]  # fmt: skip
    for place in there:
        browser = Browser(own_site)
        shown = browser.client.get("/log-ind", query_string={"til": place}).get_data(as_text=True)
        assert 'name="til" value="/"' in shown, place
    found = [
        _after(own_site, own_world, place) for place in ["//evil.invalid", "/\\evil.invalid", "/kommune/0561?maaling=2"]
    ]
    assert found == ["/", "/", "/kommune/0561?maaling=2"]


def _after(site: Site, world: World, place: str) -> str:
    from storage.access_tables import account
    from storage.engine import writing

    with writing() as connection:  # so that one code may be used thrice in a test
        connection.execute(account.update().values(totp_step=0))
    return sign_in(Browser(site), world.alice.email, til=place).location


def test_who_was_on_the_way_somewhere_gets_there(own_site: Site, own_world: World) -> None:
    browser = Browser(own_site)
    asked = browser.get("/kommune/0561?maaling=2&region=1084")
    shown = browser.get(asked.location).get_data(as_text=True)
    assert 'name="til" value="/kommune/0561?maaling=2&amp;region=1084"' in shown


def test_the_origin_is_the_address_that_was_asked(site: Site) -> None:
    assert Browser(site).client.get("/log-ind", base_url=HERE).status_code == 200
