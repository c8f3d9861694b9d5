"""What a trainer tells in passing moves the map: from a phone, in two taps, and from a post in the own room."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, visit

HOME = "0813"  # where the demo's trainer works: it has stalled
AREA = f"#react-entry-point [data-draw=map] path.area[role=link][data-code='{HOME}']"
KANARIE = "kanariefuglen sang på kurset"


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def state_on_map(page: Page, site) -> str:
    visit(page, site, "/")
    page.wait_for_selector(AREA, state="attached")
    return page.locator(AREA).get_attribute("data-state") or ""


def test_two_taps_from_the_home_page_say_that_nothing_has_changed(own_site, phone, axe):
    enter(phone.context, own_site, "trainer")
    visit(phone, own_site, "/")
    phone.get_by_role("link", name="Skriv status").tap()
    expect(phone).to_have_url(re.compile("/statusnotat$"))
    axe(phone)
    fits(phone)
    phone.get_by_role("button", name="Ingen ændring").tap()
    expect(phone.locator("main")).to_contain_text("Gemt. Tak")
    expect(phone.locator("main")).to_contain_text("Frederikshavn er »Gået i stå« på kortet.")
    axe(phone)
    fits(phone)


def test_who_has_no_site_of_their_own_chooses_one_before_anything_is_saved(own_site, phone):
    enter(phone.context, own_site, "coordinator")
    visit(phone, own_site, "/statusnotat")
    expect(phone.get_by_label("Sted")).to_have_value("")
    phone.get_by_role("button", name="Ingen ændring").tap()
    expect(phone.locator("main")).to_contain_text("Vælg det sted, det handler om.")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_status_note_moves_the_map_and_its_text_stays_in_the_room(own_site, request, size, axe, browser):
    page = request.getfixturevalue(size)
    enter(page.context, own_site, "trainer")
    assert state_on_map(page, own_site) == "gaaet_i_staa"
    page.get_by_role("link", name="Skriv status").click()
    page.get_by_label("Hvad er der sket?").fill(f"første kursus 12/5, 4 borgere, 4 kit, {KANARIE}")
    page.get_by_role("button", name="Udfyld felterne").click()
    expect(page.locator("[name=note_step]")).to_have_value("O1")
    expect(page.get_by_role("radio", name="Gjort")).to_be_checked()
    expect(page.locator("[name=note_date]")).to_have_value("2021-05-12")
    expect(page.locator("[name=note_kits]")).to_have_value("4")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Gem status").click()
    expect(page.locator("main")).to_contain_text("Frederikshavn er gået fra »Gået i stå« til »I drift« på kortet.")
    assert state_on_map(page, own_site) == "i_drift"
    for role, is_reader in (("lead", True), ("coordinator", False), ("reviewer", False)):
        context = browser.new_context(locale="da-DK")
        other = context.new_page()
        enter(context, own_site, role)
        assert state_on_map(other, own_site) == "i_drift"
        visit(other, own_site, f"/kommune/{HOME}")
        expect(other.locator(".notes")).to_contain_text("Kursus eller samtale for borgere: gjort")
        assert KANARIE not in other.content()
        post = other.get_by_role("link", name="Læs opslaget")
        assert post.count() == is_reader
        if is_reader:
            post.click()
            expect(other.locator("main")).to_contain_text(KANARIE)
        context.close()


def test_facts_in_a_post_are_offered_and_count_once_confirmed(own_site, desktop):
    enter(desktop.context, own_site, "trainer")
    visit(desktop, own_site, "/forum")
    box = desktop.locator("form[data-compose] textarea").first
    box.fill("Så lykkedes det!\n\nKursus holdt den 12. maj, fire borgere og fire kit.")
    desktop.get_by_role("radio", name=re.compile("Vendsyssel")).check()
    offered = desktop.locator(".note-offer")
    expect(offered).to_contain_text("»12. maj«")
    assert state_on_map(desktop.context.new_page(), own_site) == "gaaet_i_staa"  # offered is not stored
    offered.get_by_label("Ja, gem det også som statusnotat").check()
    desktop.get_by_role("button", name=re.compile("^(Send|Skriv|Del|Slå op)")).first.click()
    expect(desktop).to_have_url(re.compile("/forum/traad/"))
    assert state_on_map(desktop, own_site) == "i_drift"


def test_a_post_taken_away_takes_its_fact_along(own_site, desktop):
    enter(desktop.context, own_site, "trainer")
    visit(desktop, own_site, "/statusnotat")
    desktop.locator("[name=note_step]").select_option("O1")
    desktop.get_by_role("radio", name="Gjort").check()
    desktop.get_by_role("button", name="Gem status").click()
    assert state_on_map(desktop, own_site) == "paa_vej"
    desktop.go_back()
    desktop.get_by_role("link", name="Se opslaget").click()
    mine = desktop.locator("article, .post").last
    mine.get_by_role("link", name="Mere").click()
    desktop.get_by_role("checkbox").first.check()
    with desktop.expect_response(lambda answer: answer.url.endswith("/slet")):
        desktop.get_by_role("button", name=re.compile("Slet")).first.click()
    desktop.wait_for_load_state()
    assert state_on_map(desktop, own_site) == "gaaet_i_staa"


def test_what_is_refused_keeps_what_was_written(own_site, phone):
    enter(phone.context, own_site, "trainer")
    visit(phone, own_site, "/statusnotat")
    phone.get_by_label("Hvad er der sket?").fill("Vi havde besøg af 010190-1234")
    phone.locator("[name=note_step]").select_option("K2")
    phone.get_by_role("radio", name="Mangler").check()
    with phone.expect_response(lambda answer: answer.request.method == "POST") as sent:
        phone.get_by_role("button", name="Gem status").tap()
    assert sent.value.status == 422
    expect(phone.locator("main")).to_contain_text("CPR")
    expect(phone.locator("[name=note_step]")).to_have_value("K2")
    expect(phone.get_by_label("Hvad er der sket?")).to_have_value(re.compile("besøg"))
