"""Many rows at once through the driver: executemany on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from storage.engine import is_sqlite

MANY = 50  # rows in one statement on SQLite, which then begins and ends fewer

# SQLite keeps dates as text, the way SQLAlchemy writes and reads them.
sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_adapter(datetime, lambda moment: f"{moment:%Y-%m-%d %H:%M:%S.%f}")
# What sqlite3 binds as it is, said at once: else it asks each value for a way to be adapted, a third of the time.
sqlite3.register_adapter(bool, int)
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), {}.get)  # type: ignore[arg-type]  # None again


def next_id(connection: Connection, table: Table) -> int:
    """The first free id; the caller holds the write lock."""
    return (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1


def insert(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows whose values stand in the order of names; dates as date or datetime."""
    cursor: Any = connection.connection.cursor()
    columns = ", ".join(f'"{name}"' for name in names)
    try:
        if is_sqlite(connection):
            told = list(rows)
            whole = len(told) // MANY * MANY
            values = chain.from_iterable(told[:whole])
            one = f"({', '.join('?' * len(names))})"
            # Names come from storage.tables, values are bound.
            into = f'INSERT INTO "{table.name}" ({columns}) VALUES '  # nosec B608
            cursor.executemany(into + ", ".join([one] * MANY), zip(*[values] * (MANY * len(names)), strict=True))
            cursor.executemany(into + one, told[whole:])
            return
        with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            write = copy.write_row
            for row in rows:
                write(row)
    finally:
        cursor.close()


def update(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Updates rows by id; each row has the values in the order of names, its id last."""
    cursor: Any = connection.connection.cursor()
    mark = "?" if is_sqlite(connection) else "%s"
    changes = ", ".join(f'"{name}" = {mark}' for name in names)
    try:
        # Names come from storage.tables, values are bound.
        cursor.executemany(f'UPDATE "{table.name}" SET {changes} WHERE id = {mark}', list(rows))  # nosec B608
    finally:
        cursor.close()


def keep_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Lets PostgreSQL's own counters go on after the ids that we handed out."""
    if is_sqlite(connection):
        return
    for table in tables:
        sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"  # nosec B608  # our tables
        newest = f'(SELECT max(id) FROM "{table.name}")'  # nosec B608
        connection.execute(text(f"SELECT setval({sequence}, {newest}) WHERE {newest} IS NOT NULL"))


def chunks(values: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    """The values, some at a time: what fits in one IN (...)."""
    return (values[start : start + size] for start in range(0, len(values), size))
