"""Cases as people read them: a table of text, one case per line, days counted from the first trained trainer.

`said` is a list of events separated by ";", each beginning with its day:
    d40 Q2=3 w1          an answer in wave 1; Q6, Q7, Q9-Q12, Q16, Q17, courses, talks, citizens, kits, target likewise
    d40 by 2 Q1=3        of the second trainer
    d40 date d100        the next course is planned for day 100
    d40 first d30        the first course was (or will be) on day 30
    d40 nothing          an answer that says nothing
    d40 note | d40 meeting | d40 pause d60
    d40 note O1 done kits=2     a status note: step, state, counts, `next d100`, `B05`, `late d50` (written on that day)
`trainers`: "2" trained on day zero; "1+1@30" one more on day 30; "2/off@50" both off the list on day 50.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.programme.reference import Answer, Case, Note, Trainer

ZERO = date(2021, 1, 10)
QUESTIONS = {
    "Q1": "employment",
    "Q2": "programme_status",
    "Q5": "resupply_used",
    "Q6": "management",
    "Q7": "local_lead",
    "Q8": "target_group",
    "Q9": "prescription",
    "Q10": "kit_stock",
    "Q11": "procedure",
    "Q12": "plan",
    "Q16": "refresher",
    "Q17": "network_wish",
}
COUNTS = ("courses", "talks", "citizens", "kits")


def day(text: str) -> date:
    """d40 -> the date 40 days after the first trained trainer."""
    return ZERO + timedelta(days=int(text.removeprefix("d")))


def table(text: str) -> list[dict[str, str]]:
    """The rows of a table whose first line names the columns; lines of dashes are headings."""
    lines = [
        [cell.strip() for cell in line.split("|")] for line in text.strip().splitlines() if not line.startswith("----")
    ]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def case(row: dict[str, str]) -> Case:
    """The rows that a line stands for."""
    made = Case(size=row.get("size") or "medium", trainers=_trainers(row["trainers"]))
    for number, event in enumerate(filter(None, map(str.strip, row["said"].split(";"))), 1):
        _add(made, number, event.split())
    return made


def _trainers(text: str) -> list[Trainer]:
    text, _, off = text.partition("/off@")
    status = {"status": 3, "status_on": day(off)} if off else {}
    found: list[Trainer] = []
    for part in text.split("+"):
        count, _, on = part.partition("@")
        found += [Trainer(day(on or "d0"), **status) for _ in range(int(count))]
    for number, trainer in enumerate(found, 1):
        trainer.key = number
    return found


def _add(made: Case, number: int, words: list[str]) -> None:
    on, *rest = words
    if rest[0] in ("note", "meeting", "pause"):
        if rest[0] == "note":
            made.notes.append(_status(number, day(on), rest[1:]))
        else:
            made.notes.append(Note(rest[0], day(on), day(rest[1]) if len(rest) > 1 else None))
        return
    answer = Answer(day(on), number, {}, trainer=1)
    while rest:
        word = rest.pop(0)
        if match := re.fullmatch(r"(Q\d+)=(\d+)", word):
            answer.values[QUESTIONS[match[1]]] = int(match[2])
        elif match := re.fullmatch(rf"({'|'.join(COUNTS)})=(\d+)", word):
            answer.values[match[1]] = int(match[2])
        elif re.fullmatch(r"w\d", word):
            answer.wave = int(word[1:])
        elif word in ("date", "first"):
            answer.values["next_date" if word == "date" else "first_course_on"] = day(rest.pop(0))
        elif word == "by":
            answer.trainer = int(rest.pop(0))
        elif word != "nothing":
            raise ValueError(f"{word!r} is not part of the notation")
    made.answers.append(answer)


def _status(number: int, on: date, words: list[str]) -> Note:
    note = Note("status", on, number=number)
    while words:
        word = words.pop(0)
        name, _, count = word.partition("=")
        if count:
            note.values[name] = int(count)
        elif word == "next":
            note.values["next_date"] = day(words.pop(0))
        elif word == "late":
            note.written_on = day(words.pop(0))
        elif re.fullmatch(r"B\d\d", word):
            note.values["barrier"] = word
        else:
            note.values["step" if re.fullmatch(r"[A-Z]\d", word) else "state"] = word
    return note
