"""Answers question by question: which one counts, and where people at one site disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd
from sqlalchemy import ColumnElement, Connection, or_, select

from programme.answers import BARRIERS
from programme.calendar import danish, today
from programme.definitions import Question, definitions
from storage import tables as t

UNNAMED = "ukendt"
PHONE = re.compile(r"\+?[\d ]{6,}")
r, p, s = t.response.c, t.trainer.c, t.site.c
PERSONAL = frozenset({"any_change", "employment", "confidence", "network_wish", "refresher", "free_text"})
DISPUTABLE = frozenset(  # what only one answer per site and wave can be true of
    {
        *("programme_status", "first_course_on", "management", "local_lead"),
        *("prescription", "kit_stock", "procedure", "plan"),
    }
)


class Word(NamedTuple):
    """One answer to one question."""

    site_id: int | None
    on: date
    number: int
    wave: int | None
    who: str
    question: Question
    value: object
    person: object = None  # tells people apart, also those whose names are alike or hidden

    @property
    def text(self) -> str:
        """The value in words."""
        if self.question.column in BARRIERS:
            return next((one.title for one in definitions().barriers if one.code == self.value), str(self.value))
        return danish(self.value) if isinstance(self.value, date) else self.question.label(self.value)


def everything_said(connection: Connection, sites: list[int], code: str | None = None) -> list[Word]:
    """Every answered question of some sites, and of the municipality as a whole, newest first."""
    asked = definitions().questions
    place: ColumnElement[bool] = r.site_id.in_(sites)
    if code:
        place = or_(place, r.site_id.is_(None) & (r.municipality_code == code))
    query = (
        select(r.site_id, r.answered_on, r.id, r.wave, r.trainer_id, p.first_name, p.last_name, r.respondent)
        .add_columns(*(r[question.column] for question in asked))
        .outerjoin_from(t.response, t.trainer, p.id == r.trainer_id)
        .where(place, r.answered_on <= today())
        .order_by(r.answered_on.desc(), r.id.desc())
    )
    return [
        Word(site_id, on, number, wave, _who(first, last, respondent), question, value, trainer or respondent)
        for site_id, on, number, wave, trainer, first, last, respondent, *values in connection.execute(query)
        for question, value in zip(asked, values, strict=True)
        if value is not None
    ]


def answers(said: list[Word], may_name: Callable[[Word], bool]) -> pd.DataFrame:
    """One row per answered question, newest first; the newest of a site counts.

    Where the viewer may not see people, `who` is missing, and so is what people said of themselves.
    """
    disputed = {(word.site_id, word.wave, word.question.column) for words in disputes(said) for word in words}
    counted: set[tuple[int | None, str, object]] = set()
    rows = []
    for word in said:
        is_named = may_name(word)
        if word.question.column in PERSONAL and not is_named:
            continue
        key = (word.site_id, word.question.column, word.person if word.question.column in PERSONAL else "")
        is_fact = word.value != word.question.unknown
        is_newest = is_fact and key not in counted
        if is_newest:
            counted.add(key)
        is_contradicted = (word.site_id, word.wave, word.question.column) in disputed
        named = (word.question.column, word.question.title)
        rows.append((word.on, word.wave, word.who if is_named else None, *named, word.text, is_newest, is_contradicted))
    columns = "answered_on wave who question label value is_newest is_contradicted"
    found = pd.DataFrame(rows, columns=columns.split())
    return found.assign(wave=found["wave"].astype("Int64"))


def contradictions(said: list[Word], may_name: Callable[[Word], bool]) -> pd.DataFrame:
    """One row per question that people at one site answer differently in one wave; lists, newest first.

    `who` is empty where the viewer may not see people.
    """
    rows = [
        (
            words[0].question.column,
            words[0].question.title,
            [word.text for word in words],
            [word.who for word in words if may_name(word)],
            [word.on for word in words],
        )
        for words in disputes(said)
    ]
    return pd.DataFrame(rows, columns=["question", "label", "values", "who", "dates"])


def disputes(said: Iterable[Word]) -> list[list[Word]]:
    """The newest words of different people at one site in one wave that cannot both be true."""
    newest: dict[tuple[int | None, int | None, str], dict[object, Word]] = defaultdict(dict)
    for word in said:
        if word.question.column in DISPUTABLE and word.value != word.question.unknown and word.site_id is not None:
            newest[word.site_id, word.wave, word.question.column].setdefault(word.person or word.who, word)
    return [list(words.values()) for words in newest.values() if len({word.value for word in words.values()}) > 1]


def _who(first: str | None, last: str | None, respondent: str | None) -> str:
    """A name, else the id that was given; an address or a number is never shown: nobody consented to that."""
    is_address = respondent is None or "@" in respondent or PHONE.fullmatch(respondent)
    return " ".join(filter(None, (first, last))) or (UNNAMED if is_address else str(respondent))
