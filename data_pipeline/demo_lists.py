"""The demo's participant lists: two in the template, one kept by hand in Excel, each with its planted mistakes."""

from __future__ import annotations

import random
from datetime import date

from data_pipeline.contract import contract
from data_pipeline.demo_files import Book, Cell, Cells, as_csv, columns
from data_pipeline.demo_mess import mailbox, phone, spelled, workplace
from data_pipeline.demo_people import DemoCourse, Person
from data_pipeline.demo_places import DemoSite

MARK = "Fiktive demodata"
CPR = "010180-1234"  # nobody's: made up, like everything here
Entry = dict[str, Cell]
HAND_KEPT = {
    "Nr.": "",
    "Navn": "",
    "E-mail": "email",
    "Tlf. nr.": "telefon",
    "Køn": "køn",
    "Alder": "aldersgruppe",
    "Arbejdsplads": "arbejdsplads",
    "Type": "",
    "Kommune": "kommune",
    "Dækker kommuner": "dækker_kommuner",
    "Region": "",
    "Netværk": "netværk",
    "Stilling": "faggruppe",
    "Rolle": "rolle",
    "Status": "status",
    "Kursusdato": "kursusdato",
    "Kursussted": "kursussted",
    "Må kontaktes": "samtykke_kontakt",
    "Må deles i netværket": "samtykke_netværk",
    "Bemærkning": "bemærkning",
}


def entry(person: Person, site: DemoSite, rng: random.Random, *, is_first: bool) -> Entry:
    """A person's row, keyed by the columns of the template, spelled as people spell; the first of a site with care."""
    left = person.is_known_to_have_left
    has_code = rng.random() < 0.7
    return {
        "deltager_id": person.key,
        "kursus_id": person.course.code,
        "kursusdato": person.course.held_on,
        "kursussted": person.course.place,
        "kommunekode": site.town.code if has_code else "",
        "kommune": spelled(site.town, rng),
        "arbejdsplads": site.name if is_first else workplace(site.name, rng),
        "arbejdsplads_type": site.kind,
        "dækker_kommuner": ", ".join(town.name for town in site.serves),
        "fornavn": person.first_name,
        "efternavn": person.last_name,
        "email": mailbox(person.email, rng),
        "telefon": phone(person.phone, rng),
        "faggruppe": person.profession,
        "køn": person.gender,
        "aldersgruppe": person.age_group,
        "anciennitet": person.seniority,
        "rolle": person.role,
        "netværk": site.network,
        "status": (2 if person.employment == 4 else 3) if left else 1,
        "statusdato": person.left_on if left else None,
        "samtykke_kontakt": person.may_contact,
        "samtykke_netværk": person.may_network,
        "bemærkning": MARK,
    }


def stranger(base: Entry, number: int, **changes: Cell) -> Entry:
    """Someone else from the same course, for a row with a planted mistake."""
    first, last = ("Gerda", "Jonna", "Holger", "Ejnar", "Sigrid", "Palle", "Agnete", "Rigmor")[number], "Plantet"
    return base | {
        "deltager_id": f"D9{number:03d}",
        "fornavn": first,
        "efternavn": last,
        "email": f"{first}.{last}@eksempel.invalid".lower(),
        "telefon": f"26 00 09 {number:02d}",
        "status": 1,
        "statusdato": None,
        **changes,
    }


def template_lists(entries: list[Entry], unheard: set[str], as_of: date) -> tuple[bytes, bytes]:
    """The first 22 courses as cp1252 and the next twelve as UTF-8 with BOM, both separated by semicolons.

    Planted in the first: an unknown municipality, 31-02, a CPR-like number in a remark (all three wait in quarantine)
    and two rows that stand there twice. In the second: a region for a municipality (quarantine), and for people who
    never answer (`unheard`, deltager_id) a mailbox with commas and a phone number that is too short (warnings).
    """
    first = [row for row in entries if str(row["kursus_id"]) <= "NX-22"]
    second = [row for row in entries if "NX-22" < str(row["kursus_id"]) <= "NX-34"]
    first[40:40] = [
        stranger(first[40], 0, kommunekode="", kommune="Lillestrup Kommune", arbejdsplads="Klinik Lillestrup")
    ]
    first[75:75] = [stranger(first[75], 1, kursusdato=f"31-02-{as_of.year}")]
    first[90:90] = [stranger(first[90], 2, bemærkning=f"{MARK}. Oplyste selv cpr {CPR}, skal slettes")]
    first += [dict(first[12]), dict(first[51])]
    sloppy = [row for row in [*second, *first] if row["deltager_id"] in unheard][:2]
    sloppy[0]["email"] = str(sloppy[0]["email"]).strip().replace(".", ",")
    sloppy[-1]["telefon"] = "26 00 09"
    second[30:30] = [stranger(second[30], 4, kommunekode="", kommune="Region Sjælland", arbejdsplads="")]
    names = columns("participants")
    names.insert(names.index("kursusdato") + 1, "kursussted")
    return (
        as_csv(names, [[row[name] for name in names] for row in first], encoding="cp1252"),
        as_csv(names, [[row[name] for name in names] for row in second]),
    )


def hand_kept(entries: list[Entry], courses: list[DemoCourse], rng: random.Random, as_of: date) -> bytes:
    """The last 16 courses in one sheet: merged title, heading on row 5, a section row per course, a total row.

    Planted: a CPR-like number in a remark and a region in the place of the municipality (quarantine), and one person
    who stands there twice with another spelling of her address.
    """
    held = [course for course in courses if course.code > "NX-34"]
    width = len(HAND_KEPT)
    rows: list[Cells] = [
        [f"{MARK}: Træn træneren – deltagere på de seneste hold"],
        [f"Opdateret {as_of.day}.{as_of.month}.{as_of:%y} af sekretariatet (alle navne er opdigtede)"],
        [],
        ["", "", "Kontakt", "", "", "", "Arbejdssted"],
        list(HAND_KEPT),
    ]
    for course in held:
        group = [row for row in entries if row["kursus_id"] == course.code]
        rows += [[], [f"Hold {course.code} – {course.place}"]]
        rows += [_line(number, row, rng) for number, row in enumerate(group, start=1)]
    late = [row for row in entries if str(row["kursus_id"]) > "NX-34"]
    rows += [
        _line(90, stranger(late[0], 5, bemærkning=f"cpr {CPR} bedes slettet"), rng),
        _line(91, stranger(late[0], 6, kommune="Region Nordjylland", arbejdsplads=""), rng),
        _line(92, _twin(late), rng),
        [],
        [f"I alt {len(late)} deltagere"],
    ]
    book = Book(as_of)
    book.sheet("Deltagere", rows, bold=(0, 3, 4), title_width=width)
    book.sheet("Noter", [["Husk at ringe til de nye hold"], [MARK]], bold=())
    return book.content()


def _twin(rows: list[Entry]) -> Entry:
    """Somebody once more, the address written with æ, ø and å where the name has them."""
    row = next((row for row in rows if not _written(row).isascii()), rows[-1])
    return row | {"email": _written(row), "bemærkning": "dublet?"}


def _written(row: Entry) -> str:
    return f"{row['fornavn']}.{row['efternavn']}@eksempel.invalid".lower()


def _line(number: int, row: Entry, rng: random.Random) -> Cells:
    """A row as somebody keeps it by hand: words for codes, dates in four styles, phones as text or numbers."""
    first, last = row["fornavn"], row["efternavn"]
    line: dict[str, Cell] = {heading: row.get(column, "") for heading, column in HAND_KEPT.items()}
    digits = str(row["telefon"]).removeprefix("+45").removeprefix("0045-").replace(" ", "").replace("-", "")
    line |= {
        "Nr.": number,
        "Navn": f"{last}, {first}" if rng.random() < 0.15 else f"{first} {last}",
        "Tlf. nr.": int(digits) if rng.random() < 0.4 else row["telefon"],
        "Køn": rng.choice({"kvinde": ("K", "kvinde", "Kvinde"), "mand": ("M", "mand")}.get(str(row["køn"]), ("",))),
        "Type": ("kommunal", "privat")[row["arbejdsplads_type"] == 2],
        "Stilling": _word("profession", row["faggruppe"], rng),
        "Rolle": _word("role", row["rolle"], rng),
        "Status": _word("status", row["status"], rng),
        "Kursusdato": _day(row["kursusdato"], rng),
        "Må kontaktes": ("nej", "ja")[row["samtykke_kontakt"] == 1],
        "Må deles i netværket": ("nej", "ja")[row["samtykke_netværk"] == 1],
    }
    return list(line.values())


def _word(field: str, code: Cell, rng: random.Random) -> str:
    known = contract().fields["participants"][field].codes[str(code)]
    return rng.choice(known[:2])


def _day(day: Cell, rng: random.Random) -> Cell:
    if not isinstance(day, date) or rng.random() < 0.7:
        return day
    return rng.choice((f"{day:%d.%m.%Y}", f"{day.day}/{day.month}-{day:%y}", f"{day:%d-%m-%Y}"))
