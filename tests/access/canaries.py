"""The world of Alice, Bob and Charlie with a canary wherever a person could leak: a word that occurs nowhere else.

Every canary says what it is and where it lives, and the test says who may see it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, update

from access.viewer import Viewer
from storage.access_tables import role_grant
from storage.engine import writing
from storage.tables import import_run, problem, quarantine, response, site
from tests.access import world as worlds
from tests.access.world import EARLY, Person, World
from tests.builders import Builder

SIGNED_OUT = Viewer("ikke logget ind", frozenset())
PLACES = ("VEST", "ØST", "ALENE")  # the two networks, and a municipality without one
CODES = {"VEST": "0561", "ØST": "0751", "ALENE": "0851"}
TRAINED, ANSWERED = date(2021, 2, 10), date(2021, 4, 1)

# Who sees which canary: of the own network's, of everybody's, or none. Contact details: of those who agreed to be
# contacted and shown to the network (open), to be contacted only (half), to nothing (shut).
TABLE = """
canary       signed_out ministry other ex_member lead_elsewhere trainer lead coordinator administrator
name         -          -        own   -         own            own     own  all         all
freetext     -          -        own   -         own            own     own  all         all
notetext     -          -        own   -         own            own     own  all         -
noteauthor   -          -        own   -         own            own     own  all         -
email_open   -          -        own   -         own            own     own  all         -
phone_open   -          -        own   -         own            own     own  all         -
email_half   -          -        -     -         -              -       -    all         -
phone_half   -          -        -     -         -              -       -    all         -
email_shut   -          -        -     -         -              -       -    -           -
phone_shut   -          -        -     -         -              -       -    -           -
remark       -          -        -     -         -              -       -    -           -
respondent   -          -        -     -         -              -       -    -           -
row          -          -        -     -         -              -       -    -           -
"""
OWN = {"other": "ØST", "ex_member": "VEST", "lead_elsewhere": "ØST", "trainer": "VEST", "lead": "VEST"}
_HEAD, *_ROWS = (line.split() for line in TABLE.strip().splitlines())
KINDS = tuple(row[0] for row in _ROWS)
VIEWERS = tuple(_HEAD[1:])


def canary(kind: str, place: str) -> str:
    """The word; phone numbers are digits, and unlike each other."""
    if kind.startswith("phone"):
        return f"+4599{KINDS.index(kind):02}{PLACES.index(place)}731"
    return f"kanarie-{kind}-{place}@eksempel.invalid" if "email" in kind or kind == "respondent" else f"{kind}·{place}"


def allowed(viewer: str) -> set[str]:
    """The canaries that this viewer may see, as the table says."""
    column = VIEWERS.index(viewer) + 1
    return {
        canary(row[0], place)
        for row in _ROWS
        for place in PLACES
        if row[column] == "all" or (row[column] == "own" and OWN[viewer] == place)
    }


def everything() -> set[str]:
    return {canary(kind, place) for kind in KINDS for place in PLACES}


@dataclass(frozen=True)
class Seeded:
    """The world with canaries, the persons by the name of their column, and ids to try doors with."""

    world: World
    people: dict[str, Person]
    sites: dict[str, int]
    notes: dict[str, int]
    quarantine_id: int
    run_id: int

    def viewer(self, name: str) -> Viewer:
        return self.people[name].viewer if name in self.people else SIGNED_OUT


def build() -> Seeded:
    """Writes it all into the empty database of the test."""
    world = worlds.build()
    with writing() as connection:
        make = Builder(connection)
        sites, notes = {}, {}
        for place in PLACES:
            sites[place] = make.site(CODES[place], f"Sted i {place}")
            notes[place] = _people(connection, make, sites[place], place)
        run_id, quarantine_id = _waiting(connection)
        elsewhere = worlds.person(connection, "Lene", "lead", network_id=world.øst)
        gone = worlds.person(connection, "Erik", "trainer", site_id=_first_site(connection, "0561"))
        ended = update(role_grant).where(role_grant.c.account_id == gone.account_id)
        connection.execute(ended.values(until=EARLY, ended_by="Karen"))
    people = {"ministry": world.rita, "other": world.charlie, "ex_member": gone, "lead_elsewhere": elsewhere}
    people |= {"trainer": world.alice, "lead": world.bob, "coordinator": world.karen, "administrator": world.adam}
    return Seeded(world, people, sites, notes, quarantine_id, run_id)


def _people(connection: Connection, make: Builder, site_id: int, place: str) -> int:
    def word(kind: str) -> str:
        return canary(kind, place)

    consents = {"open": (True, True), "half": (True, False), "shut": (False, False)}
    for consent, (may_contact, may_network) in consents.items():
        named = {"first_name": word("name"), "last_name": consent, "remark": word("remark")}
        reached = {"email": word(f"email_{consent}"), "phone": word(f"phone_{consent}")}
        agreed = {"may_contact": may_contact, "may_network": may_network}
        trainer = make.trainer(site_id, TRAINED, **named, **reached, **agreed)
        said = {"programme_status": 1 if consent == "open" else 4, "free_text": word("freetext"), "barrier_1": "B01"}
        make.answer(ANSWERED, trainer=trainer, wave=1, citizens=3, kits=2, respondent=word("respondent"), **said)
    make.answer(ANSWERED, site=site_id, wave=1, respondent=word("respondent"), free_text=word("freetext"), kits=1)
    row = {"municipality_code": CODES[place], "respondent": word("respondent"), "free_text": word("freetext")}
    connection.execute(
        insert(response).values(record_key=f"m{place}", row_hash=bytes(16), answered_on=ANSWERED, wave=1, **row)
    )
    return make.note(site_id, "pause", ANSWERED, text=word("notetext"), author=word("noteauthor"))


def _waiting(connection: Connection) -> tuple[int, int]:
    """A row in quarantine and its problem, which hold what came in a file."""
    run = {"file_name": "svar.csv", "file_hash": "0", "file_bytes": 1, "state": "loaded", "by": "Karen"}
    header = '{"columns": ["navn"]}'
    made = insert(import_run).values(run | {"started_at": EARLY, "header": header}).returning(import_run.c.id)
    run_id = connection.execute(made).scalar_one()
    word = canary("row", "VEST")
    waits = {"run_id": run_id, "row": 2, "row_hash": bytes(16), "cells": f'["{word}"]'}
    waiting = connection.execute(insert(quarantine).values(waits).returning(quarantine.c.id)).scalar_one()
    told = {"run_id": run_id, "row": 2, "column": "navn", "value": word, "code": "unknown_value"}
    connection.execute(insert(problem).values(told | {"severity": "error", "message": f"{word} kendes ikke."}))
    return run_id, waiting


def _first_site(connection: Connection, code: str) -> int:
    return connection.execute(site.select().where(site.c.municipality_code == code)).first().id


def text_of(found: Any) -> str:
    """Everything that an answer of a query holds, as one text."""
    if isinstance(found, pd.DataFrame):
        return " ".join(map(str, [*found.columns, *found.to_numpy(dtype=object).ravel()]))
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return " ".join(text_of(getattr(found, field.name)) for field in dataclasses.fields(found))
    if isinstance(found, dict):
        return " ".join(f"{text_of(name)} {text_of(value)}" for name, value in found.items())
    if isinstance(found, list | tuple | set):
        return " ".join(map(text_of, found))
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)


def seen(text: str) -> set[str]:
    """The canaries in a text."""
    return {word for word in everything() if word in text}
