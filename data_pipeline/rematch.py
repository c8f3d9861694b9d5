"""Answers that were loaded before their trainer was known find the trainer when the list arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from data_pipeline.fold import folded
from data_pipeline.people import NOBODY, Found, People
from data_pipeline.waves import first_courses, wave_of
from programme.placing import places_of
from storage import bulk
from storage.tables import response

if TYPE_CHECKING:
    from data_pipeline.load import Loading

CHANGED = ("trainer_id", "site_id", "municipality_code", "wave", "run_id")


def rematch(loading: Loading) -> None:
    """Gives answers without a trainer the one that they name, with history."""
    connection = loading.connection
    columns = (response.c.id, response.c.respondent, response.c.answered_on, *(response.c[name] for name in CHANGED))
    query = select(*columns).where(response.c.trainer_id.is_(None), response.c.respondent.is_not(None))
    waiting = connection.execute(query).all()
    if not waiting:
        return
    of_trainer, _ = first_courses(connection)
    rows: list[tuple[Any, ...]] = []
    for row in waiting:
        found = by_respondent(loading.people, row.respondent, row.municipality_code)
        if found.trainer_id is None:
            continue
        site_id = loading.people.person(found.trainer_id).site_id
        code = (
            row.municipality_code or loading.people.municipality_of.get(site_id) or loading.places.by_id[site_id].code
        )
        wave = row.wave if row.wave is not None else wave_of(row.answered_on, of_trainer.get(found.trainer_id))
        loading.remember(response, row.id, {name: getattr(row, name) for name in CHANGED})
        loading.propose_trainer(found, row.respondent, 0)
        loading.touched |= {site_id} | places_of(row)
        rows.append((found.trainer_id, site_id, code, wave, loading.run_id, row.id))
    if rows:
        bulk.update(connection, response, CHANGED, rows)


def by_respondent(people: People, respondent: str, code: str | None) -> Found:
    """The trainer behind an id, address, number or name that was kept as it was given."""
    if "@" in respondent:
        return people.find(None, respondent, None, "")
    if respondent.startswith("+"):
        return people.find(None, None, respondent, "")
    found = people.find(respondent, None, None, "")
    if found.trainer_id is None and code:
        return people.find(None, None, None, folded(respondent), code=code)
    return found if found.trainer_id is not None else NOBODY
