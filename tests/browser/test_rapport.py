"""The review and the offers, walked as reviewer, lead and coordinator, on a desk and on a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from storage.access_tables import role_grant
from storage.engine import reading
from storage.tables import network_municipality
from tests.browser.conftest import enter, visit
from tests.conftest import use_database

SIZES = ["desktop", "phone"]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HEADINGS = ["Tal", "Gået i stå", "Pauser og datakvalitet", "Mål og resultater", "Gevinster", "Frosne rapporter"]


@pytest.fixture(params=SIZES)
def any_size(request) -> Iterator[Page]:
    """The page at 1280 and at 360 pixels."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def become(any_size, own_site):
    """become("reviewer"): from here on the visitor is somebody with this role."""

    def enter_as(role: str) -> None:
        any_size.context.clear_cookies()
        enter(any_size.context, own_site, role)

    return enter_as


def opened(page: Page, summary: str) -> None:
    page.locator("#react-entry-point summary", has_text=summary).first.click()


def field(page: Page, label: str) -> Locator:
    """The control under a label; a select's label holds the words of its options too."""
    named = page.locator("span", has_text=re.compile(f"^{re.escape(label)}$"))
    return page.locator("#react-entry-point label.field").filter(has=named).locator("select, input, textarea").first


def led_municipality(site) -> str:
    """A municipality of the network that the demo's lead leads."""
    with use_database(site.database_url), reading() as connection:
        of_lead = select(role_grant.c.network_id).where(role_grant.c.role == "lead", role_grant.c.until.is_(None))
        network = connection.execute(of_lead.order_by(role_grant.c.id)).scalars().first()
        member = network_municipality.c
        inside = select(member.municipality_code).where(member.network_id == network, member.until.is_(None))
        return connection.execute(inside.order_by(member.municipality_code)).scalars().first()


def test_a_reviewer_reads_narrows_and_takes_the_review_along(own_site, any_size, become, axe):
    page = any_size
    become("reviewer")
    visit(page, own_site, "/rapport")
    for heading in HEADINGS:
        expect(page.locator("#react-entry-point h2", has_text=heading).first).to_be_visible()
    expect(page.locator("#react-entry-point .review-scope")).to_have_text("Hele landet")
    page.select_option("#react-entry-point select[name=udsnit]", "region-1085")
    expect(page).to_have_url(re.compile(r"\?udsnit=region-1085$"))
    expect(page.locator("#react-entry-point .review-scope")).to_have_text("Region Sjælland")
    expect(page.locator("#react-entry-point main")).to_contain_text("Små tal vises ikke")
    assert page.evaluate(WIDER) <= 0
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent PDF").click()
    file = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "rapport-region-sjaelland-2021-07-01.pdf"
    assert "Rapport: Region Sjælland" in pypdf.PdfReader(io.BytesIO(file)).pages[0].extract_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.go_back()
    expect(page.locator("#react-entry-point .review-scope")).to_have_text("Hele landet")
    assert page.get_by_role("button", name="Frys rapporten").count() == 0


def test_a_question_goes_from_the_reviewer_to_the_lead_and_back(own_site, any_size, become, axe):
    page, code = any_size, led_municipality(own_site)
    become("reviewer")
    visit(page, own_site, "/rapport")
    opened(page, "Skriv en kommentar")
    field(page, "Om").select_option(code)
    page.locator("#react-entry-point textarea").last.fill("Hvorfor er der ingen dato for næste kursus?")
    page.get_by_role("button", name="Send kommentar").click()
    expect(page.locator(".saved", has_text="Kommentaren er gemt")).to_be_visible()
    become("lead")
    visit(page, own_site, "/rapport")
    mine = page.locator("#react-entry-point section.card", has=page.get_by_role("heading", name="Til dig"))
    expect(mine).to_contain_text("Hvorfor er der ingen dato")
    axe(page)
    mine.locator("summary", has_text="Svar").click()
    mine.locator("textarea").fill("Vi har fundet en: 4. august.")
    mine.get_by_role("button", name="Send svar").click()
    expect(page.locator(".saved", has_text="Svaret er gemt")).to_be_visible()
    expect(page.get_by_role("heading", name="Til dig")).to_have_count(0)
    assert page.get_by_role("button", name="Send kommentar").count() == 0  # a lead answers, and does not ask
    become("reviewer")
    visit(page, own_site, "/rapport")
    threads = page.locator("#react-entry-point .review-comments")
    expect(threads).to_contain_text("Vi har fundet en: 4. august.")
    expect(threads).to_contain_text("Netværksleder")
    assert page.evaluate(WIDER) <= 0


def test_a_cpr_number_in_a_comment_is_refused_and_the_text_kept(own_site, any_size, become):
    page = any_size
    become("coordinator")
    visit(page, own_site, "/rapport")
    opened(page, "Skriv en kommentar")
    box = page.locator("#react-entry-point textarea").last
    box.fill("Det er borgeren 010203-1234")
    page.get_by_role("button", name="Send kommentar").click()
    expect(page.locator(".saved", has_text="CPR")).to_be_visible()
    expect(box).to_have_value("Det er borgeren 010203-1234")


def test_a_coordinator_sets_a_target_and_freezes(own_site, any_size, become, axe):
    page = any_size
    become("coordinator")
    visit(page, own_site, "/rapport")
    opened(page, "Tilføj et mål")
    field(page, "Mål").fill("Borgere med kit")
    field(page, "Måles på").select_option("kits")
    field(page, "Skal nå").fill("2000")
    field(page, "Datakilde").fill("Opfølgning")
    field(page, "Ansvarlig (funktion, ikke navn)").fill("Projektleder")
    page.get_by_role("button", name="Gem mål").click()
    expect(page.locator(".saved", has_text="Målet er gemt")).to_be_visible()
    expect(page.locator("#react-entry-point table", has_text="Borgere med kit")).to_contain_text("2.000")
    page.get_by_role("button", name="Frys rapporten").click()
    page.get_by_role("link", name="Åbn den frosne rapport").click()
    expect(page).to_have_url(re.compile(r"/rapport/\d+$"))
    expect(page.locator("h1:visible")).to_have_text("Frossen rapport")
    expect(page.locator("main")).to_contain_text("Ingen tal er ændret")
    expect(page.locator("main table", has_text="Borgere med kit")).to_contain_text("2.000")
    axe(page)
    assert page.evaluate(WIDER) <= 0


def test_the_review_prints_without_what_only_the_screen_needs(site, page):
    visit(page, site, "/rapport")
    page.emulate_media(media="print")
    for gone in (".filters", ".review-downloads", ".review-frozen", ".site > header"):
        assert not page.locator(f"#react-entry-point {gone}").first.is_visible(), gone
    expect(page.locator("#react-entry-point .review-scope")).to_be_visible()
    expect(page.locator("#react-entry-point th summary", has_text="Uddannede trænere")).to_be_visible()
    assert page.locator("#react-entry-point summary:visible", has_text="Tilføj").count() == 0
    file = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert "Uddannede trænere" in file.pages[0].extract_text()
    assert [round(float(side)) for side in file.pages[0].mediabox[2:]] in ([595, 842], [596, 842], [594, 841])


def test_a_report_that_nobody_scrolled_prints_with_its_charts(site, page):
    visit(page, site, "/rapport")
    page.pdf()
    charts = page.locator("#react-entry-point .chart")
    assert charts.count() >= 3
    assert page.locator("#react-entry-point .chart[data-plotted] svg.main-svg").count() >= charts.count()


def test_where_the_drawing_library_never_arrives_the_paper_shows_the_tables(site, page):
    page.route("**/plotly*", lambda route: route.abort())
    visit(page, site, "/")
    assert page.locator("#react-entry-point .as-table[open]").count() == 0
    page.pdf()
    tables = page.locator("#react-entry-point .as-table[open] table")
    assert tables.count() == page.locator("#react-entry-point .chart").count() >= 1
    assert tables.first.locator("tbody tr").count() > 1


def test_a_lead_keeps_the_offers_of_the_own_network(own_site, any_size, become, axe):
    page, code = any_size, led_municipality(own_site)
    become("lead")
    visit(page, own_site, f"/kommune/{code}/tilbud")
    opened(page, "Tilføj et tilbud")
    field(page, "Sted").fill("Svane Apotek")
    field(page, "Kontaktperson").fill("Anna Fiktiv")
    page.get_by_role("button", name="Gem tilbud").click()
    card = page.locator("#react-entry-point .offers > li", has_text="Svane Apotek")
    expect(card).to_contain_text("Kontakt: Anna Fiktiv")
    card.get_by_role("button", name="Svane Apotek stemmer stadig").click()
    expect(page.locator(".saved", has_text="Bekræftet i dag")).to_be_visible()
    axe(page)
    assert page.evaluate(WIDER) <= 0
    become("reviewer")
    visit(page, own_site, f"/tilbud?kommune={code}")
    card = page.locator("#react-entry-point .offers > li", has_text="Svane Apotek")
    expect(card).to_be_visible()
    assert "Anna" not in page.content()
    assert card.get_by_role("button").count() == 0
    axe(page)


def test_the_way_from_a_municipality_to_its_offers(site, page):
    visit(page, site, "/kommune/0461")
    page.get_by_role("link", name="Apotek, læge og andre tilbud").click()
    expect(page).to_have_url(re.compile(r"/kommune/0461/tilbud$"))
    expect(page.locator("h1:visible")).to_have_text("Tilbud i Odense")
