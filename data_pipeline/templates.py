"""Red Liv's own templates, made from the contract that validates what comes back in them."""

from __future__ import annotations

import csv
import io

from data_pipeline.contract import Field, contract
from data_pipeline.model import Kind

# One made-up row each, so that nobody has to guess how a cell is written.
EXAMPLES: dict[Kind, dict[str, str]] = {
    "participants": {
        "participant_key": "D0001",
        "course_code": "K01",
        "course_date": "05-03-2021",
        "municipality": "Aarhus",
        "workplace": "Rusmiddelcenter Eksempel",
        "workplace_kind": "1",
        "first_name": "Anna",
        "last_name": "Eksempel",
        "email": "anna@eksempel.invalid",
        "phone": "20 00 00 00",
        "profession": "1",
        "role": "1",
        "network": "Netværk Øst",
        "status": "1",
        "may_contact": "ja",
        "may_network": "ja",
    },
    "followup": {
        "participant_key": "D0001",
        "email": "anna@eksempel.invalid",
        "answered_on": "20-04-2021",
        "wave": "1",
        "programme_status": "1",
        "first_course_on": "10-04-2021",
        "courses": "1",
        "citizens": "6",
        "kits": "5",
    },
}
HINTS = {
    "key": "tekst, den samme hver gang",
    "text": "tekst",
    "free": "tekst; skriv aldrig CPR-numre",
    "name": "tekst",
    "date": "dato som 05-03-2021",
    "integer": "helt tal; tomt, hvis det ikke kendes",
    "code": "kode eller tekst fra listen",
    "gender": "kode eller tekst fra listen",
    "boolean": "ja eller nej",
    "email": "navn@sted.dk",
    "phone": "otte cifre, eller + og landekode",
    "municipality": "kommunens navn eller firecifrede kode",
    "municipalities": "kommuner med komma imellem",
    "age": "gruppe som 30-39",
    "barrier": "kode eller tekst fra listen",
    "barriers": "koder med semikolon imellem",
}
TITLES: dict[Kind, str] = {"participants": "Deltagere", "followup": "Svar"}


def participants_csv() -> bytes:
    """The participant list's template as CSV that Excel opens with the right letters."""
    return _csv("participants")


def answers_csv() -> bytes:
    """The follow-up's template as CSV that Excel opens with the right letters."""
    return _csv("followup")


def participants_xlsx() -> bytes:
    """The participant list's template as XLSX, with a sheet of codes."""
    return _xlsx("participants")


def answers_xlsx() -> bytes:
    """The follow-up's template as XLSX, with a sheet of codes."""
    return _xlsx("followup")


def fields_of(kind: Kind) -> list[Field]:
    """The columns of a template, in order."""
    return [each for each in contract().fields[kind].values() if each.in_template]


def _csv(kind: Kind) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([each.column for each in fields_of(kind)])
    return out.getvalue().encode("utf-8-sig")


def _xlsx(kind: Kind) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    fields = fields_of(kind)
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, text = book.add_format({"bold": True, "bg_color": "#E8F1F2"}), book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(TITLES[kind])
        for place, each in enumerate(fields):
            sheet.write_string(0, place, each.column, bold)
            sheet.set_column(place, place, max(12, len(each.column) + 2), text)
            if each.codes:
                offered = [str(code) for code in each.codes]
                sheet.data_validation(1, place, 5000, place, _choice(each, offered))
        sheet.freeze_panes(1, 0)
        _codes_sheet(book.add_worksheet("Koder"), kind, fields, bold)
    return out.getvalue()


def _choice(each: Field, offered: list[str]) -> dict[str, object]:
    """Offers the codes in a list without forbidding the labels."""
    return {
        "validate": "list",
        "source": offered,
        "error_type": "information",
        "input_title": each.column[:32],
        "input_message": "Vælg en kode; arket Koder viser, hvad de betyder.",
        "show_error": False,
    }


def _codes_sheet(sheet: object, kind: Kind, fields: list[Field], bold: object) -> None:
    rows = [("Kolonne", "Skal udfyldes", "Hvad der skrives", "Kode", "Betyder", "Eksempel")]
    needed = {name for names in contract().required[kind] for name in names}
    for each in fields:
        shown = EXAMPLES[kind].get(each.name, "")
        must = _must(kind, each.name) if each.name in needed else ""
        rows.append((each.column, must, HINTS[each.type], "", "", shown))
        rows += [("", "", "", code, labels[0], "") for code, labels in each.codes.items()]
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row, bold if line == 0 else None)  # type: ignore[attr-defined]
    sheet.set_column(0, 5, 26)  # type: ignore[attr-defined]


def _must(kind: Kind, name: str) -> str:
    """Says ja, or which columns it shares the duty with."""
    group = next(names for names in contract().required[kind] if name in names)
    others = [contract().fields[kind][each] for each in group if each != name]
    labels = [each.column for each in others if each.in_template]
    return f"eller {' / '.join(labels)}" if labels else "ja"
