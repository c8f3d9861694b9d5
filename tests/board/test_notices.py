"""The bell: who is told of what, and that a room which was left falls silent."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from access import clock, guests, retention
from access.errors import Refused
from access.policy import Forbidden
from board import marks, moderation, notices, posting, prompts
from storage.access_tables import role_grant
from storage.board_tables import notice
from storage.engine import reading, writing
from tests.access.world import World
from tests.board.shorthand import answer, begin


def bell(person) -> list[str]:
    return [one.kind for one in notices.mine(viewer=person.viewer)]


def leave(world: World, person) -> None:
    with writing() as connection:
        own = role_grant.c.account_id == person.account_id
        connection.execute(update(role_grant).where(own, role_grant.c.role == "guest").values(until=clock.now()))


def test_who_wrote_or_follows_is_told_of_a_reply_and_who_muted_is_not(world: World):
    thread = begin(world.alice, "faelles", "Spørgsmål", kind="question").thread_id
    answer(world.bob, thread)
    marks.follow(thread, "follow", by=world.karen.viewer)
    answer(world.charlie, thread)
    assert [bell(one) for one in (world.alice, world.bob, world.karen, world.charlie)] == [
        ["reply", "reply"],
        ["reply"],
        ["reply"],
        [],
    ]
    marks.follow(thread, "mute", by=world.bob.viewer)
    answer(world.charlie, thread)
    assert [bell(one) for one in (world.alice, world.bob)] == [["reply"] * 3, ["reply"]]


def test_a_mention_is_told_once_and_as_a_mention(world: World):
    thread = begin(world.alice, "faelles", "Tråd").thread_id
    written = answer(world.bob, thread, "Hvad siger du, @Alice og @Charlie?")
    assert [bell(one) for one in (world.alice, world.charlie)] == [["mention"], ["mention"]]
    posting.edit(written.post_id, "Hvad siger du, @Alice, @Charlie?", version=1, by=world.bob.viewer)
    assert [bell(one) for one in (world.alice, world.charlie)] == [["mention"], ["mention"]]


def test_thanks_acceptance_report_hiding_and_broken_glass_are_told(world: World):
    room = f"netvaerk-{world.vest}"
    question = begin(world.alice, room, "Hvordan?", kind="question")
    reply = answer(world.bob, question.thread_id)
    marks.thank(reply.post_id, by=world.alice.viewer)
    moderation.accept(question.thread_id, reply.post_id, by=world.alice.viewer)
    assert sorted(bell(world.bob)) == ["accepted", "thanks"]
    moderation.report(question.post_id, "Navngiver en borger", by=world.alice.viewer)
    assert "report" in bell(world.bob)
    moderation.hide_post(question.post_id, "Navngiver en borger", by=world.bob.viewer)
    assert "hidden" in bell(world.alice)
    moderation.break_glass(room, "Tip om navngivet borger", by=world.karen.viewer)
    assert "glass" in bell(world.alice)
    assert "glass" in bell(world.bob)
    assert bell(world.charlie) == []


def test_the_bell_counts_until_it_is_seen(world: World):
    first, second = (begin(world.alice, "faelles", "Tråd").thread_id for _ in range(2))
    for thread in (first, first, second):
        answer(world.bob, thread)
    assert notices.count(viewer=world.alice.viewer) == 3
    notices.see(by=world.alice.viewer, thread_id=first)
    assert notices.count(viewer=world.alice.viewer) == 1
    assert [one.is_new for one in notices.mine(viewer=world.alice.viewer)] == [True, False, False]
    notices.see(by=world.bob.viewer)
    assert notices.count(viewer=world.alice.viewer) == 1
    notices.see(by=world.alice.viewer)
    notices.see(by=world.alice.viewer)
    assert notices.count(viewer=world.alice.viewer) == 0


def test_the_count_stops_at_a_hundred(world: World):
    written = begin(world.alice, "faelles", "Tråd")
    with writing() as connection:
        for number in range(130):
            about = {"room_id": 1, "thread_id": written.thread_id, "post_id": written.post_id}
            notices.tell(connection, kind="reply", account_ids=[world.bob.account_id], key=f"{number}", **about)
    assert notices.count(viewer=world.bob.viewer) == 100
    assert len(notices.mine(viewer=world.bob.viewer)) == 50


def test_what_was_told_of_a_room_falls_silent_when_it_is_left(world: World):
    room = f"netvaerk-{world.vest}"
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    thread = begin(world.charlie, room, "CANARY").thread_id
    answer(world.alice, thread, "Hej @Charlie")
    assert notices.count(viewer=world.charlie.viewer) == 1
    assert notices.mine(viewer=world.charlie.viewer)[0].title == "CANARY"
    leave(world, world.charlie)
    assert notices.count(viewer=world.charlie.viewer) == 0
    assert notices.mine(viewer=world.charlie.viewer) == []
    answer(world.alice, thread, "Og efter at han er ude")
    assert notices.count(viewer=world.charlie.viewer) == 0


def test_what_is_hidden_or_gone_is_told_no_more(world: World):
    thread = begin(world.alice, "faelles", "Tråd").thread_id
    hidden, gone, stays = (answer(world.bob, thread).post_id for _ in range(3))
    moderation.hide_post(hidden, "Navngiver en borger", by=world.karen.viewer)
    posting.remove(gone, by=world.bob.viewer)
    assert [one.post_id for one in notices.mine(viewer=world.alice.viewer)] == [stays]
    moderation.hide(thread, "Navngiver en borger", by=world.karen.viewer)
    assert bell(world.alice) == ["hidden"]


def test_who_is_hidden_is_told_why_and_led_to_what_opens(world: World):
    thread = begin(world.alice, "faelles", "Tråd")
    moderation.hide_post(thread.post_id, "Et navn", by=world.karen.viewer)
    [told] = notices.mine(viewer=world.alice.viewer)
    assert (told.thread_id, told.post_id, told.reason) == (thread.thread_id, thread.post_id, "Et navn")
    moderation.show_post(thread.post_id, by=world.karen.viewer)
    moderation.hide(thread.thread_id, "En adresse", by=world.karen.viewer)
    told = notices.mine(viewer=world.alice.viewer)[0]
    assert (told.thread_id, told.post_id, told.reason) == (None, None, "En adresse")


def test_telling_twice_tells_once_and_never_the_one_who_did_it(world: World):
    written = begin(world.alice, "faelles", "Tråd")
    for _ in range(2):
        with writing() as connection:
            notices.tell(
                connection,
                kind="thanks",
                account_ids=[world.alice.account_id, world.bob.account_id, None],
                room_id=1,
                thread_id=written.thread_id,
                post_id=written.post_id,
                key="x",
                actor_id=world.alice.account_id,
            )
    with reading() as connection:
        told = connection.execute(notice.select().where(notice.c.kind == "thanks")).fetchall()
    assert [row.account_id for row in told] == [world.bob.account_id]


def test_how_often_mail_comes_is_the_persons_choice(world: World):
    assert notices.choice(viewer=world.alice.viewer) == "weekly"
    for frequency in ("once", "none", "daily"):
        notices.choose(frequency, by=world.alice.viewer)
        assert notices.choice(viewer=world.alice.viewer) == frequency
    assert notices.choice(viewer=world.bob.viewer) == "weekly"
    with pytest.raises(Refused):
        notices.choose("hourly", by=world.alice.viewer)
    assert notices.choice(viewer=world.alice.viewer) == "daily"


def test_once_a_month_each_network_is_asked(world: World):
    assert prompts.ask() == 2
    assert prompts.ask() == 0
    assert [bell(one) for one in (world.alice, world.bob, world.charlie, world.karen)] == [["prompt"]] * 3 + [[]]
    waiting = prompts.open(viewer=world.alice.viewer)
    assert waiting is not None
    assert (waiting.slug, waiting.room) == (f"netvaerk-{world.vest}", "Netværk Vest")
    for one in (world.charlie, world.karen, world.rita, world.adam):
        with pytest.raises(Forbidden):
            prompts.answer(waiting.room_id, waiting.month, by=one.viewer)
    with pytest.raises(Forbidden):
        prompts.answer(waiting.room_id, "1999-01", by=world.alice.viewer)
    for _ in range(2):
        prompts.answer(waiting.room_id, waiting.month, by=world.alice.viewer)
    assert prompts.open(viewer=world.alice.viewer) is None
    assert prompts.open(viewer=world.bob.viewer) == waiting
    assert prompts.open(viewer=world.karen.viewer) is None


def test_a_guest_is_not_asked_and_an_archived_room_asks_nobody(world: World):
    begin(world.bob, f"netvaerk-{world.vest}", "Tråd")
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    moderation.archive(f"netvaerk-{world.vest}", by=world.bob.viewer)
    assert prompts.ask() == 1
    assert bell(world.bob) == []
    waiting = prompts.open(viewer=world.charlie.viewer)
    assert waiting is not None
    assert waiting.slug == f"netvaerk-{world.øst}"


def test_an_answer_is_stored_with_its_note_or_not_at_all(world: World):
    prompts.ask()
    waiting = prompts.open(viewer=world.alice.viewer)
    assert waiting is not None

    def fails(_connection) -> int:
        raise Refused("Vælg en kommune.")

    with pytest.raises(Refused):
        prompts.answer(waiting.room_id, waiting.month, also=fails, by=world.alice.viewer)
    assert prompts.open(viewer=world.alice.viewer) == waiting


def test_what_was_told_half_a_year_ago_is_forgotten(world: World):
    thread = begin(world.alice, "faelles", "Tråd").thread_id
    for _ in range(2):
        answer(world.bob, thread)
    with writing() as connection:
        first = connection.scalar(select(func.min(notice.c.id)))
        old = clock.now() - timedelta(days=200)
        connection.execute(update(notice).where(notice.c.id == first).values(at=old))
    assert retention.retain()["notice"] == 1
    assert bell(world.alice) == ["reply"]
