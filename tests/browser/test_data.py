"""A person drops files in, sees what they hold, loads, corrects and undoes; and nothing that is dropped breaks it."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.browser.conftest import ready, visit
from tests.browser.test_every_page import SMALL, WIDER

HEADING = "deltager_id;kursus_id;kursusdato;kommune;arbejdsplads;fornavn;efternavn;email;bemærkning"
GOOD = [
    "D1;K1;2021-01-12;Aarhus;Rusmiddelcenter Aarhus;Alice;Holm;alice@eksempel.invalid;",
    "D2;K1;2021-01-12;Odense;Behandlingscenter Odense;Bob;Lund;bob@eksempel.invalid;",
]
BAD = "D3;K1;2021-01-12;Aarhuus Nørrebro;Rusmiddelcenter X;Charlie;Dam;charlie@eksempel.invalid;"
NO_DATE = "D4;K1;31-02-2021;Vejle;Rusmiddelcenter Vejle;Dorte;Eg;dorte@eksempel.invalid;"


def a_file(name: str, *rows: str, heading: str = HEADING) -> dict:
    """A file as the browser hands it over."""
    return {"name": name, "mimeType": "text/csv", "buffer": "\r\n".join([heading, *rows]).encode()}


def drop(page, site, *files) -> None:
    """Chooses files on /data; one file alone leads to its own page, which is waited for."""
    visit(page, site, "/data")
    page.locator("input[type=file]").set_input_files(list(files))
    if len(files) == 1:
        page.wait_for_url("**/data/koersel/*")
        finished(page)


def finished(page) -> None:
    ready(page)
    page.locator("main .back").wait_for()
    page.locator("#run-body:not(:has(progress)) h1").first.wait_for()


def headline(page) -> str:
    return page.locator("main h1").inner_text()


def test_a_file_is_seen_then_loaded_then_taken_out_again(empty_site, page, axe):
    drop(page, empty_site, a_file("liste.csv", *GOOD, NO_DATE))
    assert headline(page) == "liste.csv: 2 rækker kan indlæses"
    assert "31-02-2021" in page.locator(".problems").inner_text()
    assert page.locator("td.wrong").count() == 1
    heading, cell = page.locator(".table-scroll thead th + th").first, page.locator(".table-scroll tbody th + td").first
    assert heading.bounding_box()["x"] == pytest.approx(cell.bounding_box()["x"], abs=1)  # below its heading
    axe(page)

    page.get_by_role("button", name="Indlæs 2 rækker").click()
    page.get_by_role("heading", name="liste.csv er indlæst").wait_for()
    assert page.locator(".changes a").all_inner_texts() == ["Aarhus", "Odense"]
    axe(page)

    visit(page, empty_site, "/data")
    assert headline(page) == "1 række venter på, at I retter dem"
    assert "2 kommuner skiftede tilstand." in page.locator(".run").inner_text()
    page.get_by_role("link", name="Fortryd indlæsningen af liste.csv").click()
    page.wait_for_url("**/data/koersel/*")
    ready(page)
    page.get_by_text("Fortryd denne indlæsning").click()
    page.get_by_role("button", name="Ja, fortryd indlæsningen").click()
    page.get_by_role("heading", name="liste.csv er taget ud igen").wait_for()


def test_a_waiting_row_is_corrected_in_place(empty_site, page, axe):
    drop(page, empty_site, a_file("liste.csv", *GOOD, NO_DATE))
    page.get_by_role("button", name="Indlæs 2 rækker").click()
    page.get_by_role("link", name="Ret 1 række, der venter").click()
    page.wait_for_url("**/data/karantaene?fil=*")  # this file's rows, whatever else waits
    ready(page)
    page.get_by_label("Ret »kursusdato« til").wait_for()
    axe(page)
    page.get_by_role("button", name="Gem og prøv række 4 igen").click()
    page.get_by_text("Der er ikke skrevet nogen rettelse for række 4.").wait_for()
    page.get_by_label("Ret »kursusdato« til").fill("2021-13-45")
    page.get_by_role("button", name="Gem og prøv række 4 igen").click()
    page.get_by_text("rækken venter stadig").wait_for()
    page.get_by_label("Ret »kursusdato« til").fill("28-02-2021")
    page.get_by_role("button", name="Gem og prøv række 4 igen").click()
    page.get_by_text("Række 4 er rettet og indlæst.").wait_for()
    assert headline(page) == "Ingen rækker venter"

    drop(page, empty_site, a_file("liste.csv", *GOOD, NO_DATE))  # the correction is remembered
    assert headline(page) == "liste.csv: intet nyt at indlæse"
    said = page.locator("#run-body").inner_text()
    assert "3 uændret. Alt i filen er der i forvejen" in said
    assert "sig så ja" not in said
    visit(page, empty_site, "/data")
    assert headline(page).startswith("Alt er indlæst.")
    assert page.locator(".run-state").first.inner_text() == "Intet nyt"


def test_what_an_unknown_spelling_means_is_told_once_for_all_rows(empty_site, page):
    odd = [row.replace("Aarhus;", "Lyngbytårnby;", 1).replace("Odense;", "Lyngbytårnby;", 1) for row in GOOD]
    drop(page, empty_site, a_file("liste.csv", *odd))
    page.get_by_role("button", name="Læg 2 rækker til side").click()
    page.get_by_role("link", name="Ret 2 rækker, der venter").click()
    page.get_by_role("button", name="Brug »Lyngby-Taarbæk« her og i andre rækker").first.click()
    page.get_by_text("2 rækker blev indlæst. 0 rækker venter stadig.").wait_for()
    assert headline(page) == "Ingen rækker venter"


def test_a_guess_is_confirmed_or_split(empty_site, page, axe):
    drop(page, empty_site, a_file("liste.csv", GOOD[0], GOOD[1].replace("Odense;", "Oddense;", 1)))
    page.get_by_role("button", name="Indlæs 2 rækker").click()
    page.get_by_role("heading", name="liste.csv er indlæst").wait_for()
    visit(page, empty_site, "/data/karantaene")
    page.get_by_role("heading", name="Er »oddense« Odense?").wait_for()
    axe(page)
    page.get_by_role("button", name="Ja, det er Odense").click()
    page.get_by_text("Vi husker, at »oddense« er Odense.").wait_for()
    assert page.get_by_role("button", name="Ja, det er Odense").count() == 0


def test_a_row_without_a_place_can_be_corrected_in_every_cell(empty_site, page):
    drop(page, empty_site, a_file("liste.csv", "D1;K1;2021-01-12;;;Alice;Holm;alice@eksempel.invalid;"))
    page.get_by_role("button", name="Læg 1 række til side").click()
    page.get_by_role("link", name="Ret 1 række, der venter").click()
    page.get_by_role("button", name="Ret flere celler i række 2").click()
    page.get_by_label("Ret »arbejdsplads« til").fill("Rusmiddelcenter Aarhus")
    page.get_by_label("Ret »kommune« til").fill("Aarhus")
    page.get_by_role("button", name="Gem og prøv række 2 igen").click()
    page.get_by_text("Række 2 er rettet og indlæst.").wait_for()


def test_a_waiting_row_is_discarded_only_when_that_is_meant(empty_site, page):
    drop(page, empty_site, a_file("liste.csv", NO_DATE))
    page.get_by_role("button", name="Læg 1 række til side").click()
    page.get_by_role("link", name="Ret 1 række, der venter").click()
    page.get_by_text("Kassér", exact=True).click()
    page.get_by_role("button", name="Kassér række 2").click()
    page.get_by_text("Række 2 er kasseret.").wait_for()
    assert headline(page) == "Ingen rækker venter"


def test_waiting_rows_go_out_as_excel_and_come_back_corrected(empty_site, page):
    drop(page, empty_site, a_file("liste.csv", *GOOD, NO_DATE))
    page.get_by_role("button", name="Indlæs 2 rækker").click()
    page.get_by_role("link", name="Ret 1 række, der venter").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hent som Excel").click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = book.active
    columns = [cell.value for cell in sheet[1]]
    assert {"Fejl", "Forslag"} <= set(columns)
    sheet.cell(2, columns.index("kursusdato") + 1).value = "28-02-2021"
    corrected = BytesIO()
    book.save(corrected)
    drop(
        page,
        empty_site,
        {"name": "rettet.xlsx", "mimeType": "application/octet-stream", "buffer": corrected.getvalue()},
    )
    assert headline(page) == "rettet.xlsx: 1 række kan indlæses"
    page.get_by_role("button", name="Indlæs 1 række").click()
    page.get_by_role("heading", name="rettet.xlsx er indlæst").wait_for()
    assert "Fortryd de filer, hvis rækkerne skal ud igen." in page.locator("#run-body").inner_text()
    assert page.get_by_text("Fortryd denne indlæsning").count() == 0
    visit(page, empty_site, "/data")
    assert "Rettede rækker" in page.locator(".run").first.inner_text()
    assert page.locator(".run").first.get_by_role("link", name="Fortryd").count() == 0
    visit(page, empty_site, "/data/karantaene")
    assert headline(page) == "Ingen rækker venter"


UNKNOWN = "Hvem er du;Hvor arbejder I henne;Dag for undervisningen;By og omegn;Tal"
UNKNOWN_ROWS = ["Alice Holm;Rusmiddelcenter Aarhus;12-01-2021;Aarhus;7", "Bob Lund;Center Odense;12-01-2021;Odense;8"]


def test_an_unknown_file_is_explained_once_and_known_the_next_time(empty_site, page, axe):
    drop(page, empty_site, a_file("egen.csv", *UNKNOWN_ROWS, heading=UNKNOWN))
    assert headline(page) == "egen.csv: vi kender ikke denne fil"
    axe(page)
    page.get_by_label("Deltagerliste").check()
    page.get_by_label("Kolonnen »Tal« er").wait_for()
    chosen = {"Hvem er du": "full_name", "Hvor arbejder I henne": "workplace", "Dag for undervisningen": "course_date"}
    for column, field in (chosen | {"By og omegn": "municipality", "Tal": "-"}).items():
        page.get_by_label(f"Kolonnen »{column}« er").select_option(field)
    page.get_by_label("Hvad skal vi kalde den slags filer?").fill("Vores egen liste")
    page.get_by_role("button", name="Brug dette, og læs filen").click()
    page.get_by_role("heading", name="egen.csv: 2 rækker kan indlæses").wait_for()
    drop(page, empty_site, a_file("egen igen.csv", *UNKNOWN_ROWS, heading=UNKNOWN))
    assert headline(page) == "egen igen.csv: 2 rækker kan indlæses"


def test_a_mapping_without_what_every_row_needs_says_what_is_missing(empty_site, page):
    drop(page, empty_site, a_file("egen.csv", *UNKNOWN_ROWS, heading=UNKNOWN))
    page.get_by_label("Deltagerliste").check()
    for column in UNKNOWN.split(";"):
        page.get_by_label(f"Kolonnen »{column}« er").select_option("-")
    page.get_by_role("button", name="Brug dette, og læs filen").click()
    page.get_by_text("Peg på den kolonne").wait_for()


def test_a_guess_that_is_refused_makes_two_of_one(empty_site, page, axe):
    other = "D9;K2;2021-02-12;Odense;Behandlingscentret Odense;Dorte;Eg;dorte@eksempel.invalid;"
    drop(page, empty_site, a_file("liste.csv", *GOOD, other))
    page.get_by_role("button", name="Indlæs 3 rækker").click()
    page.get_by_role("heading", name="liste.csv er indlæst").wait_for()
    visit(page, empty_site, "/data/karantaene")
    axe(page)
    page.get_by_role("button", name="Nej, skil dem ad").click()
    page.get_by_text("er skilt ad, og 1 række er læst igen.").wait_for()
    assert page.get_by_role("button", name="Nej, skil dem ad").count() == 0
    visit(page, empty_site, "/kommune/0461")
    assert "Behandlingscentret Odense" in page.locator("main").inner_text()


def test_several_files_at_once_each_get_a_line(empty_site, page):
    drop(page, empty_site, a_file("en.csv", *GOOD), a_file("to.csv", NO_DATE), a_file("tom.csv", heading=""))
    page.get_by_role("link", name="Modtaget. Se, hvad vi fandt").nth(2).wait_for()
    page.locator("body:not(:has(.run-state--working)) .run").nth(2).wait_for()
    page.locator(".run-state--refused").wait_for()
    assert page.locator(".run-name").all_inner_texts() == ["tom.csv", "to.csv", "en.csv"]
    assert page.url.endswith("/data")


def test_surveyxacts_three_files_are_chosen_at_once_and_read_as_one(empty_site, page, axe):
    labels = a_file("labels.csv", "ledelse;2;Ja", heading="ledelse;1;Nej")
    answer = "901;2021-03-04;Aarhus;2;1;1"
    dataset = a_file("dataset.csv", answer, heading="responde;closetim;kommune;ledelse;barri_1;stato_4")
    questions = "questionName;variableName;questionText;choiceText"
    structure = a_file("structure.csv", "barrierer;barri_1;Hvilke barrierer?;Manglende tid", heading=questions)
    drop(page, empty_site, labels, dataset, structure)
    page.locator("body:not(:has(.run-state--working)) .run").nth(2).wait_for()
    assert page.locator(".run-state").all_inner_texts() == ["Brugt", "Klar til at indlæse", "Brugt"]
    page.locator(".run-name", has_text="labels.csv").click()
    page.get_by_text("Filen er læst sammen med dataset.csv").wait_for()
    axe(page)
    page.get_by_role("link", name="Se datasættet").click()
    page.get_by_role("button", name="Indlæs 1 række").click()
    page.get_by_role("heading", name="dataset.csv er indlæst").wait_for()
    drop(page, empty_site, labels)  # alone
    assert "Vælg den på én gang" in page.locator("#run-body .said").inner_text()


def test_the_names_of_files_on_their_way_can_be_read_on_the_phone(empty_site, phone):
    drop(phone, empty_site, a_file("en meget lang liste fra Odense.csv", *GOOD), a_file("to.csv", NO_DATE))
    assert phone.locator(".sending-line strong").first.bounding_box()["width"] > 150


def test_the_page_can_be_left_while_the_file_is_read(empty_site, page):
    visit(page, empty_site, "/data")
    rows = [GOOD[0].replace("D1", f"D{n}").replace("alice", f"a{n}").replace("Alice", f"Al{n}") for n in range(20_000)]
    page.locator("input[type=file]").set_input_files(a_file("stor.csv", *rows))
    page.wait_for_url("**/data/koersel/*")
    address = page.url
    visit(page, empty_site, "/")
    page.goto(address)
    page.reload()
    finished(page)
    assert headline(page) == "stor.csv: 20.000 rækker kan indlæses"


def test_files_can_be_dragged_in_and_the_zone_is_reached_by_keyboard(empty_site, page):
    visit(page, empty_site, "/data")
    page.keyboard.press("Tab")
    for _ in range(30):
        if page.evaluate("document.activeElement.type") == "file":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "file"
    dropped = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'liste.csv')); return data; }",
        "\r\n".join([HEADING, *GOOD]),
    )
    page.dispatch_event("label.drop", "drop", {"dataTransfer": dropped})
    page.wait_for_url("**/data/koersel/*")
    finished(page)
    assert headline(page) == "liste.csv: 2 rækker kan indlæses"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tom.csv", b""),
        ("billede.png", b"\x89PNG\r\n\x1a\n" + bytes(2000)),
        ("liste.xlsx", b"PK\x03\x04 ikke en rigtig zip"),
        ("side.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>"),
        ("nul.csv", bytes(5000)),
        ("../../æ<b>ø\u202e.csv", b"a;b\n1;2\n"),
    ],
)
def test_whatever_is_dropped_gets_a_sentence(empty_site, page, name, content):
    drop(page, empty_site, {"name": name, "mimeType": "", "buffer": content})
    assert "kunne ikke læses" in headline(page)
    assert len(page.locator("#run-body .said").inner_text()) > 20
    assert "Der er ikke gemt eller ændret noget." in page.locator("#run-body").inner_text()


def test_a_cpr_number_is_stored_and_shown_nowhere(empty_site, page, tmp_path: Path):
    drop(page, empty_site, a_file("010180-1234.csv", GOOD[0] + "ring til 010180-1234", GOOD[1]))
    page.get_by_role("button", name="Indlæs 1 række").click()
    page.get_by_role("link", name="Ret 1 række, der venter").click()
    page.get_by_label("Ret »bemærkning« til").wait_for()
    assert "0180-1234" not in page.content()
    page.get_by_label("Ret »bemærkning« til").fill("010180-1234 igen")
    page.get_by_role("button", name="Gem og prøv række 2 igen").click()
    page.get_by_text("rækken venter stadig").wait_for()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert kept
    assert b"010180-1234" not in kept
    assert "010180-1234" not in empty_site.log.read_text()


def test_a_file_dropped_again_changes_nothing(empty_site, page):
    for expected in ("2 nye", "2 uændret"):
        drop(page, empty_site, a_file("liste.csv", *GOOD))
        assert expected in page.locator("#run-body").inner_text()
        if expected == "2 nye":
            page.get_by_role("button", name="Indlæs 2 rækker").click()
            page.get_by_role("heading", name="liste.csv er indlæst").wait_for()


def test_a_preview_can_be_discarded(empty_site, page):
    drop(page, empty_site, a_file("liste.csv", *GOOD))
    other = page.context.new_page()  # where yes can still be said
    visit(other, empty_site, page.url.removeprefix(empty_site.url))
    page.get_by_role("button", name="Kassér").click()
    page.get_by_role("heading", name="liste.csv er kasseret").wait_for()
    other.get_by_role("button", name="Indlæs 2 rækker").click()
    other.get_by_text("Den er kasseret, eller nummeret er skrevet forkert.").wait_for()


@pytest.mark.parametrize("address", ["/data", "/data/karantaene", "/data/kvalitet", "/data/koersel/1"])
def test_the_data_pages_fit_the_phone_and_can_be_read_by_all(site, phone, axe, address):
    assert visit(phone, site, address).status == 200
    assert phone.evaluate(WIDER) <= 0
    assert phone.evaluate(SMALL) == []
    axe(phone)


def test_a_preview_fits_the_phone(empty_site, phone, axe):
    drop(phone, empty_site, a_file("liste.csv", *GOOD, NO_DATE, "D9;K1;2021-01-12"))
    assert phone.locator("tbody th:has(small)").bounding_box()["width"] >= 200  # what is said of the whole row
    assert phone.evaluate(WIDER) <= 0
    assert phone.evaluate(SMALL) == []
    axe(phone)


@pytest.mark.parametrize(
    "address", ["/data?side=99999", "/data?side=x", "/data/karantaene?fil=999&side=-3", "/data/kvalitet?a=b"]
)
def test_odd_addresses_show_the_nearest_view(site, page, address):
    assert visit(page, site, address).status == 200
    assert headline(page)
