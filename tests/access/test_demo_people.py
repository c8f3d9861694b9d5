"""The demo people: one for each role, over two networks, so that one can walk in as either side of a closed door."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from access import demo
from access.viewers import everyone
from storage.access_tables import account
from storage.engine import reading, writing
from storage.tables import network, trainer
from tests.access import world as worlds


def add_trainer(connection: Connection, site_id: int, name: str, **more) -> None:
    values = {"site_id": site_id, "first_name": name, "last_name": "Fiktiv", "status": 1} | more
    connection.execute(insert(trainer).values(**values))


def fill() -> None:
    """Netværk Øst is the larger one; Sven of it has stopped."""
    with writing() as connection:
        _, vest = worlds._network(connection, "Netværk Vest", "0561")
        _, øst = worlds._network(connection, "Netværk Øst", "0751")
        add_trainer(connection, vest, "Vera")
        add_trainer(connection, øst, "Sven", status=3)
        add_trainer(connection, øst, "Signe")
        add_trainer(connection, øst, "Per")
        add_trainer(connection, øst, "Ole")


def test_there_is_one_for_each_role_and_a_trainer_on_each_side(database: str):
    fill()
    assert not demo.has_people()
    demo.make_people()
    assert demo.has_people()
    assert [(title, who) for _, title, who in demo.entries()] == [
        ("Træner", "Signe Fiktiv, Netværk Øst"),
        ("Netværksleder", "Per Fiktiv, Netværk Øst"),
        ("Træner", "Vera Fiktiv, Netværk Vest"),
        ("Ministeriets læser", "Rita Reviewer"),
        ("Red Liv-koordinator", "Karen Koordinator"),
        ("Administrator", "Adam Admin"),
    ]
    with reading() as connection:
        held = {one.name: {(grant.role, grant.network_id) for grant in one.grants} for one in everyone(connection)}
        ids = dict(connection.execute(select(network.c.name, network.c.id)).fetchall())
    assert held["Per Fiktiv"] == {("lead", ids["Netværk Øst"])}
    assert held["Vera Fiktiv"] == {("trainer", ids["Netværk Vest"])}


def test_they_are_made_once_and_never_beside_real_accounts(database: str):
    fill()
    with writing() as connection:
        worlds.person(connection, "Alice", "trainer")
    demo.make_people()
    assert not demo.has_people()
    with writing() as connection:
        connection.execute(update(account).values(is_demo=True))
    before = demo.entries()
    demo.make_people()
    assert demo.entries() == before
