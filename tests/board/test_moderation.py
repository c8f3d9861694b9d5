"""Keeping order: who may, what the others then see, and that each act stands in the log or did not happen."""

from datetime import date

import pytest
from sqlalchemy import select, update

from access import audit as log
from access import viewers
from access.errors import Refused
from access.policy import Forbidden, room_slug
from board import moderation, notices, posting, reading, rooms, search
from storage.access_tables import audit
from storage.board_tables import post_revision, report
from storage.engine import reading as reads
from storage.engine import writing
from storage.tables import metadata, network
from tests.board.writing import COMMON, ask, own, say, the_post
from ui.texts_door import Admin

CANARY = "Kanariefuglen"


@pytest.fixture
def asked(world):
    """Alice's question in the own room, with Bob's answer."""
    written = ask(own(world), world.alice.viewer, source=CANARY)
    say(written.thread_id, world.bob.viewer)
    return written


# What each act is called in the log, and how it is done to a thread and its first post.
ACTS = {
    "thread_pinned": lambda one, by: moderation.pin(one.thread_id, by=by),
    "thread_unpinned": lambda one, by: moderation.unpin(one.thread_id, by=by),
    "thread_locked": lambda one, by: moderation.lock(one.thread_id, by=by),
    "thread_unlocked": lambda one, by: moderation.unlock(one.thread_id, by=by),
    "thread_hidden": lambda one, by: moderation.hide(one.thread_id, "Borgerdata", by=by),
    "thread_shown": lambda one, by: moderation.show(one.thread_id, by=by),
    "post_hidden": lambda one, by: moderation.hide_post(one.post_id, "Borgerdata", by=by),
    "post_shown": lambda one, by: moderation.show_post(one.post_id, by=by),
    "post_redacted": lambda one, by: moderation.redact(one.post_id, by=by),
}


def test_the_lead_does_it_nobody_else_and_the_log_says_so_without_a_word_of_the_text(world, asked):
    for action, act in ACTS.items():
        for stranger in (world.alice, world.charlie, world.karen, world.rita, world.adam):
            with pytest.raises(Forbidden):
                act(asked, stranger.viewer)
        act(asked, world.bob.viewer)
        lines = log.log(viewer=world.adam.viewer, search=action)
        assert lines["actor"].tolist() == ["Bob"], action
        assert CANARY not in str(lines.to_dict())


def test_the_log_calls_each_act_by_its_danish_name():
    others = ("answer_accepted", "post_reported", "report_settled", "room_archived", "room_exported", "break_glass")
    assert {*ACTS, *others} <= set(Admin.ACTIONS)


def test_red_liv_does_it_in_the_common_forum_and_a_lead_only_pins(world):
    written, bob = ask(COMMON, world.alice.viewer), world.bob.viewer
    for action, act in ACTS.items():
        if action in ("thread_pinned", "thread_unpinned"):
            act(written, bob)
        else:
            with pytest.raises(Forbidden):
                act(written, bob)
        act(written, world.karen.viewer)


def test_an_act_that_cannot_be_logged_does_not_happen(world, asked, monkeypatch):
    bob, acts = world.bob.viewer, dict(ACTS)
    acts |= {
        "answer_accepted": lambda one, _: moderation.accept(one.thread_id, one.post_id + 1, by=alice),
        "post_reported": lambda one, by: moderation.report(one.post_id, "Se her", by=by),
        "room_archived": lambda _, by: moderation.archive(own(world), by=by),
        "break_glass": lambda *_: moderation.break_glass(own(world), "Der er en mistanke", by=karen),
    }
    alice, karen, before = world.alice.viewer, world.karen.viewer, everything()

    def broken(*_args, **_more):
        raise RuntimeError("the log is full")

    monkeypatch.setattr(log, "record", broken)
    for action, act in acts.items():
        with pytest.raises(RuntimeError, match="full"):
            act(asked, bob)
        assert everything() == before, action


def everything() -> str:
    with reads() as connection:
        tables = ("room", "thread", "post", "report", "notice", "role_grant", "post_revision")
        return str([connection.execute(select(metadata.tables[name])).all() for name in tables])


def test_a_hidden_thread_is_gone_for_all_but_the_lead(world, asked):
    moderation.hide(asked.thread_id, "Oplysninger om en borger", by=world.bob.viewer)
    for look in (
        lambda: reading.thread(asked.thread_id, viewer=world.alice.viewer),
        lambda: reading.post_place(asked.post_id, viewer=world.alice.viewer),
        lambda: reading.revisions(asked.post_id, viewer=world.alice.viewer),
        lambda: say(asked.thread_id, world.alice.viewer),
    ):
        with pytest.raises(Forbidden):
            look()
    titles = [line.title for line in reading.threads(own(world), viewer=world.alice.viewer).threads]
    assert "Hvem ordinerer?" not in titles
    assert search.find(CANARY, viewer=world.alice.viewer).hits == []
    seen = reading.thread(asked.thread_id, viewer=world.bob.viewer)
    assert (seen.thread.is_hidden, seen.hidden_reason) == (True, "Oplysninger om en borger")
    assert [one.kind for one in notices.mine(viewer=world.alice.viewer)] == ["hidden"]
    moderation.show(asked.thread_id, by=world.bob.viewer)
    assert reading.thread(asked.thread_id, viewer=world.alice.viewer).thread.title == "Hvem ordinerer?"


def test_a_hidden_post_leaves_its_reason_and_its_place(world, asked):
    moderation.hide_post(asked.post_id, "Oplysninger om en borger", by=world.bob.viewer)
    seen = reading.thread(asked.thread_id, viewer=world.alice.viewer).posts[0]
    assert (seen.html, seen.source, seen.is_hidden, seen.hidden_reason) == ("", None, True, "Oplysninger om en borger")
    assert (seen.can_edit, seen.can_remove) == (False, True)
    assert CANARY in reading.thread(asked.thread_id, viewer=world.bob.viewer).posts[0].html
    with pytest.raises(Refused, match="fjernet"):
        posting.edit(asked.post_id, "Ny", version=1, by=world.alice.viewer)
    moderation.show_post(asked.post_id, by=world.bob.viewer)
    assert CANARY in reading.thread(asked.thread_id, viewer=world.alice.viewer).posts[0].html


def test_what_is_redacted_is_gone_for_good_and_for_all(world, asked):
    posting.edit(asked.post_id, f"{CANARY} igen", version=1, by=world.alice.viewer)
    moderation.report(asked.post_id, "Borgerdata", by=world.bob.viewer)
    for _ in range(2):
        moderation.redact(asked.post_id, by=world.bob.viewer)
    seen = reading.thread(asked.thread_id, viewer=world.bob.viewer)
    assert (seen.posts[0].gone, seen.posts[0].html, seen.posts[0].reports) == ("redacted", "", [])
    assert seen.thread.title == moderation.REDACTED_TITLE
    assert the_post(asked.post_id).source == ""
    with reads() as connection:
        assert connection.execute(select(post_revision)).all() == []
    assert search.find(CANARY, viewer=world.bob.viewer).hits == []


@pytest.mark.parametrize("reason", ["", "x" * 301, "Om 010180-1234"])
def test_hiding_needs_a_reason_that_the_author_may_read(world, asked, reason):
    with pytest.raises(Refused):
        moderation.hide_post(asked.post_id, reason, by=world.bob.viewer)


def test_a_report_reaches_those_who_can_act_once(world, asked):
    for _ in range(2):
        moderation.report(asked.post_id + 1, "Her står noget om en borger", by=world.alice.viewer)
    assert [one.kind for one in notices.mine(viewer=world.bob.viewer)] == ["report"]
    [shown] = reading.thread(asked.thread_id, viewer=world.bob.viewer).posts[1].reports
    assert (shown.reason, shown.by) == ("Her står noget om en borger", "Alice")
    assert reading.thread(asked.thread_id, viewer=world.alice.viewer).posts[1].reports == []
    with pytest.raises(Forbidden):
        moderation.settle(shown.id, by=world.alice.viewer)
    moderation.settle(shown.id, by=world.bob.viewer)
    assert reading.thread(asked.thread_id, viewer=world.bob.viewer).posts[1].reports == []
    common = ask(COMMON, world.alice.viewer)
    moderation.report(common.post_id, "Hører ikke til her", by=world.charlie.viewer)
    assert [one.kind for one in notices.mine(viewer=world.karen.viewer)] == ["report"]
    with pytest.raises(Forbidden):
        moderation.report(asked.post_id, "Udefra", by=world.charlie.viewer)
    with pytest.raises(Refused, match="CPR"):
        moderation.report(asked.post_id, "Borger 010180-1234", by=world.bob.viewer)
    with reads() as connection:
        assert len(connection.execute(select(report)).all()) == 2


def test_who_asked_accepts_the_answer_that_helped(world, asked):
    answer = asked.post_id + 1
    with pytest.raises(Forbidden):
        moderation.accept(asked.thread_id, answer, by=world.charlie.viewer)
    moderation.accept(asked.thread_id, answer, by=world.alice.viewer)
    seen = reading.thread(asked.thread_id, viewer=world.bob.viewer)
    assert (seen.thread.is_answered, seen.answer_number, seen.posts[1].is_answer) == (True, 2, True)
    assert [one.kind for one in notices.mine(viewer=world.bob.viewer)] == ["accepted"]
    moderation.accept(asked.thread_id, None, by=world.bob.viewer)  # the lead may too
    assert reading.thread(asked.thread_id, viewer=world.bob.viewer).thread.is_answered is False


def test_only_an_answer_of_this_question_can_be_accepted(world, asked):
    other = ask(own(world), world.bob.viewer)
    talk = ask(own(world), world.alice.viewer, kind="talk")
    answered = say(talk.thread_id, world.bob.viewer)
    for thread_id, post_id in (
        (asked.thread_id, asked.post_id),  # the question itself
        (asked.thread_id, other.post_id),  # a post of another thread
        (asked.thread_id, 999_999),
        (talk.thread_id, answered.post_id),  # no question
    ):
        with pytest.raises(Refused, match="Kun et svar"):
            moderation.accept(thread_id, post_id, by=world.alice.viewer)
    with pytest.raises(Forbidden):
        moderation.accept(other.thread_id, None, by=world.alice.viewer)  # neither asked nor leads


def test_an_accepted_answer_that_is_deleted_opens_the_question_again(world, asked):
    moderation.accept(asked.thread_id, asked.post_id + 1, by=world.alice.viewer)
    posting.remove(asked.post_id + 1, by=world.bob.viewer)
    assert [line.id for line in reading.unanswered(viewer=world.alice.viewer)] == [asked.thread_id]


@pytest.mark.parametrize("who", ["bob", "karen"])
def test_a_room_is_archived_by_its_lead_or_by_red_liv(world, asked, who):
    for stranger in (world.alice, world.charlie, world.rita):
        with pytest.raises(Forbidden):
            moderation.archive(own(world), by=stranger.viewer)
    moderation.archive(own(world), by=getattr(world, who).viewer)
    seen = reading.thread(asked.thread_id, viewer=world.alice.viewer)
    assert seen.room.archived_at is not None
    assert (seen.can_write, seen.can_accept, seen.posts[0].can_edit, seen.posts[0].can_remove) == (
        False,
        False,
        False,
        True,
    )


def test_broken_glass_lets_one_person_read_for_an_hour_and_the_members_know(world, asked):
    karen = world.karen.viewer
    with pytest.raises(Forbidden):
        reading.thread(asked.thread_id, viewer=karen)
    with pytest.raises(Refused, match="hvorfor"):
        moderation.break_glass(own(world), "Kig", by=karen)
    with pytest.raises(Refused, match="CPR"):
        moderation.break_glass(own(world), "Borger 010190-1234 er i fare", by=karen)
    moderation.break_glass(own(world), "Der er mistanke om borgerdata", by=karen)
    inside = world.karen.viewer  # as at the next request
    assert reading.thread(asked.thread_id, viewer=inside).can_write is False
    for act in (
        lambda: say(asked.thread_id, inside),
        lambda: moderation.hide(asked.thread_id, "x", by=inside),
        lambda: ask(own(world), inside),
    ):
        with pytest.raises(Forbidden):
            act()
    for member in (world.alice, world.bob):
        assert notices.mine(viewer=member.viewer)[0].kind == "glass"
    assert notices.count(viewer=world.charlie.viewer) == 0
    assert "Karen" not in {one.name for one in rooms.members(own(world), viewer=world.alice.viewer)}
    with reads() as connection:
        details = list(connection.scalars(select(audit.c.detail).where(audit.c.action == "break_glass")))
    assert details == ["Der er mistanke om borgerdata"]


@pytest.mark.parametrize("slug", [COMMON, "netvaerk-999", "netvaerk-x", "andet", ""])
def test_there_is_no_glass_but_that_of_a_networks_room(world, slug):
    with pytest.raises(Forbidden):
        moderation.break_glass(slug, "Der er mistanke om borgerdata", by=world.karen.viewer)


@pytest.mark.parametrize("who", ["alice", "bob", "rita", "adam"])
def test_only_red_liv_breaks_glass(world, who):
    with pytest.raises(Forbidden):
        moderation.break_glass(room_slug(world.øst), "Jeg vil gerne læse med", by=getattr(world, who).viewer)


def test_the_room_of_a_network_that_ended_can_be_looked_into_through_broken_glass_only(world, asked):
    with writing() as connection:
        connection.execute(update(network).where(network.c.id == world.vest).values(closed_on=date(2021, 6, 1)))
    with pytest.raises(Forbidden):
        reading.thread(asked.thread_id, viewer=world.alice.viewer)
    moderation.break_glass(own(world), "Overdragelse til kommunen", by=world.karen.viewer)
    assert reading.thread(asked.thread_id, viewer=world.karen.viewer).thread.id == asked.thread_id


def test_everyone_is_told_by_the_rules_of_this_moment(world):
    with reads() as connection:
        everyone = {one.name: one for one in viewers.everyone(connection)}
        one = viewers.one(connection, world.bob.account_id)
    for person in (world.alice, world.bob, world.charlie, world.rita, world.karen, world.adam):
        assert everyone[person.viewer.name].grants == person.viewer.grants
    assert one == everyone["Bob"]
