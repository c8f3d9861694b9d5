"""Mails of the board against a real local SMTP server: a count and a link, and what one may read at that moment."""

import email
import email.policy
import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

import config
from access import clock, guests, viewers
from access import mail as outgoing
from board import __main__ as command
from board import mail, marks, moderation, notices, posting
from storage.access_tables import account, outbox, role_grant
from storage.board_tables import mail_choice, notice
from storage.engine import reading, writing
from tests.access.world import World
from tests.board.shorthand import answer, begin

WEEK = timedelta(days=7)


class Clock:
    """The time of the test; goes on only when it is told to, and a second each time it is asked."""

    def __init__(self) -> None:
        self.time = clock.now()

    def now(self):
        self.time += timedelta(milliseconds=10)
        return self.time


@pytest.fixture(autouse=True)
def time(monkeypatch, world) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "now", made.now)
    mail.deliver()  # from here on the weeks are counted
    return made


def later(time: Clock, by: timedelta) -> None:
    time.time += by
    with writing() as connection:  # sessions are not what is tested here
        from storage.access_tables import session

        connection.execute(update(session).values(seen_at=time.time, created_at=time.time))


def arrived(mailbox) -> dict[str, str]:
    """Recipient's name -> subject and text of the mails since the last look."""
    found = {}
    for raw in mailbox.mails:
        one = email.message_from_bytes(raw, policy=email.policy.default)
        name = one["To"].split("@")[0]
        assert name not in found, "two mails to one"
        found[name] = f"{one['Subject']}\n{one.get_content()}".replace("\r\n", "\n")
    mailbox.mails.clear()
    return found


def test_the_weekly_digest_has_questions_first_five_lines_at_most_and_comes_once(world: World, mailbox, time):
    for number in range(7):
        begin(world.bob, "faelles", f"Spørgsmål {number}", kind="question")
        later(time, timedelta(minutes=1))
    thread = begin(world.alice, "faelles", "Samtale").thread_id
    answer(world.karen, thread)
    assert mail.deliver() == (0, 0)  # the week is not over
    later(time, WEEK)
    sent, failed = mail.deliver()
    assert (sent, failed) == (4, 0)  # Alice, Bob, Charlie, Karen; the others read no room
    assert mail.deliver() == (0, 0)
    got = arrived(mailbox)
    assert set(got) == {"alice", "bob", "charlie", "karen"}
    lines = [line for line in got["alice"].splitlines() if line.startswith("- ")]
    assert [line.rpartition(" ")[2] for line in lines[:3]] == ["0", "1", "2"]
    assert lines[3:] == ["- 1 ny besked til dig under klokken", "- 8 nye opslag i det fælles forum"]
    assert len(lines) == 5
    assert "Spørgsmål" not in got["bob"]  # his own


def test_nothing_new_is_no_mail_and_the_week_goes_on(world: World, mailbox, time):
    begin(world.bob, "faelles", "Spørgsmål", kind="question")
    later(time, WEEK)
    mail.deliver()
    assert set(arrived(mailbox)) == {"alice", "charlie", "karen"}
    later(time, WEEK)
    mail.deliver()
    assert arrived(mailbox) == {}
    begin(world.bob, "faelles", "Samtale")
    mail.deliver()
    assert arrived(mailbox) == {}
    later(time, WEEK)
    mail.deliver()
    assert set(arrived(mailbox)) == {"alice", "charlie", "karen"}


def test_a_closed_rooms_content_is_in_no_mail(world: World, mailbox, time):
    room = f"netvaerk-{world.vest}"
    for one in (world.alice, world.bob, world.charlie):
        notices.choose("once" if one is world.alice else "weekly", by=one.viewer)
    thread = begin(world.bob, room, "CANARY titel", "CANARY tekst", kind="question").thread_id
    begin(world.karen, "faelles", "Åbent spørgsmål", "CANARY tekst", kind="question")
    answer(world.bob, thread, "CANARY svar til @Alice")
    later(time, WEEK)
    mail.deliver()
    raw = b"".join(mailbox.mails)
    got = arrived(mailbox)
    assert "1 ny besked" in got["alice"]
    assert "Åbent spørgsmål" in got["bob"]
    assert "/nyt" in got["alice"]
    for text in (*got.values(), raw.decode()):
        assert "CANARY" not in text
        assert "Vest" not in text
    assert "lukkede forum" not in got["charlie"]
    assert "karen" not in got
    begin(world.alice, room, "CANARY", "CANARY", kind="question")
    later(time, WEEK)
    mail.deliver()
    got = arrived(mailbox)
    assert "Et spørgsmål i dit netværks lukkede forum venter på svar" in got["bob"]
    assert "CANARY" not in str(got)
    assert "charlie" not in got


def test_at_once_is_at_the_next_delivery_and_for_notices_only(world: World, mailbox, time):
    notices.choose("once", by=world.alice.viewer)
    thread = begin(world.alice, "faelles", "Samtale").thread_id
    begin(world.bob, "faelles", "Noget andet")
    mail.deliver()
    assert arrived(mailbox) == {}
    for _ in range(2):
        answer(world.bob, thread)
    mail.deliver()
    got = arrived(mailbox)
    assert set(got) == {"alice"}
    assert got["alice"].startswith("Fodfæste: 1 nyt til dig")
    assert "2 nye beskeder til dig under klokken" in got["alice"]
    mail.deliver()
    assert arrived(mailbox) == {}


def test_daily_none_and_what_was_seen_already(world: World, mailbox, time):
    notices.choose("daily", by=world.alice.viewer)
    notices.choose("none", by=world.bob.viewer)
    thread = begin(world.alice, "faelles", "Samtale").thread_id
    answer(world.bob, thread)
    answer(world.charlie, thread)
    later(time, timedelta(days=1))
    mail.deliver()
    got = arrived(mailbox)
    assert set(got) == {"alice"}
    assert "2 nye beskeder" in got["alice"]
    answer(world.bob, thread)
    notices.see(by=world.alice.viewer)
    later(time, timedelta(days=1))
    mail.deliver()
    assert "besked" not in arrived(mailbox)["alice"].split("- ")[1]


def test_the_right_to_read_is_asked_when_the_mail_is_sent(world: World, mailbox, time):
    """Queued while he was a guest, sent after he was shown out: it says nothing of the room."""
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    notices.choose("once", by=world.charlie.viewer)
    thread = begin(world.alice, f"netvaerk-{world.vest}", "Lukket").thread_id
    answer(world.alice, thread, "Hej @Charlie")
    with writing() as connection:
        own = role_grant.c.account_id == world.charlie.account_id
        connection.execute(update(role_grant).where(own, role_grant.c.role == "guest").values(until=clock.now()))
    mail.deliver()
    assert arrived(mailbox) == {}
    answer(world.alice, begin(world.charlie, "faelles", "Åben").thread_id, "Hej")
    mail.deliver()
    assert "1 ny besked" in arrived(mailbox)["charlie"]  # positive control


def test_a_mail_that_waited_is_made_anew_before_it_goes(world: World, mailbox, time, monkeypatch):
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    for one in (world.alice, world.charlie):
        notices.choose("once", by=one.viewer)
    thread = begin(world.bob, f"netvaerk-{world.vest}", "Lukket").thread_id
    answer(world.bob, thread, "Hej @Charlie og @Alice")
    working = config.settings().smtp_url
    monkeypatch.setenv("FODFAESTE_SMTP_URL", "")
    config.settings.cache_clear()
    assert mail.deliver() == (0, 0)
    assert len(waiting()) == 2
    assert outgoing.deliver() == (0, 0)
    with writing() as connection:
        own = role_grant.c.account_id == world.charlie.account_id
        connection.execute(update(role_grant).where(own, role_grant.c.role == "guest").values(until=clock.now()))
    monkeypatch.setenv("FODFAESTE_SMTP_URL", working)
    config.settings.cache_clear()
    assert outgoing.deliver() == (0, 0)  # the other command leaves them alone
    mail.deliver()
    got = arrived(mailbox)
    assert set(got) == {"alice"}
    assert "1 ny besked" in got["alice"]
    assert waiting() == []


def test_a_closed_account_gets_nothing(world: World, mailbox, time):
    notices.choose("once", by=world.alice.viewer)
    thread = begin(world.alice, "faelles", "Samtale").thread_id
    answer(world.bob, thread)
    with writing() as connection:
        own = account.c.id == world.alice.account_id
        connection.execute(update(account).where(own).values(ended_at=clock.now()))
    mail.deliver()
    assert arrived(mailbox) == {}


def test_one_click_ends_the_mails_without_signing_in(world: World, mailbox, time):
    notices.choose("once", by=world.alice.viewer)
    thread = begin(world.alice, "faelles", "Samtale").thread_id
    answer(world.bob, thread)
    mail.deliver()
    one = email.message_from_bytes(mailbox.mails[0], policy=email.policy.default)
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://localhost:8050/afmeld/([\w-]{40,64})>", one["List-Unsubscribe"])
    assert found
    assert found[0].strip("<>") in one.get_content()
    arrived(mailbox)
    assert mail.is_known(found[1])
    assert notices.choice(viewer=world.alice.viewer) == "once"  # looking at the link ends nothing
    assert not mail.stop("x" * 43)
    assert mail.stop(found[1])
    assert mail.stop(found[1])
    assert notices.choice(viewer=world.alice.viewer) == "none"
    answer(world.bob, thread)
    later(time, WEEK)
    mail.deliver()
    assert "alice" not in arrived(mailbox)


def test_two_deliveries_at_once_send_once(world: World, mailbox, time):
    from concurrent.futures import ThreadPoolExecutor

    begin(world.bob, "faelles", "Spørgsmål", kind="question")
    later(time, WEEK)
    with ThreadPoolExecutor(4) as pool:
        sent = [done[0] for done in pool.map(lambda _: mail.deliver(), range(4))]
    assert sum(sent) == 3
    assert set(arrived(mailbox)) == {"alice", "charlie", "karen"}


def test_a_mail_that_is_claimed_while_it_is_made_anew_is_sent_once(world: World, mailbox, time, monkeypatch):
    from threading import Thread

    notices.choose("once", by=world.alice.viewer)
    thread = begin(world.alice, "faelles", "Samtale").thread_id
    answer(world.bob, thread)
    with monkeypatch.context() as nobody_sends:
        nobody_sends.setattr(outgoing, "deliver", lambda **_: (0, 0))
        mail.deliver()
    other = Thread(target=lambda: outgoing.deliver(of_board=True))
    is_due = mail._due

    def just_then(connection, account_id=None):
        due = is_due(connection, account_id)
        if account_id and not other.ident:
            other.start()
            other.join(0.5)  # it waits for us, or has the mail by now
        return due

    monkeypatch.setattr(mail, "_due", just_then)
    mail.deliver()
    other.join()
    assert set(arrived(mailbox)) == {"alice"}


def test_muted_hidden_and_deleted_are_not_told(world: World, mailbox, time):
    notices.choose("once", by=world.alice.viewer)
    thread = begin(world.alice, "faelles", "Samtale").thread_id
    hidden, gone = (answer(world.bob, thread).post_id for _ in range(2))
    moderation.hide_post(hidden, "Navngiver en borger", by=world.karen.viewer)
    posting.remove(gone, by=world.bob.viewer)
    mail.deliver()
    assert arrived(mailbox) == {}
    marks.follow(thread, "mute", by=world.alice.viewer)
    answer(world.bob, thread)
    mail.deliver()
    assert arrived(mailbox) == {}


def test_the_command_does_nothing_twice(world: World, mailbox, capsys):
    assert command.main(["deliver"]) == 0
    assert "2 netværk spurgt" in capsys.readouterr().out
    assert command.main(["deliver"]) == 0
    assert capsys.readouterr().out.startswith("0 mails sendt, 0 ikke sendt, 0 netværk spurgt, 0 ubrugte bilag")
    assert command.main(["something"]) == 2
    assert "Brug:" in capsys.readouterr().err


def test_a_title_cannot_forge_a_line_or_a_header(world: World, mailbox, time):
    begin(world.bob, "faelles", "Kit?\r\nBcc: x@y.z\n{stop} {count}", kind="question")
    later(time, WEEK)
    mail.deliver()
    one = email.message_from_bytes(mailbox.mails[0], policy=email.policy.default)
    assert one["Bcc"] is None
    assert "\nBcc" not in one.get_content()
    assert "{stop} {count}" in one.get_content()


def waiting() -> list:
    with reading() as connection:
        return connection.execute(select(outbox).where(outbox.c.sent_at.is_(None))).fetchall()


def test_looking_again_at_three_hundred_people_costs_no_query_each(world: World, mailbox, time):
    """The timer rings every few minutes."""
    from sqlalchemy import event

    from storage.engine import engine

    asked = []
    with writing() as connection:
        connection.execute(delete(notice))
        people = [{"name": f"P{n}", "email": f"p{n}@x.invalid", "created_at": clock.now()} for n in range(300)]
        connection.execute(insert(account), people)
        new = connection.scalars(select(account.c.id).where(account.c.name.like("P%"))).all()
        choices = [
            {"account_id": one, "frequency": "weekly", "token": f"t{one}", "digested_at": clock.now()} for one in new
        ]
        connection.execute(insert(mail_choice), choices)
        assert len(viewers.everyone(connection)) > 300
    event.listen(engine(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    mail.deliver()
    assert len(asked) < 10
