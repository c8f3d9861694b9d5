"""Large participant lists and answers for the benchmark: seeded, streamed, and as untidy as real ones.

About 2 % of the checked cells are bad, dates come in five styles, municipalities in some thousand spellings; every
person has a name, an address and a phone number of their own. Everybody is made up.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import xlsxwriter

from data_pipeline.contract import contract
from data_pipeline.demo_mess import PHONES, mailbox, spelled, workplace
from data_pipeline.demo_people import AGES, LETTERS, PROFESSIONS, SENIORITY, draw
from data_pipeline.demo_places import MUNICIPAL_NAMES, Town, networks, towns, words
from programme.calendar import today

TRAINERS_PER_SITE = 25
PEOPLE_PER_COURSE = 20
POOL = 4096  # how many ready-made cells a column is drawn from
BAD = 0.02
DAYS = ("%d-%m-%Y",) * 6 + ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%y")
BAD_DAYS = ("31-02-2026", "uge 34", "30.02.2026", "ukendt", "12-2026")
BAD_NUMBERS = ("ca. 5", "5-6", "mange", "10+", "ved ikke")
Draw = Callable[[], str]


def participants_csv(path: Path, rows: int, seed: int) -> None:
    """Write `rows` trainers in 25 columns, semicolons, UTF-8 with BOM; memory does not grow with `rows`."""
    fields = contract().fields["participants"].values()
    header = [field.column for field in fields if field.name != "full_name"]
    _write(path, header, _participants(rows, random.Random(seed)))


def answers_csv(path: Path, rows: int, seed: int, trainers: int | None = None) -> None:
    """Write `rows` answers of the first `trainers` people of the same seed's list (default: ten answers each)."""
    header = [field.column for field in contract().fields["followup"].values() if field.in_template]
    _write(path, header, _answers(header, rows, trainers or max(1, rows // 10), seed))


def as_xlsx(path_csv: Path, path_xlsx: Path) -> None:
    """The same table as an Excel file, dates and numbers typed as Excel would keep them."""
    book = xlsxwriter.Workbook(path_xlsx, {"constant_memory": True, "default_date_format": "dd-mm-yyyy"})
    sheet = book.add_worksheet("Ark1")
    with path_csv.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter=";")):
            for column, cell in enumerate(row):
                if not cell:
                    continue
                value = _typed(cell)
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, cell)
    book.close()


@cache
def _typed(cell: str) -> date | int | str:
    if cell.isdigit() and not cell.startswith("0") and len(cell) < 9:
        return int(cell)
    if len(cell) == 10 and cell[2] == cell[5] == "-" and not cell.startswith("31-02"):
        return date(int(cell[6:]), int(cell[3:5]), int(cell[:2]))
    return cell


def _write(path: Path, header: list[str], rows: Iterator[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)


def _pool(rng: random.Random, make: Draw, bad: tuple[str, ...] = ()) -> Draw:
    """A quick way to draw from POOL cells that `make` made, BAD of them bad ones."""
    cells = [rng.choice(bad) if bad and rng.random() < BAD else make() for _ in range(POOL)]
    take = rng.random
    return lambda: cells[int(take() * POOL)]


def _person(number: int) -> tuple[str, str, str]:
    """First names, last name and address of the person with a number; no two numbers give the same."""
    first, last = words()["women"] + words()["men"], words()["surnames"]
    width = len(first) * len(first) * len(last) * len(last)
    place = number * 1_000_003 % width  # a prime step visits every combination before it repeats one
    place, one = divmod(place, len(first))
    place, two = divmod(place, len(last))
    place, three = divmod(place, len(first))
    names = f"{first[one]} {first[three]}", f"{last[two]} {last[place]}"
    mail = f"{first[one]}.{last[two]}{number}".lower().translate(LETTERS)
    return *names, f"{mail}@eksempel.invalid"


def _phone(number: int, style: float) -> str:
    digits = str(25_100_000 + number * 83 % 3_899_993)  # Danish numbers throughout; 83 and the width share no factor
    return PHONES[int(style * len(PHONES))].format(digits[:2], digits[2:4], digits[4:6], digits[6:])


def _days(rng: random.Random, first: int, last: int, bad: tuple[str, ...] = ()) -> Draw:
    """Days between `first` and `last` days ago, in the styles people write."""
    return _pool(rng, lambda: (today() - timedelta(days=rng.randint(last, first))).strftime(rng.choice(DAYS)), bad)


def _sites(rows: int, rng: random.Random) -> list[tuple[Town, str]]:
    """Towns and the names of their sites, more in the larger towns."""
    weights = [town.population for town in towns()]
    count = max(98, rows // TRAINERS_PER_SITE)
    drawn = [*towns(), *rng.choices(towns(), weights, k=count - 98)]
    seen: Counter[str] = Counter()
    return [(town, _site_name(town, seen)) for town in drawn]


def _site_name(town: Town, seen: Counter[str]) -> str:
    """The town's next site: a kind of centre, a place, and in very large lists a second place."""
    places = words()["surnames"]
    rest, place = divmod(seen[town.code], len(places))
    rest, kind = divmod(rest, len(MUNICIPAL_NAMES))
    seen[town.code] += 1
    return MUNICIPAL_NAMES[kind].format(f"{places[place]} {places[rest - 1] + ' ' if rest else ''}{town.name}")


def _participants(rows: int, rng: random.Random) -> Iterator[list[str]]:
    sites = _sites(rows, rng)
    spellings = {
        town.code: _pool(rng, lambda town=town: spelled(town, rng), ("Lillestrup", "ved ikke")) for town in towns()
    }
    styles = _pool(rng, lambda: rng.choice(DAYS))
    bad_days = _pool(rng, lambda: rng.choice(BAD_DAYS))
    professions = _pool(rng, lambda: _code("profession", draw(rng, PROFESSIONS), rng), ("ufaglært", "vikar"))
    left = _days(rng, 300, 1)
    ages, seniority = _pool(rng, lambda: draw(rng, AGES)), _pool(rng, lambda: draw(rng, SENIORITY))
    remarks = _pool(
        rng, lambda: rng.choice(("", "", "", "", "ring efter kl. 12", "kommer fra vikariat; ring", "=SUM(1+1)"))
    )
    take = rng.random
    for number in range(rows):
        town, site = sites[number % len(sites)]
        first, last, mail = _person(number)
        held = today() - timedelta(days=30 + number // PEOPLE_PER_COURSE * 37 % 870)
        status = 1 if take() < 0.9 else (3 if take() < 0.6 else 2)
        yield [
            f"D{number:07d}",
            f"K{number // PEOPLE_PER_COURSE:06d}",
            bad_days() if take() < BAD else held.strftime(styles()),
            "Fiktive demodata",
            town.code if take() < 0.6 else "",
            spellings[town.code](),
            town.region,
            site if take() < 0.8 else workplace(site, rng),
            "1",
            "",
            first,
            last,
            mail.replace("@", " at ") if take() < BAD else (mail if take() < 0.8 else mailbox(mail, rng)),
            "12 34" if take() < BAD else _phone(number, take()),
            professions(),
            "KM"[take() < 0.3],
            ages(),
            seniority(),
            str(1 + int(take() * 4)),
            networks()[town.code],
            str(status),
            left() if status != 1 else "",
            "ja" if take() < 0.9 else "nej",
            "1" if take() < 0.8 else "",
            remarks(),
        ]


def _code(field: str, code: str, rng: random.Random) -> str:
    return rng.choice((code, code, *contract().fields["participants"][field].codes[code][:2]))


def _answers(header: list[str], rows: int, trainers: int, seed: int) -> Iterator[list[str]]:
    rng = random.Random(seed + 1)
    columns = _answer_columns(rng)
    sites = _sites(trainers, random.Random(seed))
    spellings = {town.code: _pool(rng, lambda town=town: spelled(town, rng)) for town in towns()}
    take = rng.random
    for number in range(rows):
        person = number % trainers
        wave = 1 + number // trainers
        mail, town = _person(person)[2], sites[person % len(sites)][0]
        row = {
            "deltager_id": f"D{person:07d}" if take() < 0.6 else "",
            "email": mail if take() < 0.9 else mail.upper(),
            "kommune": spellings[town.code](),
            "måling": str(wave),
        }
        yield [row[name] if name in row else columns[name]() for name in header]


def _answer_columns(rng: random.Random) -> dict[str, Draw]:
    """How each question is answered: codes or labels, some blank, numbers with a few that are none."""
    made: dict[str, Draw] = {}
    for field in contract().fields["followup"].values():
        if field.type == "date":
            days = _days(rng, 500, 1, BAD_DAYS) if field.past else _days(rng, 500, -200, BAD_DAYS[:1])
            made[field.column] = days if field.past else _sometimes(rng, days)
        elif field.type == "integer":
            made[field.column] = _pool(rng, lambda: str(rng.choice((0, 0, 1, 2, 3, 5, 8, 13))), BAD_NUMBERS)
        elif field.codes:
            cells = [cell for code, labels in field.codes.items() for cell in (code, code, code, labels[0])]
            blanks = [""] * (len(cells) * (3 if field.type == "barrier" else 1) // 2)
            made[field.column] = _pool(rng, lambda every=cells + blanks: rng.choice(every), ("måske", "x"))
        else:
            made[field.column] = _pool(rng, lambda: rng.choice(["", "", *words()["glad"]]))
    return made


def _sometimes(rng: random.Random, cells: Draw) -> Draw:
    return lambda: cells() if rng.random() < 0.4 else ""
