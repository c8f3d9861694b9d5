"""/netvaerk and /netvaerk/<id>: the bars, networks set by hand, whom to call, the matrix."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import visit

NETWORKS = "[data-part=networks] tbody tr"


def first_network(page: Page, site) -> None:
    """Opens the network that the list begins with."""
    visit(page, site, "/netvaerk")
    visit(page, site, str(page.locator(f"{NETWORKS} th a").first.get_attribute("href")))


def opened(page: Page, title: str):
    """A form of the page, opened."""
    page.locator("summary", has_text=title).click()
    return page.locator("details", has_text=title)


def test_networks_are_bars_by_state_where_most_have_stalled_first(site, page):
    visit(page, site, "/netvaerk")
    stalled = [int(text) for text in page.locator(f"{NETWORKS} td[data-label='Gået i stå']").all_inner_texts()]
    assert len(stalled) >= 10
    assert stalled == sorted(stalled, reverse=True)
    row = page.locator(NETWORKS).first
    pieces = [int(text) for text in row.locator(".split-part").all_inner_texts()]
    assert sum(pieces) == int(row.locator("td[data-label='Kommuner']").inner_text())
    assert "gået i stå" in row.locator(".split-words").inner_text()


def test_networks_are_set_by_hand(own_site, page):
    visit(page, own_site, "/netvaerk")
    before = page.locator(NETWORKS).count()
    form = opened(page, "Opret et netværk")
    form.get_by_role("button", name="Opret").click()
    expect(page.locator(".saved")).to_contain_text("Skriv et navn")
    form.get_by_label("Navn på det nye netværk").fill("Netværk Prøve")
    form.get_by_role("button", name="Opret").click()
    expect(page.locator(NETWORKS)).to_have_count(before + 1)
    form.get_by_role("button", name="Opret").click()  # the same name again
    expect(page.locator(".saved")).not_to_contain_text("er oprettet")

    form = opened(page, "Sæt en kommune i et netværk")
    form.locator("select").nth(0).select_option(label="Læsø")
    form.locator("select").nth(1).select_option(label="Netværk Prøve")
    form.get_by_role("button", name="Gem").click()
    expect(page.locator(".saved")).to_have_text("Læsø er nu i Netværk Prøve.")
    expect(page.locator(NETWORKS, has_text="Netværk Prøve").locator("td[data-label='Kommuner']")).to_have_text("1")

    form = opened(page, "Omdøb et netværk")
    form.locator("select").select_option(label="Netværk Prøve")
    form.get_by_label("Nyt navn").fill("Netværk Øhav")
    form.get_by_role("button", name="Gem navn").click()
    expect(page.locator(NETWORKS, has_text="Netværk Øhav")).to_have_count(1)
    page.locator(NETWORKS, has_text="Netværk Øhav").get_by_role("link").click()
    expect(page.locator("h1:visible")).to_have_text("Netværk Øhav")
    expect(page.get_by_role("link", name="Læsø").first).to_be_visible()

    visit(page, own_site, "/netvaerk")
    form = opened(page, "Luk et netværk")
    form.locator("select").select_option(label="Netværk Øhav")
    form.get_by_role("button", name="Luk netværket").click()
    expect(page.locator(NETWORKS, has_text="Netværk Øhav")).to_have_count(0)
    expect(page.locator("[data-part=without] tbody tr", has_text="Læsø")).to_have_count(1)


def test_a_municipality_is_taken_out_of_its_network(own_site, page):
    first_network(page, own_site)
    name = page.locator("[data-part=municipalities] tbody th a").first.inner_text()
    visit(page, own_site, "/netvaerk")
    form = opened(page, "Sæt en kommune i et netværk")
    form.locator("select").nth(0).select_option(label=name)
    form.get_by_role("button", name="Gem").click()
    expect(page.locator(".saved")).to_have_text(f"{name} er nu uden netværk.")
    expect(page.locator("[data-part=without] tbody tr", has_text=name)).not_to_have_count(0)


def test_a_network_says_whom_to_call_first_and_why(site, page):
    first_network(page, site)
    assert re.match(r"\d+ af \d+ kommuner? er i gang\.", page.locator("main .lead").inner_text())
    calls = page.locator(".calls > li")
    assert calls.count() >= 1
    assert calls.first.locator("h3 a[href^='/kommune/']").count() == 1
    for number in page.locator("a[href^='tel:']").evaluate_all("all => all.map(one => one.getAttribute('href'))"):
        assert re.fullmatch(r"tel:\+?\d+", number)


def test_the_matrix_is_a_table_with_headers_and_words(site, page):
    first_network(page, site)
    matrix = page.locator("table.matrix")
    municipalities = page.locator("[data-part=municipalities] tbody tr").count()
    assert matrix.locator("tbody th[scope=row]").count() == municipalities
    assert matrix.locator("thead th[scope=col]").count() == 17
    cell = matrix.locator("tbody td").first
    assert cell.locator(".unseen").inner_text() in {"Gjort", "Forsinket", "På tide nu", "Senere", "Ikke relevant"}


def test_on_a_phone_the_matrix_is_a_list(site, phone):
    first_network(phone, site)
    expect(phone.locator("table.matrix")).to_be_hidden()
    expect(phone.locator(".matrix-list > li").first).to_be_visible()
    assert re.search(r"\d+ af \d+ trin gjort", phone.locator(".matrix-list > li").first.inner_text())


def test_activity_has_a_table_a_file_and_its_definition(site, page):
    first_network(page, site)
    chart = page.locator("section.figure")
    chart.scroll_into_view_if_needed()
    chart.locator("summary", has_text="Vis som tabel").click()
    expect(chart.locator("tbody tr").first).to_be_visible()
    assert chart.locator("summary", has_text="Sådan er det regnet").count() == 1
    with page.expect_download():
        chart.get_by_role("button", name="CSV").click()
