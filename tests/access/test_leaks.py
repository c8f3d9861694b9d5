"""The ways in which something could leak, each with a canary that must not come out and one that must.

Everybody tries: signed out, the ministry, another network, an ex-member, a lead elsewhere, coordinator, administrator.
"""

from __future__ import annotations

import json
import logging
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from access import audit, invitations, members, privacy
from access.errors import Refused as AccessRefused
from access.invitations import Invitee
from access.permissions import Permission
from access.policy import Forbidden, allows
from data_pipeline import match, quarantine, run_details, runs, waiting_page
from data_pipeline.undo import undo
from programme import actions
from programme.errors import Refused
from storage.access_tables import role_grant
from storage.engine import reading, writing
from storage.tables import network_municipality, site_note, trainer
from tests.access import canaries
from tests.access.canaries import VIEWERS, Seeded, allowed, canary, seen, text_of
from tests.access.world import Person

STRANGERS = ("signed_out", "ministry", "other", "ex_member", "lead_elsewhere", "trainer", "lead")
TODAY = date(2021, 5, 1)


@pytest.fixture
def seeded(database) -> Seeded:
    return canaries.build()


def refused(act: Any) -> str:
    """The message of a refusal; fails when it is none."""
    with pytest.raises(Forbidden) as caught:
        act()
    return str(caught.value)


# --- Permalinks, dashboards, the first layout: the site itself over HTTP -----------------------------------------


@pytest.fixture
def get(seeded):
    """The text of an address for somebody, through the real gate."""
    from app import create_app
    from pages._shared import gate

    site = create_app()

    def asked(person: Person | None, address: str) -> tuple[int, str]:
        client = site.server.test_client()
        if person is not None:
            client.set_cookie(gate.cookie_name(), person.token)
        answer = client.get(address, headers={"Accept": "text/html"})
        return answer.status_code, answer.get_data().decode("utf-8", "replace")

    return asked


def addresses(seeded: Seeded) -> list[str]:
    places = [f"/kommune/{code}" for code in canaries.CODES.values()]
    networks = [f"/netvaerk/{number}" for number in (seeded.world.vest, seeded.world.øst)]
    return ["/", "/kommuner", "/netvaerk", "/netvaerk?netvaerk=1", *places, *networks, "/_dash-layout"]


@pytest.mark.parametrize("name", VIEWERS)
def test_an_address_shows_what_its_reader_may_see_and_no_more(seeded, get, name):
    pages = [get(seeded.people.get(name), address) for address in addresses(seeded)]
    shown = set().union(*(seen(text) for _, text in pages))
    assert shown <= allowed(name)
    names = {word for word in allowed(name) if word.startswith("name·")}
    assert names <= shown  # positive control
    assert "<script>" not in "".join(text for _, text in pages)


@pytest.mark.parametrize("name", STRANGERS)
def test_pages_of_the_import_and_of_people_look_like_missing_ones(seeded, get, name):
    closed = ["/data", "/data/karantaene", f"/data/koersel/{seeded.run_id}", "/data/kvalitet", "/data/karantaene.xlsx"]
    closed += ["/administration", "/administration/log", "/administration/person/1"]
    person = seeded.people.get(name)
    missing = get(person, "/findes-ikke")[0]
    for address in closed:
        status, text = get(person, address)
        assert (status, seen(text)) == (missing, set()), address
    assert get(seeded.people["coordinator"], "/data/karantaene")[0] == 200  # positive control


# --- Exports, rows that wait, search -----------------------------------------------------------------------------


def reads_of_the_import(seeded: Seeded) -> list[Any]:
    run = seeded.run_id
    return [
        *(quarantine.waiting_rows, quarantine.rejects_xlsx, match.proposed_matches, runs.run_log),
        *(partial(one, run) for one in (runs.proposal, run_details.changes)),
        *(partial(run_details.run_row, run), partial(run_details.problem_page, run, 0, 9)),
        *(partial(run_details.wrong_rows, run, 9), waiting_page.waiting_files),
        *(partial(waiting_page.waiting_page, run, 0, 9), partial(waiting_page.waiting_row, seeded.quarantine_id)),
    ]


def writes_of_the_import(seeded: Seeded) -> list[Any]:
    run, row = seeded.run_id, seeded.quarantine_id
    return [
        *(partial(runs.start_import, [("a.csv", b"x")]), partial(runs.confirm, run), partial(runs.discard, run)),
        *(partial(runs.confirm_mapping, run, {}, "followup", "n"), partial(undo, run), quarantine.replay),
        *(partial(quarantine.correct, row, {"navn": "x"}), partial(quarantine.discard, row)),
        *(partial(match.confirm_match, 1), partial(match.split_match, 1), partial(match.add_alias, "x", "0561")),
        partial(waiting_page.teach, row, "navn", "Aarhus"),
    ]


@pytest.mark.parametrize("name", STRANGERS)
def test_what_came_in_files_is_for_those_who_bring_them_in(seeded, name):
    viewer = seeded.viewer(name)
    for read in reads_of_the_import(seeded):
        assert not seen(refused(partial(read, viewer=viewer)))
    for write in writes_of_the_import(seeded):
        assert not seen(refused(partial(write, by=viewer)))
    with reading() as connection:
        assert connection.execute(select(quarantine.quarantine.c.state)).scalar_one() == "open"


def test_a_coordinator_sees_the_row_that_waits(seeded):
    assert canary("row", "VEST") in text_of(waiting_page.waiting_page(None, 0, 9, viewer=seeded.viewer("coordinator")))


def test_every_function_of_the_import_with_a_person_asks_for_the_right(seeded):
    """A new function with viewer= or by= must be tried above."""
    import inspect

    tried = {getattr(one, "func", one) for one in (*reads_of_the_import(seeded), *writes_of_the_import(seeded))}
    offered = {
        one
        for module in (runs, quarantine, match, run_details, waiting_page)
        for one in vars(module).values()
        if inspect.isfunction(one)
        and one.__module__.startswith("data_pipeline.")
        and {"viewer", "by"} & {p.name for p in inspect.signature(one).parameters.values() if p.kind == p.KEYWORD_ONLY}
        and not one.__name__.startswith("_")
    }
    assert offered <= tried


@pytest.mark.parametrize("name", [name for name in VIEWERS if name != "signed_out"])
def test_own_data_are_ones_own_alone(seeded, name):
    person = seeded.people[name]
    exported = json.dumps(privacy.own_data(viewer=person.viewer), ensure_ascii=False)
    assert not seen(exported)
    assert person.email in exported  # positive control
    others = {one.email for one in seeded.people.values()} - {person.email}
    assert not [one for one in others if one in exported]


def test_without_an_account_there_are_no_own_data(seeded):
    with pytest.raises(AccessRefused):
        privacy.own_data(viewer=canaries.SIGNED_OUT)


# --- Member lists, sorted or searched; the log; ex-members -------------------------------------------------------


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("search", ["", "alice", "@", "%", "name"])
def test_no_search_lists_members_or_the_log(seeded, name, search):
    viewer = seeded.viewer(name)
    for read in (members.people, audit.log):
        assert not seen(refused(partial(read, viewer=viewer, search=search)))


def test_whoever_may_search_finds(seeded):
    for name in ("coordinator", "administrator"):
        assert list(members.people(viewer=seeded.viewer(name), search="alice")["name"]) == ["Alice"]


@pytest.mark.parametrize("name", STRANGERS)
def test_the_roles_that_somebody_had_are_not_for_others(seeded, name):
    other = seeded.people["coordinator"].account_id
    assert refused(partial(members.history, other, viewer=seeded.viewer(name))) == Permission.MANAGE_ROLES.value


def test_an_ex_member_loses_everything_at_the_next_request_and_finds_it_when_back(seeded):
    from programme import queries

    alice = seeded.people["trainer"]
    ask = partial(queries.municipality, "0561")
    assert canary("name", "VEST") in text_of(ask(viewer=alice.viewer))
    with writing() as connection:
        connection.execute(update(trainer).where(trainer.c.id == alice.trainer_id).values(site_id=seeded.sites["ØST"]))
    assert not seen(text_of(ask(viewer=alice.viewer)))
    assert canary("name", "ØST") in text_of(queries.municipality("0751", viewer=alice.viewer))
    with writing() as connection:
        connection.execute(update(role_grant).where(role_grant.c.account_id == alice.account_id).values(until=TODAY))
    refused(partial(ask, viewer=alice.viewer))


def test_a_municipality_that_moves_takes_its_people_along(seeded):
    from programme import queries

    actions.set_network(municipality_code="0561", network_id=seeded.world.øst, by=seeded.viewer("coordinator"))
    assert canary("name", "VEST") in text_of(queries.municipality("0561", viewer=seeded.viewer("lead_elsewhere")))
    assert not seen(text_of(queries.municipality("0561", viewer=seeded.viewer("lead"))))


# --- Invitations into the wrong group ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["signed_out", "ministry", "other", "ex_member", "trainer", "lead_elsewhere"])
def test_nobody_invites_into_a_group_that_is_not_theirs(seeded, name):
    vest = seeded.world.vest
    for role, network in (("trainer", vest), ("lead", vest), ("coordinator", None), ("administrator", None)):
        invitee = Invitee("ny@eksempel.invalid", "Ny", role, network)
        refused(partial(invitations.invite, [invitee], address="http://localhost", by=seeded.viewer(name)))
    if name not in ("lead_elsewhere",):
        assert invitations.candidates(viewer=seeded.viewer(name)).empty
    else:
        assert "VEST" not in text_of(invitations.candidates(viewer=seeded.viewer(name)))
    assert invitations.pending(viewer=seeded.viewer("coordinator")).empty


def test_a_lead_cannot_bring_another_networks_trainer_in(seeded):
    charlie = seeded.people["other"].trainer_id
    invitee = Invitee("charlie@eksempel.invalid", "Charlie", "trainer", seeded.world.vest, charlie)
    refused(partial(invitations.invite, [invitee], address="http://localhost", by=seeded.viewer("lead")))


def test_a_lead_invites_to_the_own_network(seeded):
    invitee = Invitee("ny@eksempel.invalid", "Ny", "trainer", seeded.world.vest)
    assert invitations.invite([invitee], address="http://localhost", by=seeded.viewer("lead"))


# --- Writes into a foreign network; a child's id under another parent ---------------------------------------------


@pytest.mark.parametrize("name", ["signed_out", "ministry", "other", "ex_member", "lead_elsewhere", "administrator"])
def test_no_note_is_written_about_a_foreign_site(seeded, name):
    by, site = seeded.viewer(name), seeded.sites["VEST"]
    messages = {
        refused(partial(actions.add_pause, site_id=site, dated_on=TODAY, until=None, text="x", by=by)),
        refused(partial(actions.add_meeting, site_id=site, dated_on=TODAY, text="x", by=by)),
        refused(partial(actions.add_meeting, site_id=987654, dated_on=TODAY, text="x", by=by)),  # no such site
    }
    assert len(messages) == 1  # missing and forbidden are told alike
    assert notes() == 3


@pytest.mark.parametrize("name", [*STRANGERS, "administrator"])
def test_no_stranger_takes_a_note_back(seeded, name):
    for note_id in (seeded.notes["VEST"], seeded.notes["ALENE"], 987654):
        assert refused(partial(actions.retract_note, note_id=note_id, by=seeded.viewer(name)))
    assert notes() == 3


def test_a_note_is_taken_back_by_its_author_or_the_coordinator_and_not_by_a_namesake(seeded):
    alice, bob = seeded.viewer("trainer"), seeded.viewer("lead")
    first = actions.add_meeting(site_id=seeded.sites["VEST"], dated_on=TODAY, text="x", by=alice)
    namesake = seeded.viewer("lead").__class__("Alice", bob.grants, account_id=bob.account_id)
    refused(partial(actions.retract_note, note_id=first, by=namesake))
    actions.retract_note(note_id=first, by=alice)
    actions.retract_note(note_id=seeded.notes["ØST"], by=seeded.viewer("coordinator"))
    assert notes() == 2
    with pytest.raises(Refused):
        actions.retract_note(note_id=987654, by=seeded.viewer("coordinator"))


def test_an_author_who_left_the_network_takes_nothing_back(seeded):
    alice = seeded.people["trainer"]
    note_id = actions.add_meeting(site_id=seeded.sites["VEST"], dated_on=TODAY, text="x", by=alice.viewer)
    with writing() as connection:
        connection.execute(update(trainer).where(trainer.c.id == alice.trainer_id).values(site_id=seeded.sites["ØST"]))
    refused(partial(actions.retract_note, note_id=note_id, by=alice.viewer))


@pytest.mark.parametrize("name", STRANGERS)
def test_networks_and_scope_are_not_theirs_to_change(seeded, name):
    by, vest = seeded.viewer(name), seeded.world.vest
    refused(partial(actions.create_network, name="Nyt", by=by))
    refused(partial(actions.rename_network, network_id=vest, name="Nyt", by=by))
    refused(partial(actions.close_network, network_id=vest, by=by))
    refused(partial(actions.set_network, municipality_code="0561", network_id=seeded.world.øst, by=by))
    refused(partial(actions.set_scope, site_id=seeded.sites["VEST"], is_in_scope=False, why="x", by=by))
    with reading() as connection:
        member = network_municipality.c
        home = select(member.network_id).where(member.municipality_code == "0561", member.until.is_(None))
        assert connection.execute(home).scalar_one() == vest


def test_every_action_is_tried_above():
    import inspect

    offered = {
        name for name, one in vars(actions).items() if inspect.isfunction(one) and one.__module__ == actions.__name__
    }
    tried = {"create_network", "rename_network", "close_network", "set_network", "set_scope"}
    tried |= {"add_pause", "add_meeting", "retract_note"}
    assert {name for name in offered if not name.startswith("_")} == tried


def notes() -> int:
    with reading() as connection:
        return len(connection.execute(select(site_note.c.id).where(site_note.c.retracted_at.is_(None))).all())


# --- Messages and logs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VIEWERS)
def test_neither_messages_nor_logs_name_anybody(seeded, get, caplog, name):
    caplog.set_level(logging.DEBUG)
    person = seeded.people.get(name)
    for address in (
        "/kommune/0561",
        "/kommune/name·VEST",
        "/netvaerk/1",
        "/findes-ikke?navn=1",
        "/data/karantaene.xlsx",
    ):
        get(person, address)
    assert not seen(caplog.text)


def test_the_audit_log_holds_ids_and_codes_and_no_contact_details(seeded, get):
    get(seeded.people["trainer"], "/kommune/0561")
    with reading() as connection:
        lines = [str(tuple(row)) for row in connection.execute(select(audit.audit))]
    assert any("contact_viewed" in line for line in lines)  # positive control
    assert not seen(" ".join(lines))


# --- Each guard broken once, to prove that these tests see it ----------------------------------------------------


def everything(*_: Any) -> Any:
    from access.policy import Reach

    return Reach(True, frozenset())


@pytest.mark.parametrize(
    "attempt",
    [
        lambda seeded, by: quarantine.waiting_rows(viewer=by),
        lambda seeded, by: members.people(viewer=by),
        lambda seeded, by: actions.add_meeting(site_id=seeded.sites["VEST"], dated_on=TODAY, text="x", by=by),
        lambda seeded, by: actions.retract_note(note_id=seeded.notes["VEST"], by=by),
        lambda seeded, by: actions.create_network(name="Nyt", by=by),
        lambda seeded, by: members.history(seeded.people["coordinator"].account_id, viewer=by),
    ],
)
def test_without_the_guard_the_door_is_open(seeded, monkeypatch, attempt):
    stranger = seeded.viewer("other")
    refused(partial(attempt, seeded, stranger))
    monkeypatch.setattr("access.policy.reach", everything)
    attempt(seeded, stranger)
    assert allows(stranger, Permission.IMPORT_DATA)
