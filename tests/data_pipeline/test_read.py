"""What comes out of a file: rows numbered as a person sees them, or a refusal with a remedy."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from data_pipeline.model import Refused
from data_pipeline.read import open_file
from tests.data_pipeline.reading import opened, sheet, whole

SECRETS = ("010180-1234", "0101801234")

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
    assert "Hører rækkerne med" in raw.notes[0].message


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
