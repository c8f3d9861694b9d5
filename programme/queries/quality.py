"""How good the data are: who answered what, where answers disagree, how old they are."""

from __future__ import annotations

from datetime import date

import pandas as pd
from sqlalchemy import Connection, Integer, and_, case, cast, func, or_, select

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme.calendar import today
from programme.definitions import definitions
from programme.queries import shared
from programme.queries.answers import DISPUTABLE, disputes, everything_said
from programme.queries.views import Quality
from storage import tables as t

MOST_DISPUTED = 300  # sites looked at for contradictions
m, s, r = shared.m, shared.s, t.response.c


def quality(*, viewer: Viewer) -> Quality:
    """Completeness per question and wave, response rates, contradictions, age and what waits; shares are of 1.

    For those who bring data in; raises Forbidden. Indicator: response_rate.
    """
    require(viewer, Permission.IMPORT_DATA)
    with shared.states() as connection:
        return Quality(
            completeness=_completeness(connection),
            response_rate=_response_rate(connection),
            contradictions=_contradictions(connection),
            age=_age(connection),
            waiting=connection.scalar(select(func.count()).where(t.quarantine.c.state == "open")) or 0,
        )


def _completeness(connection: Connection) -> pd.DataFrame:
    """Answers that hold something, per question and wave; the second and third barrier are not asked of everyone."""
    asked = [question for question in definitions().questions if question.column not in ("barrier_2", "barrier_3")]
    query = (
        select(r.wave, func.count(), *(func.count(r[question.column]) for question in asked))
        .where(r.answered_on <= today())
        .group_by(r.wave)
        .order_by(r.wave)
    )
    rows = [
        (question.column, question.title, wave, answered, total, answered / total)
        for wave, total, *counts in connection.execute(query)
        for question, answered in zip(asked, counts, strict=True)
    ]
    found = pd.DataFrame(rows, columns=["question", "label", "wave", "answered", "asked", "share"])
    return found.assign(wave=found["wave"].astype("Int64"))


def _response_rate(connection: Connection) -> pd.DataFrame:
    w = t.wave_response.c
    query = (
        select(
            w.wave,
            cast(func.sum(w.due), Integer).label("due"),
            cast(func.sum(w.answered), Integer).label("answered"),
        )
        .group_by(w.wave)
        .order_by(w.wave)
    )
    found = shared.frame(connection, query)
    return found.assign(share=(found["answered"] / found["due"].where(found["due"] > 0)).astype(float))


def _contradictions(connection: Connection) -> pd.DataFrame:
    """Questions that people at one site answer differently in one wave, for at most 300 sites."""
    names = {
        site_id: (name, code, municipality)
        for site_id, name, code, municipality in connection.execute(
            select(s.id, s.name, m.code, m.name).join_from(t.site, t.municipality, m.code == s.municipality_code)
        )
    }
    rows = []
    for words in disputes(everything_said(connection, _disputed(connection))):
        if (site_id := words[0].site_id) is None:
            continue
        question = words[0].question
        said = [word.text for word in words]
        rows.append((site_id, *names[site_id], question.column, question.title, words[0].wave, said))
    columns = ["site_id", "site", "municipality_code", "municipality", "question", "label", "wave", "values"]
    found = pd.DataFrame(rows, columns=columns).sort_values(["municipality", "site"], kind="stable", ignore_index=True)
    return found.assign(wave=found["wave"].astype("Int64"))


def _disputed(connection: Connection) -> list[int]:
    """Sites where the values of a question differ within a wave and more than one person answered."""
    differs = []
    for question in definitions().questions:
        if question.column in DISPUTABLE:
            column = r[question.column]
            fact = column if question.unknown is None else case((column != question.unknown, column))
            differs.append(func.min(fact) != func.max(fact))
    several = or_(func.min(r.trainer_id) != func.max(r.trainer_id), func.count() > func.count(r.trainer_id))
    query = (
        select(r.site_id)
        .where(r.site_id.is_not(None), r.answered_on <= today())
        .group_by(r.site_id, r.wave)
        .having(and_(func.count() > 1, several, or_(*differs)))
        .order_by(r.site_id)
        .limit(MOST_DISPUTED)
    )
    return sorted(set(connection.scalars(query)))


def _age(connection: Connection) -> pd.DataFrame:
    """The newest of each kind of data, and how many days ago that is."""
    run = t.import_run.c
    loaded = connection.scalar(select(func.max(run.finished_at)).where(run.state == "loaded"))
    newest: list[tuple[str, date | None]] = [
        ("Nyeste svar", connection.scalar(select(func.max(r.answered_on)).where(r.answered_on <= today()))),
        ("Nyeste kursus", connection.scalar(select(func.max(t.course.c.held_on)).where(t.course.c.held_on <= today()))),
        ("Nyeste notat", connection.scalar(select(func.max(t.site_note.c.dated_on)))),
        ("Seneste indlæsning", loaded.date() if loaded else None),
    ]
    rows = [(label, day, (today() - day).days if day else None) for label, day in newest]
    found = pd.DataFrame(rows, columns=["label", "newest", "days"])
    return found.assign(days=found["days"].astype("Int64"))
