"""The warning, municipalities alike, how it is reckoned, and what if: walked as reviewer, lead and trainer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, visit

ROLES = ("reviewer", "lead", "trainer")
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NOT_STARTED = "/kommune/0326"  # Kalundborg in the demo: trained 100 days ago, no course yet
STARTED = "/kommune/0461"


@pytest.fixture(params=["desktop", "phone"])
def screen(request) -> Page:
    """1280 and 360 pixels wide."""
    return request.getfixturevalue(request.param)


def card(page: Page, heading: str):
    return page.locator("section.card", has=page.get_by_role("heading", name=heading, exact=True))


@pytest.mark.parametrize("role", ROLES)
def test_the_journey_from_a_warning_to_how_it_is_reckoned(site, screen, axe, role):
    enter(screen.context, site, role)
    visit(screen, site, NOT_STARTED)
    told = card(screen, "Tidlig varsling").inner_text()
    assert re.search(r"Lav risiko|Uklart|Sandsynligt", told)
    assert re.search(r"Af 10 som Kalundborg starter omkring \d inden for et halvt år \(mellem \d+ og \d+\)", told)
    assert re.search(r"Taler for: .+|Taler imod: .+", told)
    assert "Næste skridt: " in told
    assert "Den enkle regel siger: ja" in told
    assert not re.search(r"\d+ (aktive )?trænere", told)
    assert screen.evaluate(WIDER) <= 0
    axe(screen)

    card(screen, "Tidlig varsling").get_by_role("link", name="Sådan er det regnet").click()
    expect(screen.locator("h1:visible")).to_have_text("Sådan er det regnet")
    expect(screen.locator("main")).to_contain_text("Brier-score")
    assert screen.get_by_text("Tidlig varsling", exact=True).count() >= 1
    assert screen.evaluate(WIDER) <= 0
    axe(screen)

    screen.get_by_role("link", name="Prøv andre grænser: Hvad nu hvis?").click()
    expect(screen.locator("h1:visible")).to_have_text("Hvad nu hvis?")
    axe(screen)


@pytest.mark.parametrize("role", ROLES)
def test_the_slider_tells_who_changes_and_the_address_can_be_mailed(site, screen, axe, role):
    enter(screen.context, site, role)
    visit(screen, site, "/hvad-nu-hvis")
    slider = screen.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "120 dage")
    expect(screen.locator(".what-if-said")).to_contain_text("Ingen skifter tilstand ved 120 dage")
    slider.focus()
    slider.press("ArrowLeft")
    expect(screen.locator(".what-if-said")).to_contain_text("ved 90 dage")
    changed = screen.locator(".what-if-list li").first
    expect(changed).to_contain_text("I risiko")
    expect(changed).to_contain_text("Gået i stå")
    assert screen.url.endswith("?graense=90")
    visit(screen, site, "/hvad-nu-hvis?graense=90")
    expect(screen.get_by_role("slider")).to_have_attribute("aria-valuetext", "90 dage")
    screen.get_by_role("button", name="150 dage").click()
    expect(screen.locator(".what-if-said")).to_contain_text("ved 150 dage")
    assert screen.evaluate(WIDER) <= 0
    axe(screen)


def test_a_trainer_who_stops_is_named_to_those_who_may_know(site, page, axe):
    visit(page, site, "/hvad-nu-hvis")
    choice = page.get_by_label("Hvis denne træner stopper")
    named = choice.locator("option").last
    name = named.inner_text().split(",")[0]
    choice.select_option(value=named.get_attribute("value"))
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.locator(".what-if-chosen")).to_contain_text(f"Hvis {name} stopper")
    assert re.search(r"traener=\d+", page.url)
    visit(page, site, page.url.removeprefix(site.url))  # the address can be mailed
    expect(page.locator(".what-if-chosen")).to_contain_text(f"Hvis {name} stopper")
    axe(page)


def test_the_ministry_sees_bands_and_no_name(site, page):
    enter(page.context, site, "reviewer")
    visit(page, site, "/hvad-nu-hvis?traener=1")
    part = card(page, "Hvis en træner stopper")
    expect(part.locator("tbody tr").first).to_contain_text("1-4")
    assert part.locator("select").count() == 0
    assert page.locator(".what-if-chosen").count() == 0
    assert set(part.locator("tbody td.number").all_inner_texts()) == {"1-4"}


@pytest.mark.parametrize("odd", ["?graense=7", "?graense=abc&traener=-1", "?traener=99999999999", "?graense=%00"])
def test_an_odd_address_shows_today(site, page, odd):
    assert visit(page, site, f"/hvad-nu-hvis{odd}").status == 200
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "120 dage")


def test_municipalities_alike_say_what_they_share_and_whom_to_ask(site, page):
    visit(page, site, NOT_STARTED)
    alike = card(page, "Kommuner som jeres")
    rows = alike.locator("ul.alike > li")
    assert 1 <= rows.count() <= 5
    for text in rows.all_inner_texts():
        assert re.search(r"i gang efter \d+ dag", text)
        assert re.search(r"Nævnte ».+« \d+\. \S+ 20\d\d", text)
        assert re.search(r"\d+ km væk", text)
        assert "%" not in text
    assert alike.get_by_role("link", name="Spørg dem i forummet").get_attribute("href") == "/forum"


def test_the_ministry_is_not_sent_to_the_forum_nor_to_a_person(site, page):
    enter(page.context, site, "reviewer")
    visit(page, site, NOT_STARTED)
    alike = card(page, "Kommuner som jeres")
    assert alike.get_by_role("link", name="Spørg dem i forummet").count() == 0
    assert "Spørg efter" not in alike.inner_text()
    assert "Skrev" not in alike.inner_text()


def test_a_municipality_that_runs_is_not_warned_of(site, page):
    visit(page, site, STARTED)
    assert card(page, "Tidlig varsling").count() == 0


def test_a_network_lists_those_that_have_not_started(site, screen, axe):
    visit(screen, site, "/netvaerk/1")
    listed = card(screen, "Tidlig varsling").locator("ul.warnings > li")
    assert listed.count() >= 1
    for text in listed.all_inner_texts():
        assert re.search(r"Lav risiko|Uklart|Sandsynligt", text)
    axe(screen)


def test_before_there_is_a_fit_the_page_says_what_will_be_here(empty_site, page, axe):
    visit(page, empty_site, "/saadan-er-det-regnet")
    expect(page.locator("main")).to_contain_text("Varslingen regnes efter hver indlæsning")
    axe(page)
    visit(page, empty_site, "/hvad-nu-hvis")
    expect(page.locator("main")).to_contain_text("Intet sted ville stå med én eller ingen aktiv træner")
    axe(page)
