"""What comes out of a file: rows numbered as a person sees them, every character kept, or a refusal with a remedy."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from data_pipeline.model import CPR_MASK, Batch, RawFile, Refused, Row
from data_pipeline.read import open_file

SAMPLES = Path(__file__).with_name("samples")
SECRETS = ("010180-1234", "0101801234")


def opened(name: str) -> RawFile:
    return open_file(name, (SAMPLES / name).read_bytes())


def whole(raw: RawFile) -> Batch:
    """All batches as one."""
    made = Batch([], [])
    for batch in raw.batches():
        made.numbers += batch.numbers
        made.rows += batch.rows
        made.cpr += batch.cpr
        made.problems += batch.problems
        made.extra |= batch.extra
    return made


def read(text: str | bytes, name: str = "svar.csv") -> tuple[Row, Batch]:
    raw = open_file(name, text.encode() if isinstance(text, str) else text)
    return raw.header, whole(raw)


def codes(batch: Batch) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in batch.problems]


# file | container | header row | data rows | rows with a CPR number
GOOD = """
surveyxact_eu_dataset.csv           csv   1  2-7                     7
surveyxact_intl_utf16_dataset.csv   csv   1  2-7                     7
surveyxact_export.xlsx              xlsx  1  2-7                     7
redcap_raw.csv                      csv   1  2-6                     -
redcap_label.csv                    csv   1  2-6                     -
kobo_export.xlsx                    xlsx  1  2-4                     -
ms_forms.xlsx                       xlsx  1  2-4                     -
google_forms_direct.csv             csv   1  2-4                     -
google_forms_via_sheets.csv         csv   1  2-4                     -
limesurvey_results.csv              csv   1  2-4                     -
deltagerliste_haandholdt.xlsx       xlsx  6  7-8,10-17               15
packaging/semikolon_cp1252.csv      csv   1  2-4                     -
packaging/tab_utf16.csv             csv   1  2-4                     -
packaging/komma_utf8.csv            csv   1  2-4                     -
packaging/sep_linje.csv             csv   2  3-5                     -
packaging/csv_kaldet_xlsx.xlsx      csv   1  2-4                     -
packaging/forskudt_med_forside.xlsx xlsx  4  5,7,9                   -
nasty/blandet_kodning.csv           csv   1  2-4                     -
nasty/gammel.xls                    xls   1  2                       -
nasty/libreoffice.ods               ods   1  2                       -
nasty/semikolon_som.xlsx            csv   1  2                       -
"""


def numbers(text: str) -> list[int]:
    parts = (part.split("-") for part in text.split(",") if part != "")
    return [number for part in parts for number in range(int(part[0]), int(part[-1]) + 1)]


@pytest.mark.parametrize("line", GOOD.strip().splitlines())
def test_rows_are_numbered_as_a_person_sees_them(line: str) -> None:
    name, container, header_row, rows, with_cpr = line.split()
    raw = opened(name)
    batch = whole(raw)
    assert (raw.format, raw.header_row) == (container, int(header_row))
    assert batch.numbers == numbers(rows)
    assert [row for row, _ in batch.cpr] == ([] if with_cpr == "-" else [int(with_cpr)])
    assert all(len(row) == len(raw.header) for row in batch.rows)
    told = repr((raw.header, raw.companions, raw.notes, batch.rows, batch.problems))
    assert not any(secret in told for secret in SECRETS)


# file | what the sentence says
BAD = """
nasty/tom.csv                 tom
nasty/kun_bom.csv             tom
nasty/kun_header.csv          ingen rækker
nasty/krypteret.xlsx          adgangskode
nasty/html_som.xls            hjemmeside
nasty/kaempe_dimension.xlsx   XFD1048576
nasty/formler_uden_cache.xlsx formler
"""


@pytest.mark.parametrize("line", BAD.strip().splitlines())
def test_a_file_is_refused_with_a_remedy(line: str) -> None:
    name, word = line.split(maxsplit=1)
    with pytest.raises(Refused, match=word) as refused:
        whole(opened(name))
    assert refused.value.message.count(".") >= 2, "one sentence says why, one says what to do"


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row><c t='inlineStr'><is><t>A</t></is></c></row>" * 1_500_000)
    return made.getvalue()


def packed(parts: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (bomb(), "pakkes ud"),
        (packed({"content.xml": "??", "META-INF/manifest.xml": "<manifest:encryption-data/>"}), "adgangskode"),
        (packed({"word/document.xml": "<w/>"}), "Word"),
        (packed({"dataset.csv": "a;b"}), "Pak den ud"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "billede"),
        (b'{"svar": [1, 2]}', "JSON"),
        (b"PK\x03\x04 noget helt andet", "ødelagt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 noget andet", "kan ikke åbnes"),
        (bytes(range(256)) * 40, "ikke en tabel"),
        (b"navn;by\n" + b"x;" * (9 << 20), "linje"),
        (b"navn;by\n" + b"\xe6;" * (9 << 20), "linje"),
        (b";;;\n;;;\n", "tom"),
        (b"1;2;3\n4;5;6\n", "overskrifter"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(Refused, match=word):
        whole(open_file("noget.xlsx", content))


@given(st.binary(max_size=400) | st.text(alphabet='a1;,\t"\n\r|æÃ¸�=#{', max_size=200).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    with suppress(Refused):
        raw = open_file("fil.csv", content)
        assert all(len(row) == len(raw.header) for row in whole(raw).rows)


def test_companions_of_surveyxact_come_along() -> None:
    raw = opened("surveyxact_export.xlsx")
    whole(raw)
    assert raw.companions["structure"][0][:2] == ["questionName", "variableName"]
    assert raw.companions["labels"][0] == ["startet", "1", "Ja"]


def test_a_sheet_that_is_left_out_is_named() -> None:
    raw = opened("kobo_export.xlsx")
    whole(raw)
    assert [(note.code, note.value) for note in raw.notes] == [("unread_sheet", "kursus")]


# --- Text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found_by_looking(encoding: str, delimiter: str) -> None:
    lines = [["navn", "kommune", "bemærkning"], ["Åse Øst", "Ærø", "går på æbleø"], ["Søren", "Århus", "blåbærgrød"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    header, batch = read(content)
    assert [header, *batch.rows] == lines


def test_a_file_of_two_encodings_is_decoded_line_by_line() -> None:
    assert [row[1] for row in whole(opened("nasty/blandet_kodning.csv")).rows] == ["Åse", "Øjvind", "Ægir"]


def test_text_decoded_twice_is_turned_back_with_a_warning() -> None:
    batch = whole(opened("nasty/dobbeltkodet.csv"))
    assert [row[1] for row in batch.rows] == ["Åse Østerby", "Søren"]
    assert codes(batch) == [(2, "damaged_text"), (3, "damaged_text")]


def test_lost_letters_are_named() -> None:
    _, batch = read("navn;by\nS�ren;Odense\n")
    assert codes(batch) == [(2, "damaged_text")]
    assert batch.rows == [["S�ren", "Odense"]]


def test_an_ordinary_letter_is_not_damage() -> None:
    _, batch = read("navn;by\nÅ Â;Ångström â\n")
    assert batch.rows == [["Å Â", "Ångström â"]]
    assert codes(batch) == []


def test_cells_over_several_lines_count_as_one_row() -> None:
    _, batch = read('navn;kommentar\r\nBo;"linje 1\r\nlinje ""2"""\r\nIb;ok\r\n')
    assert batch.numbers == [2, 3]
    assert batch.rows[0][1] == 'linje 1\nlinje "2"'


@pytest.mark.parametrize(
    "text",
    [
        'navn;by;kommentar\nBo;Odense;"aldrig lukket\nIb;Aarhus;godt\nEva;Ribe;fint\n',
        'navn;by;kommentar\nBo;"Odense;aldrig lukket\nIb;"Aarhus;godt\nEva;Ribe;fint\n',
        'navn;by;kommentar\nBo;Odense;"aldrig lukket\nIb;Aarhus;"godt"\nEva;Ribe;fint\n',
    ],
)
def test_an_unclosed_quote_swallows_no_rows(text: str) -> None:
    _, batch = read(text)
    assert [row[0] for row in batch.rows] == ["Bo", "Ib", "Eva"]
    assert (2, "damaged_text") in codes(batch)


def test_a_quote_that_swallows_a_long_file_is_found() -> None:
    text = 'navn;by;kommentar\nBo;Odense;"åben\n' + "".join(f"P{n};Ribe;tekst {n}\n" for n in range(2_000))
    _, batch = read(text)
    assert batch.numbers == list(range(2, 2_003))


def test_rows_of_another_width_are_kept_and_named() -> None:
    _, batch = read("navn;by;note\nBo;Odense\nIb;Aarhus;a;b;c\nEva;Ribe;x;;\n")
    assert codes(batch) == [(2, "too_few_cells"), (3, "too_many_cells")]
    assert batch.rows == [["Bo", "Odense", ""], ["Ib", "Aarhus", "a"], ["Eva", "Ribe", "x"]]
    assert batch.extra == {3: ["b", "c"]}


def test_headings_are_made_usable() -> None:
    header, _ = read("navn;;Kommentar ;Kommentar;by\nBo;x;y;z;w\n")
    assert header == ["navn", "Kolonne 2", "Kommentar", "Kommentar (2)", "by"]


def test_titles_and_group_headings_stand_above_the_header() -> None:
    text = (
        "Deltagere 2026;;;\n;;;\n;Kontakt;;\nNavn;E-mail;Kommune;Kursusdato\n;;;\nBo;b@eksempel.invalid;Ribe;1-2-21\n"
    )
    raw = open_file("liste.csv", text.encode())
    assert (raw.header_row, whole(raw).numbers) == (4, [6])


def test_a_row_of_tags_under_the_header_is_no_data() -> None:
    _, batch = read("kommune,dato,kit\n#adm2,#date,#kit\nRibe,2021-01-01,3\n")
    assert batch.numbers == [3]


def test_formula_like_text_is_text() -> None:
    batch = whole(opened("nasty/blandet.csv"))
    assert any(cell.startswith("=cmd|") for row in batch.rows for cell in row)


def test_batches_are_streamed() -> None:
    text = "navn;by\n" + "Bo;Odense\n" * 45_000
    sizes = [len(batch.rows) for batch in open_file("stor.csv", text.encode()).batches()]
    assert sizes == [20_000, 20_000, 5_000]


# --- Limits --------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MAX_ROWS", 50), ("MAX_COLUMNS", 5), ("MAX_UPLOAD_MB", 1), ("READER_SECONDS", 20)):
        monkeypatch.setenv(f"FODFAESTE_{name}", str(value))
    config.settings.cache_clear()


@pytest.fixture(autouse=True)
def _settings_again() -> object:
    yield
    config.settings.cache_clear()


def sheet(rows: list[list[object]], *, name: str = "Ark1", more: dict[str, list[list[object]]] | None = None) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        for title, lines in {name: rows, **(more or {})}.items():
            page = book.add_worksheet(title)
            for number, line in enumerate(lines):
                page.write_row(number, 0, line)
    return made.getvalue()


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize(
    ("content", "word"),
    [
        (("navn;by\n" + "Bo;Ribe\n" * 60).encode(), "rækker"),
        (("a;b;c;d;e;f\n" + "1;2;3;4;5;6\n").encode(), "kolonner"),
        (b"navn;by\n" + b"x" * 2_000_000, "MB"),
        (sheet([["navn", "by"], *[["Bo", "Ribe"]] * 60]), "rækker"),
        (sheet([list("abcdef"), list("123456")]), "kolonne"),
    ],
)
def test_too_large_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(Refused, match=word):
        whole(open_file("stor.csv", content))


def test_a_reader_that_runs_out_of_memory_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FODFAESTE_READER_MEMORY_MB", "64")
    config.settings.cache_clear()
    with pytest.raises(Refused, match="CSV"):
        whole(
            open_file(
                "liste.xlsx",
                sheet([["navn", "by"], *[[random.Random(n).randbytes(2_000).hex(), "Ribe"] for n in range(5_000)]]),
            )
        )


# --- Spreadsheets --------------------------------------------------------------------------------------------------


def test_cells_become_text_as_a_person_would_write_it() -> None:
    rows: list[list[object]] = [["navn", "tal", "ja", "brøk"], ["Bo", 7, True, 1.5], ["Ib", 20304050, False, 0.25]]
    _, batch = read(sheet(rows), "liste.xlsx")
    assert batch.rows == [["Bo", "7", "1", "1.5"], ["Ib", "20304050", "0", "0.25"]]


def test_cpr_as_a_number_cell_is_masked_with_and_without_its_zero() -> None:
    rows: list[list[object]] = [
        ["navn", "respondent_id", "note"],
        ["Bo", 912345678, 101801234],
        ["Ib", 912345679, 2112801234],
        ["Eva", 912345680, "født 010180\n1234"],
        ["Ea", 912345681, 20304050],
    ]
    _, batch = read(sheet(rows), "liste.xlsx")
    assert batch.cpr == [(2, "note"), (3, "note"), (4, "note")]
    assert [row[1] for row in batch.rows] == ["912345678", "912345679", "912345680", "912345681"]


def test_cpr_in_names_of_file_sheet_and_column_is_masked() -> None:
    raw = open_file(
        "Bo 010180-1234.xlsx",
        sheet([["navn", "cpr 010180-1234"], ["Bo", "x"]], more={"010180-1234": [["a", "b"], [1, 2]]}),
    )
    whole(raw)
    assert raw.name == f"Bo {CPR_MASK}.xlsx"
    assert "1234" not in repr((raw.header, raw.notes))


def test_hidden_rows_are_data() -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet()
        for number, line in enumerate([["navn", "by"], ["Bo", "Ribe"], ["Ib", "Aarhus"]]):
            page.write_row(number, 0, line)
        page.set_row(1, None, None, {"hidden": True})
    _, batch = read(made.getvalue(), "liste.xlsx")
    assert [row[0] for row in batch.rows] == ["Bo", "Ib"]


def test_rows_of_the_same_kind_on_two_sheets_are_not_read_in_part() -> None:
    rows: list[list[object]] = [["navn", "kommune", "kursusdato"], ["Bo", "Ribe", "1-2-21"]]
    with pytest.raises(Refused, match="Hold 1, Hold 2"):
        open_file("hold.xlsx", sheet(rows, name="Hold 1", more={"Hold 2": rows}))


def test_a_single_formula_without_result_is_a_warning() -> None:
    batch = whole(opened("deltagerliste_haandholdt.xlsx"))
    assert (15, "damaged_text") in codes(batch)


@given(st.binary(max_size=60), st.integers(0, 6_000))
@settings(max_examples=12, deadline=None)
def test_a_broken_spreadsheet_is_a_table_or_refused(noise: bytes, place: int) -> None:
    content = bytearray((SAMPLES / "kobo_export.xlsx").read_bytes())
    content[place : place + len(noise)] = noise
    with suppress(Refused):
        raw = open_file("x.xlsx", bytes(content))
        assert all(len(row) == len(raw.header) for row in whole(raw).rows)
