"""Who a cookie is, at this moment."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from access import clock, members, sessions
from access.errors import Refused
from access.policy import Forbidden
from access.viewer import Grant
from storage.access_tables import audit, role_grant, session
from storage.engine import reading, writing
from storage.tables import network, network_municipality, trainer
from tests.access.world import EARLY, World


def test_everybody_has_the_role_and_the_network_that_they_have_now(world: World):
    assert world.alice.viewer.grants == {Grant("trainer", world.vest)}
    assert world.bob.viewer.grants == {Grant("lead", world.vest)}
    assert world.charlie.viewer.grants == {Grant("trainer", world.øst)}
    assert world.rita.viewer.grants == {Grant("reviewer")}


def test_a_municipality_that_moves_network_moves_its_trainers_at_the_next_request(world: World):
    with writing() as connection:
        connection.execute(
            update(network_municipality)
            .where(network_municipality.c.municipality_code == "0561")
            .values(network_id=world.øst)
        )
    assert world.alice.viewer.grants == {Grant("trainer", world.øst)}


def test_a_municipality_that_leaves_its_network_leaves_its_trainers_without(world: World):
    with writing() as connection:
        connection.execute(delete(network_municipality).where(network_municipality.c.municipality_code == "0561"))
    assert world.alice.viewer.grants == {Grant("trainer", None)}


def test_a_closed_network_is_nobodys(world: World):
    with writing() as connection:
        connection.execute(update(network).where(network.c.id == world.vest).values(closed_on=EARLY.date()))
    assert world.alice.viewer.grants == {Grant("trainer", None)}
    assert world.bob.viewer.grants == frozenset()


def test_a_trainer_who_stopped_has_no_network(world: World):
    with writing() as connection:
        connection.execute(update(trainer).where(trainer.c.id == world.alice.trainer_id).values(status=3))
    assert world.alice.viewer.grants == {Grant("trainer", None)}


def test_a_role_that_ends_is_gone_at_the_next_request_in_every_tab(world: World):
    grant_id = _grant_id(world.bob.account_id)
    members.end_role(grant_id, by=world.karen.viewer)
    assert world.bob.viewer.grants == frozenset()
    members.give_role(world.bob.account_id, "reviewer", by=world.karen.viewer)
    assert world.bob.viewer.grants == {Grant("reviewer")}


@pytest.mark.parametrize("column", ["seen_at", "created_at"])
def test_a_session_ends_when_idle_and_when_old(world: World, column: str):
    with writing() as connection:
        connection.execute(
            update(session)
            .where(session.c.account_id == world.alice.account_id)
            .values({column: clock.now() - timedelta(days=40)})
        )
    assert sessions.current(world.alice.token) is None


def test_signing_out_ends_one_session_and_everywhere_ends_all(world: World):
    with writing() as connection:
        phone = sessions.begin(connection, world.alice.account_id, agent="phone", how="test")
    sessions.end(world.alice.token)
    assert sessions.current(world.alice.token) is None
    assert sessions.current(phone.token) is not None
    sessions.end_everywhere(by=phone.viewer)
    assert sessions.current(phone.token) is None


def test_nobody_ends_or_sees_another_persons_session(world: World):
    alice = world.alice.viewer
    sessions.end_one(alice.session_id, by=world.charlie.viewer)
    assert sessions.current(world.alice.token) is not None
    assert [row.agent for row in sessions.mine(viewer=alice)] == ["test"]


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "æ" * 500])
def test_a_made_up_cookie_is_nobody(world: World, token: str):
    assert sessions.current(token) is None


def test_a_closed_account_is_out_at_once(world: World):
    members.close_account(world.alice.account_id, by=world.adam.viewer)
    assert sessions.current(world.alice.token) is None
    with writing() as connection, pytest.raises(Refused):
        sessions.begin(connection, world.alice.account_id, agent="test", how="test")


def test_only_those_who_manage_roles_do_and_an_administrator_always_remains(world: World):
    for outsider in (world.alice, world.bob, world.charlie, world.rita):
        with pytest.raises(Forbidden):
            members.give_role(outsider.account_id, "administrator", by=outsider.viewer)
        with pytest.raises(Forbidden):
            members.end_role(_grant_id(world.adam.account_id), by=outsider.viewer)
        with pytest.raises(Forbidden):
            members.people(viewer=outsider.viewer)
    with pytest.raises(Refused):
        members.end_role(_grant_id(world.adam.account_id), by=world.karen.viewer)


def test_a_role_ends_once(world: World):
    grant_id = _grant_id(world.bob.account_id)
    members.end_role(grant_id, by=world.karen.viewer)
    with pytest.raises(Refused, match="allerede afsluttet"):
        members.end_role(grant_id, by=world.adam.viewer)
    assert list(members.history(world.bob.account_id, viewer=world.karen.viewer).ended_by) == ["Karen"]


def test_a_lead_leads_a_network_that_is_named(world: World):
    with pytest.raises(Refused, match="Vælg det netværk"):
        members.give_role(world.alice.account_id, "lead", by=world.karen.viewer)
    with pytest.raises(Forbidden):
        members.give_role(world.alice.account_id, "guest", network_id=world.vest, by=world.karen.viewer)
    assert world.alice.viewer.grants == {Grant("trainer", world.vest)}


def test_nobody_closes_the_own_account(world: World):
    with pytest.raises(Refused, match="din egen konto"):
        members.close_account(world.adam.account_id, by=world.adam.viewer)
    assert world.adam.viewer.roles == {"administrator"}


@pytest.mark.parametrize(("search", "names"), [("CHARL", {"Charlie"}), ("bob@eksempel", {"Bob"}), ("%", set())])
def test_people_are_found_by_name_and_address(world: World, search: str, names: set[str]):
    assert set(members.people(viewer=world.karen.viewer, search=search).name) == names


def test_one_person_is_looked_up_by_account(world: World):
    [found] = members.people(viewer=world.karen.viewer, account_id=world.bob.account_id).to_dict("records")
    assert (found["name"], found["role"], found["network"]) == ("Bob", "lead", "Netværk Vest")


def test_a_session_that_is_used_stays_alive(world: World):
    _age(world.alice.account_id, timedelta(minutes=4))
    before = _seen_at(world.alice.account_id)
    assert sessions.current(world.alice.token)
    assert _seen_at(world.alice.account_id) == before  # not written at every click
    _age(world.alice.account_id, timedelta(hours=71))
    assert sessions.current(world.alice.token)
    assert clock.now() - _seen_at(world.alice.account_id) < timedelta(minutes=1)


def test_signing_out_with_a_cookie_that_is_nobodys_changes_nothing(world: World):
    with reading() as connection:
        before = connection.execute(select(audit.c.id)).fetchall()
    sessions.end("en kage, som ingen har")
    with reading() as connection:
        assert connection.execute(select(audit.c.id)).fetchall() == before
    assert sessions.current(world.alice.token)


def test_history_says_who_gave_and_who_took_a_role(world: World):
    members.end_role(_grant_id(world.bob.account_id), by=world.karen.viewer)
    [row] = members.history(world.bob.account_id, viewer=world.karen.viewer).to_dict("records")
    assert (row["role"], row["network"], row["granted_by"], row["ended_by"]) == (
        "lead",
        "Netværk Vest",
        "test",
        "Karen",
    )
    with pytest.raises(Forbidden):
        members.history(world.bob.account_id, viewer=world.alice.viewer)


def test_giving_a_role_twice_gives_it_once(world: World):
    for _ in range(2):
        members.give_role(world.alice.account_id, "lead", network_id=world.vest, by=world.karen.viewer)
    assert world.alice.viewer.grants == {Grant("trainer", world.vest), Grant("lead", world.vest)}
    assert len(members.history(world.alice.account_id, viewer=world.alice.viewer)) == 2


def test_an_act_whose_line_in_the_log_fails_does_not_happen(world: World, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("the log is full")

    monkeypatch.setattr("access.audit.record", broken)
    with pytest.raises(RuntimeError):
        members.end_role(_grant_id(world.bob.account_id), by=world.karen.viewer)
    monkeypatch.undo()
    assert world.bob.viewer.grants == {Grant("lead", world.vest)}


def test_every_change_of_roles_is_in_the_log(world: World):
    members.give_role(world.alice.account_id, "reviewer", by=world.karen.viewer)
    members.end_role(_grant_id(world.bob.account_id), by=world.karen.viewer)
    with reading() as connection:
        actions = connection.execute(
            select(audit.c.action, audit.c.actor_id, audit.c.subject_id).order_by(audit.c.id.desc()).limit(2)
        ).fetchall()
    assert [tuple(row) for row in actions] == [
        ("role_ended", world.karen.account_id, world.bob.account_id),
        ("role_given", world.karen.account_id, world.alice.account_id),
    ]


def _age(account_id: int, by: timedelta) -> None:
    with writing() as connection:
        connection.execute(update(session).where(session.c.account_id == account_id).values(seen_at=clock.now() - by))


def _seen_at(account_id: int) -> datetime:
    with reading() as connection:
        return connection.execute(select(session.c.seen_at).where(session.c.account_id == account_id)).scalar_one()


def _grant_id(account_id: int) -> int:
    with reading() as connection:
        return connection.execute(
            select(role_grant.c.id).where(role_grant.c.account_id == account_id, role_grant.c.until.is_(None))
        ).scalar_one()


def test_a_role_without_a_network_of_its_own_cannot_be_scoped(world: World):
    with writing() as connection:
        connection.execute(
            insert(role_grant).values(
                account_id=world.rita.account_id, role="lead", network_id=None, since=EARLY, granted_by="test"
            )
        )
    assert Grant("lead", None) in world.rita.viewer.grants
    assert world.rita.viewer.roles == {"reviewer", "lead"}
