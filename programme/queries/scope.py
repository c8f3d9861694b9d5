"""When somebody took a site out of scope, or in again."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from access.viewer import Viewer
from programme.queries import shared
from programme.queries.municipality import sites_of
from programme.sight import homes, sight
from storage import tables as t
from storage.access_tables import account

h, s = t.site_scope.c, shared.s


def scope_history(code: str, *, viewer: Viewer) -> pd.DataFrame:
    """Each time for the sites of a municipality [at, site, is_in_scope, why, who], newest first.

    why and who are missing where the viewer may not see people.
    """
    people = sight(viewer).people
    query = (
        select(h.at, s.name.label("site"), h.is_in_scope, h.why, account.c.name.label("who"), h.site_id)
        .join_from(t.site_scope, t.site, s.id == h.site_id)
        .outerjoin(account, account.c.id == h.by_id)
        .order_by(h.id.desc())
    )
    with shared.states() as connection:
        sites = sites_of(connection, code)
        network_of = homes(connection, sites)
        rows = [
            (one.at, one.site, one.is_in_scope)
            + ((one.why, one.who) if people.covers(network_of[one.site_id]) else (None, None))
            for one in connection.execute(query.where(h.site_id.in_(sites)))
        ]
    return pd.DataFrame(rows, columns=["at", "site", "is_in_scope", "why", "who"], dtype=object)
