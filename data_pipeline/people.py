"""Which trainer a row means: id, e-mail, phone, near e-mail, name and place. A shared mailbox is not one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import Connection, select

from data_pipeline.fold import LETTERS
from storage.tables import site, trainer

ALIKE = 88.0  # rapidfuzz ratio of two folded names
NEAR_EMAIL = 92.0  # ... of two addresses of one name at one place


class Found(NamedTuple):
    """A trainer, or none; how sure; and who else it could have been."""

    trainer_id: int | None
    score: float = 1.0  # below 1: not exact, kept in table match until a person says so
    others: tuple[int, ...] = ()  # candidates that could not be told apart
    alike: int | None = None  # a namesake at the same place who was not taken for the same person


NOBODY = Found(None)


@dataclass(slots=True)
class Person:
    """What is compared of a trainer."""

    id: int
    key: str | None
    email: str | None
    phone: str | None
    name: str  # folded
    site_id: int


@dataclass
class People:
    """Every trainer, found by what a row says of a person."""

    persons: dict[int, Person] = field(default_factory=dict)
    municipality_of: dict[int, str] = field(default_factory=dict)  # site -> kommunekode
    confirmed: dict[str, int] = field(default_factory=dict)  # text of a match -> trainer
    split: frozenset[tuple[str, int]] = frozenset()
    _by: dict[str, dict[str, tuple[int, ...]]] = field(
        default_factory=lambda: {each: {} for each in ("key", "email", "phone", "name", "near")}
    )

    @classmethod
    def stored(cls, connection: Connection, decisions: Iterable[tuple[str, str, str]]) -> People:
        """All trainers of the database; decisions are (text, trainer id, state) of table match."""
        people = cls()
        decided = list(decisions)
        people.confirmed = {text: int(target) for text, target, state in decided if state == "confirmed"}
        people.split = frozenset((text, int(target)) for text, target, state in decided if state == "split")
        people.municipality_of = {
            row.id: row.municipality_code for row in connection.execute(select(site.c.id, site.c.municipality_code))
        }
        names = ("id", "participant_key", "email", "phone", "folded_name", "site_id")
        for row in connection.execute(select(*(trainer.c[name] for name in names)).order_by(trainer.c.id)):
            people.add(Person(row[0], row[1], row[2], row[3], row[4] or "", row[5]))
        return people

    def add(self, person: Person) -> None:
        """Makes a person findable."""
        self.persons[person.id] = person
        by, alone = self._by, (person.id,)  # one tuple for all: most values are one person's
        given = (("key", person.key), ("email", person.email), ("phone", person.phone), ("name", person.name))
        for kind, value in given:
            if value:
                known = by[kind]
                known[value] = (*known[value], person.id) if value in known else alone
        if person.email and not person.email.isascii():
            near = near_email(person.email)
            self._by["near"][near] = (*self._by["near"].get(near, ()), person.id)

    def is_new(self, key: str | None, email: str | None, phone: str | None, name: str) -> bool:
        """True when none of these details is anybody's: the ordinary case in a new list, and quickly told."""
        by = self._by
        return (
            key not in by["key"]
            and name not in by["name"]
            and phone not in by["phone"]
            and email not in by["email"]
            and (email is None or (email not in by["near"] and email.isascii()))
        )

    def find(
        self,
        key: str | None,
        email: str | None,
        phone: str | None,
        name: str,
        site_id: int | None = None,
        code: str | None = None,
    ) -> Found:
        """The trainer that these details mean; name is folded, code a kommunekode."""
        if key and (same := self._by["key"].get(key)):
            return Found(same[0])
        for kind, value in (("email", email), ("phone", phone)):
            same = self._by[kind].get(value) if value else None
            if same and (found := self._same(same, key, name)):
                return found
        if email and (near := self._near(email, key, name)):
            return near
        return self._named(key, email, phone, name, site_id, code)

    def _same(self, ids: tuple[int, ...], key: str | None, name: str) -> Found | None:
        """Who of those with this address or number it is: a mailbox can be shared, a person has one id."""
        fit = [each for each in ids if not (key and self.persons[each].key)]
        if not name:
            return Found(fit[0]) if len(fit) == 1 else Found(None, others=tuple(fit)) if fit else None
        alike = [each for each in fit if names_alike(name, self.persons[each].name)]
        if len(alike) == 1 or (alike and self.persons[alike[0]].name == name):
            return Found(alike[0])
        return Found(None, others=tuple(alike)) if alike else None

    def _near(self, email: str, key: str | None, name: str) -> Found | None:
        same = self._by["near"].get(email, ()) if email.isascii() else self._by["email"].get(near_email(email), ())
        if not same:
            return None
        fit = [
            each
            for each in same
            if not (key and self.persons[each].key)
            and (not name or names_alike(name, self.persons[each].name))
            and (email, each) not in self.split
        ]
        if len(fit) != 1:
            return None
        is_confirmed = self.confirmed.get(email) == fit[0]
        return Found(fit[0], 1.0 if is_confirmed else 0.95)

    def _named(
        self, key: str | None, email: str | None, phone: str | None, name: str, site_id: int | None, code: str | None
    ) -> Found:
        if not name or (site_id is None and code is None):
            return NOBODY
        here = [each for each in self._by["name"].get(name, ()) if self._is_here(each, site_id, code)]
        fit = []
        for each in here:
            other = self.persons[each]
            is_contradicted = (key and other.key) or _differ(email, other.email) or (phone and other.phone)
            if not is_contradicted and (name, each) not in self.split:
                fit.append(each)
        if len(fit) == 1:
            return Found(fit[0], 1.0 if self.confirmed.get(name) == fit[0] else 0.9)
        if len(fit) > 1:
            return Found(None, others=tuple(fit))
        return Found(None, alike=here[0]) if here else NOBODY

    def _is_here(self, trainer_id: int, site_id: int | None, code: str | None) -> bool:
        its_site = self.persons[trainer_id].site_id
        return its_site == site_id if site_id is not None else self.municipality_of.get(its_site) == code


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and fuzz.ratio(one or "", other or "") < NEAR_EMAIL


def near_email(email: str) -> str:
    """The address with æ, ø and å spelled out."""
    return email.translate(LETTERS)


def names_alike(one: str, other: str) -> bool:
    """True when two folded names can be the same person's: a middle name more, a letter wrong."""
    if not one or not other or one == other:
        return True
    first, second = one.split(), other.split()
    if len(first) > 1 and len(second) > 1 and first[0] == second[0] and first[-1] == second[-1]:
        return True
    return fuzz.ratio(one, other) >= ALIKE
