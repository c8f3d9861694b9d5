"""The outbox against a real local SMTP server."""

from access import invitations, mail
from access.invitations import Invitee
from storage.access_tables import outbox
from storage.engine import reading
from tests.access.mailbox import Mailbox
from tests.access.world import World


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
