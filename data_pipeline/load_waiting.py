"""Quarantine as one loading sees it: which rows wait already, what people corrected in them, who waits no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from data_pipeline import raw_rows
from data_pipeline.model import Batch, Row
from storage import bulk
from storage.tables import correction, import_run, quarantine


class Waiting:
    """Table quarantine in memory, by the hash that a row has whichever mapping reads it."""

    def __init__(self, connection: Connection, header: Row) -> None:
        self.connection, self.header = connection, header
        self._key = raw_rows.header_key(header)
        self._states = {row[0]: row[1] for row in connection.execute(select(quarantine.c.row_hash, quarantine.c.state))}
        self._discarded = {each for each, state in self._states.items() if state == "discarded"}
        self._may_settle = "open" in self._states.values()
        self._corrections: dict[bytes, dict[str, str]] = {}
        for row in connection.execute(select(correction.c.row_hash, correction.c.column, correction.c.value)):
            self._corrections.setdefault(row[0], {})[row[1]] = row[2]

    def hash_of(self, packed: bytes) -> bytes:
        """What a row is known by in quarantine."""
        return raw_rows.row_hashes([packed], self._key)[0]

    def is_open(self, packed: bytes) -> bool:
        """Whether this row waits."""
        return self._states.get(self.hash_of(packed)) == "open"

    @property
    def has_discarded(self) -> bool:
        """Whether any row was discarded by a person."""
        return bool(self._discarded)

    def is_discarded(self, packed: bytes) -> bool:
        """Whether a person threw this row away."""
        return bool(self._discarded) and self.hash_of(packed) in self._discarded

    def corrected(self, rows: list[Row], packed: list[bytes]) -> list[Row]:
        """The rows with what people corrected in them."""
        if not self._corrections:
            return rows
        return [self._corrected(row, each) for row, each in zip(rows, packed, strict=True)]

    def _corrected(self, row: Row, packed: bytes) -> Row:
        changes = self._corrections.get(self.hash_of(packed), {})
        return [changes.get(name, text) for name, text in zip(self.header, row, strict=True)] if changes else row

    def admit(self, run_id: int, batch: Batch, positions: list[int], packed: list[bytes]) -> None:
        """Rows of a batch that have to wait; one that waits already does so once."""
        rows: list[tuple[Any, ...]] = []
        for position in positions:
            row_hash = self.hash_of(packed[position])
            state = self._states.get(row_hash)
            if state == "open":
                continue
            self._states[row_hash] = "open"
            if state is not None:  # it was loaded once, and that was undone
                self.connection.execute(
                    quarantine.update().where(quarantine.c.row_hash == row_hash).values(state="open")
                )
                continue
            number = batch.numbers[position]
            cells = [*batch.rows[position], *batch.extra.get(number, ())]
            rows.append((run_id, number, row_hash, orjson.dumps(cells).decode(), "open"))
        if rows:
            bulk.insert(self.connection, quarantine, ("run_id", "row", "row_hash", "cells", "state"), rows)

    def settle(self, packed: Iterable[bytes], *, run_id: int, by: str, at: datetime) -> None:
        """Rows that waited and are loaded now wait no more."""
        if not self._may_settle:
            return
        settled = [each for each in raw_rows.row_hashes(list(packed), self._key) if self._states.get(each) == "open"]
        for part in bulk.chunks(settled):
            self.connection.execute(
                quarantine.update()
                .where(quarantine.c.row_hash.in_(part))
                .values(state="loaded", settled_at=at, settled_by=by, settled_run_id=run_id)
            )

    def forget(self) -> None:
        """Lets go of what only loading needed."""
        self._states.clear()


def runs_of_file(connection: Connection, run_id: int) -> tuple[set[int], bool]:
    """This run with those of the same file and the same meaning, and whether what they brought in is still there."""
    own = select(import_run.c.file_hash, import_run.c.header).where(import_run.c.id == run_id).subquery()
    same = (import_run.c.file_hash == own.c.file_hash) & (import_run.c.header == own.c.header)
    runs = connection.execute(select(import_run).join(own, same)).all()
    undone = max((each.undone_at for each in runs if each.undone_at), default=datetime.min)
    others = [each for each in runs if each.id != run_id and each.state == "loaded" and each.started_at > undone]
    return {each.id for each in runs}, any(each.loaded + each.updated for each in others)
