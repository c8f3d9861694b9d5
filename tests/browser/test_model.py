"""The implementation model and a municipality's plan, as those who use them: reviewer, coordinator, lead, trainer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from storage.access_tables import account, role_grant
from storage.engine import reading
from storage.tables import municipality_status, network_municipality
from tests.browser.conftest import enter, ready, visit
from tests.conftest import use_database

PAGES_OF_PDF = re.compile(rb"/Type\s*/Page\b")
MODEL, EDIT = "/implementeringsmodel", "/implementeringsmodel/rediger"
TODAY = "2021-07-01"
SITUATIONS = [
    "",
    "?stoerrelse=small&program=lead&steder=3&borgere=40",
    "?stoerrelse=small&program=member&steder=2&borgere=40",
    "?stoerrelse=large&program=lead&steder=60&borgere=20000",
    "?stoerrelse=large&program=member&steder=12&borgere=2500",
]


def own_network(site, role: str) -> tuple[int, str]:
    """The network of the demo's person with this role, and a stalled or else any municipality in it."""
    member, state = network_municipality.c, municipality_status.c
    with use_database(site.database_url), reading() as connection:
        grants = select(role_grant.c.network_id).join(account).where(role_grant.c.role == "lead", account.c.is_demo)
        network = connection.scalar(grants.order_by(role_grant.c.id))
        query = (
            select(member.municipality_code)
            .join(municipality_status, state.municipality_code == member.municipality_code)
            .where(member.network_id == network, member.until.is_(None), state.state != "ikke_omfattet")
            .order_by(state.state != "gaaet_i_staa", member.municipality_code)
        )
        return network, connection.scalar(query)


def saved(page: Page, text: str) -> None:
    expect(page.locator("main .saved")).to_contain_text(text)


# --- The model ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_reviewer_reads_the_model_and_fits_it_to_a_municipality(site, size, request, axe):
    page: Page = request.getfixturevalue(size)
    enter(page.context, site, "reviewer")
    visit(page, site, MODEL)
    assert page.locator(".model-step").count() == 16
    expect(page.get_by_role("link", name="Rediger modellen")).to_have_count(0)
    page.select_option("select[name=stoerrelse]", "small")
    page.select_option("select[name=program]", "member")
    page.get_by_label("Antal steder").fill("3")
    page.get_by_label("Borgere i substitutionsbehandling").fill("41")
    page.get_by_role("button", name="Tilpas").click()
    expect(page).to_have_url(re.compile("stoerrelse=small&program=member&steder=3&borgere=41$"))
    expect(page.locator(".model-step", has_text="O1")).to_contain_text("1:1-samtale")
    expect(page.locator(".model-step", has_text="K3")).to_contain_text("Gøres af den kommune, der leder programmet")
    expect(page.locator(".model-step", has_text="D3")).to_contain_text(
        "Halvdelen af 41 borgere er 21; ni ud af ti er 37"
    )
    page.reload()
    ready(page)
    assert page.locator("select[name=program]").input_value() == "member"
    axe(page)


def test_own_pace_stands_beside_the_proposal_and_too_few_is_said(site, page):
    visit(page, site, MODEL)
    steps = page.locator(".model-step").all_inner_texts()
    assert all("Modellens forslag: dag" in step for step in steps)
    measured = [step for step in steps if "Her: af de" in step]
    too_few = [step for step in steps if re.search(r"for få steder til et tal \(\d+ af de 20", step)]
    assert len(measured) + len(too_few) == 16
    assert all(int(re.search(r"af de (\d+) steder", step)[1]) >= 20 for step in measured)
    assert all(int(re.search(r"tal \((\d+) af de", step)[1]) < 20 for step in too_few)


@pytest.mark.parametrize("search", SITUATIONS)
def test_the_leaflet_is_two_pages(site, page, search):
    visit(page, site, MODEL + search)
    leaflet = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(PAGES_OF_PDF.findall(leaflet)) == 2


def test_a_text_is_copied(site, page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, site, MODEL)
    page.get_by_role("link", name="Tekst til at kopiere: Lokal instruks").click()
    text = page.locator("#react-entry-point details", has_text="Lokal instruks")
    text.get_by_role("button", name="Kopiér teksten").click()
    expect(text.get_by_role("status")).to_have_text("Kopieret.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("LOKAL INSTRUKS FOR NALOXONKIT")
    assert copied.rstrip().endswith("[naloxonansvarlig, telefon]")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_coordinator_changes_a_threshold_sees_what_moves_and_takes_it_back(own_site, size, request, axe):
    page: Page = request.getfixturevalue(size)
    visit(page, own_site, EDIT)
    page.get_by_role("link", name="Frister efter størrelse").click()
    ready(page)
    limit = page.get_by_label("Rød uden start efter (dage), 20.000-50.000 indbyggere")
    limit.fill("40")
    page.get_by_role("button", name="Se, hvad det ændrer").click()
    expect(page.locator(".notices")).to_contain_text("mindst 60 dage")
    limit.fill("60")
    page.get_by_role("button", name="Se, hvad det ændrer").click()
    preview = page.locator("section.card", has_text="Det her bliver ændret")
    expect(preview.locator("ins")).to_contain_text("60")
    moves = preview.locator(".moves li")
    assert moves.count() >= 1, "the demo has a medium municipality between day 60 and 120"
    name = moves.first.get_by_role("link").inner_text()
    axe(page)
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator(".notices")).to_contain_text("hvorfor")
    page.get_by_label("Hvorfor ændres det?").fill("Prøve af en kortere frist")
    page.get_by_role("button", name="Gem", exact=True).click()
    saved(page, "Gemt som udgave 1.")
    expect(page.locator(".version").first).to_contain_text("Prøve af en kortere frist")

    page.get_by_role("button", name="Gendan udgave 0").click()
    expect(preview.locator(".moves")).to_contain_text(name)
    page.get_by_label("Hvorfor ændres det?").fill("Tilbage")
    page.get_by_role("button", name="Gem", exact=True).click()
    saved(page, "Gemt som udgave 2.")
    expect(page.get_by_label("Rød uden start efter (dage), 20.000-50.000 indbyggere")).to_have_value("120")


def test_an_edited_text_is_what_the_next_reader_reads(own_site, page):
    visit(page, own_site, f"{EDIT}?del=F1")
    page.locator("label", has=page.get_by_text("Hvad", exact=True)).locator("textarea").fill(
        "Lederen siger ja, og det skrives ned."
    )
    page.get_by_role("button", name="Se, hvad det ændrer").click()
    expect(page.get_by_text("Ingen kommuner skifter tilstand.")).to_be_visible()
    page.get_by_label("Hvorfor ændres det?").fill("Kortere")
    page.get_by_role("button", name="Gem", exact=True).click()
    saved(page, "Gemt som udgave 1.")
    visit(page, own_site, MODEL)
    expect(page.locator(".model-step").first).to_contain_text("Lederen siger ja, og det skrives ned.")


# --- A municipality's plan --------------------------------------------------------------------------------------


def fill_step(page: Page, step: str, **fields: str) -> None:
    page.get_by_role("link", name=f"Ret {step}").click()
    form = page.locator(".plan-form")
    expect(form).to_contain_text(f"Ret {step}")
    for label, value in fields.items():
        form.locator("label", has=page.get_by_text(label, exact=True)).locator("input, textarea").fill(value)
    form.get_by_role("button", name="Gem").click()
    saved(page, "Gemt.")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_lead_makes_a_plan_and_sees_what_is_overdue(own_site, size, request, axe):
    page: Page = request.getfixturevalue(size)
    network, code = own_network(own_site, "lead")
    enter(page.context, own_site, "lead")
    visit(page, own_site, f"/kommune/{code}")
    page.get_by_role("link", name="Se kommunens plan").click()
    expect(page.locator("main")).to_contain_text("Her kommer kommunens plan")
    page.get_by_label("Fra hvilken dag?").fill(TODAY)
    page.get_by_role("button", name="Lav en plan").click()
    saved(page, "Planen er lavet.")
    assert page.locator(".plan-step").count() == 16
    fill_step(page, "O1", Senest="2021-08-12", Ansvarlig="Gerda Gul", Kommentar="Lokalet er bestilt")
    step = page.locator(".plan-step", has_text="O1 ")
    expect(step).to_contain_text("Senest 12. aug. 2021")
    expect(step).to_contain_text("Gerda Gul")
    fill_step(page, "O3", Senest="2021-06-20")
    expect(page.locator(".plan-step", has_text="O3 ")).to_contain_text("Skulle være gjort 20. juni 2021")
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent til kalender").click()
    calendar = Path(download.value.path()).read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20210812" in calendar
    assert "Gerda" not in calendar

    visit(page, own_site, f"/netvaerk/{network}")
    expect(page.locator("main .overdue")).to_contain_text(
        "O3 Opfølgning efter første kursus: skulle være gjort 20. juni"
    )
    visit(page, own_site, f"/kommune/{code}")
    expect(page.locator("main .state").first).not_to_have_text("Gået i stå")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_trainer_marks_a_step_and_a_reviewer_sees_it_without_names(own_site, browser, size, request, axe):
    page: Page = request.getfixturevalue(size)
    _, code = own_network(own_site, "lead")
    enter(page.context, own_site, "trainer")
    visit(page, own_site, f"/kommune/{code}/plan")
    page.get_by_role("button", name="Lav en plan").click()
    saved(page, "Planen er lavet.")
    fill_step(page, "D2", **{"Gjort den": "2021-06-30", "Ansvarlig": "Gerda Gul"})
    expect(page.locator(".plan-step", has_text="D2 ")).to_contain_text("Gjort 30. juni 2021")
    page.locator("summary", has_text="Historik").click()
    expect(page.locator(".plan-history")).to_contain_text("Gerda Gul")

    enter(page.context, own_site, "reviewer")
    visit(page, own_site, f"/kommune/{code}/plan")
    expect(page.locator(".plan-step", has_text="D2 ")).to_contain_text("Gjort 30. juni 2021")
    expect(page.locator("main")).not_to_contain_text("Gerda Gul")
    expect(page.get_by_role("link", name="Ret")).to_have_count(0)
    expect(page.get_by_role("button", name="Lav")).to_have_count(0)
    axe(page)
