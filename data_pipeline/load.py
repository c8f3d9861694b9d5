"""Rows into tables, in the caller's one transaction. Every row ends in exactly one of five counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

import orjson
from sqlalchemy import Connection, Table, select

from data_pipeline import raw_rows
from data_pipeline.load_waiting import Waiting, runs_of_file
from data_pipeline.match import Decisions, Proposed
from data_pipeline.model import BATCH_ROWS, CPR_MASK, ROW_COLUMN, Batch, Counts, Mapping, Problem, Row
from data_pipeline.people import Found, People
from data_pipeline.places import Places
from data_pipeline.problems import store_problems, without_nul
from data_pipeline.validate import Checked, Validator, cpr_problems
from programme.calendar import today
from storage import bulk
from storage.tables import (
    course,
    participation,
    problem,
    quarantine,
    record_history,
    response,
    site,
    trainer,
)

DUPLICATE = "Rækken står allerede i filen (række {first}) og er sprunget over. Der skal ikke gøres noget."
DISCARDED = "Rækken er tidligere kasseret i karantænen og er sprunget over. Der skal ikke gøres noget."
NUL = b"\\u0000"  # as orjson writes it
HANDED_OUT = (site, course, trainer, participation, response)  # tables whose ids we hand out ourselves


class Loading:
    """One file (or its waiting rows) on its way into the tables."""

    record: ClassVar[Table]  # the table whose records the rows of this kind of file are

    def __init__(self, connection: Connection, mapping: Mapping, header: Row, *, run_id: int, by: str) -> None:
        self.connection, self.mapping, self.header, self.run_id, self.by = connection, mapping, header, run_id, by
        self.now, self.today = datetime.now(), today()
        self.counts, self.problems, self.touched = Counts(), list[Problem](), set[int]()
        self.decisions = Decisions.read(connection)
        self.municipality = self.decisions.municipality_matcher()
        self.validator = Validator(mapping, header, self.today, self.municipality)
        self.outcome: dict[int, str] = {}  # row number -> outcome, of the newest batch and of the rows held back
        self._key = raw_rows.mapping_key(mapping, header)
        mapped = {name for each in mapping.fields if each.field.startswith("municipality") for name in each.columns}
        self._names_municipality = [at for at, name in enumerate(header) if name in mapped]
        self._seen: dict[bytes, int] = {}
        self._runs_of_file, self._came_before = runs_of_file(connection, run_id)
        self._known = set(connection.execute(select(self.record.c.row_hash)).scalars())
        self._waiting = Waiting(connection, header)
        self._held: list[tuple[int, bytes, bytes]] = []  # (number, packed, hash) of rows that are tried once more
        self._held_problems: list[Problem] = []  # what reading saw in them
        self._next: dict[str, count[int]] = {}
        self._history: list[tuple[Any, ...]] = []
        self._people: People | None = None
        self._places: Places | None = None
        self._keys_here: dict[int, int] = {}  # hash of a record key -> how often it stands in this file
        self._had_records = bool(self._known)

    # --- What a kind of file does with its rows -------------------------------------------------------------------

    def place(self, checked: Checked, hashes: list[bytes], rows: list[Row]) -> dict[int, str]:
        """Position -> outcome of every row that is neither ignored nor wrong; may find new errors.

        A row with such an error is tried once more when all others are in: a later row may name what it lacks.
        """
        raise NotImplementedError

    def all_are_in(self) -> None:
        """What is done when every row has been placed."""

    # --- Batches ---------------------------------------------------------------------------------------------------

    def take(self, batch: Batch, *, keep: bool = True, again: bool = False) -> None:
        """Loads a batch; keep = store the raw rows; again = these rows wait in quarantine and are tried once more."""
        packed = [orjson.dumps(row) for row in batch.rows]
        for position in [n for n, each in enumerate(packed) if NUL in each] if NUL in b"".join(packed) else ():
            batch.rows[position] = [without_nul(text) for text in batch.rows[position]]
            packed[position] = orjson.dumps(batch.rows[position])
        hashes = raw_rows.row_hashes(packed, self._key)
        if keep:
            raw_rows.store(self.connection, self.run_id, batch, packed)
        self.validator.look_at(batch.rows)
        outcomes = self._told_apart(batch, packed, hashes, again)
        todo = [position for position in range(len(hashes)) if position not in outcomes]
        if todo:
            outcomes |= self._validated(batch, packed, hashes, todo, is_news=again or not self._came_before)
        self.counts.add(outcomes.values())
        self.outcome = {batch.numbers[position]: outcome for position, outcome in outcomes.items()}

    def _take_held(self) -> None:
        """The rows that lacked something that another row may have named since."""
        held, self._held = self._held, []
        for part in bulk.chunks(held, BATCH_ROWS):
            numbers, packed, hashes = (list(each) for each in zip(*part, strict=True))
            batch = Batch(numbers, [orjson.loads(each) for each in packed], problems=self._held_problems)
            outcomes = self._validated(batch, packed, hashes, list(range(len(part))), may_hold=False)
            self.counts.add(outcomes.values())
            self.outcome |= {numbers[position]: outcome for position, outcome in outcomes.items()}

    def _told_apart(self, batch: Batch, packed: list[bytes], hashes: list[bytes], again: bool) -> dict[int, str]:
        """Position -> outcome of the rows that stand in the file already, were loaded before, or were discarded."""
        seen, known = self._seen, frozenset() if again else self._known
        is_new = len(set(hashes)) == len(hashes) and seen.keys().isdisjoint(hashes)
        if is_new:
            seen.update(zip(hashes, batch.numbers, strict=True))
            if not self._waiting.has_discarded and known.isdisjoint(hashes):
                return {}
        outcomes: dict[int, str] = {}
        for position, row_hash in enumerate(hashes):
            if not is_new and seen.setdefault(row_hash, number := batch.numbers[position]) != number:
                outcomes[position] = "ignored"
                self._tell(number, "duplicate_row", DUPLICATE.format(first=seen[row_hash]))
            elif row_hash in known:
                outcomes[position] = "unchanged"
            elif self._waiting.is_discarded(packed[position]):
                outcomes[position] = "ignored"
                self._tell(batch.numbers[position], "not_an_answer", DISCARDED)
        return outcomes

    def _validated(
        self,
        batch: Batch,
        packed: list[bytes],
        hashes: list[bytes],
        todo: list[int],
        *,
        is_news: bool = True,
        may_hold: bool = True,
    ) -> dict[int, str]:
        """Position -> outcome of these rows, without those that are held back."""
        numbers = [batch.numbers[each] for each in todo]
        said = [packed[each] for each in todo]
        rows = self._waiting.corrected([batch.rows[each] for each in todo], said)
        checked = self.validator.check(numbers, rows, self._seen_by_reading(batch, numbers, rows))
        before = set() if is_news else self._loaded_before(checked, said)
        wrong = set(checked.errors)
        kept = [hashes[each] for each in todo]
        placed = self.place(checked, kept, rows) if len(wrong | checked.ignored) < len(rows) else {}
        if may_hold and checked.errors != wrong:
            self._hold(batch, checked, said, kept, checked.errors - wrong)
        self.problems += checked.problems
        self._waiting.admit(self.run_id, batch, [todo[each] for each in sorted(checked.errors)], packed)
        placed |= dict.fromkeys(checked.ignored, "ignored") | dict.fromkeys(checked.errors, "quarantined")
        placed |= dict.fromkeys(before, "unchanged")
        settled = (said[position] for position, outcome in placed.items() if outcome != "quarantined")
        self._waiting.settle(settled, run_id=self.run_id, by=self.by, at=self.now)
        return {todo[position]: outcome for position, outcome in placed.items()}

    def _loaded_before(self, checked: Checked, packed: list[bytes]) -> set[int]:
        """Rows that this same file brought in before: whatever became of them since, they are no news."""
        before = {each for each, row in enumerate(packed) if not self._waiting.is_open(row)} - checked.ignored
        numbers = {checked.numbers[each] for each in before}
        checked.ignored |= before
        checked.errors -= before
        checked.problems = [each for each in checked.problems if each.row not in numbers]
        return before

    def _hold(
        self, batch: Batch, checked: Checked, packed: list[bytes], hashes: list[bytes], positions: set[int]
    ) -> None:
        """Keeps rows for later, as if they had not been seen yet."""
        held = [(checked.numbers[each], packed[each], hashes[each]) for each in sorted(positions)]
        numbers = {number for number, _, _ in held}
        self._held += held
        self._held_problems += [each for each in batch.problems if each.row in numbers]
        checked.errors -= positions
        checked.problems = [each for each in checked.problems if each.row not in numbers]

    def _seen_by_reading(self, batch: Batch, numbers: list[int], rows: list[Row]) -> list[Problem]:
        """What reading saw in these rows; a CPR number that a correction took out is gone."""
        marked = {number for number, _ in batch.cpr}
        found = list(batch.problems)
        for number, row in zip(numbers, rows, strict=True) if marked else ():
            if number in marked:
                masked = [name for name, text in zip(self.header, row, strict=True) if CPR_MASK in text]
                found += cpr_problems((number, name) for name in masked)
        return found

    def _tell(self, number: int, code: str, message: str) -> None:
        self.problems.append(Problem(number, ROW_COLUMN, None, code, "info", message))

    def finish(self) -> None:
        """Stores what was proposed and what was wrong; the caller commits."""
        self._take_held()
        self.all_are_in()
        self.decisions.write(self.connection, self.run_id)
        self.write_history()
        store_problems(self.connection, self.run_id, self.problems)
        bulk.keep_sequences(self.connection, (*HANDED_OUT, problem, quarantine, record_history))

    def forget(self) -> None:
        """Lets go of what only loading needed; counts, problems, outcomes and touched sites stay."""
        self._people = self._places = None
        self._waiting.forget()
        for memory in (self._seen, self._known, self._keys_here):
            memory.clear()

    # --- What both kinds need ---------------------------------------------------------------------------------------

    @property
    def people(self) -> People:
        """Every trainer, read at first need."""
        if self._people is None:
            self._people = People.stored(self.connection, self.decisions.of_trainers())
        return self._people

    @property
    def places(self) -> Places:
        """Every site, read at first need."""
        if self._places is None:
            self._places = Places.stored(self.connection, self.decisions)
        return self._places

    def new_ids(self, table: Table) -> Iterator[int]:
        """The free ids of a table, one after the other."""
        if table.name not in self._next:
            self._next[table.name] = count(bulk.next_id(self.connection, table))
        return self._next[table.name]

    def new_id(self, table: Table) -> int:
        """The next free id of a table."""
        return next(self.new_ids(table))

    def own_key(self, key: str) -> str:
        """The key, numbered from the second time it stands in the file: both rows are kept."""
        short = hash(key)  # a million keys would fill a hundred megabytes
        times = self._keys_here[short] = self._keys_here.get(short, 0) + 1
        return key if times == 1 else f"{key}#{times}"

    def own_keys(self, keys: list[str]) -> list[str]:
        """own_key() of each."""
        short = list(map(hash, keys))
        if len(set(short)) < len(short) or not self._keys_here.keys().isdisjoint(short):
            return list(map(self.own_key, keys))
        self._keys_here.update(dict.fromkeys(short, 1))
        return keys

    def stored_records(self, keys: list[str]) -> dict[str, Any]:
        """Records of earlier runs by record key."""
        if not self._had_records:
            return {}
        found: dict[str, Any] = {}
        for part in bulk.chunks(keys):
            for row in self.connection.execute(select(self.record).where(self.record.c.record_key.in_(part))):
                found[row.record_key] = row
        return found

    def is_of_other_row(self, record: Any, row_hash: bytes) -> bool:
        """True when a record is what another row of this file says, or said when the file came before."""
        return record.row_hash != row_hash and (record.row_hash in self._seen or record.run_id in self._runs_of_file)

    def own_record(self, key: str, stored: dict[str, Any], row_hash: bytes) -> tuple[str, Any]:
        """The key and the earlier record of a row; rows that share a key each keep their own record."""
        old, first, number = stored.get(key), key.partition("#")[0], 1
        while old is not None and self.is_of_other_row(old, row_hash):
            number += 1
            key = f"{first}#{number}"
            old = self.stored_records([key]).get(key)
        return key, old

    def remember(self, table: Table, record_id: int, before: dict[str, Any]) -> None:
        """Keeps what a record said before this run changed it."""
        kept = {name: value.hex() if isinstance(value, bytes) else value for name, value in before.items()}
        self._history.append((self.run_id, table.name, record_id, orjson.dumps(kept).decode(), self.now))

    def write_history(self) -> None:
        """Stores what was remembered since the last time."""
        if self._history:
            bulk.insert(
                self.connection, record_history, ("run_id", "table_name", "record_id", "before", "at"), self._history
            )
            self._history = []

    def propose_trainer(self, found: Found, text: str, number: int) -> None:
        """Remembers a person who was found without being certain."""
        if found.trainer_id is not None and found.score < 1:
            self.decisions.propose(Proposed("trainer", text, "", str(found.trainer_id), found.score, number))

    def propose_municipalities(self, checked: Checked, rows: list[Row]) -> None:
        """Remembers the guesses at a municipality that this batch made, each with the first row that says so."""
        guesses = self.municipality.guesses.values()
        new = [each for each in guesses if not self.decisions.has("municipality", each.text, "")]
        if not new:
            return
        numbered = list(zip(checked.numbers, rows, strict=True))[::-1]  # a list of several in a cell is not looked into
        first = {row[at].strip(): number for number, row in numbered for at in self._names_municipality}
        for guess in new:
            row = first.get(guess.written)
            self.decisions.propose(Proposed("municipality", guess.text, "", guess.code, guess.score, row))
