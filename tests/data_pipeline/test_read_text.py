"""Text tables: encoding, delimiter and headings by looking; every character kept, broken quotes mended."""

from __future__ import annotations

import pytest

from data_pipeline.read import open_file
from tests.data_pipeline.reading import codes, opened, read, whole


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
    assert sizes == [20_000, *[1_000] * 25]  # the first tells what the file is
