"""A database that is ready to use: newest shape, the 98 municipalities in it."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from programme.definitions import definitions
from storage import tables as t
from storage.engine import one_at_a_time, reading, writing
from storage.migrate import migrate

DENMARK = Path(__file__).resolve().parent / "denmark"  # facts of Denmark, their provenance beside them


def prepare_database() -> None:
    """Migrates, and brings the municipalities to what denmark/kommuner.csv says; cheap when nothing changed."""
    migrate()
    wanted = municipalities()
    with reading() as connection:
        if _stored(connection) == wanted:
            return
    with writing() as connection:
        one_at_a_time(connection)
        _bring(connection, wanted)


def municipalities() -> dict[str, dict[str, object]]:
    """The 98 municipalities by code, as rows of the table; area in km2, point in degrees (WGS84)."""
    with (DENMARK / "kommuner.csv").open(encoding="utf-8", newline="") as file:
        return {row["kommunekode"]: _row(row) for row in csv.DictReader(file)}


def _row(row: dict[str, str]) -> dict[str, object]:
    population = int(row["population"])
    return {
        "code": row["kommunekode"],
        "name": row["navn"],
        "region_code": row["regionskode"],
        "region": row["regionsnavn"],
        "population": population,
        "area_km2": float(row["area_km2"]),
        "lon": float(row["lon"]),
        "lat": float(row["lat"]),
        "size": definitions().size_of(population).code,
    }


def _stored(connection: Connection) -> dict[str, dict[str, object]]:
    return {row["code"]: dict(row) for row in connection.execute(select(t.municipality)).mappings()}


def _bring(connection: Connection, wanted: dict[str, dict[str, object]]) -> None:
    stored = _stored(connection)
    for code, row in wanted.items():
        if code not in stored:
            connection.execute(insert(t.municipality).values(row))
        elif stored[code] != row:
            connection.execute(update(t.municipality).where(t.municipality.c.code == code).values(row))
    for code in stored.keys() - wanted.keys():
        connection.execute(delete(t.municipality).where(t.municipality.c.code == code))
