"""Rows of a follow-up export: one answer each, attached to the trainer, the site and the municipality."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from sqlalchemy import select

from data_pipeline.fold import folded
from data_pipeline.load import Loading
from data_pipeline.load_trainers import columns_of
from data_pipeline.model import ROW_COLUMN, Problem, Row
from data_pipeline.people import Found
from data_pipeline.validate import Checked
from data_pipeline.waves import first_courses, wave_of
from programme.placing import IN_MUNICIPALITY, places_of
from storage import bulk
from storage.tables import response

# Columns of table response that a row fills just as it says, in the order of its values.
ANSWERS = (
    "any_change", "employment", "programme_status", "first_course_on", "courses", "talks", "citizens", "kits",
    "resupply_used", "resupply_lost", "resupply_expired", "resupply_seized", "resupply_other", "management",
    "local_lead", "target_group", "prescription", "kit_stock", "procedure", "plan", "next_date", "trainer_count",
    "confidence", "refresher", "network_wish", "free_text",
)  # fmt: skip
STORED = (
    "trainer_id", "site_id", "municipality_code", "respondent", "answered_on", "wave",
    "barrier_1", "barrier_2", "barrier_3", "extra", *ANSWERS,
)  # fmt: skip
IDENTITY = ("participant_key", "email", "phone", "full_name", "municipality", "workplace")
Place = tuple[int | None, int | None, str | None]  # trainer, site, municipality


class FollowupLoading(Loading):
    """A follow-up export on its way into the tables."""

    record = response

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._first: tuple[dict[int, date], dict[str, date]] | None = None
        where = {name: position for position, name in enumerate(self.header)}
        mapped = {name for each in self.mapping.fields for name in each.columns}
        self._keys = [where[name] for name in self.mapping.key_columns if name in where]
        self._said_by: dict[str, str] | None = None  # respondent -> municipality of an answer without a trainer
        self._submitted: set[str] = set()  # keys of this file's submissions
        self._spare = [(name, where[name]) for name in self.header if name not in mapped]

    def place(self, checked: Checked, hashes: list[bytes], rows: list[Row]) -> dict[int, str]:
        """See Loading.place."""
        self.propose_municipalities(checked, rows)
        column = columns_of(checked)
        skipped = checked.errors | checked.ignored
        identities = list(zip(*(column(name) for name in IDENTITY), strict=True))
        places: dict[int, Place] = {}
        for position, identity in enumerate(identities):
            if position not in skipped and (found := self._place(checked, position, identity)) is not None:
                places[position] = found
        return self._write(checked, hashes, rows, identities, places)

    # --- Who and where ----------------------------------------------------------------------------------------------

    def _place(self, checked: Checked, position: int, identity: tuple[Any, ...]) -> Place | None:
        key, email, phone, full_name, code, workplace = identity
        number = checked.numbers[position]
        name = folded(full_name) if full_name else ""
        site = self.places.find(code, workplace, None, number) if code and workplace else None
        found = self.people.find(key, email, phone, name, site.id if site else None, code)
        if found.trainer_id is not None:
            self.propose_trainer(found, email or name, number)
            return self._at_trainer(found.trainer_id, code)
        who = key or email or phone or full_name
        if found.others:
            return self._one_of_several(checked, position, found, code, identity)
        if code is None:
            code = self._said().get(who)  # another answer of the same person named it
        if code is None:
            message = (
                f"„{who}” står ikke på nogen deltagerliste, og svaret nævner ingen kommune. "
                "Indlæs deltagerlisten først, eller skriv kommunen i rækken."
            )
            checked.fail(
                position, Problem(number, self._who_column(identity), who, "unknown_trainer", "error", message)
            )
            return None
        if who:
            message = (
                f"„{who}” står ikke på nogen deltagerliste. Svaret er talt med for kommunen og knyttes til personen, "
                "når en liste med den kommer."
            )
            checked.problems.append(
                Problem(number, self._who_column(identity), who, "unknown_trainer", "warning", message)
            )
        if who:
            self._said()[who] = code
        return None, site.id if site else self._only_site(code), code

    def _said(self) -> dict[str, str]:
        if self._said_by is None:
            query = select(response.c.respondent, response.c.municipality_code)
            rows = self.connection.execute(
                query.where(response.c.respondent.is_not(None)).order_by(response.c.answered_on)
            )
            self._said_by = {row[0]: row[1] for row in rows if row[1]}
        return self._said_by

    def _at_trainer(self, trainer_id: int, code: str | None) -> Place:
        site_id = self.people.person(trainer_id).site_id
        return trainer_id, site_id, self.people.municipality_of.get(site_id, code)

    def _one_of_several(
        self, checked: Checked, position: int, found: Found, code: str | None, identity: tuple[Any, ...]
    ) -> Place | None:
        """A shared mailbox: the answer counts for the site they share, else for the municipality that is said."""
        number, who = checked.numbers[position], next(each for each in identity if each)
        sites = {self.people.person(each).site_id for each in found.others}
        codes = {self.people.municipality_of.get(each) for each in sites}
        shared = codes.pop() if len(codes) == 1 else None
        if shared is None and code is None:
            message = f"„{who}” bruges af deltagere i flere kommuner. Skriv deltagerens id eller kommune i rækken."
            checked.fail(
                position, Problem(number, self._who_column(identity), who, "ambiguous_trainer", "error", message)
            )
            return None
        message = f"„{who}” bruges af flere. Svaret er talt med for kommunen. Skriv deltagerens id, hvis det kendes."
        checked.problems.append(
            Problem(number, self._who_column(identity), who, "ambiguous_trainer", "warning", message)
        )
        code = self._said()[who] = shared or code or ""
        return None, sites.pop() if len(sites) == 1 else self._only_site(code), code

    def _only_site(self, code: str) -> int | None:
        here = self.places.of_municipality(code)
        return here[0].id if len(here) == 1 else None

    def _who_column(self, identity: tuple[Any, ...]) -> str:
        """The column that names the person."""
        named = (name for name, value in zip(IDENTITY[:4], identity, strict=False) if value)
        return self.validator.column_of.get(next(named, ""), ROW_COLUMN)

    # --- The answer -------------------------------------------------------------------------------------------------

    def _write(
        self,
        checked: Checked,
        hashes: list[bytes],
        rows: list[Row],
        identities: list[tuple[Any, ...]],
        places: dict[int, Place],
    ) -> dict[int, str]:
        column = columns_of(checked)
        answers = list(zip(*(column(name) for name in ANSWERS), strict=True))
        days, waves = column("answered_on"), column("wave")
        barriers = self._barriers(checked)
        keys: dict[int, str] = {}
        made: dict[int, tuple[Any, ...]] = {}
        for position, (trainer_id, site_id, code) in list(places.items()):
            day = days[position]
            wave = waves[position] if waves[position] is not None else self._wave(day, trainer_id, code)
            key = self._record_key(rows[position], identities[position], day, wave, hashes[position])
            if key is None:
                self._same_submission(checked, position)
                continue
            keys[position] = key
            chosen = barriers[position]
            extra = self._extra(rows[position], chosen)
            respondent = None if trainer_id is not None else self._respondent(identities[position])
            self.touched.add(site_id if site_id is not None else IN_MUNICIPALITY + int(code or 0))
            given = (trainer_id, site_id, code, respondent, day, wave, *chosen[:3], extra)
            made[position] = (*given, *answers[position])
        return self._store(checked, hashes, keys, made)

    def _wave(self, day: date, trainer_id: int | None, code: str | None) -> int | None:
        if self._first is None:
            self._first = first_courses(self.connection)
        of_trainer, of_municipality = self._first
        first = of_trainer.get(trainer_id) if trainer_id is not None else None
        return wave_of(day, first or of_municipality.get(code or ""))

    def _record_key(
        self, row: Row, identity: tuple[Any, ...], day: date, wave: int | None, row_hash: bytes
    ) -> str | None:
        """What makes the row the same answer next time; None for a submission that this file has already."""
        parts = [row[place].strip() for place in self._keys]
        if any(parts):
            key = f"{self.mapping.format}|{'|'.join(parts)}"[:200]
            is_new = key not in self._submitted
            self._submitted.add(key)
            return key if is_new else None
        who = next((each for each in identity[:4] if each), None)
        if who is None:
            return f"row|{row_hash.hex()}"
        return self.own_key(f"{who}|{day.isoformat()}|{wave or ''}"[:190])

    def _same_submission(self, checked: Checked, position: int) -> None:
        message = "Svaret er sendt ind to gange; det første er brugt. Der skal ikke gøres noget."
        checked.ignored.add(position)
        checked.problems.append(Problem(checked.numbers[position], ROW_COLUMN, None, "duplicate_row", "info", message))

    def _barriers(self, checked: Checked) -> list[tuple[Any, ...]]:
        column = columns_of(checked)
        if "barriers" in checked.columns:
            return [(*(chosen or ()), None, None, None) for chosen in column("barriers")]
        return list(zip(column("barrier_1"), column("barrier_2"), column("barrier_3"), strict=True))

    def _extra(self, row: Row, barriers: tuple[Any, ...]) -> str | None:
        spare = {name: row[place] for name, place in self._spare if row[place].strip()}
        if len(barriers) > 6:  # three stored, three blanks for filling up
            spare["barrierer"] = ", ".join(each for each in barriers if each)
        return orjson.dumps(spare).decode() if spare else None

    def _respondent(self, identity: tuple[Any, ...]) -> str | None:
        return next((str(each)[:254] for each in identity[:4] if each), None)

    # --- Storing ----------------------------------------------------------------------------------------------------

    def _store(
        self, checked: Checked, hashes: list[bytes], keys: dict[int, str], made: dict[int, tuple[Any, ...]]
    ) -> dict[int, str]:
        stored = self.stored_records(list(keys.values()))
        outcomes: dict[int, str] = {}
        inserts: list[tuple[Any, ...]] = []
        updates: list[tuple[Any, ...]] = []
        for position, values in made.items():
            number, row_hash = checked.numbers[position], hashes[position]
            if self._keys and keys[position] in stored and self.is_of_other_row(stored[keys[position]], row_hash):
                self._same_submission(checked, position)
                continue
            key, old = self.own_record(keys[position], stored, row_hash)
            if old is None:
                new_id = self.new_id(response)
                inserts.append((new_id, key, row_hash, self.run_id, self.run_id, number, *values))
                outcomes[position] = "loaded"
                continue
            now = {name: value for name, value in zip(STORED, values, strict=True) if value is not None}
            changed = {name: value for name, value in now.items() if getattr(old, name) != value}
            outcomes[position] = "updated" if changed else "unchanged"
            if changed or old.row_hash != row_hash:  # also the same in other words: undone, it is news again
                before = {name: getattr(old, name) for name in (*changed, "row_hash", "run_id", "row_number")}
                self.remember(response, old.id, before)
            if changed:
                self.touched |= places_of(old)
            merged = [now.get(name, getattr(old, name)) for name in STORED]
            updates.append((row_hash, self.run_id if changed else old.run_id, number, *merged, old.id))
        if inserts:
            names = ("id", "record_key", "row_hash", "created_run_id", "run_id", "row_number", *STORED)
            bulk.insert(self.connection, response, names, inserts)
        if updates:
            bulk.update(self.connection, response, ("row_hash", "run_id", "row_number", *STORED), updates)
        self.write_history()
        return outcomes
