"""The demo's three waves as exports: SurveyXact; REDCap and MS Forms; the answers template and KoboToolbox."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from data_pipeline.demo_answers import Answer, Values
from data_pipeline.demo_files import Book, Cell, Cells, as_csv, columns, heading, label
from data_pipeline.demo_lists import CPR, MARK
from data_pipeline.demo_mess import mailbox, spelled
from data_pipeline.demo_people import LETTERS, Person
from data_pipeline.demo_places import DemoSite
from data_pipeline.demo_plots import opens

BARRIER_COLUMNS = ("barriere_1", "barriere_2", "barriere_3")
CODES = (*(f"B{number:02d}" for number in range(1, 15)), "B98")


def questions(*, with_barriers: bool = True) -> list[str]:
    """The template's question columns, ændring ... fritekst."""
    names = columns("followup")
    asked = names[names.index("ændring") :]
    return [name for name in asked if with_barriers or name not in BARRIER_COLUMNS]


def _barriers(values: Values) -> list[str]:
    return [str(values[name]) for name in BARRIER_COLUMNS if name in values]


def _moment(answer: Answer, rng: random.Random) -> datetime:
    return datetime.combine(answer.answered_on, time(rng.randint(7, 16), rng.randint(0, 59), rng.randint(0, 59)))


def surveyxact(
    answers: list[Answer], silent: Iterable[tuple[Person, DemoSite]], rng: random.Random, as_of: date
) -> bytes:
    """Wave 1, EU flavour: semicolon, cp1252, ISO times, five 0/1 columns for the status of everybody invited.

    Those who did not answer are there as "Distribueret" or "Nogen svar" without an answer (ignored). Planted: a
    CPR-like number in a free text (quarantine) and two addresses that no list knows, from known municipalities.
    """
    asked = questions()
    header = ["responde", "created", "closetim", "difftime", "deltager_id", "email", "kommune", "måling", *asked]
    header += [f"stato_{place}" for place in range(1, 6)]
    sent = datetime.combine(opens(1, as_of), time(8, 0, 11))
    rows: list[Cells] = []
    for number, answer in enumerate(answers):
        person, town = answer.person, answer.story.site.town
        key = person.key if rng.random() < 0.8 else ""
        email = mailbox(person.email, rng)
        if number in (9, 21):
            key, email = "", f"ny.kollega{number}@eksempel.invalid"
        values = dict(answer.values)
        if number == 33:
            values["fritekst"] = f"En borger ({CPR}) fik kit – tak for hjælpen"
        took = f"{rng.randint(40, 400)},{rng.randint(0, 99):02d}"
        row: Cells = [sent, _moment(answer, rng), took, key, email, spelled(town, rng), 1]
        rows.append([*row, *(values.get(name) for name in asked), 0, 0, 0, 1, 0])
    for person, site in silent:
        status = [0, 0, 1, 0, 0] if rng.random() < 0.15 else [0, 1, 0, 0, 0]
        row = [sent, None, None, person.key, person.email, site.town.name, 1]
        rows.append([*row, *([None] * len(asked)), *status])
    rng.shuffle(rows)
    numbered: list[Cells] = [[910000001 + number, *row] for number, row in enumerate(rows)]
    return as_csv(header, numbered, encoding="cp1252", day_format="%Y-%m-%d")


def _ascii(name: str) -> str:
    return name.translate(LETTERS)


def redcap(answers: list[Answer], silent: list[tuple[Person, DemoSite]], rng: random.Random) -> bytes:
    """Wave 2, first half, raw export: commas, ISO dates, codes, barriers as 0/1 boxes, municipality codes as numbers.

    Planted: surveys opened and never sent in ("[not completed]", ignored).
    """
    asked = questions(with_barriers=False)
    boxes = [f"barrierer___{code.lower()}" for code in CODES]
    header = ["record_id", "redcap_survey_identifier", "opfolgning_timestamp", "deltager_id", "kommune", "maaling"]
    header += [*map(_ascii, asked), *boxes, "opfolgning_complete"]
    rows: list[Cells] = []
    for answer in answers:
        told = _barriers(answer.values)
        row: Cells = [mailbox(answer.person.email, rng).strip(), _moment(answer, rng), answer.person.key]
        row += [int(answer.story.site.town.code), 2, *(answer.values.get(name) for name in asked)]
        rows.append([*row, *(int(code in told) for code in CODES), 2])
    for person, site in silent:
        row = [person.email, "[not completed]", person.key, int(site.town.code), 2, *([None] * len(asked))]
        rows.append([*row, *([0] * len(CODES)), 0])
    numbered: list[Cells] = [[number, *row] for number, row in enumerate(rows, start=1)]
    return as_csv(header, numbered, delimiter=",", encoding="utf-8", day_format="%Y-%m-%d")


def ms_forms(answers: list[Answer], rng: random.Random, as_of: date) -> bytes:
    """Wave 2, second half: Danish headings, labels, real dates, barriers joined by semicolons.

    Planted: "ca. 5" citizens and "5-6" kits (kept as text, counted as missing), an answer from nobody and nowhere
    (quarantine), and two people who answered again some days later (the newest counts).
    """
    asked = questions(with_barriers=False)
    header = ["ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn", "Kommune\xa0", "Måling"]
    header += [*map(heading, asked[:-1]), "Barrierer\n(sæt gerne flere krydser)", heading(asked[-1])]
    rows: list[Cells] = []
    again = [answer for answer in answers if answer.story.plot.name == "steady" and "kit" in answer.values]
    later = [_postponed(answer, as_of) for answer in again[-2:]]
    for answer in sorted([*answers, *later], key=lambda each: each.answered_on):
        values = dict(answer.values)
        if answer in again[:2]:
            values |= {"borgere": "ca. 5", "kit": "5-6"}
        rows.append(_form(answer, values, asked, rng))
    stray = datetime.combine(opens(2, as_of) + timedelta(days=3), time(23, 58))
    rows.append([stray, stray + timedelta(minutes=6), "anonymous", "", "", 2, "Ja", "Ja", "Ved ikke"])
    numbered: list[Cells] = [[number, *row] for number, row in enumerate(rows, start=1)]
    book = Book(as_of)
    book.sheet("Sheet1", [list(header), *numbered])
    return book.content()


def _postponed(answer: Answer, as_of: date) -> Answer:
    day = min(answer.answered_on + timedelta(days=5), as_of)
    values = answer.values | {"tryghed": 5}
    return Answer(answer.person, answer.story, answer.wave, day, values)


def _form(answer: Answer, values: Values, asked: list[str], rng: random.Random) -> Cells:
    done = _moment(answer, rng)
    told = "".join(f"{label('barriere_1', code)};" for code in _barriers(values))
    person = answer.person
    cells: Cells = [done - timedelta(minutes=rng.randint(3, 14)), done, person.email]
    cells += [f"{person.first_name} {person.last_name}", spelled(answer.story.site.town, rng), 2]
    cells += [label(name, values.get(name)) for name in asked[:-1]]
    return [*cells, told, values.get(asked[-1])]


def answers_template(answers: list[Answer], rng: random.Random, as_of: date) -> bytes:
    """Wave 3, first half, in Red Liv's own template; codes in half of the rows and labels in the others.

    Planted: a municipality that does not exist from someone unknown and an answer dated 31-02 (quarantine), and a row
    that stands there twice.
    """
    header = columns("followup")
    rows = [_sent(answer, rng) for answer in answers]
    nobody: dict[str, Cell] = {"deltager_id": "", "email": "plantet@eksempel.invalid"}
    rows[20:20] = [rows[20] | nobody | {"kommune": "Sønderstrand Kommune"}]
    rows[50:50] = [rows[50] | {"besvaret": f"31-02-{as_of.year}"}]
    rows += [dict(rows[5])]
    return as_csv(header, [[row.get(name) for name in header] for row in rows], encoding="utf-8-sig")


def _sent(answer: Answer, rng: random.Random) -> dict[str, Cell]:
    has_words = rng.random() < 0.5
    row: dict[str, Cell] = {
        "deltager_id": answer.person.key if rng.random() < 0.6 else "",
        "email": mailbox(answer.person.email, rng),
        "kommune": spelled(answer.story.site.town, rng),
        "besvaret": answer.answered_on,
        "måling": answer.wave,
    }
    for name, value in answer.values.items():
        row[name] = label(name, value) if has_words else value
    return row


def kobo(answers: list[Answer], rng: random.Random, as_of: date) -> bytes:
    """Wave 3, second half: barriers joined by blanks beside 0/1 columns, times of sending in UTC.

    Planted: one answer that was sent twice with the same _uuid.
    """
    asked = questions(with_barriers=False)
    header = ["start", "end", "E-mail", "Kommune", "Måling", *map(heading, asked[:-1])]
    header += ["Barrierer", *(f"Barrierer/{code}" for code in CODES), heading(asked[-1])]
    header += ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"]
    header += ["__version__", "_tags", "_index"]
    numbered = list(enumerate([*answers, answers[-1]], start=1))
    rows = [_submission(number, answer, asked, rng, uuid=min(number, len(answers))) for number, answer in numbered]
    book = Book(as_of)
    book.sheet(f"{MARK} måling 3", [list(header), *rows])
    return book.content()


def _submission(number: int, answer: Answer, asked: list[str], rng: random.Random, *, uuid: int) -> Cells:
    done, told = _moment(answer, rng), _barriers(answer.values)
    cells: Cells = [done - timedelta(minutes=6), done, answer.person.email, spelled(answer.story.site.town, rng), 3]
    cells += [label(name, answer.values.get(name)) for name in asked[:-1]]
    cells += [" ".join(told), *((str(int(code in told)) if told else None) for code in CODES)]
    sent = done - timedelta(hours=1) + timedelta(seconds=30)
    cells += [answer.values.get(asked[-1]), 500 + number, f"6a0d1c8e-{uuid:04d}-4000-8000-{uuid:012d}", sent]
    return [*cells, None, None, "submitted_via_web", None, "vA1", None, number]
