"""What people may do at this moment, whether they are signed in or not: for member lists, mentions and mail."""

from __future__ import annotations

import functools
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, bindparam

from access import clock
from access.held import grants_of, select_held
from access.viewer import Viewer
from storage.access_tables import account


def everyone(connection: Connection) -> list[Viewer]:
    """Every open account with its roles and networks of this moment, by name; about 350. Not for a page as it is."""
    rows = connection.execute(_granted(), {"now": clock.now()})
    return [_viewer(list(of_one)) for _, of_one in groupby(rows, key=lambda row: row.account_id)]


def one(connection: Connection, account_id: int) -> Viewer | None:
    """The person as the next request would see them; None once the account is closed."""
    rows = connection.execute(
        _granted().where(account.c.id == bindparam("account_id")), {"now": clock.now(), "account_id": account_id}
    ).fetchall()
    return _viewer(list(rows)) if rows else None


def _viewer(rows: list[Any]) -> Viewer:
    return Viewer(name=rows[0].name, grants=grants_of(rows), account_id=rows[0].account_id)


@functools.cache
def _granted() -> Select[Any]:
    return select_held(account).order_by(account.c.name, account.c.id)
