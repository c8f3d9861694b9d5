"""Invitations, one-time codes and demo entries, as browsers and mail scanners meet them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pyotp
import pytest
from sqlalchemy import select

import config
from access import demo, invitations, secrets
from access.invitations import Invitee
from app import Site, create_app
from storage.access_tables import account, attempt, invitation
from storage.engine import reading, writing
from tests.access.world import PASSWORD, World
from tests.doors.browser import Browser
from tests.doors.test_sessions import sign_in

OWN_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def link(own_world: World) -> str:
    """The path of a fresh invitation for Dora, a trainer."""
    dora = Invitee("dora@eksempel.invalid", "Dora", "trainer", own_world.vest)
    [made] = invitations.invite([dora], address="http://localhost", by=own_world.karen.viewer)
    return f"/invitation/{made.token}"


def accept(browser: Browser, link: str, **fields: str):
    """The form of an invitation, filled in."""
    sent = {"password": PASSWORD, "secret": OWN_SECRET, "code": pyotp.TOTP(OWN_SECRET).now()} | fields
    return browser.form(f"{link}/adgangskode", sent)


def accounts() -> set[str]:
    with reading() as connection:
        return set(connection.execute(select(account.c.name)).scalars())


def test_looking_uses_nothing_up_and_accepting_does(own_site: Site, link: str) -> None:
    for _ in range(3):  # mail scanners fetch links, some with HEAD
        assert Browser(own_site).get(link).status_code == 200
        assert Browser(own_site).client.head(link).status_code == 200
        assert Browser(own_site).client.options(link).status_code == 200
    dora = Browser(own_site)
    answer = accept(dora, link)
    assert answer.status_code == 200
    assert len(re.findall(r"<code>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}</code>", answer.get_data(as_text=True))) == 10
    assert dora.get("/").status_code == 200
    assert "Dora" in accounts()


def test_an_invitation_works_once(own_site: Site, link: str) -> None:
    accept(Browser(own_site), link)
    for again in (Browser(own_site).get(link), accept(Browser(own_site), link)):
        assert again.status_code == 410
        assert "Set-Cookie" not in again.headers
    assert Browser(own_site).json(f"{link}/noegle/spoergsmaal", {}).status_code == 403


def test_an_old_invitation_is_void(own_site: Site, link: str, later) -> None:
    later(hours=73)
    assert Browser(own_site).get(link).status_code == 410
    assert accept(Browser(own_site), link).status_code == 410
    assert "Dora" not in accounts()


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "kort"},
        {"password": ""},
        {"password": "a" * 5000},
        {"password": "passwordpassword"},
        {"code": "000000"},
        {"code": ""},
        {"code": "æøå\ud83d"},
        {"secret": ""},
        {"secret": "!!!"},
        {"secret": "A" * 31},
        {"secret": "A" * 9000},
        {"secret": "<script>alert(1)</script>"},
    ],
)
def test_a_faulty_form_says_why_and_uses_nothing_up(own_site: Site, link: str, fields: dict[str, str]) -> None:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}
    answer = accept(Browser(own_site), link, **sent)
    assert answer.status_code == 403
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert accept(Browser(own_site), link).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "..%2F..%2F", "%F0%9F%92%A9", "x" * 5000, "<script>"])
def test_a_made_up_invitation_is_void(own_site: Site, own_world: World, token: str) -> None:
    browser = Browser(own_site)
    assert browser.get(f"/invitation/{token}").status_code in (302, 404, 410)  # 302: no address of the open ones
    assert browser.form(f"/invitation/{token}/adgangskode").status_code in (401, 403, 410)


def test_a_code_opens_once(own_site: Site, own_world: World) -> None:
    code = pyotp.TOTP(secrets_of(own_world)).now()
    assert sign_in(Browser(own_site), own_world.alice.email, code=code).status_code == 303
    assert sign_in(Browser(own_site), own_world.alice.email, code=code).status_code == 403


def secrets_of(world: World) -> str:
    with reading() as connection:
        return connection.execute(
            select(account.c.totp_secret).where(account.c.id == world.alice.account_id)
        ).scalar_one()


@pytest.mark.parametrize(
    "fields",
    [
        {"email": ""},
        {"email": "nul\x00@eksempel.invalid"},
        {"email": "x" * 5000},
        {"email": "' OR 1=1 --"},
        {"password": ""},
        {"password": "\x00"},
        {"password": "x" * 100_000},
        {"code": ""},
        {"code": "x" * 5000},
        {"til": "\x00"},
    ],
)
def test_what_nobody_types_is_refused_kindly(own_site: Site, own_world: World, fields: dict[str, str]) -> None:
    typed = {"email": own_world.alice.email, "password": "forkert adgangskode", "code": "123456"} | fields
    answer = Browser(own_site).form("/log-ind/adgangskode", typed)
    assert answer.status_code == 403
    assert "passer ikke" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "body",
    [None, [], 1, {}, {"answer": 1}, {"answer": {}}, {"ticket": "\ud800", "answer": {"rawId": "\ud800"}},
     {"ticket": "x", "answer": {"rawId": "AAAA", "id": "AAAA", "type": "public-key", "response": []}}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/log-ind/noegle", "/konto/noegle", "/invitation/x/noegle"])
def test_an_odd_passkey_is_refused_kindly(own_site: Site, own_world: World, path: str, body: object) -> None:
    answer = Browser(own_site, own_world.alice).json(path, body)
    assert answer.status_code == 403
    assert answer.json["message"]


def test_an_odd_passkey_to_a_real_question_is_refused_kindly(own_site: Site, own_world: World) -> None:
    alice = Browser(own_site, own_world.alice)
    odd = [
        {"clientDataJSON": "AAAA", "attestationObject": "AAAA"},
        {"clientDataJSON": "e30", "attestationObject": "oA"},
        {"clientDataJSON": 1, "attestationObject": None},
        {"clientDataJSON": "W10", "attestationObject": "gA", "authenticatorData": "AA", "signature": "AA"},
    ]
    for response in odd:
        for path in ("/konto/noegle", "/log-ind/noegle"):
            ticket = alice.json(f"{path}/spoergsmaal", {}).json["ticket"]
            answer = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response}
            assert alice.json(path, {"ticket": ticket, "answer": answer}).status_code == 403


def test_deep_json_is_refused_at_the_door_too(own_site: Site, own_world: World) -> None:
    answer = Browser(own_site).client.post(
        "/log-ind/noegle",
        data=b"[" * 100_000,
        content_type="application/json",
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 403


def test_the_door_offers_demo_people_alone(own_site: Site, own_world: World) -> None:
    with writing() as connection:
        connection.execute(account.update().where(account.c.name == "Rita").values(is_demo=True))
    shown = Browser(own_site).get("/log-ind").get_data(as_text=True)
    assert re.findall(r"/log-ind/demo/\d+", shown) == [f"/log-ind/demo/{own_world.rita.account_id}"]
    rita = Browser(own_site)
    assert rita.form(f"/log-ind/demo/{own_world.rita.account_id}").status_code == 303
    assert rita.get("/").status_code == 200


@pytest.mark.parametrize("who", ["alice", "karen", "adam"])
def test_a_real_account_is_no_demo(own_site: Site, own_world: World, who: str) -> None:
    answer = Browser(own_site).form(f"/log-ind/demo/{getattr(own_world, who).account_id}")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("number", ["0", "99999", "2147483647", "2147483648", "9" * 40, "-1", "x"])
def test_a_demo_entry_that_is_not_there_leads_nowhere(own_site: Site, own_world: World, number: str) -> None:
    assert Browser(own_site).form(f"/log-ind/demo/{number}").status_code in (401, 404)


@pytest.fixture
def in_production(own_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, in production."""
    monkeypatch.setenv("FODFAESTE_MODE", "production")
    monkeypatch.setenv("FODFAESTE_SECRET", "x" * 40)
    monkeypatch.setenv("FODFAESTE_ADDRESS", "https://localhost")
    config.settings.cache_clear()
    return own_world


def test_production_lets_nobody_in_as_demo(in_production: World) -> None:
    site = create_app()
    with writing() as connection:  # somebody put demo people in after the start
        connection.execute(account.update().values(is_demo=True))
    assert demo.entries() == []
    headers = {"Origin": "https://localhost"}
    answer = site.server.test_client().post(f"/log-ind/demo/{in_production.rita.account_id}", headers=headers)
    assert answer.status_code == 404


def test_production_does_not_start_with_demo_people(in_production: World) -> None:
    with writing() as connection:
        connection.execute(account.update().where(account.c.name == "Rita").values(is_demo=True))
    with pytest.raises(config.ConfigurationError, match="demopersoner"):
        create_app()


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({}, "FODFAESTE_"),
        ({"FODFAESTE_ADDRESS": "https://x.dk"}, "FODFAESTE_SECRET"),
        ({"FODFAESTE_ADDRESS": "https://x.dk", "FODFAESTE_SECRET": "kort"}, "FODFAESTE_SECRET"),
        ({"FODFAESTE_SECRET": "x" * 40}, "FODFAESTE_ADDRESS"),
        ({"FODFAESTE_SECRET": "x" * 40, "FODFAESTE_ADDRESS": "http://x.dk"}, "FODFAESTE_ADDRESS"),
    ],
)
def test_production_does_not_start_half_locked(settings: dict[str, str], wrong: str) -> None:
    with pytest.raises(config.ConfigurationError, match=wrong):
        config.read({"FODFAESTE_MODE": "production"} | settings)


def test_other_machines_reach_the_site_over_tls_alone(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FODFAESTE_HOST", "0.0.0.0")
    config.settings.cache_clear()
    with pytest.raises(config.ConfigurationError, match="https"):
        create_app()


def test_debug_is_off(site: Site) -> None:
    assert site.server.debug is False
    assert site._dev_tools.get("ui", False) is False


def test_the_link_of_an_invitation_is_stored_as_a_hash(own_world: World, link: str) -> None:
    token = link.rsplit("/", 1)[1]
    with reading() as connection:
        [row] = connection.execute(select(invitation))
    assert row.token_hash == secrets.token_hash(token)
    assert token not in str(row)


def test_many_guesses_at_once_are_many(own_site: Site, own_world: World) -> None:
    with ThreadPoolExecutor(12) as pool:
        guess = partial(sign_in, email=own_world.alice.email, code="123456")
        answers = list(pool.map(lambda _: guess(Browser(own_site)).get_data(as_text=True), range(12)))
    wrong = sum("passer ikke" in answer for answer in answers)
    assert wrong == 5
    assert sum("prøvet for mange gange" in answer for answer in answers) == 7


def test_a_right_code_does_not_wipe_out_the_wrong_ones_of_the_place(own_site: Site, own_world: World) -> None:
    for _ in range(4):
        sign_in(Browser(own_site), own_world.alice.email, code="123456")
    assert sign_in(Browser(own_site), own_world.alice.email).status_code == 303
    with reading() as connection:
        kept = connection.execute(select(attempt.c.subject)).scalars().all()
    assert kept == ["place:127.0.0.1"] * 4
