"""The review through every door it leaves by: page, PDF and spreadsheet, for those who may see small numbers or not."""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

import config
from app import create_app
from programme import review as reviews
from programme.queries import Selection
from storage.access_tables import audit
from storage.engine import reading
from tests.access import world as worlds
from tests.doors.browser import Browser
from tests.programme import reviewing
from ui.review_tables import sheets

HIDDEN = (3, 4219)  # of 1084, and of 1083 so that the 3 cannot be reckoned
SHOWN = 3137  # of 1085
SCOPES = ("", "?udsnit=region-1084", "?udsnit=region-1083", "?udsnit=region-1085", "?maaling=1&udsnit=region-1083")


@pytest.fixture
def people(sqlite_database, monkeypatch):
    """The world of Alice and Bob with the programme of reviewing.py; the site is made last."""
    monkeypatch.setenv("FODFAESTE_TODAY", "2021-07-01")
    config.settings.cache_clear()
    world = worlds.build()
    world.__dict__["sites"] = reviewing.fill()
    return world


@pytest.fixture
def ask(people):
    """ask("rita", "/rapport") -> the bytes of the answer."""
    site = create_app()
    browsers = {name: Browser(site, getattr(people, name)) for name in ("rita", "karen", "bob", "adam")}

    def get(name: str, address: str) -> bytes:
        answer = browsers[name].get(address)
        assert answer.status_code == 200, address
        return answer.data

    return get


def page(ask, name: str, search: str) -> str:
    return ask(name, f"/rapport{search}").decode()


def pdf(ask, name: str, search: str) -> str:
    return reviewing.pdf_text(ask(name, f"/rapport.pdf{search}"))


def xlsx(ask, name: str, search: str) -> str:
    return reviewing.xlsx_text(ask(name, f"/rapport.xlsx{search}"))


@pytest.mark.parametrize("door", [page, pdf, xlsx])
def test_hidden_counts_leave_by_no_door(ask, door):
    for search in SCOPES:
        text = door(ask, "rita", search)
        assert not reviewing.says(text, HIDDEN[1]), search
        assert "Kanarie" not in text
        assert "FRITEKST" not in text
    assert reviewing.says(door(ask, "rita", "?udsnit=region-1085"), SHOWN)  # what may be shown is
    assert reviewing.says(door(ask, "karen", "?udsnit=region-1083"), HIDDEN[1])  # positive control


@pytest.mark.parametrize("door", [page, pdf, xlsx])
def test_the_text_that_hides_stands_where_the_number_would(ask, door):
    assert "5 eller skjult" in door(ask, "rita", "?udsnit=region-1084")
    assert "5 eller skjult" not in door(ask, "karen", "?udsnit=region-1084")


@pytest.mark.parametrize("door", [page, pdf, xlsx])
def test_nobody_finds_a_name_or_free_text(ask, door):
    for name in ("karen", "bob", "adam"):
        text = door(ask, name, "")
        assert "Kanarie" not in text
        assert "FRITEKST" not in text


@pytest.mark.parametrize("door", [page, pdf, xlsx])
def test_a_frozen_review_leaves_by_every_door_as_it_stood(ask, people, door):
    number = reviews.freeze(Selection(region="1085"), by=people.karen.viewer)
    reviewing.answer_more(people.__dict__["sites"]["0265"], 4444)
    found = page_of(ask, number) if door is page else door(ask, "karen", f"?frosset={number}")
    assert reviewing.says(found, SHOWN)
    assert ("Revisionsnotat" in found) == (door is page)
    if door is not page:
        assert not reviewing.says(found, 4444)
    assert reviewing.says(door(ask, "karen", "?udsnit=region-1085"), 4444)  # positive control


def page_of(ask, number: int) -> str:
    return ask("karen", f"/rapport/{number}").decode()


@pytest.mark.parametrize(
    "address", ["/rapport.pdf?frosset=99", "/rapport.xlsx?frosset=99", "/rapport/99", "/rapport/x"]
)
def test_a_frozen_review_that_is_not_there(people, address):
    assert Browser(create_app(), people.rita).get(address).status_code == 404


@pytest.mark.parametrize(
    "odd", ["?udsnit=region-9999", "?udsnit=netvaerk-99999999999", "?maaling=x&udsnit=%00", "?frosset=x"]
)
def test_odd_addresses_are_the_whole_country(ask, odd):
    assert "Hele landet" in pdf(ask, "rita", odd)


def test_the_pdf_is_real_text_on_a4_with_tags_headings_and_titles(ask):
    found = pypdf.PdfReader(io.BytesIO(ask("rita", "/rapport.pdf")))
    root = found.trailer["/Root"]
    assert 2 <= len(found.pages) <= 6
    assert [round(float(side)) for side in found.pages[0].mediabox[2:]] == [595, 842]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "da"
    assert found.metadata.title == "Rapport: Hele landet, 1. juli 2021"
    tags = [str(one["/S"]) for one in tagged(root["/StructTreeRoot"])]
    assert tags.count("/H1") == 1
    assert {"/H2", "/Table", "/TH", "/TD", "/Figure"} <= set(tags)
    figures = [one for one in tagged(root["/StructTreeRoot"]) if one["/S"] == "/Figure"]
    assert all(one.get("/Alt") for one in figures)
    text = reviewing.pdf_text(ask("rita", "/rapport.pdf"))
    for heading in (
        "Tal",
        "Kort",
        "Tilstande",
        "De 16 trin",
        "Barrierer",
        "Gået i stå",
        "Mål og resultater",
        "Gevinster",
    ):
        assert heading in text
    assert "Side 1 af" in text


def tagged(node):
    """Every element of the structure tree."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from tagged(kid)


def test_text_from_the_tables_is_never_read_as_markup(people):
    from programme.review import goals
    from ui.review_pdf import pdf as written

    goals.add_gain(effect="#panic() *fed* $x$", realisation="= Overskrift", benefit="<script>", by=people.karen.viewer)
    text = reviewing.pdf_text(written(reviews.review(Selection(), viewer=people.karen.viewer)))
    for plain in ("#panic() *fed* $x$", "= Overskrift", "<script>"):
        assert plain in text


def test_the_spreadsheet_has_a_sheet_per_table_and_numbers_as_numbers(ask, people):
    book = openpyxl.load_workbook(io.BytesIO(ask("karen", "/rapport.xlsx")))
    review = reviews.review(Selection(), viewer=people.karen.viewer)
    assert book.sheetnames == ["Rapport", *(sheet.title for sheet in sheets(review).values())]
    rows = {row[0]: row[1] for row in book["Tal"].iter_rows(values_only=True)}
    assert (rows["Borgere oplært"], rows["Steder, der er startet"]) == (20633, 5 / 5)
    assert book["Kommuner"].max_row == 99


def test_a_formula_in_a_text_stays_text(people):
    from programme.review import goals
    from ui.review_xlsx import xlsx as written

    goals.add_gain(effect="=1+1", realisation="@SUM(A1)", benefit="+1", by=people.karen.viewer)
    book = openpyxl.load_workbook(io.BytesIO(written(reviews.review(Selection(), viewer=people.karen.viewer))))
    cells = next(book["Gevinster"].iter_rows(min_row=2))
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@SUM(A1)", "s"), ("+1", "s")]


def test_what_was_taken_along_is_in_the_log(ask):
    ask("rita", "/rapport.pdf?udsnit=region-1085")
    with reading() as connection:
        lines = connection.execute(select(audit.c.detail).where(audit.c.action == "exported")).scalars().all()
    assert lines == ["rapport-region-sjaelland-2021-07-01.pdf"]
