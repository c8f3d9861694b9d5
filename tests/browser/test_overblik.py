"""The overview before Dash, with it, and what it costs to get there."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import enter, ready, visit

FIRST = "#first-view"
SUITES = re.compile("/_dash-component-suites/")


def test_the_first_view_needs_nothing_of_dash(site, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.route(SUITES, lambda route: route.abort())
    enter(context, site)
    page.goto(site.url)
    expect(page.locator(f"{FIRST} [data-draw=map] path.area[role=link]")).to_have_count(98)
    expect(page.locator(f"{FIRST} .strip .value")).to_have_count(5)
    whole = page.locator(f"{FIRST} h1").inner_text()
    page.locator(f"{FIRST} select[name=region]").select_option("1084")
    expect(page).to_have_url(re.compile(r"\?region=1084$"))
    expect(page.locator(f"{FIRST} h1")).not_to_have_text(whole)
    context.close()


def test_what_had_the_focus_keeps_it_when_dash_takes_over(site, page):
    waiting = []
    page.route(SUITES, lambda route: waiting.append(route))
    enter(page.context, site)
    page.goto(site.url, wait_until="commit")
    page.locator(f"{FIRST} select[name=region]").focus()
    page.route(SUITES, lambda route: route.continue_())
    for route in waiting:
        route.continue_()
    ready(page)
    assert page.evaluate("document.activeElement.name") == "region"
    assert page.locator(FIRST).count() == 0


def test_nothing_moves_while_the_page_comes_to_life(site, page):
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(one => {"
        " if (!one.hadRecentInput) window.moved += one.value })).observe({type: 'layout-shift', buffered: true})"
    )
    visit(page, site, "/")
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") < 0.05


def test_the_wire_stays_thin(site, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    assert _bytes_of_a_visit(context, page, site) <= 650_000
    again = context.new_page()
    assert _bytes_of_a_visit(context, again, site) <= 30_000
    context.close()


def _bytes_of_a_visit(context, page, site) -> float:
    sizes = []
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    visit(page, site, "/")
    page.mouse.wheel(0, 2000)
    page.locator(".chart[data-plotted]").first.wait_for()
    page.wait_for_load_state("networkidle")
    return sum(sizes)


def test_the_charts_further_down_are_there_before_anybody_scrolls(site, page):
    visit(page, site, "/")
    expect(page.locator(".chart[data-plotted]")).to_have_count(3)
    expect(page.locator(".chart:not([data-plotted])")).to_have_count(0)


def test_a_chart_shows_its_table_and_gives_its_picture(site, page):
    visit(page, site, "/")
    steps = page.locator("section.figure-steps")
    steps.scroll_into_view_if_needed()
    steps.locator(".chart[data-plotted]").wait_for()
    steps.locator("summary", has_text="Vis som tabel").click()
    expect(steps.locator("tbody tr")).to_have_count(16)
    for section in ("steps", "map"):
        with page.expect_download() as download:
            page.locator(f"section.figure-{section}").get_by_role("button", name="Hent PNG").click()
        assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_the_map_tells_name_state_and_reason(site, page):
    visit(page, site, "/")
    area = page.locator("[data-draw=map] path[role=link][data-state=gaaet_i_staa]").first
    area.scroll_into_view_if_needed()
    area.hover()
    expect(page.locator(".tip")).to_contain_text("Gået i stå")
    assert len(page.locator(".tip").inner_text()) > 40
    page.mouse.move(5, 5)
    expect(page.locator(".tip")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_read(site, page, axe, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit(page, site, "/")
    for summary in page.locator("main summary").all():
        summary.click()
    axe(page)


def test_a_filter_keeps_what_was_opened_and_leaves_a_way_back(site, page):
    visit(page, site, "/")
    whole = page.locator("h1").inner_text()
    steps = page.locator("section.figure-steps")
    steps.locator("summary", has_text="Vis som tabel").click()
    page.select_option("select[name=stoerrelse]", "small")
    expect(page.locator("h1:visible")).not_to_have_text(whole)
    expect(steps.locator("tbody tr")).to_have_count(16)
    page.select_option("select[name=stoerrelse]", "alle")
    expect(page).to_have_url(re.compile("/$"))
    expect(page.locator("h1:visible")).to_have_text(whole)
    page.go_back()
    expect(page.locator("select[name=stoerrelse]")).to_have_value("small")


def test_a_choice_is_asked_for_once_and_of_quick_choices_the_last_one_stands(site, page):
    asked = []
    page.on("request", lambda one: asked.append(one.post_data) if "update-component" in one.url else None)
    visit(page, site, "/")
    page.wait_for_load_state("networkidle")
    asked.clear()
    whole = page.locator("h1").inner_text()
    page.select_option("select[name=region]", "1084")
    expect(page.locator("h1:visible")).not_to_have_text(whole)
    page.wait_for_timeout(500)
    assert len(asked) == 1  # by us; Dash was handed the answer
    capital = page.locator("h1").inner_text()
    page.select_option("select[name=region]", "1081")
    page.select_option("select[name=region]", "1085")
    page.wait_for_timeout(1000)
    assert [one for one in asked if "1085" in one] == asked[-1:]
    page.select_option("select[name=region]", "1084")
    expect(page.locator("h1:visible")).to_have_text(capital)
    expect(page).to_have_url(re.compile(r"\?region=1084$"))


def test_a_choice_whose_answer_is_lost_is_asked_for_again_by_dash(site, browser):
    context = browser.new_context()
    page = context.new_page()
    visit(page, site, "/")
    page.wait_for_load_state("networkidle")
    whole = page.locator("h1").inner_text()
    page.route("**/_dash-update-component*", lambda route: route.abort(), times=1)
    page.select_option("select[name=region]", "1084")
    expect(page.locator("h1:visible")).not_to_have_text(whole)
    assert page.locator("html[data-busy]").count() == 0
    context.close()
