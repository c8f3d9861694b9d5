"""python -m access: what whoever runs the machine may do from its shell."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, update

import config
from access import clock, invitations
from access.__main__ import main
from storage.access_tables import attempt, audit
from storage.engine import reading, writing
from tests.access.mailbox import Mailbox
from tests.access.world import World


def test_the_first_administrator_gets_a_link_on_the_screen(world: World, capsys: pytest.CaptureFixture[str]):
    assert main(["invite", "dora@eksempel.invalid", "Dora Dam"]) == 0
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith(f"{config.settings().address}/invitation/")
    invited = invitations.look(link.rsplit("/", 1)[-1])
    assert (invited.name, invited.role, invited.invited_by) == ("Dora Dam", "administrator", "kommandolinje")


def test_another_role_is_named(world: World, capsys: pytest.CaptureFixture[str]):
    assert main(["invite", "dora@eksempel.invalid", "Dora", "reviewer"]) == 0
    assert invitations.look(capsys.readouterr().out.split("/")[-1].strip()).role == "reviewer"


def test_what_is_refused_says_why_and_invites_nobody(world: World, capsys: pytest.CaptureFixture[str]):
    assert main(["invite", "dora", "Dora"]) == 1
    said = capsys.readouterr()
    assert "ikke en e-mailadresse" in said.err
    assert said.out == ""
    assert invitations.pending(viewer=world.karen.viewer).empty


def test_deliver_counts_what_left(world: World, mailbox: Mailbox, capsys: pytest.CaptureFixture[str]):
    main(["invite", "dora@eksempel.invalid", "Dora"])
    main(["invite", "refused@eksempel.invalid", "Erik"])
    assert main(["deliver"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 sendt, 1 ikke sendt"
    assert len(mailbox.mails) == 1


def test_retain_deletes_sign_ins_before_changes_of_roles(world: World, capsys: pytest.CaptureFixture[str]):
    main(["invite", "dora@eksempel.invalid", "Dora"])
    for months, left in ((5, {"sign_in", "invited"}), (7, {"invited"}), (14, set())):
        with writing() as connection:
            connection.execute(update(audit).values(at=clock.now() - timedelta(days=30.5 * months)))
        assert main(["retain"]) == 0
        with reading() as connection:
            assert set(connection.scalars(select(audit.c.action))) == left
    assert "audit: 1 slettet" in capsys.readouterr().out
    with reading() as connection:
        assert connection.execute(select(attempt.c.id)).first(), "tries of today still count"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["invite"],
        ["invite", "dora@eksempel.invalid"],
        ["invite", "dora@eksempel.invalid", "Dora", "trainer"],  # trainers are invited from the participant list
        ["slet"],
    ],
)
def test_what_is_no_command_says_how_to_write_one(
    sqlite_database: str, capsys: pytest.CaptureFixture[str], arguments: list[str]
):
    assert main(arguments) == 2
    assert "Brug: python -m access invite" in capsys.readouterr().err


def test_the_exit_code_reaches_the_shell(sqlite_database: str):
    done = subprocess.run([sys.executable, "-m", "access", "slet"], cwd=config.ROOT, capture_output=True, check=False)
    assert done.returncode == 2
