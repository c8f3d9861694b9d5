"""/kommuner and /kommune/<code>: found, sorted, filtered, mailed, and what a person writes there."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import enter, visit

ROWS = "main table tbody tr"
STALLED = ".chip[data-state=gaaet_i_staa]"


def states(page: Page) -> set[str]:
    """The words of the state column as it is shown."""
    return set(page.locator(f"{ROWS} .state").all_inner_texts())


def test_a_chip_shows_one_state_and_the_address_can_be_mailed(site, page):
    visit(page, site, "/kommuner")
    count = int(page.locator(f"{STALLED} b").inner_text())
    assert count >= 1
    page.locator(STALLED).click()
    expect(page.locator(ROWS)).to_have_count(count)
    assert states(page) == {"Gået i stå"}

    mailed = page.url.removeprefix(site.url)
    assert mailed == "/kommuner?tilstand=gaaet_i_staa"
    visit(page, site, mailed)
    expect(page.locator(ROWS)).to_have_count(count)
    expect(page.locator(STALLED)).to_have_attribute("aria-pressed", "true")

    page.locator(STALLED).click()
    expect(page.locator(ROWS)).to_have_count(98)


def test_chips_follow_the_filter_bar(site, page):
    visit(page, site, "/kommuner")
    page.select_option("select[name=region]", "1085")
    expect(page.locator(ROWS)).to_have_count(17)
    counts = [int(text) for text in page.locator(".chip b").all_inner_texts()]
    assert counts[0] == sum(counts[1:]) == 17
    page.locator(".chip").nth(1).click()
    assert re.search(r"region=1085&tilstand=\w+", page.url)


def test_the_worst_stand_first_until_a_heading_says_otherwise(site, page):
    visit(page, site, "/kommuner")
    assert page.locator(f"{ROWS} .state").first.inner_text() == "Gået i stå"
    heading = page.locator("main th[data-key=name]")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    names = page.locator(f"{ROWS} th").all_inner_texts()
    assert (names[0], names[-1]) == ("Albertslund", "Aarhus")  # Aa is Å
    heading.get_by_role("button").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert page.locator(f"{ROWS} th").all_inner_texts() == names[::-1]
    assert "sorter=name-ned" in page.url


def test_the_file_holds_what_the_screen_shows(site, page):
    visit(page, site, "/kommuner?tilstand=gaaet_i_staa")
    page.locator("main input[type=search]").fill("kursus")
    shown = page.locator(f"{ROWS} th").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("button", name="Hent CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert [row["Kommune"] for row in rows] == shown
    assert {row["Tilstand"] for row in rows} <= {"Gået i stå"}


def test_last_heard_is_told_in_days_with_the_date_on_hover(site, page):
    visit(page, site, "/kommuner?sorter=last_heard-ned")
    when = page.locator(f"{ROWS} time").first
    assert re.search(r"siden|i dag|i går", when.inner_text())
    assert re.fullmatch(r"\d+\. \S+ 20\d\d", when.get_attribute("title"))


def test_on_a_phone_every_row_is_a_card(site, phone):
    visit(phone, site, "/kommuner")
    phone.get_by_role("button", name="Sortér, og vis alle tal").click()
    card = phone.locator(ROWS).first
    assert card.evaluate("one => getComputedStyle(one).display") == "grid"
    assert card.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert "Aktive trænere" in card.locator("td").evaluate_all("all => all.map(one => one.dataset.label)")


def test_a_municipality_tells_its_steps_people_and_answers(site, page):
    visit(page, site, "/kommune/0461")
    assert page.locator("h1").inner_text() == "Odense"
    assert page.locator(".kommune-name .state").count() == 1
    assert page.locator(".step").count() == 16
    assert page.locator(".phase").count() == 5
    words = set(page.locator(".step-word").all_inner_texts())
    assert words <= {"Gjort", "Forsinket", "På tide nu", "Senere", "Ikke relevant"}
    for heading in ("De 16 trin", "Mennesker", "Svar på opfølgning", "Noter", "Det, der står i vejen"):
        assert page.get_by_role("heading", name=heading).count() == 1


def test_the_steps_can_be_taken_along_and_say_how_they_are_counted(site, page):
    visit(page, site, "/kommune/0461")
    card = page.locator("section.card", has=page.locator("[data-draw=timeline]"))
    assert card.locator("summary", has_text="Sådan er det regnet").count() == 1
    with page.expect_download() as download:
        card.get_by_role("button", name="Hent CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 17


@pytest.mark.parametrize("written", ["/kommune/odense", "/kommune/Odense%20Kommune", "/kommune/461"])
def test_a_name_is_as_good_as_a_code(site, page, written):
    assert visit(page, site, written).status == 200
    assert page.locator("h1").inner_text() == "Odense"


def test_a_misspelt_name_leads_on_to_the_nearest(site, page):
    assert visit(page, site, "/kommune/odnse").status == 404
    page.locator("main").get_by_role("link", name="Odense").click()
    expect(page.locator("h1:visible")).to_have_text("Odense")


def test_a_pause_is_documented_and_taken_back(own_site, page):
    visit(page, own_site, "/kommune/0461")
    page.locator("summary", has_text="Skriv en pause ned").click()
    form = page.locator("details", has_text="Skriv en pause ned")
    form.locator("select").select_option(index=form.locator("select option").count() - 1)
    form.get_by_role("button", name="Gem pausen").click()
    expect(page.locator(".saved")).to_contain_text("sidste dag")
    assert page.locator(".notes li").count() == 0 or page.get_by_text("Vi flytter").count() == 0

    form.get_by_label("Sidste dag").fill("2021-07-20")
    form.get_by_label("Hvorfor er der pause?").fill("Vi flytter <b>nu</b>")
    form.get_by_role("button", name="Gem pausen").click()
    note = page.locator(".notes li", has_text="Vi flytter <b>nu</b>")
    expect(note).to_contain_text("1. juli 2021 til 20. juli 2021")
    expect(note).to_contain_text("Karen Koordinator")

    visit(page, own_site, "/kommune/0461")
    note.get_by_role("button", name="Træk").click()
    expect(note).to_have_count(0)
    visit(page, own_site, "/kommune/0461")
    expect(note).to_have_count(0)


def test_a_pause_that_is_too_long_is_refused_beside_the_form(own_site, page):
    visit(page, own_site, "/kommune/0461")
    page.locator("summary", has_text="Skriv en pause ned").click()
    form = page.locator("details", has_text="Skriv en pause ned")
    form.locator("select").select_option(index=form.locator("select option").count() - 1)
    form.get_by_label("Sidste dag").fill("2021-06-01")  # before its first day
    form.get_by_role("button", name="Gem pausen").click()
    expect(page.locator(".saved")).not_to_be_empty()
    expect(page.locator(".saved")).not_to_contain_text("Gemt")


def test_on_a_phone_the_list_is_gathered_by_state_and_finds_a_municipality(site, phone, axe):
    visit(phone, site, "/kommuner")
    groups = phone.locator("details.gathered")
    chips = [int(text) for text in phone.locator(".chip b").all_inner_texts()]
    assert [int(text) for text in groups.locator("summary b").all_inner_texts()] == chips[1:]
    assert [one.get_attribute("data-state") for one in phone.locator("details.gathered[open]").all()] == [
        "gaaet_i_staa"
    ]
    expect(groups.first.locator("li a")).to_have_count(chips[1])
    axe(phone)
    groups.nth(1).locator("summary").press("Enter")
    expect(groups.nth(1).locator("li a").first).to_be_visible()

    phone.get_by_label("Find en kommune").fill("vejle")
    assert phone.locator("details.gathered li a").first.inner_text() == "Vejle"
    expect(phone.locator("details.gathered:not([open])")).to_have_count(0)
    phone.get_by_label("Find en kommune").press("Enter")
    expect(phone.locator("h1:visible")).to_have_text("Vejle")


def test_on_a_phone_all_figures_are_one_tap_away_and_back(site, phone):
    visit(phone, site, "/kommuner")
    expect(phone.locator(ROWS)).to_have_count(0)
    phone.get_by_role("button", name="Sortér, og vis alle tal").click()
    expect(phone.locator(ROWS)).to_have_count(98)
    expect(phone.locator("details.gathered")).to_have_count(0)
    phone.locator("main th[data-key=name] button").click()
    assert "sorter=name" in phone.url
    phone.get_by_role("button", name="Saml efter tilstand").click()
    expect(phone.locator(ROWS)).to_have_count(0)
    assert "sorter" not in phone.url
    phone.set_viewport_size({"width": 1000, "height": 800})
    expect(phone.locator(ROWS)).to_have_count(98)


def test_a_site_is_taken_out_of_scope_and_in_again(own_site, page):
    visit(page, own_site, "/kommune/0710")
    state = page.locator(".kommune-name .state")
    before = state.inner_text()
    form = page.locator("details", has_text="Sig, om et sted er omfattet")
    said = page.locator(".saved")

    form.locator("summary").click()
    form.get_by_role("button", name="Gem").click()
    expect(said).to_contain_text("Skriv kort hvorfor")
    form.get_by_label("Hvorfor?").fill("Nabokommunen driver det")
    form.get_by_role("button", name="Gem").click()
    expect(said).to_contain_text("Gemt.")
    expect(state).to_have_text("Ikke omfattet")

    form.locator("summary").click()
    expect(form.locator("select option:checked")).to_contain_text("omfattet igen")
    form.get_by_label("Hvorfor?").fill("Eget <b>program</b> igen")
    form.get_by_role("button", name="Gem").click()
    expect(state).to_have_text(before)
    history = page.locator("section.card", has=page.get_by_role("heading", name="Omfattet eller ej"))
    assert history.locator(".note-text").all_inner_texts() == ["Eget <b>program</b> igen", "Nabokommunen driver det"]
    assert "sagt af" in history.locator("li").last.inner_text()


@pytest.mark.parametrize("role", ["trainer", "lead", "reviewer"])
def test_who_may_not_set_scope_sees_no_form_for_it(site, page, role):
    enter(page.context, site, role)
    visit(page, site, "/kommune/0461")
    assert page.locator("summary", has_text="Sig, om et sted er omfattet").count() == 0
