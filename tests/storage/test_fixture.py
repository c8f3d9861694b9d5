"""The database fixture itself."""

from sqlalchemy import func, select

from storage.engine import reading, writing
from storage.tables import municipality, network


def test_a_test_gets_98_municipalities_and_nothing_else(database):
    with reading() as connection:
        assert connection.scalar(select(func.count()).select_from(municipality)) == 98
        assert connection.scalar(select(func.count()).select_from(network)) == 0


def test_what_one_test_writes_the_next_does_not_see(database):
    from datetime import datetime

    with writing() as connection:
        connection.execute(network.insert().values(name="Vest", created_at=datetime(2021, 1, 1), created_by="Alice"))
    with reading() as connection:
        assert connection.scalar(select(func.count()).select_from(network)) == 1


def test_and_indeed_it_does_not(database):
    with reading() as connection:
        assert connection.scalar(select(func.count()).select_from(network)) == 0
