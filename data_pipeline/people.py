"""Which trainer a row means: id, e-mail, phone, near e-mail, name and place. A shared mailbox is not one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import Connection, func, null, select

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


class Person(NamedTuple):
    """What is compared of a trainer; course and row say where this file first named one whom it made."""

    id: int
    key: str | None
    email: str | None
    phone: str | None
    name: str  # folded
    site_id: int
    course_id: int | None = None
    row: int | None = None


Text = str | None
Index = dict[Text, "int | tuple[int, ...]"]  # most values are one person's: then no tuple
BLANKS = frozenset({None, ""})


@dataclass
class People:
    """Every trainer, found by what a row says of a person."""

    municipality_of: dict[int, str] = field(default_factory=dict)  # site -> kommunekode
    confirmed: dict[str, int] = field(default_factory=dict)  # text of a match -> trainer
    split: frozenset[tuple[str, int]] = frozenset()
    _persons: dict[int, tuple[Any, ...]] = field(default_factory=dict)  # what Person has
    _keys: Index = field(default_factory=dict)
    _emails: Index = field(default_factory=dict)
    _phones: Index = field(default_factory=dict)
    _names: Index = field(default_factory=dict)
    _near_emails: Index = field(default_factory=dict)
    _loose: set[str] = field(default_factory=set)  # addresses and numbers of those without an id

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
        details = (trainer.c[name] for name in ("id", "participant_key", "email", "phone"))
        query = select(*details, func.coalesce(trainer.c.folded_name, ""), trainer.c.site_id, null(), null())
        rows = connection.execute(query.order_by(trainer.c.id)).all()
        if rows:
            columns = list(zip(*rows, strict=True))
            taken = people.not_new(*columns[1:5])
            people.add_new([[value for at, value in enumerate(each) if at not in taken] for each in columns])
            for at in sorted(taken):
                people.add(Person._make(rows[at]))
        return people

    def person(self, trainer_id: int) -> Person:
        """What is known of a trainer."""
        return Person._make(self._persons[trainer_id])

    def not_new(
        self, keys: Sequence[Text], emails: Sequence[Text], phones: Sequence[Text], names: Sequence[Text]
    ) -> set[int]:
        """Positions of details of which somebody has one, here or before; the others are nobody's and of no two."""
        found = {position for position, email in enumerate(emails) if email and not email.isascii()}
        near = {near_email(emails[position] or "") for position in found}
        indexes = ((self._keys, keys), (self._emails, emails), (self._phones, phones), (self._names, names))
        for known, column in indexes:
            said = set(column)
            taken = said & known.keys()
            if column is emails:
                taken |= said & near | said & self._near_emails.keys()
            if len(said) < len(column):
                taken.update(value for value, times in Counter(column).items() if times > 1)
            taken -= BLANKS
            if taken:
                found.update(position for position, value in enumerate(column) if value in taken)
        return found

    def add_new(self, columns: Sequence[Sequence[Any]]) -> None:
        """Makes people findable of whose details nobody has one (not_new); columns are what Person has."""
        ids, keys, emails, phones, names = columns[:5]
        self._persons.update(zip(ids, zip(*columns, strict=True), strict=True))
        indexes = ((self._keys, keys), (self._emails, emails), (self._phones, phones), (self._names, names))
        for known, column in indexes:
            pairs = zip(column, ids, strict=True)
            known.update(pairs if all(column) else (each for each in pairs if each[0]))
        if not all(keys):
            loose = [each for key, *each in zip(keys, emails, phones, strict=True) if not key]
            self._loose.update(value for each in loose for value in each if value)

    def add(self, person: Person) -> None:
        """Makes a person findable."""
        number, key, email, phone, name = person[:5]
        self._persons[number] = person
        if key and (known := self._keys.setdefault(key, number)) != number:
            self._keys[key] = _both(known, number)
        if email and (known := self._emails.setdefault(email, number)) != number:
            self._emails[email] = _both(known, number)
        if phone and (known := self._phones.setdefault(phone, number)) != number:
            self._phones[phone] = _both(known, number)
        if name and (known := self._names.setdefault(name, number)) != number:
            self._names[name] = _both(known, number)
        near = near_email(email) if email and not email.isascii() else None
        if near and (known := self._near_emails.setdefault(near, number)) != number:
            self._near_emails[near] = _both(known, number)
        if not key:
            self._loose.update(filter(None, (email, phone, near)))

    def moved(self, trainer_id: int, site_id: int) -> None:
        """A trainer works at another site now."""
        self._persons[trainer_id] = self.person(trainer_id)._replace(site_id=site_id)

    def is_new(self, key: str | None, email: str | None, phone: str | None, name: str) -> bool:
        """True when these details are nobody's: the ordinary case in a new list, and quickly told.

        Two people with an id each are not the same, so that only addresses of those without one are looked at.
        """
        if key in self._keys or name in self._names or (email and not email.isascii()):
            return False
        if key:
            return email not in self._loose and phone not in self._loose
        return phone not in self._phones and email not in self._emails and email not in self._near_emails

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
        if key and (same := _all(self._keys, key)):
            return Found(same[0])
        for known, value in ((self._emails, email), (self._phones, phone)):
            same = _all(known, value) if value else ()
            if same and (found := self._same(same, key, name)):
                return found
        if email and (near := self._near(email, key, name)):
            return near
        return self._named(key, email, phone, name, site_id, code)

    def _same(self, ids: tuple[int, ...], key: str | None, name: str) -> Found | None:
        """Who of those with this address or number it is: a mailbox can be shared, a person has one id."""
        fit = [each for each in ids if not (key and self.person(each).key)]
        if not name:
            return Found(fit[0]) if len(fit) == 1 else Found(None, others=tuple(fit)) if fit else None
        alike = [each for each in fit if names_alike(name, self.person(each).name)]
        if len(alike) == 1 or (alike and self.person(alike[0]).name == name):
            return Found(alike[0])
        return Found(None, others=tuple(alike)) if alike else None

    def _near(self, email: str, key: str | None, name: str) -> Found | None:
        same = _all(self._near_emails, email) if email.isascii() else _all(self._emails, near_email(email))
        if not same:
            return None
        fit = [
            each
            for each in same
            if not (key and self.person(each).key)
            and (not name or names_alike(name, self.person(each).name))
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
        here = [each for each in _all(self._names, name) if self._is_here(each, site_id, code)]
        fit = []
        for each in here:
            other = self.person(each)
            is_contradicted = (key and other.key) or _differ(email, other.email) or (phone and other.phone)
            if not is_contradicted and (name, each) not in self.split:
                fit.append(each)
        if len(fit) == 1:
            return Found(fit[0], 1.0 if self.confirmed.get(name) == fit[0] else 0.9)
        if len(fit) > 1:
            return Found(None, others=tuple(fit))
        return Found(None, alike=here[0]) if here else NOBODY

    def _is_here(self, trainer_id: int, site_id: int | None, code: str | None) -> bool:
        its_site = self.person(trainer_id).site_id
        return its_site == site_id if site_id is not None else self.municipality_of.get(its_site) == code


def _all(known: Index, value: str) -> tuple[int, ...]:
    found = known.get(value, ())
    return (found,) if isinstance(found, int) else found


def _both(known: int | tuple[int, ...], number: int) -> tuple[int, ...]:
    return (known, number) if isinstance(known, int) else (*known, number)


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
