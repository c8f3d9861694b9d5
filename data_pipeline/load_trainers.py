"""Rows of a participant list: the trainers, and who was at which course."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from data_pipeline import bulk
from data_pipeline.fold import fold
from data_pipeline.model import Problem
from data_pipeline.people import Person
from data_pipeline.places import Site
from data_pipeline.validate import Checked
from storage.tables import participation, trainer

if TYPE_CHECKING:
    from data_pipeline.load_participants import ParticipantLoading

# Columns of table trainer that a row can fill, in the order of its values.
DETAILS = (
    "participant_key", "first_name", "last_name", "email", "phone", "profession", "gender", "age_group", "seniority",
    "role", "status", "status_on", "may_contact", "may_network", "remark",
)  # fmt: skip
STORED = ("folded_name", "site_id", *DETAILS)
INSERTED = ("id", *STORED, "row_number", "created_run_id", "run_id")
NAMESAKE = (
    "Der er i forvejen en person med samme navn på arbejdspladsen, men med andre oplysninger. "
    "Er det den samme, så ret e-mail eller telefon, så de er ens."
)
RECORD = ("trainer_id", "course_id", "record_key", "row_hash", "run_id", "row_number")

Columns = Callable[[str], list[Any]]


def columns_of(checked: Checked) -> Columns:
    """Columns by name; one that the file has not is blank."""
    blank: list[Any] = [None] * len(checked.numbers)
    return lambda name: checked.columns.get(name, blank)


class Persons:
    """The trainers of one batch: found or made, changed where a row says something new."""

    def __init__(
        self,
        loading: ParticipantLoading,
        checked: Checked,
        hashes: list[bytes],
        column: Columns,
        sites: dict[int, Site],
        courses: dict[int, int],
    ) -> None:
        self.loading, self.checked, self.hashes, self.column = loading, checked, hashes, column
        self.sites, self.courses = sites, courses
        self.ids = loading.new_ids(trainer)
        self.inserts: dict[int, list[Any]] = {}  # trainer id -> what stands in the columns of INSERTED
        self.changes: dict[int, dict[str, Any]] = {}  # existing trainer -> column -> value
        self.fills: dict[int, dict[str, Any]] = {}  # ... only where it is blank
        self.records: list[tuple[int, int, str]] = []  # (position, trainer, record key)

    def placed(self) -> dict[int, str]:
        """Position -> outcome."""
        good = [position for position in self.sites if position not in self.checked.errors]
        self._find_or_make(good)
        self.loading.touched.update({self.sites[position].id for position in good})
        self._insert_trainers()
        changed = self._change_trainers()
        return self._write_records(changed)

    def _find_or_make(self, good: list[int]) -> None:
        """The loop that a large list spends its time in: a new person takes the short way."""
        details = list(zip(*(self.column(name) for name in DETAILS), strict=True))
        names = [fold(each) if each else "" for each in self.column("full_name")]
        codes, days = self.column("course_code"), self.column("course_date")
        numbers, sites, courses = self.checked.numbers, self.sites, self.courses
        people, records = self.loading.people, self.records
        for position in good:
            values, name, number, site_id = details[position], names[position], numbers[position], sites[position].id
            key, email, phone = values[0], values[3], values[4]
            if people.is_new(key, email, phone, name):
                trainer_id = self._made(position, values, name)
            else:
                trainer_id = self._known(position, values, name)
                first = self.loading.first_named(trainer_id, courses[position], number)
                if first != number:
                    self._warn_twice(position, first)
            ident = key or (f"{email}|{name}" if email else f"{name}|{phone or site_id}")
            records.append((position, trainer_id, f"{codes[position] or days[position]}|{ident}"[:190]))

    def _made(self, position: int, values: tuple[Any, ...], name: str) -> int:
        loading, number, site_id = self.loading, self.checked.numbers[position], self.sites[position].id
        trainer_id = next(self.ids)
        named = (trainer_id, values[0], values[3], values[4], name, site_id, self.courses[position], number)
        loading.people.add(Person._make(named))
        self.inserts[trainer_id] = [trainer_id, name, site_id, *values, number, loading.run_id, loading.run_id]
        return trainer_id

    def _known(self, position: int, values: tuple[Any, ...], name: str) -> int:
        """A person of whom something is known already; perhaps a new one after all."""
        loading, number, place = self.loading, self.checked.numbers[position], self.sites[position]
        key, email, phone = values[0], values[3], values[4]
        found = loading.people.find(key, email, phone, name, place.id)
        if found.others or found.alike is not None:
            self._warn(position, "possible_duplicate_person", NAMESAKE)
        if found.trainer_id is None:
            return self._made(position, values, name)
        loading.propose_trainer(found, email or name, number)
        self._say(found.trainer_id, position, name, place, values)
        return found.trainer_id

    def _warn_twice(self, position: int, first: int) -> None:
        message = f"Personen ser ud til at være den samme som i række {first}. Slet den ene række, hvis det passer."
        self._warn(position, "possible_duplicate_person", message)

    def _warn(self, position: int, code: str, message: str) -> None:
        where = self.loading.validator.column_of
        name = next(
            (where[each] for each in ("full_name", "first_name", "last_name", "email") if each in where), "navn"
        )
        number = self.checked.numbers[position]
        value = self.column("full_name")[position]
        self.checked.problems.append(Problem(number, name, value, code, "warning", message))

    def _say(self, trainer_id: int, position: int, name: str, place: Site, values: tuple[Any, ...]) -> None:
        """What a row says of a trainer who is known already; blank says nothing."""
        said = {column: value for column, value in zip(DETAILS, values, strict=True) if value is not None}
        if name:
            said["folded_name"] = name
        if self.column("workplace")[position] or trainer_id in self.inserts:
            said["site_id"] = place.id
        day = self.column("course_date")[position]
        pending = self.inserts.get(trainer_id)
        latest = self.loading.latest(trainer_id)
        is_newest = latest is None or day >= latest
        if pending is not None:
            for column, value in said.items():
                place_in = INSERTED.index(column)
                if is_newest or pending[place_in] is None:
                    pending[place_in] = value
            return
        (self.changes if is_newest else self.fills).setdefault(trainer_id, {}).update(said)

    def _insert_trainers(self) -> None:
        if self.inserts:
            bulk.insert(self.loading.connection, trainer, INSERTED, self.inserts.values())

    def _change_trainers(self) -> set[int]:
        """Writes what is new about known trainers; which of them changed."""
        loading = self.loading
        wanted = list(self.changes.keys() | self.fills.keys())
        rows: list[tuple[Any, ...]] = []
        changed: set[int] = set()
        for part in bulk.chunks(wanted):
            for stored in loading.connection.execute(select(trainer).where(trainer.c.id.in_(part))).mappings():
                new = self._new_values(dict(stored))
                if not new:
                    continue
                trainer_id = stored["id"]
                changed.add(trainer_id)
                loading.remember(trainer, trainer_id, {name: stored[name] for name in (*new, "run_id")})
                loading.touched.add(stored["site_id"])
                merged = {**stored, **new}
                rows.append((*(merged[name] for name in STORED), loading.run_id, trainer_id))
                loading.people.moved(trainer_id, merged["site_id"])
        if rows:
            bulk.update(loading.connection, trainer, (*STORED, "run_id"), rows)
        return changed

    def _new_values(self, stored: dict[str, Any]) -> dict[str, Any]:
        fills = {n: v for n, v in self.fills.get(stored["id"], {}).items() if stored[n] is None}
        wanted = fills | self.changes.get(stored["id"], {})
        return {name: value for name, value in wanted.items() if stored[name] != value}

    def _moved(self) -> dict[tuple[int, int], Any]:
        """Earlier records of known trainers that no row of this file is: a corrected e-mail gave them another key."""
        loading = self.loading
        known = [person for _, person, _ in self.records if person not in self.inserts]
        found: dict[tuple[int, int], Any] = {}
        for part in bulk.chunks(list(dict.fromkeys(known))):
            query = select(participation).where(
                participation.c.trainer_id.in_(part), participation.c.run_id != loading.run_id
            )
            for row in loading.connection.execute(query):
                if not loading.is_of_other_row(row, b""):
                    found.setdefault((row.trainer_id, row.course_id), row)
        return found

    def _write_records(self, changed: set[int]) -> dict[int, str]:
        loading = self.loading
        records = [(position, person, loading.own_key(key)) for position, person, key in self.records]
        stored = loading.stored_records([key for _, _, key in records])
        moved = self._moved()
        ids, run_id = loading.new_ids(participation), loading.run_id
        outcomes: dict[int, str] = {}
        inserts: list[tuple[Any, ...]] = []
        updates: list[tuple[Any, ...]] = []
        for position, person, key in records:
            course_id, number, row_hash = self.courses[position], self.checked.numbers[position], self.hashes[position]
            old = None
            if stored:
                key, old = loading.own_record(key, stored, row_hash)
            if moved and old is None:
                old = moved.pop((person, course_id), None)
            if old is None:
                inserts.append((next(ids), person, course_id, key, row_hash, run_id, run_id, number))
                outcomes[position] = "loaded"
                continue
            is_same = (old.trainer_id, old.course_id) == (person, course_id) and person not in changed
            outcomes[position] = "unchanged" if is_same else "updated"
            if not is_same:
                before = {
                    name: getattr(old, name) for name in ("trainer_id", "course_id", "row_hash", "run_id", "row_number")
                }
                loading.remember(participation, old.id, before)
            updates.append(
                (person, course_id, key, row_hash, old.run_id if is_same else loading.run_id, number, old.id)
            )
        names = ("id", "trainer_id", "course_id", "record_key", "row_hash", "created_run_id", "run_id", "row_number")
        if inserts:
            bulk.insert(loading.connection, participation, names, inserts)
        if updates:
            bulk.update(loading.connection, participation, RECORD, updates)
        loading.write_history()
        return outcomes
