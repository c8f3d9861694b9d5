"""Through the doors in a real browser: invitation, passkey, code, roles, tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from access import invitations, members
from access.invitations import Invitee
from access.viewer import command_line
from storage.access_tables import account
from storage.engine import reading, writing
from storage.tables import network, trainer
from tests.browser.conftest import enter, ready, visit
from tests.conftest import use_database
from tests.site import Site

ROLES = ["reviewer", "trainer", "lead", "coordinator", "administrator"]
EVERYBODYS = ["/", "/kommuner", "/kommune/0461", "/netvaerk", "/netvaerk/1", "/konto", "/findes/ikke"]
ONLY = {
    "lead": ["/invitationer"],
    "coordinator": [
        "/invitationer",
        "/administration",
        "/administration/roller",
        "/administration/slet",
        "/administration/log",
    ],
    "administrator": ["/administration", "/administration/person/1", "/administration/log", "/data"],
}
PASSWORD = "violette pingviner spiser rugbrød"


@pytest.fixture
def named_site(own_site: Site) -> Site:
    """The test's own site under a name: passkeys are bound to names, and 127.0.0.1 is none."""
    return replace(own_site, url=own_site.url.replace("127.0.0.1", "localhost"))


@contextmanager
def passkeys(page: Page) -> Iterator[None]:
    """A telephone that recognises its owner's finger."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    finger = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    client.send("WebAuthn.addVirtualAuthenticator", {"options": finger})
    yield
    client.detach()


def invite(site: Site, role: str = "trainer") -> str:
    """A fresh link, as the mail would hold it."""
    with use_database(site.database_url):
        with reading() as connection:
            place = connection.execute(select(network.c.id).order_by(network.c.id)).scalars().first()
        dora = Invitee("dora.dal@eksempel.invalid", "Dora Dal", role, place)
        [made] = invitations.invite([dora], address=site.url, by=command_line("test"))
    return f"{site.url}/invitation/{made.token}"


def fits_the_phone(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_invited_trainer_comes_in_with_a_passkey_on_a_phone(named_site: Site, phone: Page, axe) -> None:
    link = invite(named_site)
    with passkeys(phone):
        phone.goto(link)
        expect(phone.locator("h1")).to_have_text("Velkommen, Dora Dal")
        assert fits_the_phone(phone)
        axe(phone)
        phone.get_by_role("button", name="Opret adgangsnøgle").click()
        phone.wait_for_url(f"{named_site.url}/")
        ready(phone)
        expect(phone.locator("header .account")).to_contain_text("Dora Dal")

        phone.goto(link)
        expect(phone.locator("h1")).to_have_text("Invitationen virker ikke")

        phone.goto(f"{named_site.url}/konto")
        ready(phone)
        phone.get_by_role("button", name="Log ud", exact=True).click()
        phone.wait_for_url(f"{named_site.url}/log-ind")
        phone.goto(f"{named_site.url}/kommuner")
        expect(phone).to_have_url(re.compile("/log-ind"))
        assert fits_the_phone(phone)
        axe(phone)
        phone.get_by_role("button", name="Log ind med adgangsnøgle").click()
        phone.wait_for_url(f"{named_site.url}/kommuner")
        ready(phone)
        expect(phone.locator("h1")).to_have_text("Kommuner")


def test_an_invited_lead_comes_in_with_password_and_app(named_site: Site, phone: Page, axe) -> None:
    phone.goto(invite(named_site, "lead"))
    secret = phone.locator("input[name=secret]").input_value()
    phone.fill("input[name=password]", PASSWORD)
    phone.fill("input[name=code]", pyotp.TOTP(secret).now())
    phone.get_by_role("button", name="Opret konto").click()
    expect(phone.locator(".codes code")).to_have_count(10)
    assert fits_the_phone(phone)
    axe(phone)
    code = phone.locator(".codes code").first.inner_text()
    phone.locator("main a.btn-primary").click()
    phone.wait_for_url(f"{named_site.url}/")
    ready(phone)
    expect(phone.locator("header nav")).to_contain_text("Inviter")

    phone.goto("about:blank")  # a page that is still open would lead to the door by itself
    phone.context.clear_cookies()
    phone.goto(f"{named_site.url}/log-ind")
    phone.fill("input[name=email]", "dora.dal@eksempel.invalid")
    phone.fill("input[name=password]", PASSWORD)
    phone.fill("input[name=code]", code)
    phone.get_by_role("button", name="Log ind", exact=True).click()
    phone.wait_for_url(f"{named_site.url}/")


def test_who_types_a_wrong_code_is_told_kindly(named_site: Site, page: Page) -> None:
    invite(named_site)
    page.goto(f"{named_site.url}/log-ind?til=/netvaerk")
    page.fill("input[name=email]", "dora.dal@eksempel.invalid")
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=code]", "123456")
    page.get_by_role("button", name="Log ind", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("passer ikke")
    assert page.locator("input[name=til]").first.input_value() == "/netvaerk"


@pytest.mark.parametrize(
    "role", ["Ministeriets læser", "Træner", "Netværksleder", "Red Liv-koordinator", "Administrator"]
)
def test_the_demo_opens_as_each_role_with_one_click(site: Site, page: Page, role: str) -> None:
    page.goto(site.url)
    page.locator(".demo-roles button", has_text=role).first.click()
    page.wait_for_url(f"{site.url}/")
    ready(page)
    expect(page.locator("header .account")).to_be_visible()


def test_the_reviewer_sees_progress_and_no_person(site: Site, page: Page) -> None:
    enter(page.context, site, "reviewer")
    with use_database(site.database_url), reading() as connection:
        names = [f"{one.first_name} {one.last_name}" for one in connection.execute(select(trainer)) if one.first_name]
        emails = [one for one in connection.execute(select(trainer.c.email)).scalars() if one]
    assert len(names) > 50
    answers: list[str] = []
    page.on("response", lambda got: answers.append(got.text()) if "/_dash-update" in got.url and got.ok else None)
    for address in EVERYBODYS[:-2]:
        visit(page, site, address)
        told = page.content() + "".join(answers)
        assert not [one for one in names + emails if one in told], address
    for address in ("/administration", "/data", "/invitationer", "/data/karantaene"):
        assert visit(page, site, address).status == 404


def test_the_coordinator_sees_the_people_that_the_reviewer_does_not(site: Site, page: Page) -> None:
    with use_database(site.database_url), reading() as connection:
        names = [f"{one.first_name} {one.last_name}" for one in connection.execute(select(trainer)) if one.first_name]
    told = ""
    for address in ("/kommune/0461", "/netvaerk/1"):
        visit(page, site, address)
        told += page.content()
    assert [one for one in names if one in told]


def test_two_tabs_know_at_once_what_changed(own_site: Site, page: Page) -> None:
    enter(page.context, own_site, "administrator")
    other = page.context.new_page()
    visit(page, own_site, "/administration")
    visit(other, own_site, "/")
    expect(other.locator("header nav")).to_contain_text("Administration")
    with use_database(own_site.database_url):
        people = members.people(viewer=command_line("test"))
        grant = people[people["role"] == "administrator"].iloc[0]
        members.give_role(
            int(people[people["role"] == "coordinator"].iloc[0]["account_id"]), "administrator", by=command_line("t")
        )
        members.end_role(int(grant["grant_id"]), by=command_line("test"))
        members.give_role(int(grant["account_id"]), "reviewer", by=command_line("test"))
    other.locator("header nav").get_by_text("Administration").click()
    expect(other.locator("h1")).to_have_text("Siden findes ikke")
    expect(other.locator("header nav")).not_to_contain_text("Administration")


def test_a_session_that_ended_elsewhere_leads_to_the_door(own_site: Site, page: Page) -> None:
    visit(page, own_site, "/kommuner")
    with use_database(own_site.database_url), writing() as connection:
        connection.execute(account.update().values(ended_at=account.c.created_at))
    page.locator("header nav").get_by_text("Netværk").click()
    expect(page).to_have_url(re.compile("/log-ind"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_is_readable_by_all_in_every_role(
    site: Site, request: pytest.FixtureRequest, axe: Callable[[Page], None], role: str, size: str
) -> None:
    page = request.getfixturevalue(size)
    enter(page.context, site, role)
    for address in [*EVERYBODYS, *ONLY.get(role, [])]:
        visit(page, site, address)
        axe(page)
        assert fits_the_phone(page), address


@pytest.mark.parametrize("address", ["/log-ind", "/privatliv", "/was", "/invitation/findes-ikke"])
def test_the_open_pages_are_readable_by_all(site: Site, desktop: Page, phone: Page, axe, address: str) -> None:
    for page in (desktop, phone):
        page.goto(site.url + address)
        expect(page.locator("h1")).to_have_count(1)
        assert fits_the_phone(page)
        axe(page)


def test_scripts_from_nowhere_but_this_site_run(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    enter(context, site)
    page = context.new_page()
    stopped: list[str] = []
    page.on("console", lambda said: stopped.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(site.url)
    ready(page)
    assert stopped == []
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.bad = 1'}))"
    )
    page.evaluate("document.body.append(Object.assign(document.createElement('img'), {src: 'x:', onerror: null}))")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x: onerror=\"window.bad = 2\">')")
    assert page.evaluate("(() => { try { return new Function('return 1')() } catch (error) { return error.name } })()")
    page.wait_for_timeout(200)
    assert page.evaluate("window.bad") is None
    assert len(stopped) >= 2
    context.close()
