"""People with something to do, from door to door."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import ready, visit

AREA = "#react-entry-point [data-draw=map] path.area[role=link]"


def headline(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_a_reviewer_reads_the_overview_and_narrows_it_down(site, page):
    visit(page, site, "/")
    whole = headline(page)
    assert re.search(r"\d+ af \d+ steder", whole)
    assert page.locator(AREA).count() == 98
    assert page.locator(".strip .value").count() == 5

    page.select_option("select[name=region]", "1084")
    expect(page).to_have_url(re.compile(r"\?region=1084$"))
    expect(page.locator("h1:visible")).not_to_have_text(whole)
    narrowed = headline(page)

    page.reload()
    ready(page)
    assert headline(page) == narrowed
    assert page.locator("select[name=region]").input_value() == "1084"

    visit(page, site, "/")
    page.select_option("select[name=region]", "1084")
    expect(page.locator("h1:visible")).to_have_text(narrowed)
    page.go_back()
    expect(page.locator("h1:visible")).to_have_text(whole)


def test_from_the_map_to_a_municipality_and_back(site, page):
    visit(page, site, "/")
    page.locator(f"{AREA}[data-code='0461']").click()
    expect(page).to_have_url(re.compile("/kommune/0461$"))
    expect(page.locator("h1:visible")).to_contain_text("Odense")
    page.go_back()
    expect(page.locator(AREA)).to_have_count(98)


def test_the_map_by_keyboard(site, page):
    visit(page, site, "/")
    page.locator(f"{AREA}[tabindex='0']").focus()
    first = page.evaluate("document.activeElement.dataset.code")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.code")
    assert second
    assert second != first
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/kommune/{second}$"))


def test_every_chart_of_the_overview_has_its_table_its_file_and_its_definition(site, page):
    visit(page, site, "/")
    charts = page.locator("section.figure:has([data-draw=figure], [data-draw=map], [data-draw=bars])")
    assert charts.count() >= 5
    for number in range(charts.count()):
        chart = charts.nth(number)
        chart.scroll_into_view_if_needed()
        assert chart.locator("summary", has_text="Sådan er det regnet").count() == 1
        with page.expect_download() as download:
            chart.get_by_role("button", name="CSV").click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert len(text.splitlines()) > 1
        assert ";" in text.splitlines()[0]


def test_a_network_lead_with_a_phone_finds_whom_to_call_first(site, phone):
    visit(phone, site, "/netvaerk")
    phone.locator("main a[href^='/netvaerk/']").first.click()
    expect(phone).to_have_url(re.compile(r"/netvaerk/\d+$"))
    expect(phone.locator("main")).to_contain_text("Ring først til")


def test_the_list_of_municipalities_is_sorted_and_searched(site, page):
    visit(page, site, "/kommuner")
    rows = page.locator("main tbody tr")
    assert rows.count() == 98
    page.locator("main input[type=search]").first.fill("Odense")
    expect(rows.filter(visible=True)).to_have_count(1)
