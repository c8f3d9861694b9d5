"""The outbox against a real local SMTP server."""

import socket

import pytest
from aiosmtpd.controller import Controller

import config
from access import invitations, mail
from access.invitations import Invitee
from storage.access_tables import outbox
from storage.engine import reading
from tests.access.world import World


class Mailbox:
    """Keeps what arrives; refuses one address."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address.startswith("refused@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.mails.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox(monkeypatch):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("FODFAESTE_SMTP_URL", f"smtp://127.0.0.1:{port}")
    config.settings.cache_clear()
    yield box
    controller.stop()
    config.settings.cache_clear()


def test_each_mail_leaves_once_and_a_refused_one_waits_with_its_reason(world: World, mailbox: Mailbox):
    people = [Invitee(f"{name}@eksempel.invalid", name, "trainer") for name in ("dora", "refused", "erik")]
    invitations.invite(people, address="https://fodfaeste.invalid", by=world.karen.viewer)
    assert mail.deliver() == (2, 1)
    assert mail.deliver() == (0, 1)
    assert len(mailbox.mails) == 2
    with reading() as connection:
        rows = connection.execute(outbox.select().order_by(outbox.c.id)).fetchall()
    assert [(row.sent_at is not None, row.error, row.tries) for row in rows] == [
        (True, None, 1),
        (False, "SMTPRecipientsRefused", 2),
        (True, None, 1),
    ]
    assert rows[0].body == ""


def test_without_a_server_nothing_is_sent_and_nothing_is_lost(world: World):
    invitations.invite(
        [Invitee("dora@eksempel.invalid", "Dora", "trainer")], address="https://x.invalid", by=world.karen.viewer
    )
    assert mail.deliver() == (0, 0)
    with reading() as connection:
        assert connection.execute(outbox.select()).one().tries == 0
