"""Rows of a participant list: the trainers, and who was at which course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from data_pipeline.fold import fold_all
from data_pipeline.model import Problem
from data_pipeline.people import Person
from data_pipeline.places import Site
from data_pipeline.validate import Checked
from storage import bulk
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
WHO = ("participant_key", "email", "phone")
RECORDED = ("id", "trainer_id", "course_id", "record_key", "row_hash", "created_run_id", "run_id", "row_number")
BEFORE = ("trainer_id", "course_id", "row_hash", "run_id", "row_number")  # what undoing puts back
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
        self.names = fold_all([each or "" for each in column("full_name")])
        self.inserts: dict[int, list[Any]] = {}  # trainer id -> what stands in the columns of INSERTED
        self.changes: dict[int, dict[str, Any]] = {}  # existing trainer -> column -> value
        self.fills: dict[int, dict[str, Any]] = {}  # ... only where it is blank
        self.known: list[int] = []  # trainers that were there before this batch
        self.trainers: dict[int, int] = {}  # position -> trainer

    def placed(self) -> dict[int, str]:
        """Position -> outcome."""
        good = [position for position in self.sites if position not in self.checked.errors]
        self.loading.touched.update({self.sites[position].id for position in good})
        keys, emails, phones = (self.column(name) for name in WHO)
        taken = self.loading.people.not_new(keys, emails, phones, self.names)
        self._make_all([position for position in good if position not in taken])
        self._find_or_make([position for position in good if position in taken])
        changed = self._change_trainers()
        # An older list that names another workplace leaves people where they are, and its course counts there.
        self.loading.touched.update(self.loading.people.person(known).site_id for known in self.known)
        return self._write_records(good, changed)

    def _make_all(self, new: list[int]) -> None:
        """New people, a column at a time: nearly everybody in a large list."""
        loading, course_of = self.loading, self.courses
        details = [_picked(self.column(name), new) for name in DETAILS]
        names, numbers = _picked(self.names, new), _picked(self.checked.numbers, new)
        sites, courses = [self.sites[position].id for position in new], [course_of[position] for position in new]
        ids = list(islice(self.ids, len(new)))
        who = [details[DETAILS.index(name)] for name in WHO]
        loading.people.add_new([ids, *who, names, sites, courses, numbers])
        runs = [loading.run_id] * len(new)
        rows = zip(ids, names, sites, *details, numbers, runs, runs, strict=True)
        bulk.insert(loading.connection, trainer, INSERTED, rows)
        self.trainers.update(zip(new, ids, strict=True))

    def _find_or_make(self, rows: list[int]) -> None:
        """People of whom something stands elsewhere already, in the order of the file."""
        columns = [self.column(name) for name in DETAILS]
        for position in rows:
            values, name, number = (
                tuple(each[position] for each in columns),
                self.names[position],
                self._number(position),
            )
            key, email, phone = values[0], values[3], values[4]
            if self.loading.people.is_new(key, email, phone, name):
                self.trainers[position] = self._made(position, values, name)
                continue
            trainer_id = self.trainers[position] = self._known(position, values, name)
            first = self.loading.first_named(trainer_id, self.courses[position], number)
            if first != number:
                self._warn_twice(position, first)
        self.known = [each for each in map(self.trainers.__getitem__, rows) if each not in self.inserts]
        if self.inserts:
            bulk.insert(self.loading.connection, trainer, INSERTED, self.inserts.values())

    def _record_keys(self, good: list[int]) -> list[str]:
        """What makes a row the same row next time: the course and the person."""
        codes, days = _picked(self.column("course_code"), good), _picked(self.column("course_date"), good)
        keys, emails, phones = (_picked(self.column(name), good) for name in WHO)
        names, sites = _picked(self.names, good), [self.sites[position].id for position in good]
        return [
            f"{code or day}|{key or (f'{email}|{name}' if email else f'{name}|{phone or site_id}')}"[:190]
            for code, day, key, email, phone, name, site_id in zip(
                codes, days, keys, emails, phones, names, sites, strict=True
            )
        ]

    def _made(self, position: int, values: tuple[Any, ...], name: str) -> int:
        loading, number, site_id = self.loading, self._number(position), self.sites[position].id
        trainer_id = next(self.ids)
        named = (trainer_id, values[0], values[3], values[4], name, site_id, self.courses[position], number)
        loading.people.add(Person._make(named))
        self.inserts[trainer_id] = [trainer_id, name, site_id, *values, number, loading.run_id, loading.run_id]
        return trainer_id

    def _number(self, position: int) -> int:
        return self.checked.numbers[position]

    def _known(self, position: int, values: tuple[Any, ...], name: str) -> int:
        """A person of whom something is known already; perhaps a new one after all."""
        loading, number, place = self.loading, self._number(position), self.sites[position]
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
        value = self.column("full_name")[position]
        self.checked.problems.append(Problem(self._number(position), name, value, code, "warning", message))

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
        found: dict[tuple[int, int], Any] = {}
        for part in bulk.chunks(list(dict.fromkeys(self.known))):
            query = select(participation).where(
                participation.c.trainer_id.in_(part), participation.c.run_id != loading.run_id
            )
            for row in loading.connection.execute(query):
                if not loading.is_of_other_row(row, b""):
                    found.setdefault((row.trainer_id, row.course_id), row)
        return found

    def _write_records(self, good: list[int], changed: set[int]) -> dict[int, str]:
        loading = self.loading
        keys = loading.own_keys(self._record_keys(good))
        people = [self.trainers[position] for position in good]
        stored = loading.stored_records(keys)
        moved = self._moved()
        if stored or moved:
            return self._compare_records(list(zip(good, people, keys, strict=True)), stored, moved, changed)
        courses, runs = [self.courses[position] for position in good], [loading.run_id] * len(good)
        hashes, numbers = _picked(self.hashes, good), _picked(self.checked.numbers, good)
        ids = islice(loading.new_ids(participation), len(good))
        rows = zip(ids, people, courses, keys, hashes, runs, runs, numbers, strict=True)
        bulk.insert(loading.connection, participation, RECORDED, rows)
        loading.write_history()
        return dict.fromkeys(good, "loaded")

    def _compare_records(
        self,
        records: list[tuple[int, int, str]],
        stored: dict[str, Any],
        moved: dict[tuple[int, int], Any],
        changed: set[int],
    ) -> dict[int, str]:
        """Rows of which some were there before, perhaps in other words."""
        loading, run_id = self.loading, self.loading.run_id
        ids = loading.new_ids(participation)
        outcomes: dict[int, str] = {}
        inserts: list[tuple[Any, ...]] = []
        updates: list[tuple[Any, ...]] = []
        for position, person, key in records:
            course_id, number, row_hash = self.courses[position], self._number(position), self.hashes[position]
            key, old = loading.own_record(key, stored, row_hash)
            if old is None:
                old = moved.pop((person, course_id), None)
            if old is None:
                inserts.append((next(ids), person, course_id, key, row_hash, run_id, run_id, number))
                outcomes[position] = "loaded"
                continue
            is_same = (old.trainer_id, old.course_id) == (person, course_id) and person not in changed
            outcomes[position] = "unchanged" if is_same else "updated"
            if not is_same or old.row_hash != row_hash:  # also the same in other words: undone, it is news again
                loading.remember(participation, old.id, {name: getattr(old, name) for name in BEFORE})
            updates.append(
                (person, course_id, key, row_hash, old.run_id if is_same else loading.run_id, number, old.id)
            )
        if inserts:
            bulk.insert(loading.connection, participation, RECORDED, inserts)
        if updates:
            bulk.update(loading.connection, participation, RECORD, updates)
        loading.write_history()
        return outcomes


def _picked(column: Sequence[Any], positions: list[int]) -> list[Any]:
    return [column[position] for position in positions]
