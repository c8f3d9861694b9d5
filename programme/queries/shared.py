"""What every query begins with: a connection with today's states in it, and what the selection narrows it to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Executable, Select, or_, select, true

from programme import status_store, waves
from programme.calendar import today
from programme.definitions import follow
from programme.queries.views import Selection
from storage import tables as t
from storage.engine import one_at_a_time, reading, writing

m, s, sm, ss = t.municipality.c, t.site.c, t.municipality_status.c, t.site_status.c


@contextmanager
def states() -> Iterator[Connection]:
    """A connection that reads; states are computed first when the day has rolled."""
    with reading() as connection:
        is_current = status_store.is_current(connection)
        follow(connection)
        if is_current:
            yield connection
    if is_current:
        return
    with writing() as connection:
        one_at_a_time(connection)
        if not status_store.is_current(connection):  # another visitor was first
            status_store.refresh(connection)
    with reading() as connection:
        yield connection


def day_of(connection: Connection, selection: Selection) -> date:
    """The day that a selection is about: the close of its wave, or today."""
    if selection.wave is None:
        return today()
    return waves.closes(connection).get(selection.wave, today())


def known(connection: Connection, selection: Selection) -> Selection:
    """The selection without what does not exist (an address bar can say anything)."""
    if selection.region and not _exists(connection, select(m.code).where(m.region_code == selection.region)):
        selection = replace(selection, region=None)
    if selection.size and not _exists(connection, select(m.code).where(m.size == selection.size)):
        selection = replace(selection, size=None)
    n = t.network.c
    if selection.network is not None and not _exists(connection, select(n.id).where(n.id == selection.network)):
        selection = replace(selection, network=None)
    return selection


def _exists(connection: Connection, query: Select[Any]) -> bool:
    return connection.scalar(query.limit(1)) is not None


def municipalities_in(selection: Selection) -> ColumnElement[bool]:
    """The municipalities of a selection, for statements that join municipality and municipality_status."""
    narrowed: list[ColumnElement[bool]] = []
    if selection.region:
        narrowed.append(m.region_code == selection.region)
    if selection.size:
        narrowed.append(m.size == selection.size)
    if selection.network is not None:
        narrowed.append(sm.network_id == selection.network)
    return _all(narrowed)


def sites_in(selection: Selection) -> ColumnElement[bool]:
    """The sites of a selection, for statements that join site, municipality and municipality_status."""
    narrowed: list[ColumnElement[bool]] = []
    if selection.region:
        narrowed.append(m.region_code == selection.region)
    if selection.size:
        narrowed.append(m.size == selection.size)
    if selection.network is not None:  # a private site belongs to one chosen network
        narrowed.append(
            or_(s.network_id == selection.network, s.network_id.is_(None) & (sm.network_id == selection.network))
        )
    return _all(narrowed)


def _all(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = true()
    for condition in conditions:
        found = found & condition
    return found


def with_places(query: Select[Any], selection: Selection) -> Select[Any]:
    """A statement on site_status narrowed to the selection; joined to nothing when the selection is everything."""
    return query if selection == Selection(wave=selection.wave) else joined(query, selection)


def joined(query: Select[Any], selection: Selection) -> Select[Any]:
    """A statement on site_status joined to site and municipality, and narrowed to the selection."""
    query = query.join(t.site, s.id == ss.site_id).join(t.municipality, m.code == s.municipality_code)
    if selection.network is not None:
        query = query.join(t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == ss.as_of))
    return query.where(sites_in(selection))


def frame(connection: Connection, query: Executable) -> pd.DataFrame:
    """The rows of a statement as a frame."""
    result = connection.execute(query)
    return pd.DataFrame(result.all(), columns=list(result.keys()))
