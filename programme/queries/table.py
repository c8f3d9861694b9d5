"""The list of municipalities, as it stands on /kommuner and on a network's page."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Connection, select

from access.viewer import Viewer
from programme.queries import shared
from programme.queries.views import Selection
from programme.sight import sight
from storage import tables as t

m, sm = shared.m, shared.sm


def municipality_table(selection: Selection, *, viewer: Viewer) -> pd.DataFrame:
    """One row per municipality of a selection, by name; days_since_day_zero in days, missing without a trainer.

    Those who may not see exact figures get active_trainers as text: 0, 1-4 or 5+.
    """
    may = sight(viewer)
    with shared.states() as connection:
        return may.rows(rows(connection, shared.known(connection, selection)))


def rows(connection: Connection, selection: Selection) -> pd.DataFrame:
    """The rows of municipality_table over a connection."""
    as_of = shared.day_of(connection, selection)
    network = t.network.c
    query = (
        select(
            *(m.code, m.name, m.region, m.size, sm.network_id, network.name.label("network")),
            *(sm.state, sm.rule, sm.reason, sm.clears, sm.day_zero),
            *(sm.steps_done, sm.steps_applicable, sm.active_trainers, sm.last_heard),
        )
        .join_from(t.municipality, t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == as_of))
        .outerjoin(t.network, network.id == sm.network_id)
        .where(shared.municipalities_in(selection))
        .order_by(m.name)
    )
    found = shared.frame(connection, query)
    found.insert(11, "days_since_day_zero", [(as_of - day).days if day else None for day in found["day_zero"]])
    whole = {name: found[name].astype("Int64") for name in ("network_id", "days_since_day_zero")}
    return found.assign(**whole)
