"""The municipalities in the database are what the files of Denmark say, whatever stood there before."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from programme.setup import municipalities, prepare_database
from storage import tables as t
from storage.engine import reading, writing


def stored() -> dict[str, dict]:
    with reading() as connection:
        return {row["code"]: dict(row) for row in connection.execute(select(t.municipality)).mappings()}


def test_a_start_brings_back_what_differs(database: str):
    wanted = municipalities()
    with writing() as connection:
        m = t.municipality.c
        connection.execute(update(t.municipality).where(m.code == "0561").values(name="Esbærg", population=1))
        connection.execute(insert(t.municipality).values(wanted["0751"] | {"code": "0999", "name": "Nedlagt"}))
    assert stored() != wanted
    prepare_database()
    assert stored() == wanted
