"""A municipality's plan as its log tells it: the answers that it was made from, and the newest change of each step."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage import tables as t
from storage.plan_tables import plan_change, plan_word

c, w = plan_change.c, plan_word.c


class Entry(NamedTuple):
    """A change of one step; who and why are None for those who may not see the network's people."""

    id: int
    step: str
    at: datetime
    due_on: date | None
    done_on: date | None
    is_by_hand: bool
    responsible: str | None
    comment: str | None
    author: str | None


class Made(NamedTuple):
    """The answers that a plan was made from; programme is own, lead or member."""

    at: datetime
    size: str
    programme: str
    starts_on: date
    author: str | None


def entries(connection: Connection, code: str, *, with_words: bool) -> list[Entry]:
    """Every change of a municipality's steps, oldest first."""
    words = (w.responsible, w.comment, w.author)
    query = select(c.id, c.step, c.at, c.due_on, c.done_on, c.is_by_hand).where(c.municipality_code == code)
    query = query.where(c.step.is_not(None)).order_by(c.id)
    if with_words:
        query = query.add_columns(*words).outerjoin_from(plan_change, plan_word, w.change_id == c.id)
        return [Entry._make(row) for row in connection.execute(query)]
    return [Entry._make((*row, None, None, None)) for row in connection.execute(query)]


def newest(found: list[Entry]) -> dict[str, Entry]:
    """The newest change of each step."""
    return {entry.step: entry for entry in found}


def made(connection: Connection, code: str, *, with_words: bool) -> list[Made]:
    """Each time that the plan was made, oldest first; empty where there is none."""
    query = select(c.at, c.size, c.programme, c.starts_on, w.author).order_by(c.id)
    query = query.outerjoin_from(plan_change, plan_word, w.change_id == c.id)
    found = connection.execute(query.where(c.municipality_code == code, c.step.is_(None)))
    return [Made._make(row if with_words else (*row[:4], None)) for row in found]


def network_of(connection: Connection, code: str) -> int | None:
    """The network that a municipality is in today."""
    m = t.network_municipality.c
    return connection.scalar(select(m.network_id).where(m.municipality_code == code, m.until.is_(None)))
