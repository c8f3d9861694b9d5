"""Work accounts, against a provider of our own on this machine: who is let in, and which answers are not believed."""

from __future__ import annotations

import hmac
import json
import time
import warnings
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select

import config
from access import audit, invitations, oidc, throttle
from access.invitations import Invitee
from app import Site, create_app
from storage.access_tables import account
from storage.engine import reading, writing
from tests.access.world import World
from tests.doors.browser import Browser

CLIENT = "fodfaeste-test"
# The provider runs in a thread of this process, and its dependencies are on their way to another library.
pytestmark = [
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of oidc-provider-mock, with everybody that the tests need."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own dependencies are on their way to another library
        import oidc_provider_mock

        people = {
            "alice": {"email": "Alice@eksempel.invalid", "email_verified": True},
            "dora": {"email": "dora@eksempel.invalid", "email_verified": True},
            "unverified": {"email": "alice@eksempel.invalid", "email_verified": False},
            "silent": {"email": "alice@eksempel.invalid"},
            "nobody": {},
        }
        users = [oidc_provider_mock.User(sub=name, claims=claims) for name, claims in people.items()]
        with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
def work(own_world: World, provider: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The site with work accounts on."""
    monkeypatch.setenv("FODFAESTE_OIDC_ISSUER", provider)
    monkeypatch.setenv("FODFAESTE_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("FODFAESTE_OIDC_CLIENT_SECRET", "hemmelig")
    monkeypatch.setenv("FODFAESTE_ADDRESS", "http://localhost")
    config.settings.cache_clear()
    return create_app()


def leave(browser: Browser, til: str = "/") -> str:
    """The provider's address that the browser is sent to."""
    answer = browser.client.get("/log-ind/arbejdskonto", query_string={"til": til})
    assert answer.status_code == 303
    return answer.location


def at_the_provider(url: str, sub: str) -> str:
    """What the provider sends back when this person signs in there: our own path with code and state."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = requests.post(url, data={"sub": sub}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "localhost"
    return f"{back.path}?{back.query}"


def walk(browser: Browser, sub: str, til: str = "/") -> Any:
    return browser.get(at_the_provider(leave(browser, til), sub))


def test_the_question_has_state_nonce_and_pkce(work: Site) -> None:
    browser = Browser(work)
    asked = parse_qs(urlsplit(leave(browser)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["redirect_uri"] == ["http://localhost/log-ind/arbejdskonto/tilbage"]
    assert asked["nonce"] != asked["state"]
    assert browser.client.get_cookie("arbejdskonto").value == asked["state"][0]


def test_a_known_address_is_let_in(work: Site, own_world: World) -> None:
    browser = Browser(work)
    answer = walk(browser, "alice", "/kommuner?maaling=2")
    assert (answer.status_code, answer.location) == (303, "/kommuner?maaling=2")
    assert browser.get("/konto").status_code == 200
    assert browser.client.get_cookie("arbejdskonto") is None
    assert "arbejdskonto" in set(audit.log(viewer=own_world.karen.viewer, search="sign_in")["detail"])


def test_an_invited_address_gets_its_account_once(work: Site, own_world: World) -> None:
    assert walk(Browser(work), "dora").status_code == 403
    dora = Invitee("Dora@eksempel.invalid", "Dora", "trainer", own_world.vest)
    [made] = invitations.invite([dora], address="http://localhost", by=own_world.karen.viewer)
    browser = Browser(work)
    assert walk(browser, "dora").status_code == 303
    assert browser.get("/").status_code == 200
    assert Browser(work).get(f"/invitation/{made.token}").status_code == 410
    assert walk(Browser(work), "dora").status_code == 303
    with reading() as connection:
        assert len(connection.execute(select(account).where(account.c.name == "Dora")).all()) == 1


def test_an_old_or_withdrawn_invitation_lets_nobody_in(work: Site, own_world: World, later) -> None:
    dora = Invitee("dora@eksempel.invalid", "Dora", "trainer", own_world.vest)
    [made] = invitations.invite([dora], address="http://localhost", by=own_world.karen.viewer)
    invitations.withdraw(made.invitation_id, by=own_world.karen.viewer)
    assert walk(Browser(work), "dora").status_code == 403


@pytest.mark.parametrize("sub", ["unverified", "silent", "nobody", "dora", "never-heard-of"])
def test_others_are_not(work: Site, sub: str) -> None:
    browser = Browser(work)
    answer = walk(browser, sub)
    assert answer.status_code == 403
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert browser.get("/").status_code == 302


def test_a_closed_account_and_a_demo_person_are_not(work: Site, own_world: World) -> None:
    with writing() as connection:
        connection.execute(account.update().where(account.c.name == "Alice").values(is_demo=True))
    assert walk(Browser(work), "alice").status_code == 403


def test_an_answer_is_believed_once_and_by_the_browser_that_asked(work: Site) -> None:
    alice, other = Browser(work), Browser(work)
    back = at_the_provider(leave(alice), "alice")
    assert other.get(back).status_code == 403  # somebody else's answer: nobody is signed in as another
    assert alice.get(back).status_code == 403  # and it is used up
    back = at_the_provider(leave(alice), "alice")
    assert alice.get(back).status_code == 303
    assert Browser(work).get(back).status_code == 403


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied&state=x", "?state=%00&code=%ED%A0%80"])
def test_an_answer_to_no_question_is_not_believed(work: Site, query: str) -> None:
    browser = Browser(work)
    leave(browser)
    assert browser.get(f"/log-ind/arbejdskonto/tilbage{query}").status_code == 403


def test_a_question_is_open_for_minutes(work: Site, later) -> None:
    browser = Browser(work)
    back = at_the_provider(leave(browser), "alice")
    later(minutes=11)
    assert browser.get(back).status_code == 403


KEY = RSAKey.generate_key(2048, {"kid": "1"})
STRANGE = RSAKey.generate_key(2048, {"kid": "1"})


@pytest.mark.parametrize(
    ("wrong", "is_in"),
    [
        ({}, True),
        ({"iss": "https://andre.invalid"}, False),
        ({"aud": "another-client"}, False),
        ({"aud": [CLIENT, "another-client"], "azp": "another-client"}, False),
        ({"nonce": "another"}, False),
        ({"nonce": None}, False),
        ({"exp": 1}, False),
        ({"exp": None}, False),
        ({"email_verified": "true"}, False),
        ({"email_verified": 1}, False),
        ({"email": ["alice@eksempel.invalid"]}, False),
        ({"key": STRANGE}, False),
        ({"alg": "HS256"}, False),
        ({"alg": "none"}, False),
    ],
)
def test_only_what_the_provider_signed_for_this_question_is_believed(
    work: Site, provider: str, monkeypatch, wrong: dict[str, Any], is_in: bool
) -> None:
    browser = Browser(work)
    asked = parse_qs(urlsplit(leave(browser)).query)
    now = int(time.time())
    claims = {"iss": provider, "sub": "1", "aud": CLIENT, "exp": now + 60, "iat": now, "nonce": asked["nonce"][0]}
    claims |= {"email": "alice@eksempel.invalid", "email_verified": True}
    claims |= {name: value for name, value in wrong.items() if name not in ("key", "alg")}
    claims = {name: value for name, value in claims.items() if value is not None}
    token = _signed(claims, wrong.get("key", KEY), wrong.get("alg", "RS256"))
    real = oidc._fetched
    keys = {"keys": [KEY.as_dict(private=False)]}
    monkeypatch.setattr(oidc, "_fetched", lambda url: keys if url.endswith("/jwks") else real(url))
    monkeypatch.setattr(OAuth2Session, "fetch_token", lambda *_, **__: {"id_token": token, "access_token": "x"})
    answer = browser.get(f"/log-ind/arbejdskonto/tilbage?code=x&state={asked['state'][0]}")
    assert answer.status_code == (303 if is_in else 403)


def _signed(claims: dict[str, Any], key: RSAKey, algorithm: str) -> str:
    if algorithm == "RS256":
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, key)
    # What a forger would send, by hand: our library refuses to make it.
    signing = f"{_part({'alg': algorithm, 'kid': '1'})}.{_part(claims)}"
    public = KEY.as_pem(private=False)
    seal = hmac.digest(public, signing.encode(), "sha256") if algorithm == "HS256" else b""
    return f"{signing}.{urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def _part(content: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def test_a_provider_that_is_away_is_said_so(work: Site, monkeypatch) -> None:
    monkeypatch.setenv("FODFAESTE_OIDC_ISSUER", "http://localhost:1")
    config.settings.cache_clear()
    answer = Browser(work).get("/log-ind/arbejdskonto")
    assert answer.status_code == 403
    assert "lykkedes ikke" in answer.get_data(as_text=True)


def test_a_provider_that_calls_itself_otherwise_is_not_asked(work: Site, provider: str, monkeypatch) -> None:
    browser = Browser(work)
    assert browser.get("/log-ind/arbejdskonto").status_code == 303
    monkeypatch.setenv("FODFAESTE_OIDC_ISSUER", f"{provider}/")  # answers at the same address
    config.settings.cache_clear()
    assert browser.get("/log-ind/arbejdskonto").status_code == 403


def test_a_place_that_answered_wrongly_too_often_waits(work: Site, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "PLACE", throttle.Limit(tries=2, minutes=15))
    for _ in range(2):
        assert Browser(work).get("/log-ind/arbejdskonto/tilbage?state=x&code=y").status_code == 403
    answer = walk(Browser(work), "alice")
    assert answer.status_code == 403
    assert "Vent et kvarter" in answer.get_data(as_text=True)


@pytest.mark.parametrize("issuer", ["http://andre.invalid", "ftp://x", "file:///etc/passwd", "http://169.254.169.254"])
def test_a_provider_without_tls_is_not_asked(work: Site, monkeypatch, issuer: str) -> None:
    monkeypatch.setenv("FODFAESTE_OIDC_ISSUER", issuer)
    config.settings.cache_clear()
    monkeypatch.setattr(requests, "get", lambda *_, **__: pytest.fail("asked"))
    assert Browser(work).get("/log-ind/arbejdskonto").status_code == 403


def test_it_is_off_unless_it_is_configured(own_site: Site, own_world: World) -> None:
    browser = Browser(own_site)
    assert browser.get("/log-ind/arbejdskonto").status_code == 404
    assert browser.get("/log-ind/arbejdskonto/tilbage?state=x&code=y").status_code == 404
    assert "arbejdskonto" not in browser.get("/log-ind").get_data(as_text=True)


def test_the_door_shows_it_when_it_is_on(work: Site) -> None:
    shown = Browser(work).get("/log-ind?til=/kommuner").get_data(as_text=True)
    assert 'href="/log-ind/arbejdskonto?til=%2Fkommuner"' in shown
