"""The lead's page of a room, and the room as files."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from access import clock, guests
from access.policy import Forbidden
from board import attachments, life, marks, moderation, posting, rooms
from storage.access_tables import audit
from storage.board_tables import post, thread, visit
from storage.engine import reading, writing
from tests.access import world as worlds
from tests.access.world import World
from tests.board.shorthand import answer, begin
from tests.board.test_attachments import PDF


def room_of(world: World) -> str:
    return f"netvaerk-{world.vest}"


def states(found: life.Life) -> dict[str, str]:
    return {
        one.member.name: "".join(
            letter for letter, is_so in (("r", one.has_read), ("w", one.has_written), ("s", one.is_silent)) if is_so
        )
        for one in found.members
    }


def test_readers_count_as_members_too_and_the_silent_are_named(world: World):
    room = room_of(world)
    with writing() as connection:
        for name in ("Dora", "Erik"):
            worlds.person(connection, name, "lead", network_id=world.vest)
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    begin(world.bob, room, "Tråd")
    for one in (world.alice, world.charlie):
        rooms.enter(room, by=one.viewer)
    with writing() as connection:
        own = visit.c.account_id == world.charlie.account_id
        connection.execute(update(visit).where(own).values(last_at=clock.now() - timedelta(days=45)))
    found = life.overview(room, viewer=world.bob.viewer)
    assert states(found) == {"Alice": "r", "Bob": "w", "Charlie": "", "Dora": "s", "Erik": "s"}
    assert (found.readers, found.writers) == (1, 1)
    assert [one.member.name for one in found.silent] == ["Dora", "Erik"]


def test_open_questions_stand_with_their_age_the_oldest_first(world: World):
    room = room_of(world)
    old = begin(world.alice, room, "Gammelt", kind="question")
    new = begin(world.alice, room, "Nyt", kind="question")
    answered = begin(world.alice, room, "Besvaret", kind="question")
    reply = answer(world.bob, answered.thread_id)
    moderation.accept(answered.thread_id, reply.post_id, by=world.alice.viewer)
    begin(world.alice, room, "Samtale")
    begin(world.alice, "faelles", "Et andet sted", kind="question")
    hidden = begin(world.alice, room, "Skjult", kind="question")
    moderation.hide(hidden.thread_id, "Navngiver en borger", by=world.bob.viewer)
    answer(world.bob, old.thread_id)
    with writing() as connection:
        before = clock.now() - timedelta(days=10, hours=1)
        connection.execute(update(thread).where(thread.c.id == old.thread_id).values(created_at=before))
    asked = life.overview(room, viewer=world.bob.viewer).questions
    assert [(one.thread_id, one.title, one.days, one.replies) for one in asked] == [
        (old.thread_id, "Gammelt", 10, 1),
        (new.thread_id, "Nyt", 0, 0),
    ]


def test_posts_are_counted_by_week(world: World):
    room = room_of(world)
    thread_id = begin(world.alice, room, "Tråd").thread_id
    for days in (1, 8, 9, 90):
        written = answer(world.alice, thread_id)
        with writing() as connection:
            at = clock.now() - timedelta(days=days)
            connection.execute(update(post).where(post.c.id == written.post_id).values(created_at=at))
    assert life.overview(room, viewer=world.bob.viewer).weeks == [0] * 10 + [2, 2]


def test_only_who_moderates_sees_it_or_takes_it_out(world: World):
    room = room_of(world)
    begin(world.alice, room, "Tråd")
    moderation.break_glass(room, "Tip om navngivet borger", by=world.karen.viewer)
    for one in (world.alice, world.charlie, world.karen, world.rita, world.adam):
        with pytest.raises(Forbidden):
            life.overview(room, viewer=one.viewer)
        with pytest.raises(Forbidden):
            life.export(room, by=one.viewer)
    for one in (world.alice, world.bob, world.charlie, world.rita, world.adam):
        with pytest.raises(Forbidden):
            life.export("faelles", by=one.viewer)
    assert life.overview("faelles", viewer=world.karen.viewer).members
    assert life.export(room, by=world.bob.viewer)


def test_the_export_holds_the_room_and_nothing_else(world: World):
    room = room_of(world)
    file = attachments.add(room, "plan.pdf", PDF, by=world.alice.viewer)
    first = begin(world.alice, room, "Titel <b>&</b> $x", "Første **fed** <script>x</script>", attachments=[file])
    reply = answer(world.bob, first.thread_id, "Svar", quotes_id=first.post_id)
    gone = answer(world.alice, first.thread_id, "CANARY slettet")
    hidden = answer(world.alice, first.thread_id, "Skjult tekst")
    posting.remove(gone.post_id, by=world.alice.viewer)
    moderation.hide_post(hidden.post_id, "Navngiver <nogen>", by=world.bob.viewer)
    marks.thank(reply.post_id, by=world.alice.viewer)
    begin(world.alice, "faelles", "CANARY et andet sted")
    waiting = attachments.add(room, "CANARY.pdf", PDF, by=world.alice.viewer)
    packed = zipfile.ZipFile(io.BytesIO(life.export(room, by=world.bob.viewer)))
    path = f"bilag/{file}-plan.pdf"
    assert sorted(packed.namelist()) == [path, "rum.html", "rum.json"]
    assert packed.read(path) == PDF
    whole, page = json.loads(packed.read("rum.json")), packed.read("rum.html").decode()
    assert (whole["room"], whole["slug"]) == ("Netværk Vest", room)
    [found] = [one for one in whole["threads"] if one["id"] == first.thread_id]
    assert [(one["number"], one["author"], one["gone"], one["thanks"]) for one in found["posts"]] == [
        (1, "Alice", None, 0),
        (2, "Bob", None, 1),
        (3, "Alice", "deleted", 0),
        (4, "Alice", None, 0),
    ]
    assert found["posts"][0]["source"] == "Første **fed** <script>x</script>"
    assert found["posts"][0]["attachments"] == [{"name": "plan.pdf", "file": path}]
    assert found["posts"][1]["quotes_id"] == first.post_id
    assert found["posts"][3]["hidden_reason"] == "Navngiver <nogen>"
    assert "Titel &lt;b&gt;&amp;&lt;/b&gt; $x" in page
    assert "<strong>fed</strong>" in page
    assert "Navngiver &lt;nogen&gt;" in page
    assert "Slettet af forfatteren." in page
    assert "<script" not in page
    for text in (json.dumps(whole), page, *packed.namelist()):
        assert "CANARY" not in text
    assert waiting
    with reading() as connection:
        lines = connection.execute(select(audit).where(audit.c.action == "room_exported")).fetchall()
    assert [(row.actor_id, row.network_id, row.detail) for row in lines] == [(world.bob.account_id, world.vest, room)]


def test_an_archived_room_can_still_be_taken_out(world: World):
    room = room_of(world)
    begin(world.alice, room, "Tråd")
    moderation.archive(room, by=world.bob.viewer)
    assert life.export(room, by=world.bob.viewer)
    assert life.overview(room, viewer=world.bob.viewer).members
