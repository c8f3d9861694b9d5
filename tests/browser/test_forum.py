"""The board in a browser, on a phone and on a desk: to ask and get an answer, to keep order, to lose nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from access import clock
from storage.access_tables import account, role_grant
from storage.engine import writing
from tests.browser.conftest import enter, ready, visit, watch
from tests.conftest import use_database
from tests.site import Site

QUESTION = "Hvordan når I borgere uden for åbningstid?"


@pytest.fixture(params=["phone", "desktop"])
def page(request: pytest.FixtureRequest) -> Page:
    """Each journey is made at both sizes."""
    return request.getfixturevalue(request.param)


@contextmanager
def somebody_else(page: Page, site: Site, role: str) -> Iterator[Page]:
    """Another person at another device of the same size."""
    context = page.context.browser.new_context(viewport=page.viewport_size, locale="da-DK")
    enter(context, site, role)
    other = context.new_page()
    wrong = watch(other)
    yield other
    context.close()
    assert not wrong, "\n".join(wrong)


def write(page: Page, text: str, button: str) -> None:
    """Writes in the box of the page and sends it."""
    page.locator("form[data-compose] textarea").first.fill(text)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(re.compile("#opslag-"))


def room_of(page: Page, site: Site) -> str:
    """The address of the own network's room."""
    visit(page, site, "/forum")
    return page.locator("a.room").last.get_attribute("href")


def test_to_ask_and_get_an_answer(own_site, page, axe):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum")
    assert page.locator("a.room").count() == 2
    expect(page.locator(".later")).to_be_hidden()
    page.locator("textarea").click()
    expect(page.get_by_text("Skriv aldrig noget, der kan genkendes")).to_be_visible()
    page.get_by_label("Fælles forum").check()
    page.get_by_label("Det er et spørgsmål").check()
    axe(page)
    write(page, f"{QUESTION}\nVi har prøvet med gadeplan.", "Slå op")
    expect(page.locator("h1:visible")).to_have_text(QUESTION)
    axe(page)

    with somebody_else(page, own_site, "lead") as lead:
        visit(lead, own_site, "/forum/ubesvarede")
        lead.get_by_role("link", name=QUESTION).click()
        write(lead, "Vi går ud **torsdag aften** med varmestuen.", "Svar")

    visit(page, own_site, "/")
    bell = page.get_by_role("link", name=re.compile("^Nyt: [0-9]+ ulæst"))
    expect(bell).to_be_visible()
    bell.click()
    page.get_by_role("link", name=f"svarede i »{QUESTION}«").click()
    expect(page.locator("#opslag-2 strong").last).to_have_text("torsdag aften")
    page.get_by_role("button", name="Det hjalp: godkend svaret").click()
    expect(page.locator("#opslag-2").get_by_text("Godkendt svar")).to_be_visible()
    page.locator("#opslag-2").get_by_role("button", name="Tak").click()
    expect(page.get_by_role("button", name="Tak · 1")).to_have_attribute("aria-pressed", "true")
    axe(page)
    visit(page, own_site, "/forum/ubesvarede")
    assert page.get_by_role("link", name=QUESTION).count() == 0
    visit(page, own_site, "/forum/soeg?q=varmestue")
    expect(page.locator("mark").first).to_have_text(re.compile("varmestue"))


def test_a_leader_pins_and_hides(own_site, page, axe):
    enter(page.context, own_site, "lead")
    room = room_of(page, own_site)
    with somebody_else(page, own_site, "trainer") as trainer:
        visit(trainer, own_site, room)
        write(trainer, "Husk mødet på torsdag\nKl. 10.", "Slå op")
        thread = trainer.url.removeprefix(own_site.url).split("#")[0]

        visit(page, own_site, thread)
        page.get_by_text("Styr tråden").click()
        axe(page)
        page.get_by_role("button", name="Fastgør øverst").click()
        expect(page.get_by_text("Fastgjort")).to_be_visible()
        visit(trainer, own_site, room)
        pinned = trainer.locator("section", has=trainer.get_by_role("heading", name="Fastgjort"))
        expect(pinned.get_by_role("link", name="Husk mødet på torsdag")).to_be_visible()

        page.get_by_text("Styr tråden").click()
        page.get_by_label("Grund, som forfatteren kan se").fill("Mødet er aflyst")
        page.get_by_role("button", name="Skjul tråden").click()
        expect(page.get_by_text("Skjult for andre. Grund: Mødet er aflyst")).to_be_visible()
        assert visit(trainer, own_site, thread).status == 404
        visit(trainer, own_site, room)
        assert trainer.get_by_role("link", name="Husk mødet på torsdag").count() == 0


def test_who_has_left_finds_nothing(own_site, page):
    enter(page.context, own_site, "trainer")
    room = room_of(page, own_site)
    visit(page, own_site, room)
    write(page, "Fortroligt kodeord\nkanariefugl", "Slå op")
    thread = page.url.removeprefix(own_site.url).split("#")[0]
    with use_database(own_site.database_url), writing() as connection:
        name = page.locator(".account").inner_text()
        mine = select(account.c.id).where(account.c.name == name).scalar_subquery()
        gone = update(role_grant).where(role_grant.c.account_id == mine, role_grant.c.until.is_(None))
        connection.execute(gone.values(until=clock.now(), ended_by="test"))
    for address in (room, thread, "/forum", "/forum/soeg?q=kanariefugl", "/nyt", f"{thread}/udskriv"):
        assert visit(page, own_site, address).status == 404, address
        assert "kanariefugl" not in page.content()
    visit(page, own_site, "/konto")
    assert page.get_by_role("link", name="Forum").count() == 0


def test_a_draft_survives_a_closed_page(own_site, page):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum")
    page.locator("textarea").fill("Halvt skrevet på bussen")
    expect(page.locator(".draft-said")).to_have_text(re.compile("Kladde gemt kl."))
    page.goto("about:blank")
    visit(page, own_site, "/forum")
    expect(page.locator("textarea")).to_have_value("Halvt skrevet på bussen")
    expect(page.get_by_text("Din kladde, gemt")).to_be_visible()
    page.locator("textarea").fill("Halvt skrevet på bussen, og et ord mere")
    page.goto(own_site.url + "/kommuner")  # left before the draft was saved: it is sent on the way out
    visit(page, own_site, "/forum")
    expect(page.locator("textarea")).to_have_value("Halvt skrevet på bussen, og et ord mere")


def test_what_it_will_look_like_and_a_file_with_it(own_site, page, tmp_path, axe):
    plan = tmp_path / "møde plan.pdf"
    plan.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    page.locator("textarea").fill("Dagsorden\n- **kit**\n- kurser")
    page.get_by_role("button", name="Vis, hvordan det ser ud").click()
    expect(page.locator(".preview strong")).to_have_text("kit")
    page.locator("input[type=file]").set_input_files(str(plan))
    expect(page.get_by_role("button", name="Fjern møde plan.pdf")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Slå op", exact=True).click()
    page.wait_for_url(re.compile("#opslag-1"))
    with page.expect_download() as saved:
        page.get_by_role("link", name="møde plan.pdf").click()
    assert saved.value.suggested_filename == "møde plan.pdf"


def test_a_session_that_ends_while_somebody_writes_loses_nothing(own_site, page, axe):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    page.context.clear_cookies()
    page.locator("textarea").fill("Skrevet på bussen")
    expect(page.get_by_text("Du er ikke længere logget ind. Kopiér din tekst")).to_be_visible()
    page.get_by_role("button", name="Slå op", exact=True).click()
    expect(page.get_by_label("Det, du skrev")).to_have_value("Skrevet på bussen")
    axe(page)
    expect(page.get_by_role("link", name="Log ind")).to_have_attribute("href", "/log-ind?til=%2Fforum%2Ffaelles")


@pytest.mark.parametrize("address", ["/tilbud", "/forum"])
def test_where_one_is_can_be_seen_in_the_row_of_pages(own_site, phone, address):
    enter(phone.context, own_site, "trainer")
    visit(phone, own_site, address)
    expect(phone.locator("nav .here")).to_be_in_viewport(ratio=0.98)


def test_a_word_as_long_as_a_title_may_be_does_not_push_the_page(own_site, page):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    write(page, "Æ" * 120, "Slå op")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_sixth_file_is_told_that_it_did_not_come_along(own_site, page, tmp_path):
    plans = [tmp_path / f"plan {number}.pdf" for number in range(6)]
    for one in plans:
        one.write_bytes(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/forum/faelles")
    page.locator("textarea").click()
    files, chooser = page.locator("[data-files]"), page.locator("input[type=file]")
    chooser.set_input_files(list(map(str, plans)))
    expect(files.get_by_text("plan 5.pdf: kom ikke med. Der er plads til fem filer.")).to_be_visible()
    page.get_by_role("button", name="Fjern plan 0.pdf").click()
    chooser.set_input_files(str(plans[5]))  # there is room for it now: what was refused takes none
    expect(page.get_by_role("button", name="Fjern plan 5.pdf")).to_be_visible()
    expect(files.get_by_text("kom ikke med")).to_have_count(0)
    expect(files.locator("li")).to_have_count(5)


def test_facts_are_offered_in_the_own_room_and_count_when_they_are_confirmed(own_site, page, axe):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, room_of(page, own_site))
    page.locator("textarea").fill("Så kom vi i gang\nFørste kursus holdt 12/5, 4 borgere, 4 kit")
    offer = page.locator("[data-offer]")
    expect(offer.locator("input[name=note_confirm]")).to_be_visible()
    axe(page)
    offer.locator("input[name=note_confirm]").check()
    page.get_by_role("button", name="Slå op", exact=True).click()
    page.wait_for_url(re.compile("#opslag-1"))
    expect(page.locator("#opslag-1").get_by_text("Statusnotat")).to_be_visible()


def test_a_colleague_is_mentioned_and_told(own_site, page):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, room_of(page, own_site))
    page.locator("textarea").press_sequentially("Tak for hjælpen @eva", delay=20)
    page.get_by_role("button", name="Eva Sandvig").click()
    page.get_by_role("button", name="Slå op", exact=True).click()
    page.wait_for_url(re.compile("#opslag-1"))
    with somebody_else(page, own_site, "lead") as lead:
        visit(lead, own_site, "/nyt")
        expect(lead.get_by_role("link", name="nævnte dig i »Tak for hjælpen")).to_be_visible()


def test_a_way_that_dash_would_follow_leads_to_the_document_and_back(own_site, page):
    enter(page.context, own_site, "trainer")
    visit(page, own_site, "/kommuner")
    page.evaluate("dash_clientside.draw.go('/forum')")
    expect(page.locator("h1:visible")).to_have_text("Forum")
    page.wait_for_function("!document.getElementById('react-entry-point')")
    page.get_by_role("link", name="Kommuner").click()
    page.wait_for_url("**/kommuner")
    ready(page)
    expect(page.locator("h1:visible")).to_have_text("Kommuner")
    page.go_back()
    expect(page.locator("textarea")).to_be_visible()


def test_without_scripts_a_thread_is_read_and_answered(own_site, browser):
    context = browser.new_context(java_script_enabled=False)
    enter(context, own_site, "trainer")
    page = context.new_page()
    page.goto(own_site.url + "/forum")
    page.locator("textarea").fill("Uden script\nDet går også.")
    page.get_by_role("button", name="Slå op").click()
    assert page.locator("h1").inner_text() == "Uden script"
    page.locator("textarea").fill("Et svar")
    page.get_by_role("button", name="Svar", exact=True).click()
    assert page.locator("#opslag-2").inner_text().count("Et svar") == 1
    context.close()
