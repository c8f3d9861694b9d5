"""Rows of a participant list: sites, courses, trainers, and who was at which course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from data_pipeline import bulk
from data_pipeline.fold import fold
from data_pipeline.load import Loading
from data_pipeline.model import Problem, Row
from data_pipeline.networks import Networks
from data_pipeline.people import Person
from data_pipeline.places import Site, site_key
from data_pipeline.rematch import rematch
from data_pipeline.validate import Checked
from storage.tables import course, municipality, participation, site, site_serves, trainer

# Columns of table trainer that a row can fill, in the order of its values.
DETAILS = (
    "participant_key", "first_name", "last_name", "email", "phone", "profession", "gender", "age_group", "seniority",
    "role", "status", "status_on", "may_contact", "may_network", "remark",
)  # fmt: skip
STORED = ("folded_name", "site_id", *DETAILS)
NAMESAKE = (
    "Der er i forvejen en person med samme navn på arbejdspladsen, men med andre oplysninger. "
    "Er det den samme, så ret e-mail eller telefon, så de er ens."
)
RECORD = ("trainer_id", "course_id", "record_key", "row_hash", "run_id", "row_number")
SITE_COLUMNS = ("id", "name", "folded_name", "municipality_code", "kind", "created_run_id")


class ParticipantLoading(Loading):
    """A participant list on its way into the tables."""

    record = participation

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._courses: dict[str, tuple[int, date]] | None = None
        self._networks: Networks | None = None
        self._latest: dict[int, date] | None = None
        self._serves: set[tuple[int, str]] | None = None
        self._names: dict[str, str] = {}
        self._joined: set[tuple[str, int]] = set()  # (network, site) that agree already
        self.taken: dict[int, int] = {}  # trainer and course in one number -> row number in this file

    def place(self, checked: Checked, hashes: list[bytes], rows: list[Row]) -> dict[int, str]:
        """See Loading.place."""
        self.propose_municipalities(checked)
        column = columns_of(checked)
        sites = self._sites(checked, column)
        courses = self._course_ids(checked, column)
        self._join_networks(checked, column, sites)
        self._add_serves(checked, column, sites)
        return Persons(self, checked, hashes, column, sites, courses).placed()

    def forget(self) -> None:
        """See Loading.forget."""
        super().forget()
        self.taken.clear()

    def finish(self) -> None:
        """Answers that waited for these trainers find them now."""
        if self.counts.loaded or self.counts.updated:
            self.write_history()
            rematch(self)
        super().finish()

    # --- Sites ------------------------------------------------------------------------------------------------------

    def _sites(self, checked: Checked, column: Columns) -> dict[int, Site]:
        """Position -> site; new ones are inserted. A row without a workplace takes the only site there is."""
        wanted = list(zip(column("municipality"), column("workplace"), column("workplace_kind"), strict=True))
        skipped = checked.errors | checked.ignored
        good = [position for position in range(len(wanted)) if position not in skipped]
        first = {wanted[position]: position for position in reversed(good)}
        made: list[Site] = []
        chosen: dict[tuple[Any, Any, Any], Site] = {}
        for each, position in sorted(first.items(), key=_turn):
            found = self._site(each, checked, position, made)
            if found:
                chosen[each] = found
        rows = [(each.id, each.name, each.key, each.code, each.kind, self.run_id) for each in made]
        if rows:
            bulk.insert(self.connection, site, SITE_COLUMNS, rows)
        sites = {position: chosen.get(wanted[position]) for position in good}
        for position in [position for position, found in sites.items() if found is None]:
            self._no_site(checked, position, wanted[position][1])
        return {position: found for position, found in sites.items() if found}

    def _site(self, wanted: tuple[Any, Any, Any], checked: Checked, position: int, made: list[Site]) -> Site | None:
        code, workplace, kind = wanted
        if code is None:
            everywhere = self.places.anywhere(workplace)
            return everywhere[0] if len(everywhere) == 1 else None
        found = self.places.find(code, workplace, kind, checked.numbers[position])
        if found:
            return found
        name = workplace or f"{self._name_of(code)} Kommune"
        new = Site(self.new_id(site), name, site_key(workplace) if workplace else "", code, kind or 1, is_new=True)
        self.places.add(new)
        made.append(new)
        return new

    def _no_site(self, checked: Checked, position: int, workplace: str) -> None:
        everywhere = self.places.anywhere(workplace)
        number = checked.numbers[position]
        name = self.validator.column_of.get("workplace", "arbejdsplads")
        if everywhere:
            where = ", ".join(sorted({self._name_of(each.code) for each in everywhere}))
            message = f"„{workplace}” findes i flere kommuner: {where}. Skriv kommunen i rækken."
            checked.fail(position, Problem(number, name, workplace, "ambiguous_municipality", "error", message))
        else:
            message = f"Rækken nævner ingen kommune, og „{workplace}” kendes ikke i forvejen. Skriv kommunen."
            checked.fail(position, Problem(number, name, workplace, "unknown_municipality", "error", message))

    def _name_of(self, code: str) -> str:
        if not self._names:
            rows = self.connection.execute(select(municipality.c.code, municipality.c.name))
            self._names = {row.code: row.name for row in rows}
        return self._names[code]

    def _add_serves(self, checked: Checked, column: Columns, sites: dict[int, Site]) -> None:
        wanted: dict[tuple[int, str], None] = {}
        served, own = column("serves"), column("municipality")
        for position, its_site in sites.items():
            codes = [*(served[position] or ())]
            if own[position]:
                codes.append(own[position])  # a private site named under another municipality serves that one too
            for code in codes:
                if code != its_site.code:
                    wanted[its_site.id, code] = None
        if not wanted:
            return
        if self._serves is None:
            rows = self.connection.execute(select(site_serves.c.site_id, site_serves.c.municipality_code))
            self._serves = {(row[0], row[1]) for row in rows}
        new = [each for each in wanted if each not in self._serves]
        self._serves.update(new)
        self.touched.update(site_id for site_id, _ in new)
        if new:
            values = [{"site_id": one, "municipality_code": code, "run_id": self.run_id} for one, code in new]
            self.connection.execute(insert(site_serves), values)

    def _join_networks(self, checked: Checked, column: Columns, sites: dict[int, Site]) -> None:
        names = column("network")
        if not any(names):
            return
        if self._networks is None:
            self._networks = Networks.stored(self.connection, self.run_id, self.by)
        days = column("course_date")
        for position, its_site in sites.items():
            name = names[position]
            if not name:
                continue
            if (name, its_site.id) in self._joined:
                continue
            before = its_site.network_id
            message = self._networks.join(name, its_site, days[position])
            if its_site.network_id != before and not its_site.is_new:
                self.remember(site, its_site.id, {"network_id": before})
            if message:
                where = self.validator.column_of["network"]
                number = checked.numbers[position]
                checked.problems.append(Problem(number, where, name, "unknown_value", "warning", message))
            else:
                self._joined.add((name, its_site.id))

    # --- Courses ----------------------------------------------------------------------------------------------------

    def _course_ids(self, checked: Checked, column: Columns) -> dict[int, int]:
        """Position -> course; new ones are inserted, a new date for a known course is kept with history."""
        if self._courses is None:
            rows = self.connection.execute(select(course.c.code, course.c.id, course.c.held_on))
            self._courses = {row.code: (row.id, row.held_on) for row in rows}
        new: list[tuple[Any, ...]] = []
        found: dict[int, int] = {}
        skipped = checked.errors | checked.ignored
        codes, days, where = column("course_code"), column("course_date"), column("course_place")
        for position, (code, day, place) in enumerate(zip(codes, days, where, strict=True)):
            if position in skipped:
                continue
            key = code or (f"{day.isoformat()} {place}"[:80] if place else day.isoformat())
            known = self._courses.get(key)
            if known is None:
                known = self._courses[key] = (self.new_id(course), day)
                new.append((known[0], key, day, place, self.run_id))
            elif known[1] != day:
                self._other_day(checked, position, key, known, day)
            found[position] = known[0]
        if new:
            bulk.insert(self.connection, course, ("id", "code", "held_on", "place", "created_run_id"), new)
        return found

    def _other_day(self, checked: Checked, position: int, code: str, known: tuple[int, date], day: date) -> None:
        message = (
            f"Kurset {code} er kendt med datoen {known[1]:%d-%m-%Y}, men rækken siger {day:%d-%m-%Y}. "
            "Den kendte dato er beholdt. Ret datoen eller kursets id."
        )
        where = self.validator.column_of.get("course_date", "kursusdato")
        number = checked.numbers[position]
        checked.problems.append(Problem(number, where, f"{day:%d-%m-%Y}", "ambiguous_date", "warning", message))

    def latest(self, trainer_id: int) -> date | None:
        """The newest course of a trainer: an older list does not overwrite what a newer one said."""
        if self._latest is None:
            query = (
                select(participation.c.trainer_id, func.max(course.c.held_on))
                .join(course)
                .group_by(participation.c.trainer_id)
            )
            self._latest = {row[0]: row[1] for row in self.connection.execute(query)}
        return self._latest.get(trainer_id)


Columns = Callable[[str], list[Any]]


def columns_of(checked: Checked) -> Columns:
    """Columns by name; one that the file has not is blank."""
    blank: list[Any] = [None] * len(checked.numbers)
    return lambda name: checked.columns.get(name, blank)


def _turn(wanted: tuple[tuple[Any, Any, Any], int]) -> tuple[bool, bool, int]:
    """In the order of the file, but rows that take what others made come last: no municipality, no workplace."""
    (code, workplace, _), position = wanted
    return code is None, workplace is None, position


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
        self.inserts: dict[int, list[Any]] = {}  # trainer id -> [folded name, site, *details, row number]
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
        numbers, sites, courses, taken = self.checked.numbers, self.sites, self.courses, self.loading.taken
        people, records = self.loading.people, self.records
        for position in good:
            values, name, number, site_id = details[position], names[position], numbers[position], sites[position].id
            key, email, phone = values[0], values[3], values[4]
            if people.is_new(key, email, phone, name):
                trainer_id = self._made(values, name, site_id, number)
            else:
                trainer_id = self._known(position, values, name)
            there = trainer_id << 32 | courses[position]
            if taken.setdefault(there, number) != number:
                self._warn_twice(position, taken[there])
            ident = key or (f"{email}|{name}" if email else f"{name}|{phone or site_id}")
            records.append((position, trainer_id, f"{codes[position] or days[position]}|{ident}"[:190]))

    def _made(self, values: tuple[Any, ...], name: str, site_id: int, number: int) -> int:
        trainer_id = self.loading.new_id(trainer)
        self.loading.people.add(Person(trainer_id, values[0], values[3], values[4], name, site_id))
        self.inserts[trainer_id] = [name, site_id, *values, number]
        return trainer_id

    def _known(self, position: int, values: tuple[Any, ...], name: str) -> int:
        """A person of whom something is known already; perhaps a new one after all."""
        loading, number, place = self.loading, self.checked.numbers[position], self.sites[position]
        key, email, phone = values[0], values[3], values[4]
        found = loading.people.find(key, email, phone, name, place.id)
        if found.others or found.alike is not None:
            self._warn(position, "possible_duplicate_person", NAMESAKE)
        if found.trainer_id is None:
            return self._made(values, name, place.id, number)
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
                place_in = STORED.index(column)
                if is_newest or pending[place_in] is None:
                    pending[place_in] = value
            return
        (self.changes if is_newest else self.fills).setdefault(trainer_id, {}).update(said)

    def _insert_trainers(self) -> None:
        run_id = self.loading.run_id
        names = ("id", *STORED, "row_number", "created_run_id", "run_id")
        rows = [(trainer_id, *values, run_id, run_id) for trainer_id, values in self.inserts.items()]
        if rows:
            bulk.insert(self.loading.connection, trainer, names, rows)

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
                loading.people.persons[trainer_id].site_id = merged["site_id"]
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
        outcomes: dict[int, str] = {}
        inserts: list[tuple[Any, ...]] = []
        updates: list[tuple[Any, ...]] = []
        for position, person, key in records:
            course_id, number, row_hash = self.courses[position], self.checked.numbers[position], self.hashes[position]
            key, old = loading.own_record(key, stored, row_hash)
            old = old or moved.pop((person, course_id), None)
            if old is None:
                new_id = loading.new_id(participation)
                inserts.append((new_id, person, course_id, key, row_hash, loading.run_id, loading.run_id, number))
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
