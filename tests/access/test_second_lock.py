"""PostgreSQL's own lock: with the site's role even a query without a filter finds no stranger's rows."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import exc, insert, select, text, update

from access import retention, sessions
from access.viewer import Grant
from storage import scope
from storage.access_tables import audit, passkey, session
from storage.engine import engine, reading, writing
from storage.migrate import migrate
from storage.tables import trainer
from tests.access import world as worlds
from tests.access.world import World
from tests.builders import Builder
from tests.conftest import use_database

ROLE = "fodfaeste_site"


@pytest.fixture
def world(postgresql_database, monkeypatch):
    """The world, from now on seen through the role that the site has in production."""
    built = worlds.build()
    with writing() as connection:
        connection.execute(text(f"DROP ROLE IF EXISTS {ROLE}"))
        connection.execute(text(f"CREATE ROLE {ROLE} LOGIN NOBYPASSRLS NOSUPERUSER"))
    monkeypatch.setenv("FODFAESTE_OWNER_DATABASE_URL", postgresql_database)
    as_site = engine().url.set(username=ROLE).render_as_string(hide_password=False)
    with use_database(as_site):
        migrate()
        yield built
        scope.enter(scope.SYSTEM)
    with writing() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))


def as_member_of(network_id: int, account_id: int | None = None) -> None:
    scope.enter(scope.Scope(account_id, str(network_id)))


def test_the_role_itself_owns_nothing_and_bypasses_nothing(world: World):
    with reading() as connection:
        role = connection.execute(
            text("SELECT current_user, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user")
        ).one()
        owned = connection.execute(
            text("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
        ).scalar_one()
    assert tuple(role) == (ROLE, False, False)
    assert owned == 0


def test_a_query_without_a_filter_finds_the_own_networks_trainers_only(world: World):
    assert trainers() == {"Alice", "Bob", "Charlie"}  # positive control: the system sees all
    as_member_of(world.vest)
    assert trainers() == {"Alice", "Bob"}
    as_member_of(world.øst)
    assert trainers() == {"Charlie"}
    scope.enter(scope.Scope(None, ""))
    assert trainers() == set()


def test_a_person_without_a_network_finds_the_own_row(world: World):
    scope.enter(scope.Scope(world.alice.account_id, ""))
    assert trainers() == {"Alice"}


def test_writing_to_a_stranger_changes_nothing(world: World):
    as_member_of(world.øst)
    with writing() as connection:
        assert connection.execute(update(trainer).values(remark="CANARY")).rowcount == 1
    scope.enter(scope.SYSTEM)
    with reading() as connection:
        marked = connection.execute(select(trainer.c.first_name).where(trainer.c.remark == "CANARY")).scalars().all()
    assert marked == ["Charlie"]


def test_a_strangers_sessions_and_passkeys_are_out_of_reach(world: World):
    scope.enter(scope.Scope(world.alice.account_id, ""))
    with reading() as connection:
        owners = set(connection.execute(select(session.c.account_id)).scalars())
    assert owners == {world.alice.account_id}
    forged = insert(passkey).values(
        account_id=world.karen.account_id, credential_id=b"x", public_key=b"x", sign_count=0, created_at=worlds.EARLY
    )
    with pytest.raises(exc.ProgrammingError, match="row-level security"), writing() as connection:
        connection.execute(forged)


@pytest.mark.parametrize("statement", [audit.delete(), audit.update().values(action="nothing")])
def test_the_log_can_be_added_to_and_not_changed(world: World, statement):
    sessions.end(world.alice.token)
    with pytest.raises(exc.ProgrammingError, match="permission denied"), writing() as connection:
        connection.execute(statement)


def test_retention_runs_as_the_owner(world: World):
    assert retention.retain()["audit"] == 0
    scope.enter(scope.SYSTEM)
    with reading() as connection:
        assert connection.execute(select(audit.c.id)).first() is not None


def test_the_scope_of_one_transaction_does_not_outlive_it(world: World):
    as_member_of(world.vest)
    trainers()
    scope.enter(scope.SYSTEM)
    assert trainers() == {"Alice", "Bob", "Charlie"}


def test_states_count_all_trainers_whoever_asks_and_people_stay_behind_the_lock(world: World):
    from programme import queries

    scope.enter(scope.SYSTEM)
    with writing() as connection:
        place = connection.execute(select(trainer.c.site_id).where(trainer.c.first_name == "Alice")).scalar_one()
        Builder(connection).trainer(place, date(2021, 2, 10), first_name="Kanarie")
    whole = queries.municipality("0561", viewer=world.karen.viewer)
    sessions.enter(world.charlie.token)  # as the gate does it
    assert scope.current().networks == str(world.øst)
    seen = queries.municipality("0561", viewer=world.charlie.viewer)
    assert seen.row["active_trainers"] == whole.row["active_trainers"] == 1
    assert seen.row["state"] == whole.row["state"]
    assert trainers() == {"Charlie"}  # the lock is shut again
    forged = replace(world.charlie.viewer, grants=frozenset({Grant("coordinator")}))  # the first lock broken
    assert "Kanarie" not in str(queries.municipality("0561", viewer=forged).people["name"].tolist())


def trainers() -> set[str]:
    with reading() as connection:
        return set(connection.execute(select(trainer.c.first_name)).scalars())
