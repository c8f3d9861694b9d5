"""Two networks and six people. Alice is a trainer in Netværk Vest, Bob leads it, Charlie is a trainer in Netværk Øst;
Rita reviews for the ministry, Karen coordinates for Red Liv, Adam administrates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pyotp
from sqlalchemy import Connection, insert

from access import secrets, sessions
from access.viewer import Viewer
from storage.access_tables import account, role_grant
from storage.engine import writing
from storage.tables import network, network_municipality, site, trainer

PASSWORD = "violette pingviner spiser rugbrød"
SECRET = pyotp.random_base32()
EARLY = datetime(2021, 1, 1)


@dataclass(frozen=True)
class Person:
    """A person who is signed in."""

    account_id: int
    trainer_id: int | None
    email: str
    token: str

    @property
    def viewer(self) -> Viewer:
        """As the next request would see the person."""
        found = sessions.current(self.token)
        assert found is not None, "signed out"
        return found.viewer


@dataclass(frozen=True)
class World:
    """Everybody, and the ids of the networks."""

    vest: int
    øst: int
    alice: Person
    bob: Person
    charlie: Person
    rita: Person
    karen: Person
    adam: Person


def build() -> World:
    """Writes the world into the empty database of the test."""
    with writing() as connection:
        vest, vest_site = _network(connection, "Netværk Vest", "0561")
        øst, øst_site = _network(connection, "Netværk Øst", "0751")
        return World(
            vest=vest,
            øst=øst,
            alice=person(connection, "Alice", "trainer", site_id=vest_site),
            bob=person(connection, "Bob", "lead", site_id=vest_site, network_id=vest),
            charlie=person(connection, "Charlie", "trainer", site_id=øst_site),
            rita=person(connection, "Rita", "reviewer"),
            karen=person(connection, "Karen", "coordinator"),
            adam=person(connection, "Adam", "administrator"),
        )


def person(
    connection: Connection, name: str, role: str, *, site_id: int | None = None, network_id: int | None = None
) -> Person:
    """Adds somebody with an account, one role, a password and a session; a trainer too where a site is given."""
    email = f"{name.lower()}@eksempel.invalid"
    trainer_id = None
    if site_id is not None:
        made = insert(trainer).values(site_id=site_id, first_name=name, last_name="Fiktiv", email=email, status=1)
        trainer_id = connection.execute(made.returning(trainer.c.id)).scalar_one()
    values = {
        "name": name,
        "email": email,
        "trainer_id": trainer_id,
        "created_at": EARLY,
        "password_hash": _HASH,
        "totp_secret": SECRET,
    }
    account_id = connection.execute(insert(account).values(**values).returning(account.c.id)).scalar_one()
    grant = {"account_id": account_id, "role": role, "network_id": network_id, "since": EARLY, "granted_by": "test"}
    connection.execute(insert(role_grant).values(**grant))
    token = sessions.begin(connection, account_id, agent="test", how="test").token
    return Person(account_id, trainer_id, email, token)


def _network(connection: Connection, name: str, code: str) -> tuple[int, int]:
    made = insert(network).values(name=name, created_at=EARLY, created_by="test").returning(network.c.id)
    network_id = connection.execute(made).scalar_one()
    member = {"network_id": network_id, "municipality_code": code, "since": date(2021, 1, 1), "set_by": "test"}
    connection.execute(insert(network_municipality).values(**member))
    place = insert(site).values(name=f"Center {code}", folded_name=f"center {code}", municipality_code=code)
    return network_id, connection.execute(place.returning(site.c.id)).scalar_one()


_HASH = secrets.hash_password(PASSWORD)
