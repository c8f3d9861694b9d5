"""Places municipalities' sites, trainers and answers in the tables, one line each. Everybody is fictional."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from storage import tables as t

CLOCK = datetime(2021, 1, 1, 12)
_numbers = count(1)


class Builder:
    """Writes facts over one connection; every method returns the id of what it made."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def site(self, code: str, name: str = "", *, kind: int = 1, serves: tuple[str, ...] = (), **more: Any) -> int:
        """A site in a municipality; kind 1 municipal, 2 private; serves names other municipalities."""
        name = name or f"Rusmiddelcenter {code}-{next(_numbers)}"
        row = {"name": name, "folded_name": name.lower(), "municipality_code": code, "kind": kind} | more
        site = self._insert(t.site, row)
        for other in serves:
            self.connection.execute(insert(t.site_serves).values(site_id=site, municipality_code=other))
        return site

    def trainer(self, site: int, trained_on: date, **more: Any) -> int:
        """A trainer of a site and the course taken."""
        number = next(_numbers)
        row = {"participant_key": f"P{number}", "first_name": f"Fiktiv{number}", "last_name": "Prøvesen"}
        trainer = self._insert(t.trainer, row | {"site_id": site, "may_contact": True} | more)
        self.participation(trainer, trained_on)
        return trainer

    def participation(self, trainer: int, on: date) -> None:
        """A trainer at a course on a day."""
        code = f"K{on:%Y%m%d}"
        found = self.connection.scalar(select(t.course.c.id).where(t.course.c.code == code))
        course = found or self._insert(t.course, {"code": code, "held_on": on})
        row = {
            "trainer_id": trainer,
            "course_id": course,
            "record_key": f"d{next(_numbers)}",
            "row_hash": b"0" * 16,
        }
        self.connection.execute(insert(t.participation).values(row))

    def answer(self, on: date, *, trainer: int | None = None, site: int | None = None, **columns: Any) -> int:
        """An answer of a trainer, of a site, or (municipality_code=) of a municipality only."""
        if trainer and site is None:
            site = self.connection.scalar(select(t.trainer.c.site_id).where(t.trainer.c.id == trainer))
        row = {"record_key": f"s{next(_numbers)}", "row_hash": b"0" * 16, "answered_on": on}
        return self._insert(t.response, row | {"trainer_id": trainer, "site_id": site} | columns)

    def note(self, site: int, kind: str, on: date, *, until: date | None = None, **more: Any) -> int:
        """A pause, meeting or status note of a site."""
        row = {"site_id": site, "kind": kind, "dated_on": on, "until": until, "text": "Fiktivt notat"}
        return self._insert(t.site_note, row | {"author": "Bob", "created_at": CLOCK} | more)

    def network(self, name: str, *codes: str, since: date = date(2020, 1, 1)) -> int:
        """A network of municipalities."""
        network = self._insert(t.network, {"name": name, "created_at": CLOCK, "created_by": "Bob"})
        for code in codes:
            row = {"network_id": network, "municipality_code": code, "since": since, "set_by": "Bob"}
            self.connection.execute(insert(t.network_municipality).values(row))
        return network

    def _insert(self, table: Table, row: dict[str, Any]) -> int:
        return int(self.connection.scalars(insert(table).values(row).returning(table.c.id)).one())
