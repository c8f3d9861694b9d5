"""What a person does again in the forum: back, another try without a connection, another file. Nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, visit
from tests.browser.test_forum import write

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture(params=["phone", "desktop"])
def page(request: pytest.FixtureRequest) -> Page:
    """Each journey is made at both sizes."""
    return request.getfixturevalue(request.param)


def test_back_after_a_post_does_not_offer_it_for_sending_again(own_site, page):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    write(page, "Sendt én gang\nOg kun én.", "Slå op")
    write(page, "Det første svar", "Svar")
    page.go_back()
    expect(page.locator("textarea")).to_have_value("")
    write(page, "Det andet svar", "Svar")
    expect(page.locator("#opslag-3 .post-body")).to_have_text("Det andet svar")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", name="Fælles forum")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("")


def test_back_from_what_was_refused_loses_nothing(own_site, page):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    page.locator("textarea").fill("Borger 010190-1234\nHvad gør jeg?")
    page.get_by_role("button", name="Slå op", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("ligner et CPR-nummer"))
    page.go_back()
    expect(page.locator("textarea")).to_have_value("Borger 010190-1234\nHvad gør jeg?")


def test_a_file_of_a_post_that_came_back_can_be_taken_away(own_site, page, tmp_path):
    plan = tmp_path / 'møde "ny" plan.pdf'
    plan.write_bytes(PDF)
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    page.locator("textarea").fill("Borger 010190-1234")
    page.locator("input[type=file]").set_input_files(str(plan))
    away = page.get_by_role("button", name=re.compile("^Fjern møde"))
    expect(away).to_be_visible()
    page.get_by_role("button", name="Slå op", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("ligner et CPR-nummer"))
    away.click()
    expect(page.locator("[name=vedhaeft]")).to_have_count(0)


def test_without_a_connection_the_preview_and_a_file_say_so(own_site, browser, tmp_path):
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(PDF)
    context = browser.new_context()  # not watched: the browser itself complains of what does not get through
    enter(context, own_site, "trainer")
    page, failed = context.new_page(), []
    page.on("pageerror", lambda error: failed.append(error))
    visit(page, own_site, "/forum/faelles")
    page.locator("textarea").fill("Skrevet i kælderen")
    context.set_offline(True)
    page.get_by_role("button", name="Vis, hvordan det ser ud").click()
    expect(page.locator(".preview .post-body")).to_have_text(re.compile("Der er ingen forbindelse. Prøv igen"))
    page.locator("input[type=file]").set_input_files(str(plan))
    expect(page.locator("[data-files]")).to_have_text(re.compile("plan.pdf: Der er ingen forbindelse."))
    context.close()
    assert not failed


def test_who_is_signed_out_is_told_to_copy_before_anything_else(own_site, page):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    page.context.clear_cookies()
    page.locator("textarea").fill("Skrevet for længe siden")
    page.get_by_role("button", name="Vis, hvordan det ser ud").click()
    expect(page.locator(".preview .post-body")).to_have_text(re.compile("Kopiér din tekst, før du forlader siden"))
