"""An import taken out again: what it made is removed, what it changed is put back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import Connection, Table, delete, exists, null, select, update

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline.model import Refused
from data_pipeline.run_rows import REJECTS_FORMAT
from programme.placing import places_of
from storage import bulk
from storage.engine import one_at_a_time, writing
from storage.tables import (
    course,
    import_run,
    match,
    network,
    network_municipality,
    participation,
    quarantine,
    raw_block,
    record_history,
    response,
    site,
    site_note,
    site_scope,
    site_serves,
    trainer,
)

CHANGED: dict[str, Table] = {each.name: each for each in (trainer, participation, response, site)}
RECORDS = (participation, response)


def undo(run_id: int, *, by: Viewer) -> str:
    """Takes a loaded import out; a sentence of what was done. Raises Refused naming later imports in the way."""
    require(by, Permission.IMPORT_DATA)
    with writing() as connection:
        one_at_a_time(connection)
        run = connection.execute(select(import_run).where(import_run.c.id == run_id)).one_or_none()
        _check(run, run_id)
        _refuse_later(connection, run_id)
        touched = _sites_of(connection, run_id)
        restored, back_at = _restore(connection, run_id)
        removed = _remove_records(connection, run_id)
        _open_settled(connection, run_id)
        gone = remove_unused(connection, run_id)
        connection.execute(
            update(import_run)
            .where(import_run.c.id == run_id)
            .values(state="undone", undone_at=datetime.now(), undone_by=by.name)
        )
        _refresh(connection, run_id, (touched | back_at) - gone, bool(gone))
    return f"Indlæsning {run_id} er fortrudt: {removed} rækker er fjernet, og {restored} oplysninger er sat tilbage."


def _check(run: Any, run_id: int) -> None:
    if run is None:
        raise Refused(f"Indlæsning {run_id} findes ikke. Se numrene i loggen på siden Data.")
    if run.state == "undone":
        raise Refused(f"Indlæsning {run_id} er allerede fortrudt.")
    if run.state == "loaded" and run.format == REJECTS_FORMAT:
        raise Refused("Indlæsningen rettede rækker fra andre filer. Fortryd de indlæsninger, rækkerne kom med.")
    if run.state != "loaded":
        raise Refused(f"Indlæsning {run_id} blev ikke gennemført, så der er intet at fortryde.")


def _refuse_later(connection: Connection, run_id: int) -> None:
    """A later import built on what this one wrote: that one has to be undone first."""
    later: set[int] = set()
    for table in RECORDS:
        mine = (table.c.created_run_id == run_id) & (table.c.run_id != run_id)
        later.update(
            connection.execute(select(table.c.run_id).where(mine, table.c.run_id > run_id).distinct()).scalars()
        )
    before, after = record_history.alias(), record_history.alias()
    same = (before.c.table_name == after.c.table_name) & (before.c.record_id == after.c.record_id)
    twice = (
        select(after.c.run_id)
        .join(before, same)
        .join(import_run, import_run.c.id == after.c.run_id)
        .where(before.c.run_id == run_id, after.c.run_id > run_id, import_run.c.state == "loaded")
    )
    later.update(connection.execute(twice.distinct()).scalars())
    if later:
        names = (
            select(import_run.c.id, import_run.c.file_name).where(import_run.c.id.in_(later)).order_by(import_run.c.id)
        )
        listed = ", ".join(f"{row.id} ({row.file_name})" for row in connection.execute(names))
        raise Refused(
            f"Senere indlæsninger har ændret de samme rækker: {listed}. Fortryd dem først, den nyeste før de ældre."
        )


def _sites_of(connection: Connection, run_id: int) -> set[int]:
    """Sites whose states may change, and municipalities that were answered for as a whole or are served no more."""
    found: set[int] = set()
    answered = select(response.c.site_id, response.c.municipality_code).where(response.c.run_id == run_id)
    served = select(null().label("site_id"), site_serves.c.municipality_code).where(site_serves.c.run_id == run_id)
    for places in (answered, served):
        found |= places_of(*connection.execute(places.distinct()))
    for table, column in (
        (trainer, trainer.c.site_id),
        (site_serves, site_serves.c.site_id),
    ):
        found.update(connection.execute(select(column).where(table.c.run_id == run_id).distinct()).scalars())
    at_course = select(trainer.c.site_id).join(participation).where(participation.c.run_id == run_id)
    found.update(connection.execute(at_course.distinct()).scalars())
    found.update(connection.execute(select(site.c.id).where(site.c.created_run_id == run_id)).scalars())
    return {each for each in found if each is not None}


def _restore(connection: Connection, run_id: int) -> tuple[int, set[int]]:
    """Puts back what records said before the run, newest change first; how many, and the sites that they are at."""
    query = select(record_history).where(record_history.c.run_id == run_id).order_by(record_history.c.id.desc())
    changes = connection.execute(query).all()
    sites = set()
    for change in changes:
        table = CHANGED[change.table_name]
        before = {name: _value(table, name, kept) for name, kept in orjson.loads(change.before).items()}
        connection.execute(update(table).where(table.c.id == change.record_id).values(before))
        sites.add(change.record_id if table is site else before.get("site_id"))
    for part in bulk.chunks([change.record_id for change in changes if change.table_name == response.name]):
        where = select(response.c.site_id, response.c.municipality_code).where(response.c.id.in_(part))
        sites |= places_of(*connection.execute(where))
    connection.execute(delete(record_history).where(record_history.c.run_id == run_id))
    return len(changes), {each for each in sites if each is not None}


def _value(table: Table, name: str, kept: Any) -> Any:
    kind = table.c[name].type.python_type
    if kept is None:
        return None
    if kind is date:
        return date.fromisoformat(kept)
    return bytes.fromhex(kept) if kind is bytes else kept


def _remove_records(connection: Connection, run_id: int) -> int:
    removed = 0
    for table in RECORDS:
        removed += connection.execute(delete(table).where(table.c.created_run_id == run_id)).rowcount
    for table in (site_serves, network_municipality):
        connection.execute(delete(table).where(table.c.run_id == run_id))
    connection.execute(delete(match).where(match.c.run_id == run_id, match.c.state == "proposed"))
    connection.execute(delete(quarantine).where(quarantine.c.run_id == run_id))
    connection.execute(delete(raw_block).where(raw_block.c.run_id == run_id))
    return removed


def _open_settled(connection: Connection, run_id: int) -> None:
    """Rows of other files that this run let out of quarantine wait again."""
    connection.execute(
        update(quarantine)
        .where(quarantine.c.settled_run_id == run_id, quarantine.c.state == "loaded")
        .values(state="open", settled_at=None, settled_by=None, settled_run_id=None)
    )


def remove_unused(connection: Connection, run_id: int, keep: Mapping[str, set[int]] = MappingProxyType({})) -> set[int]:
    """Trainers, sites, courses and networks that the run made and nothing else uses; which sites went.

    keep: trainer_id, site_id and course_id of those that undoing another run would give back.
    """
    mine = (trainer.c.created_run_id == run_id) & trainer.c.id.not_in(keep.get("trainer_id", ()))
    unused = mine & ~exists().where(participation.c.trainer_id == trainer.c.id)
    connection.execute(
        update(response)
        .where(response.c.trainer_id.in_(select(trainer.c.id).where(unused)))
        .values(respondent=_named_by(), trainer_id=None)
    )
    connection.execute(delete(trainer).where(unused))
    connection.execute(
        delete(course).where(
            course.c.created_run_id == run_id,
            course.c.id.not_in(keep.get("course_id", ())),
            ~exists().where(participation.c.course_id == course.c.id),
        )
    )
    free = (
        (site.c.created_run_id == run_id)
        & site.c.id.not_in(keep.get("site_id", ()))
        & ~exists().where(trainer.c.site_id == site.c.id)
        & ~exists().where(site_note.c.site_id == site.c.id)
        & ~exists().where(site_scope.c.site_id == site.c.id)
        & ~exists().where(site_serves.c.site_id == site.c.id)
    )
    gone = set(connection.execute(select(site.c.id).where(free)).scalars())
    connection.execute(update(response).where(response.c.site_id.in_(gone)).values(site_id=None))
    connection.execute(delete(site).where(site.c.id.in_(gone)))
    connection.execute(
        delete(network).where(
            network.c.created_run_id == run_id,
            ~exists().where(network_municipality.c.network_id == network.c.id),
            ~exists().where(site.c.network_id == network.c.id),
        )
    )
    return gone


def _named_by() -> Any:
    """Who an answer names once its trainer is gone: the id, else the address, so that a later list finds it."""
    from sqlalchemy import func

    who = func.coalesce(trainer.c.participant_key, trainer.c.email, trainer.c.phone)
    return select(who).where(trainer.c.id == response.c.trainer_id).scalar_subquery()


def _refresh(connection: Connection, run_id: int, touched: set[int], has_gone: bool) -> None:
    from programme import status_store

    status_store.refresh(connection, run_id=run_id, site_ids=None if has_gone else touched)
