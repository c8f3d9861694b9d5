"""Leak paths 8 to 11 and 13: what still reaches somebody who has left, and what can be carried out of the room."""

from __future__ import annotations

import email
import email.policy
import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

import config
from access import clock, privacy
from access.policy import Forbidden
from board import attachments, life, mail, notices, reading, rooms
from storage import board_tables as b
from storage.access_tables import outbox, session
from storage.backup import backup, restore
from storage.engine import engine, writing
from storage.engine import reading as connected
from storage.errors import StorageError
from tests.board.leaks import INSIDE, PDF, VIEWERS, Leaky, canary, leak, seen, text_of
from tests.board.shorthand import answer

READERS = ("other", "ex_member", "lead_elsewhere", "coordinator")


@pytest.fixture
def ahead(monkeypatch):
    """ahead(days=8) moves the clock; nobody is signed out by it."""
    real = clock.now

    def move(**by: float) -> None:
        moved = timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: real() + moved)
        with writing() as connection:
            connection.execute(update(session).values(seen_at=clock.now(), created_at=clock.now()))

    return move


def letters(mailbox) -> dict[str, str]:
    """Recipient -> headers and text of the mails so far."""
    found: dict[str, str] = {}
    for raw in mailbox.mails:
        one = email.message_from_bytes(raw, policy=email.policy.default)
        name = one["To"].split("@")[0]
        found[name] = found.get(name, "") + "\n".join(f"{k}: {v}" for k, v in one.items()) + one.get_content()
    return found


# --- 8. The bell -------------------------------------------------------------------------------------------------


@leak(8)
def test_notices_from_before_the_removal_are_neither_counted_nor_told(x: Leaky):
    with connected() as connection:
        waiting = connection.execute(select(b.notice.c.id).where(b.notice.c.account_id == x.erik.account_id)).fetchall()
    assert len(waiting) >= 2  # they are there
    assert notices.count(viewer=x.viewer("ex_member")) == 0
    assert notices.mine(viewer=x.viewer("ex_member")) == []
    browser = x.browser("ex_member")
    assert browser.get("/nyt/antal").json["count"] == 0
    assert not seen(browser.get("/nyt")) - {"common"}
    assert "Netværk Vest" not in text_of(browser.get("/nyt"))
    assert notices.count(viewer=x.viewer("trainer")) > 0


@leak(8)
def test_nobody_elsewhere_is_told_anything_of_the_room(x: Leaky):
    answer(x.world.bob, x.thread_id, canary("reply"))
    for name in VIEWERS:
        assert not [one for one in notices.mine(viewer=x.viewer(name)) if one.slug == x.vest], name
    assert [one for one in notices.mine(viewer=x.viewer("trainer")) if one.slug == x.vest]


# --- 9. Mail -----------------------------------------------------------------------------------------------------


@leak(9)
def test_what_was_queued_before_the_removal_is_not_mailed(x: Leaky, mailbox, ahead):
    mail.deliver()  # from here on the weeks are counted
    mailbox.mails.clear()
    answer(x.world.bob, x.thread_id, canary("reply"))
    ahead(days=8)
    mail.deliver()
    got = letters(mailbox)
    assert "besked" in got["alice"]  # positive control
    assert not [name for name in ("erik", "charlie", "lene", "karen", "rita", "adam") if "lukkede" in got.get(name, "")]
    assert "besked til dig" not in got.get("erik", "")
    assert not seen(*got.values()) - {"common"}


@leak(9)
def test_a_mail_that_could_not_be_sent_is_written_anew_when_it_can(x: Leaky, mailbox, ahead, monkeypatch):
    """Erik is a member again, his mail is made, the server is away, and he leaves before it is back."""
    from storage.tables import trainer

    def works_at(code: str) -> None:
        with writing() as connection:
            own = trainer.c.id == x.erik.trainer_id
            connection.execute(update(trainer).where(own).values(site_id=x.sites[code]))

    works_at("0561")
    notices.choose("once", by=x.viewer("ex_member"))
    answer(x.world.bob, x.erik_thread, canary("reply"))
    with monkeypatch.context() as away:
        away.setenv("FODFAESTE_SMTP_URL", "smtp://127.0.0.1:1")
        config.settings.cache_clear()
        with pytest.raises(ConnectionRefusedError):
            mail.deliver()
        with connected() as connection:
            waits = connection.scalar(select(outbox.c.id).where(outbox.c.account_id == x.erik.account_id))
        assert waits is not None
        works_at("0751")
    config.settings.cache_clear()
    mailbox.mails.clear()
    ahead(hours=3)
    mail.deliver()
    assert "erik" not in letters(mailbox)


@leak(9)
def test_subjects_name_no_room_and_an_unsubscribe_link_opens_nothing_but_itself(x: Leaky, mailbox, ahead):
    mail.deliver()
    mailbox.mails.clear()
    answer(x.world.bob, x.thread_id, f"{canary('reply')} @Alice")
    ahead(days=8)
    mail.deliver()
    assert "alice" in letters(mailbox)
    for told in letters(mailbox).values():
        assert not seen(told) - {"common"}
        assert "Vest" not in told
        assert "Esbjerg" not in told
    with connected() as connection:
        choice = b.mail_choice.c
        token = connection.scalar(select(choice.token).where(choice.account_id == x.world.alice.account_id))
    nobody = x.browser("signed_out")
    asked, ended = nobody.get(f"/afmeld/{token}"), nobody.client.post(f"/afmeld/{token}")
    assert (asked.status_code, ended.status_code) == (200, 200)
    assert not seen(asked, ended)
    assert not [name for name in ("Alice", "Vest", "alice@") if name in text_of(asked) + text_of(ended)]
    assert not asked.headers.getlist("Set-Cookie")
    assert nobody.get(f"/forum/{x.vest}").status_code == 302  # it signs nobody in
    assert nobody.get(f"/afmeld/{token[:-1]}x").status_code == 404


# --- 10. Attachments ---------------------------------------------------------------------------------------------


@leak(10)
def test_files_open_for_members_only_and_not_for_the_uploader_who_left(x: Leaky):
    for file in (x.file_id, x.unsent_id, x.erik_file, x.erik_unsent):
        for name in VIEWERS:
            with pytest.raises(Forbidden):
                attachments.content(file, viewer=x.viewer(name))
            browser = x.browser(name)
            found = browser.get(f"/forum/fil/{file}")
            assert x.is_nothing(name, found, browser.get("/findes/ikke")), f"{name} {file}"
    assert canary("filebody").encode() in attachments.content(x.file_id, viewer=x.viewer("lead")).content
    assert canary("uploaded").encode() in x.browser("trainer").get(f"/forum/fil/{x.erik_file}").data
    with pytest.raises(Forbidden):  # not sent yet: the uploader's alone
        attachments.content(x.unsent_id, viewer=x.viewer("lead"))


@leak(10)
def test_a_hidden_posts_file_is_for_moderators_and_a_removed_ones_for_nobody(x: Leaky):
    from board import moderation, posting

    moderation.hide_post(x.erik_post, "Skal ses efter", by=x.viewer("lead"))
    with pytest.raises(Forbidden):
        attachments.content(x.erik_file, viewer=x.viewer("trainer"))
    assert attachments.content(x.erik_file, viewer=x.viewer("lead"))
    posting.remove(x.post_id, by=x.viewer("trainer"))
    for name in ("trainer", "lead"):
        with pytest.raises(Forbidden):
            attachments.content(x.file_id, viewer=x.viewer(name))
    with connected() as connection:
        contents = b" ".join(connection.scalars(select(b.attachment_content.c.content)))
    assert canary("filebody").encode() not in contents
    assert PDF in contents  # the others are there


# --- 11. Exports, own data, backups ------------------------------------------------------------------------------


@leak(11)
def test_a_room_is_exported_by_its_lead_alone(x: Leaky):
    for name in (*VIEWERS, "trainer"):
        with pytest.raises(Forbidden):
            life.export(x.vest, by=x.viewer(name))
        if name != "signed_out":
            assert x.browser(name).form(f"/forum/{x.vest}/hent").status_code == 404, name
    packed = zipfile.ZipFile(io.BytesIO(life.export(x.vest, by=x.viewer("lead"))))
    whole = {name: packed.read(name) for name in packed.namelist()}
    assert seen(*whole.values(), *whole) >= INSIDE | {"filebody", "uploaded"}
    assert not seen(*whole.values()) & {"deleted", "redacted", "draft", "common"}


@leak(11, 13)
def test_own_data_hold_the_own_words_and_nobody_elses(x: Leaky):
    for name in VIEWERS[1:]:
        exported = json.dumps(privacy.own_data(viewer=x.viewer(name)), ensure_ascii=False)
        assert not seen(exported), name
        pages = [x.browser(name).get(f"/konto/mine-data.{kind}") for kind in ("json", "html")]
        assert not seen(*pages), name
        assert "Alice" not in exported
    left = json.dumps(privacy.own_data(viewer=x.viewer("ex_member")), ensure_ascii=False)
    assert "Eriks ord" in left  # the own words stay one's own
    assert "Eriks kladde" in left
    mine = json.dumps(privacy.own_data(viewer=x.viewer("trainer")), ensure_ascii=False)
    assert {"body", "draft", "status"} <= seen(mine)
    assert [[row["step"] for row in json.loads(one)["notes"]] for one in (mine, left)] == [["O1"], []]
    assert "reply" not in seen(mine)  # Bob's


@leak(11)
def test_spreadsheets_and_reports_hold_no_words_of_the_room(x: Leaky):
    for name in (*VIEWERS, "trainer", "lead"):
        browser = x.browser(name)
        for address in ("/rapport.xlsx", "/data/karantaene.xlsx", "/konto/mine-data.json"):
            found = browser.get(address)
            if address.startswith("/konto") and name in ("trainer", "lead"):
                continue
            content = found.data
            if found.mimetype.endswith("sheet"):
                packed = zipfile.ZipFile(io.BytesIO(content))
                content = b" ".join(packed.read(part) for part in packed.namelist())
            assert not seen(content), f"{name} {address}"


@leak(11)
def test_a_backup_has_no_address_and_what_is_restored_stands_behind_the_same_doors(x: Leaky, tmp_path):
    if engine().dialect.name != "sqlite":
        pytest.skip("the same for PostgreSQL: pg_dump is tried in tests/storage/test_backup.py")
    path = tmp_path / "kopi.db"
    backup(path)
    assert canary("body").encode() in path.read_bytes()  # whole: the one who holds it needs the machine
    for name in VIEWERS:
        for address in (f"/{path.name}", f"/filer/{path.name}", "/filer/../var/fodfaeste.db", "/assets/kopi.db"):
            assert not seen(x.browser(name).get(address)), name
    restore(path)
    for name in VIEWERS:
        assert x.browser(name).get(f"/forum/traad/{x.thread_id}").status_code in (302, 404), name
    assert "body" in seen(x.browser("trainer").get(f"/forum/traad/{x.thread_id}"))


# --- 13. Ex-members and moved threads ----------------------------------------------------------------------------


@leak(13, 14)
def test_who_has_left_is_on_no_list_and_is_told_of_nobody_who_came(x: Leaky):
    assert "Erik" not in [one.name for one in rooms.members(x.vest, viewer=x.viewer("trainer"))]
    assert "Erik" not in text_of(x.browser("trainer").get(f"/forum/{x.vest}/medlemmer"))
    assert "Erik" in [one.name for one in rooms.members(f"netvaerk-{x.world.øst}", viewer=x.viewer("other"))]
    shown = reading.thread(x.erik_thread, viewer=x.viewer("trainer"))
    assert shown.posts[0].author == "Erik"  # what he wrote stays his
    browser = x.browser("ex_member")
    for address in (
        f"/forum/traad/{x.erik_thread}",
        f"/forum/opslag/{x.erik_post}",
        f"/forum/opslag/{x.erik_post}/ret",
    ):
        assert browser.get(address).status_code == 404, address


@leak(13)
def test_a_thread_cannot_be_moved_and_no_row_can_claim_another_room(x: Leaky):
    with connected() as connection:
        elsewhere = connection.scalar(select(b.room.c.id).where(b.room.c.slug == x.common))
    for table, own in ((b.thread, b.thread.c.id == x.thread_id), (b.post, b.post.c.id == x.post_id)):
        with pytest.raises(StorageError), writing() as connection:
            connection.execute(update(table).where(own).values(room_id=elsewhere))
    with connected() as connection:
        assert connection.scalar(select(b.thread.c.room_id).where(b.thread.c.id == x.thread_id)) != elsewhere
    for name in READERS:
        browser = x.browser(name)
        assert browser.form(f"/forum/traad/{x.thread_id}/flyt", {"rum": x.common}).status_code == 404


@leak(13)
def test_who_comes_back_finds_the_room_again_and_who_is_erased_leaves_no_name(x: Leaky):
    from storage.tables import trainer

    with writing() as connection:
        connection.execute(update(trainer).where(trainer.c.id == x.erik.trainer_id).values(site_id=x.sites["0561"]))
    assert "body" in seen(x.browser("ex_member").get(f"/forum/traad/{x.thread_id}"))
    assert notices.count(viewer=x.viewer("ex_member")) > 0
    privacy.erase_account(x.erik.account_id, by=x.viewer("administrator"))
    shown = text_of(reading.thread(x.erik_thread, viewer=x.viewer("trainer")))
    assert "Eriks ord" in shown
    assert "erik@" not in shown
    assert reading.thread(x.erik_thread, viewer=x.viewer("trainer")).posts[0].author is None
    with connected() as connection:
        kept = connection.execute(text("SELECT count(*) FROM draft WHERE account_id = :id"), {"id": x.erik.account_id})
        assert kept.scalar_one() == 0
