"""Rows of a participant list: sites, networks and courses; who was there is in load_trainers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from data_pipeline.load import Loading
from data_pipeline.load_trainers import Columns, Persons, columns_of
from data_pipeline.model import Problem, Row
from data_pipeline.networks import Networks
from data_pipeline.places import Site, site_key
from data_pipeline.rematch import rematch
from data_pipeline.validate import Checked
from storage import bulk
from storage.tables import course, municipality, participation, site, site_serves

MOST_CHOSEN = 200_000  # spellings of workplaces that are remembered
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
        self._chosen: dict[tuple[Any, Any, Any], Site] = {}  # found exactly: stays so while the file is read
        self._joined: set[tuple[str, int]] = set()  # (network, site) that agree already
        self._named: dict[tuple[int, int], int] = {}  # (trainer, course) -> first row that names a known trainer there

    def place(self, checked: Checked, hashes: list[bytes], rows: list[Row]) -> dict[int, str]:
        """See Loading.place."""
        self.propose_municipalities(checked, rows)
        column = columns_of(checked)
        sites = self._sites(checked, column)
        courses = self._course_ids(checked, column)
        self._join_networks(checked, column, sites)
        self._add_serves(column, sites)
        return Persons(self, checked, hashes, column, sites, courses).placed()

    def forget(self) -> None:
        """See Loading.forget."""
        super().forget()
        self._named.clear()
        self._chosen.clear()

    def all_are_in(self) -> None:
        """Answers that waited for these trainers find them now."""
        if self.counts.loaded or self.counts.updated:
            rematch(self)

    # --- Sites ------------------------------------------------------------------------------------------------------

    def _sites(self, checked: Checked, column: Columns) -> dict[int, Site]:
        """Position -> site; new ones are inserted. A row without a workplace takes the only site there is."""
        wanted = list(zip(column("municipality"), column("workplace"), column("workplace_kind"), strict=True))
        skipped = checked.errors | checked.ignored
        known = list(map(self._chosen.get, wanted))
        good = [position for position in range(len(wanted)) if position not in skipped]
        first = {wanted[position]: position for position in reversed(good) if not known[position]}
        made: list[Site] = []
        chosen: dict[tuple[Any, Any, Any], Site] = {}
        for each, position in sorted(first.items(), key=_turn):
            found = self._site(each, checked, position, made)
            if found:
                chosen[each] = found
        rows = [(each.id, each.name, each.key, each.code, each.kind, self.run_id) for each in made]
        if rows:
            bulk.insert(self.connection, site, SITE_COLUMNS, rows)
        sites = {position: its for position in good if (its := known[position] or chosen.get(wanted[position]))}
        if len(sites) < len(good):
            for position in [position for position in good if position not in sites]:
                self._no_site(checked, position, wanted[position][1])
        return sites

    def _site(self, wanted: tuple[Any, Any, Any], checked: Checked, position: int, made: list[Site]) -> Site | None:
        code, workplace, kind = wanted
        if code is None:
            everywhere = self.places.anywhere(workplace)
            return everywhere[0] if len(everywhere) == 1 else None
        key, number = site_key(workplace) if workplace else "", checked.numbers[position]
        found = self.places.keyed(code, key, kind, number) if key else self.places.find(code, workplace, kind, number)
        if found:
            is_exact = workplace and found.code == code and found.key == key
            if is_exact and len(self._chosen) < MOST_CHOSEN:
                self._chosen[wanted] = found
            return found
        name = workplace or f"{self._name_of(code)} Kommune"
        new = Site(self.new_id(site), name, key, code, kind or 1, is_new=True)
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

    def _add_serves(self, column: Columns, sites: dict[int, Site]) -> None:
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

    def first_named(self, trainer_id: int, course_id: int, row: int) -> int:
        """The first row of this file that names a trainer at a course; this one when none did before."""
        person = self.people.person(trainer_id)
        if person.course_id == course_id and person.row is not None:
            return person.row
        return self._named.setdefault((trainer_id, course_id), row)

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


def _turn(wanted: tuple[tuple[Any, Any, Any], int]) -> tuple[bool, bool, int]:
    """In the order of the file, but rows that take what others made come last: no municipality, no workplace."""
    (code, workplace, _), position = wanted
    return code is None, workplace is None, position
