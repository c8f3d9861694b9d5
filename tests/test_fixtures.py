"""What the database fixtures promise to every other test."""

import os
from datetime import datetime

import pytest
from sqlalchemy import func, select

from storage.engine import reading, writing
from storage.errors import Unavailable
from storage.migrate import migrate
from storage.tables import municipality, network
from tests.conftest import NO_DATABASE


def count(table) -> int:
    with reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_starts_with_98_municipalities_and_sees_nothing_of_the_one_before(database, time):
    assert (count(municipality), count(network)) == (98, 0)
    with writing() as connection:
        connection.execute(network.insert().values(name="Vest", created_at=datetime(2021, 1, 1), created_by="Alice"))
    assert count(network) == 1


def test_a_test_that_asks_for_no_database_has_none():
    assert os.environ["FODFAESTE_DATABASE_URL"] == NO_DATABASE
    with pytest.raises(Unavailable):
        migrate()
