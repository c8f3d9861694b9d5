"""Rows that went by a guess which a person refused, read again under the runs they came with: one becomes two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Connection, Select, Table, delete, exists, insert, select, update

from data_pipeline import raw_rows
from data_pipeline.fold import fold
from data_pipeline.importing import loading_of
from data_pipeline.load import Loading
from data_pipeline.load_followup import ANSWERS, STORED
from data_pipeline.load_trainers import DETAILS
from data_pipeline.model import Mapping, Row
from data_pipeline.municipalities import plain
from data_pipeline.places import site_key
from data_pipeline.undo import remove_unused
from programme.placing import places_of
from storage import bulk
from storage.tables import course, import_run, match, participation, problem, record_history, response, site, trainer

Located = dict[int, dict[int, Any]]  # run -> row number -> the record that the row became


def read_again(connection: Connection, noun: str, text: str, target: str, by: str) -> int:
    """How many rows were read again, now that the text does not mean the target any more; the caller commits."""
    return _Again(connection, by).split(noun, text, target)


class _Again:
    """The loaded runs, and what is read again of them."""

    def __init__(self, connection: Connection, by: str) -> None:
        self.connection, self.by = connection, by
        columns = (import_run.c.id, import_run.c.kind, import_run.c.header)
        loaded = (import_run.c.state == "loaded") & import_run.c.kind.is_not(None)
        self.runs = {
            row.id: row for row in connection.execute(select(*columns).where(loaded).order_by(import_run.c.id))
        }
        self.last_run: int | None = None  # of those that rows were read again of

    def split(self, noun: str, text: str, target: str) -> int:
        lists, is_whole = self._located(_attended(noun, target), participation, noun, text)
        people = {record.trainer_id for rows in lists.values() for record in rows.values()}
        if noun == "trainer":
            people = {int(target)}
            if is_whole:
                self._as_made(int(target))
        answers, _ = self._located(_answered(noun, target, people), response, noun, text, people)
        touched = self._sites(people, answers)
        for located, table in ((lists, participation), (answers, response)):
            ids = [record.id for rows in located.values() for record in rows.values()]
            self.connection.execute(delete(table).where(table.c.id.in_(ids)))
        touched |= self._take(lists, participation)
        # Undoing the run that made a person takes the person away: there is nothing to put back.
        own_run = select(trainer.c.created_run_id).where(trainer.c.id == record_history.c.record_id).scalar_subquery()
        theirs = (record_history.c.table_name == "trainer") & record_history.c.record_id.in_(people)
        self.connection.execute(delete(record_history).where(theirs, record_history.c.run_id == own_run))
        made_by = {record.created_run_id for rows in lists.values() for record in rows.values()} - {None}
        keep = self._remembered(made_by)
        gone = {each for run_id in sorted(made_by) for each in remove_unused(self.connection, run_id, keep)}
        touched |= self._take(answers, response)
        self._refresh(touched - gone, bool(gone))
        return sum(len(rows) for rows in (*lists.values(), *answers.values()))

    # --- Which rows -----------------------------------------------------------------------------------------------

    def _located(
        self, query: Select[Any], table: Table, noun: str, text: str, people: set[int] | frozenset[int] = frozenset()
    ) -> tuple[Located, bool]:
        """The rows that went by the text, or are of these people; and whether the row of every record was found."""
        waiting = {record.id: record for record in self.connection.execute(query)}
        found: Located = defaultdict(dict)
        kind = "participants" if table is participation else "followup"
        for run_id in [each for each, run in self.runs.items() if run.kind == kind]:
            wanted = {record.row_hash: record for record in waiting.values() if record.run_id <= run_id}
            for number, row, row_hash in self._rows(run_id, {record.row_number for record in wanted.values()}):
                record = wanted.get(row_hash)
                if record is not None and record.row_number == number:
                    del waiting[record.id]
                    if noun == "trainer" or record.trainer_id in people or self._says(run_id, row, noun, text):
                        found[run_id][number] = record
        return found, not waiting

    def _rows(self, run_id: int, numbers: set[int]) -> list[tuple[int, Row, bytes]]:
        """Number, cells and hash of some rows of a run."""
        mapping, header = self._meaning(run_id)
        batch = raw_rows.stored_rows(self.connection, run_id, numbers)
        hashes = raw_rows.row_hashes([orjson.dumps(row) for row in batch.rows], raw_rows.mapping_key(mapping, header))
        return list(zip(batch.numbers, batch.rows, hashes, strict=True))

    def _meaning(self, run_id: int) -> tuple[Mapping, Row]:
        kept = orjson.loads(self.runs[run_id].header)
        return Mapping.from_dict(kept["mapping"]), kept["columns"]

    def _says(self, run_id: int, row: Row, noun: str, text: str) -> bool:
        mapping, header = self._meaning(run_id)
        field, key = ("municipality", plain) if noun == "municipality" else ("workplace", site_key)
        columns = {name for each in mapping.fields if each.field == field for name in each.columns}
        return any(key(cell)[:254] == text for name, cell in zip(header, row, strict=True) if name in columns)

    def _sites(self, people: set[int], answers: Located) -> set[int]:
        query = select(trainer.c.site_id).where(trainer.c.id.in_(people))
        stood = places_of(*(record for rows in answers.values() for record in rows.values()))
        return (set(self.connection.execute(query).scalars()) | stood) - {None}

    # --- Reading them again ---------------------------------------------------------------------------------------

    def _as_made(self, trainer_id: int) -> None:
        """A person says again only what the row said that made it; what others said of it is said by their rows."""
        made = self.connection.execute(select(trainer).where(trainer.c.id == trainer_id)).one_or_none()
        if made is None or made.created_run_id not in self.runs or made.row_number is None:
            return
        loading = self._loading(made.created_run_id)
        batch = raw_rows.stored_rows(self.connection, made.created_run_id, {made.row_number})
        checked = loading.validator.check(batch.numbers, batch.rows, [])
        if not batch.rows or checked.errors:
            return
        said = {name: cells[0] for name, cells in checked.columns.items()}
        values = {name: said.get(name) for name in DETAILS} | {"folded_name": fold(said.get("full_name") or "") or None}
        self.connection.execute(update(trainer).where(trainer.c.id == trainer_id).values(values))
        its_own = (record_history.c.table_name == "trainer") & (record_history.c.record_id == trainer_id)
        self.connection.execute(delete(record_history).where(its_own))

    def _loading(self, run_id: int) -> Loading:
        mapping, header = self._meaning(run_id)
        loading = loading_of(self.connection, mapping, header, run_id, self.by)
        for first in raw_rows.stored_batches(self.connection, run_id):
            loading.validator.look_at(first.rows)  # the order of day and month is that of the whole file
            break
        return loading

    def _take(self, located: Located, table: Table) -> set[int]:
        """Reads rows whose records were taken out; which sites they touched."""
        touched = set[int]()
        for run_id, rows in sorted(located.items()):
            told = (problem.c.run_id == run_id) & problem.c.row.in_(rows)
            self.connection.execute(delete(problem).where(told))
            guessed = (match.c.run_id == run_id) & match.c.row.in_(rows) & (match.c.state == "proposed")
            # Guesses are made anew, if they still are; one at a municipality does not say its row.
            self.connection.execute(delete(match).where(guessed, match.c.noun != "municipality"))
            loading = self._loading(run_id)
            first_new = bulk.next_id(self.connection, table)
            loading.take(raw_rows.stored_rows(self.connection, run_id, set(rows)), keep=False, again=True)
            loading.finish()
            self._adopt(loading, table, rows, first_new)
            loading.forget()
            touched |= loading.touched
            self.last_run = run_id
        return touched

    def _adopt(self, loading: Loading, table: Table, rows: dict[int, Any], first_new: int) -> None:
        """The records made anew are those that were taken out, as far as undoing a run and earlier rows go."""
        hashes = [record.row_hash for record in rows.values()]
        found = self.connection.execute(select(table).where(table.c.row_hash.in_(hashes))).all()
        made = {row.row_hash: row for row in found if row.id >= first_new}
        placed = {row.row_hash for row in found}
        aside = table.c.id.in_([row.id for row in made.values()])
        self.connection.execute(update(table).where(aside).values(id=-table.c.id))  # their ids may be taken below
        for number, old in rows.items():
            if old.row_hash in made:
                self._go_on(loading, table, old, made[old.row_hash])
            elif loading.outcome.get(number) == "quarantined":
                self._waits(loading.run_id, old)
            elif old.row_hash not in placed and not self._has(table, old.record_key):
                self.connection.execute(insert(table).values(**old._mapping))
        loading.write_history()

    def _has(self, table: Table, key: str) -> bool:
        return self.connection.execute(select(table.c.id).where(table.c.record_key == key)).first() is not None

    def _go_on(self, loading: Loading, table: Table, old: Any, new: Any) -> None:
        names = STORED if table is response else ("trainer_id", "course_id")
        said = {name: getattr(new, name) for name in names}
        said |= {name: getattr(old, name) for name in names if name in ANSWERS and said[name] is None}
        changed = {name: getattr(old, name) for name in names if getattr(old, name) != said[name]}
        run_id = loading.run_id if changed else old.run_id
        values = said | {"id": old.id, "created_run_id": old.created_run_id, "run_id": run_id}
        self.connection.execute(update(table).where(table.c.id == -new.id).values(values))
        if changed and old.created_run_id != loading.run_id:
            about = {name: getattr(old, name) for name in ("row_hash", "run_id", "row_number")}
            loading.remember(table, old.id, changed | about)

    def _remembered(self, made_by: set[int]) -> dict[str, set[int]]:
        """Of what nothing uses now, what undoing a run would give back."""
        unused = {
            "trainer_id": (trainer, ~exists().where(participation.c.trainer_id == trainer.c.id)),
            "course_id": (course, ~exists().where(participation.c.course_id == course.c.id)),
            "site_id": (site, ~exists().where(trainer.c.site_id == site.c.id)),
        }
        among = {
            name: set(self._scalars(select(table.c.id).where(table.c.created_run_id.in_(made_by), is_free)))
            for name, (table, is_free) in unused.items()
        }
        kept: dict[str, set[int]] = defaultdict(set)
        for before in self._scalars(select(record_history.c.before)):
            told = orjson.loads(before)
            for name, ids in among.items():
                kept[name] |= ids & {told.get(name)}
        return kept

    def _scalars(self, query: Select[Any]) -> Iterator[Any]:
        yield from self.connection.execute(query).scalars()

    def _waits(self, run_id: int, record: Any) -> None:
        """A row that cannot be placed any more is counted where it is."""
        was = "loaded" if record.created_run_id == run_id else "updated" if record.run_id == run_id else "unchanged"
        counts = {was: import_run.c[was] - 1, "quarantined": import_run.c.quarantined + 1}
        self.connection.execute(update(import_run).where(import_run.c.id == run_id).values(counts))

    def _refresh(self, touched: set[int], has_gone: bool) -> None:
        from programme import status_store

        status_store.refresh(self.connection, run_id=self.last_run, site_ids=None if has_gone else touched)


def _attended(noun: str, target: str) -> Select[Any]:
    """Participations that may have come by the guess."""
    query = select(participation)
    if noun == "trainer":
        return query.where(participation.c.trainer_id == int(target))
    query = query.join(trainer, participation.c.trainer_id == trainer.c.id).join(site, trainer.c.site_id == site.c.id)
    return query.where(site.c.id == int(target) if noun == "site" else site.c.municipality_code == target)


def _answered(noun: str, target: str, people: set[int]) -> Select[Any]:
    """Answers that may have come by the guess, or of people who did."""
    theirs = response.c.trainer_id.in_(people)
    if noun == "trainer":
        return select(response).where(theirs)
    return select(response).where(
        theirs | (response.c.site_id == int(target) if noun == "site" else response.c.municipality_code == target)
    )
