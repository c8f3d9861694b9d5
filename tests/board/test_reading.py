"""Reading: what is unread comes first, pages go on by key, and what is hidden or gone shows nothing of itself."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, update

from access import clock
from access.errors import Refused
from access.policy import Forbidden
from board import marks, moderation, posting, reading, rooms
from storage.access_tables import account
from storage.board_tables import attachment, thread
from storage.engine import engine, writing
from tests.board.writing import COMMON, ask, at_once, key, own, say


@pytest.fixture(autouse=True)
def no_limit(monkeypatch):
    monkeypatch.setattr(posting.throttle, "is_used_up", lambda *_: False)


@pytest.fixture
def later(monkeypatch):
    """later(minutes=31) lets time pass."""

    def pass_by(**how):
        moment = clock.now() + timedelta(**how)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return pass_by


def test_the_common_forum_comes_first_then_the_own_room(world):
    assert [(one.slug, one.name) for one in rooms.mine(viewer=world.alice.viewer)] == [
        (COMMON, None),
        (own(world), "Netværk Vest"),
    ]
    assert [one.slug for one in rooms.mine(viewer=world.karen.viewer)] == [COMMON]
    assert rooms.mine(viewer=world.rita.viewer) == rooms.mine(viewer=world.adam.viewer) == []


def test_a_room_is_made_once_and_begins_with_threads_that_say_what_it_is_for(world):
    for _ in range(2):
        rooms.mine(viewer=world.alice.viewer)
    page = reading.threads(own(world), viewer=world.alice.viewer)
    titles = [line.title for line in (*page.pinned, *page.threads)]
    assert titles == ["Kom godt i gang i Netværk Vest", "Reglerne her", "Hvem er vi i Netværk Vest?"]
    assert {(line.author_id, line.author) for line in page.pinned} == {(None, None)}
    assert (
        "112"
        in reading.thread(reading.threads(COMMON, viewer=world.alice.viewer).pinned[1].id, viewer=world.alice.viewer)
        .posts[0]
        .html
    )


def test_eight_who_come_first_at_once_find_one_room(world):
    bob = world.bob.viewer
    seen = at_once(*[lambda: [one.id for one in rooms.mine(viewer=bob)]] * 8)
    assert len({tuple(one) for one in seen}) == 1, seen
    page = reading.threads(own(world), viewer=bob)
    assert len(page.pinned) + len(page.threads) == 3


@pytest.mark.parametrize(
    ("who", "common", "closed"),
    [
        #          write moderate pin     write moderate pin
        ("alice", (True, False, False), (True, False, False)),
        ("bob", (True, False, True), (True, True, True)),
        ("karen", (True, True, True), None),
        ("charlie", (True, False, False), None),
    ],
)
def test_what_one_may_do_in_a_room_is_said_with_it(world, who, common, closed):
    viewer = getattr(world, who).viewer
    heads = {one.slug: (one.can_write, one.can_moderate, one.can_pin) for one in rooms.mine(viewer=viewer)}
    assert heads[COMMON] == common
    assert heads.get(own(world)) == closed


def test_members_are_those_who_read_the_room(world):
    here = rooms.members(own(world), viewer=world.alice.viewer)
    assert [(one.name, one.municipality, one.is_lead) for one in here] == [
        ("Alice", "Esbjerg", False),
        ("Bob", "Esbjerg", True),
    ]
    assert {one.name for one in rooms.members(COMMON, viewer=world.alice.viewer)} == {
        "Alice",
        "Bob",
        "Charlie",
        "Karen",
    }
    with pytest.raises(Forbidden):
        rooms.members(own(world), viewer=world.karen.viewer)


def test_two_of_the_same_name_have_different_handles(world):
    with writing() as connection:
        connection.execute(update(account).where(account.c.name == "Charlie").values(name="Alice"))
    here = rooms.members(COMMON, viewer=world.bob.viewer)
    assert [one.handle for one in here] == ["Alice (Esbjerg)", "Alice (Aarhus)", "Bob", "Karen"]


def test_unread_counts_what_others_wrote_since_one_last_looked(world):
    asked = ask(own(world), world.alice.viewer)
    assert line_of(world.alice, asked).unread == 0
    assert line_of(world.bob, asked).unread == 1
    answers = [say(asked.thread_id, world.bob.viewer, f"Svar {n}") for n in range(3)]
    seen = reading.thread(asked.thread_id, viewer=world.alice.viewer)
    assert (seen.thread.unread, seen.unread_from) == (3, 2)
    marks.read(asked.thread_id, answers[1].post_id, by=world.alice.viewer)
    assert (line_of(world.alice, asked).unread, unread_titles(world.alice)[0]) == (1, "Hvem ordinerer?")
    marks.read(asked.thread_id, answers[2].post_id, by=world.alice.viewer)
    marks.read(asked.thread_id, answers[0].post_id, by=world.alice.viewer)  # a mark never moves back
    assert line_of(world.alice, asked).unread == 0
    assert "Hvem ordinerer?" not in unread_titles(world.alice)


def test_ones_own_reply_hides_no_unread_post_before_it(world):
    asked = ask(own(world), world.alice.viewer)
    say(asked.thread_id, world.bob.viewer, "Det her har Alice ikke set")
    say(asked.thread_id, world.alice.viewer, "Skrevet uden at læse")
    assert reading.thread(asked.thread_id, viewer=world.alice.viewer).unread_from == 2


def test_a_newcomer_need_not_read_what_is_older_than_a_month(world, later):
    later(days=-31)
    old = ask(own(world), world.bob.viewer, "Gammel")
    later(days=31, minutes=1)
    new = ask(own(world), world.bob.viewer, "Ny")
    rooms.enter(own(world), by=world.alice.viewer)
    assert (line_of(world.alice, old).unread, line_of(world.alice, new).unread) == (0, 1)
    assert [one.unread for one in rooms.mine(viewer=world.alice.viewer) if one.slug == own(world)] == [1]


def test_new_since_the_last_visit_which_ended_half_an_hour_ago(world, later):
    def news():
        return next(one.new_since_visit for one in rooms.mine(viewer=world.alice.viewer) if one.slug == own(world))

    ask(own(world), world.bob.viewer)
    rooms.enter(own(world), by=world.alice.viewer)
    assert news() == 0  # there was no visit before this one
    later(minutes=5)
    ask(own(world), world.bob.viewer)
    rooms.enter(own(world), by=world.alice.viewer)
    assert news() == 0
    later(minutes=31)
    ask(own(world), world.bob.viewer)
    rooms.enter(own(world), by=world.alice.viewer)
    assert news() == 1


def test_everything_read_at_once(world):
    asked = ask(own(world), world.bob.viewer)
    marks.read_all(own(world), by=world.alice.viewer)
    assert [one.unread for one in rooms.mine(viewer=world.alice.viewer) if one.slug == own(world)] == [0]
    say(asked.thread_id, world.bob.viewer)
    assert line_of(world.alice, asked).unread == 1


def test_pages_go_on_where_the_last_one_ended_also_when_threads_move(world):
    made = [ask(own(world), world.alice.viewer, f"Tråd {n}") for n in range(65)]
    moderation.pin(made[10].thread_id, by=world.bob.viewer)
    first = reading.threads(own(world), viewer=world.alice.viewer)
    say(made[0].thread_id, world.bob.viewer)  # moves up while Alice reads: it is not seen twice
    seen, page = [line.title for line in first.threads], first
    while page.next:
        page = reading.threads(own(world), viewer=world.alice.viewer, before=page.next)
        assert page.pinned == []
        seen += [line.title for line in page.threads]
    expected = [f"Tråd {n}" for n in reversed(range(65)) if n not in (0, 10)]
    assert (first.pinned[0].title, len(first.threads)) == ("Tråd 10", 30)
    assert [title for title in seen if title.startswith("Tråd")] == expected


def test_a_long_thread_is_read_by_fifty(world):
    asked = ask(own(world), world.alice.viewer)
    for number in range(2, 104):
        say(asked.thread_id, world.bob.viewer, f"Nummer {number}")
    numbers, after = [], 0
    while after is not None:
        page = reading.thread(asked.thread_id, viewer=world.alice.viewer, after=after)
        assert len(page.posts) <= 50
        numbers += [one.number for one in page.posts]
        after = page.next
    assert numbers == list(range(1, 104))
    assert [one.number for one in reading.whole(asked.thread_id, viewer=world.alice.viewer).posts] == numbers


def test_threads_by_tag(world):
    ask(own(world), world.alice.viewer, "Kit", tags=("kit", "kursus"))
    ask(own(world), world.alice.viewer, "Andet", tags=("ledelse",))
    ask(COMMON, world.alice.viewer, "Kit til alle", tags=("kit",))
    found = reading.threads(own(world), viewer=world.bob.viewer, tag="kit")
    assert [(line.title, line.tags) for line in found.threads] == [("Kit", ("kit", "kursus"))]
    assert found.pinned == []


def test_open_questions_of_all_rooms_the_oldest_first(world):
    first, second = ask(COMMON, world.charlie.viewer, "Ældst"), ask(own(world), world.alice.viewer, "Midt")
    ask(own(world), world.alice.viewer, "Snak", kind="talk")
    ask(COMMON, world.alice.viewer, "Yngst")
    assert [line.title for line in reading.unanswered(viewer=world.bob.viewer)] == ["Ældst", "Midt", "Yngst"]
    assert [line.title for line in reading.unanswered(viewer=world.charlie.viewer)] == ["Ældst", "Yngst"]
    answer = say(first.thread_id, world.bob.viewer)
    moderation.accept(first.thread_id, answer.post_id, by=world.charlie.viewer)
    moderation.lock(second.thread_id, by=world.bob.viewer)
    assert [line.title for line in reading.unanswered(viewer=world.bob.viewer)] == ["Yngst"]


def test_experiences_are_found_by_barrier_and_size_in_the_common_forum_only(world):
    def tell(slug, title, **facts):
        ask(slug, world.alice.viewer, title, kind="experience", **facts)

    tell(COMMON, "Travlt", barrier="B01", size="small")
    tell(COMMON, "Ledelse", barrier="B02", size="small")
    tell(own(world), "Lukket", barrier="B01", size="small")

    def titles(**which):
        return [line.title for line in reading.experiences(viewer=world.charlie.viewer, **which)]

    assert titles() == titles(size="small") == ["Ledelse", "Travlt"]
    assert titles(barrier="B01") == ["Travlt"]
    assert titles(barrier="B01", size="large") == []
    with pytest.raises(Forbidden):
        reading.experiences(viewer=world.rita.viewer)


def test_thanks_are_given_and_taken_back(world):
    asked = ask(own(world), world.alice.viewer)
    assert marks.thank(asked.post_id, by=world.bob.viewer) == 1
    shown = reading.thread(asked.thread_id, viewer=world.bob.viewer).posts[0]
    assert (shown.thanks, shown.i_thanked) == (1, True)
    assert reading.thread(asked.thread_id, viewer=world.alice.viewer).posts[0].i_thanked is False
    assert marks.thank(asked.post_id, by=world.bob.viewer) == 1  # a double click is no change of mind
    assert marks.thank(asked.post_id, wanted=False, by=world.bob.viewer) == 0
    assert marks.thank(asked.post_id, wanted=False, by=world.bob.viewer) == 0
    with pytest.raises(Refused, match="sig selv"):
        marks.thank(asked.post_id, by=world.alice.viewer)


def test_an_erased_authors_name_is_shown_nowhere(world):
    asked = ask(own(world), world.alice.viewer)
    say(asked.thread_id, world.bob.viewer, quotes_id=asked.post_id)
    with writing() as connection:
        connection.execute(update(account).where(account.c.name == "Alice").values(erased_at=clock.now()))
    seen = reading.thread(asked.thread_id, viewer=world.bob.viewer)
    assert (seen.thread.author_id, seen.thread.author) == (world.alice.account_id, None)
    assert (seen.posts[0].author, seen.posts[1].quotes.author) == (None, None)


def test_a_thread_costs_as_many_queries_with_fifty_posts_as_with_one(world):
    asked = ask(own(world), world.alice.viewer)
    with_one = queries(lambda: reading.thread(asked.thread_id, viewer=world.bob.viewer))
    list_with_one = queries(lambda: reading.threads(own(world), viewer=world.bob.viewer))
    for number in range(40):
        answer = say(asked.thread_id, world.alice.viewer, f"Svar {number}", quotes_id=asked.post_id)
        marks.thank(answer.post_id, by=world.bob.viewer)
        moderation.report(answer.post_id, "Se her", by=world.alice.viewer)
        ask(own(world), world.alice.viewer, f"Tråd {number}", tags=("kit",), key=key())
    with writing() as connection:
        room_id = rooms.made(connection, own(world)).id
        row = {
            "room_id": room_id,
            "post_id": asked.post_id,
            "added_by_id": world.alice.account_id,
            "name": "x",
            "bytes": 1,
        }
        connection.execute(insert(attachment).values(row | {"media_type": "image/png", "at": clock.now()}))
        connection.execute(update(thread).where(thread.c.room_id == room_id).values(is_pinned=thread.c.id % 2 == 0))
    assert queries(lambda: reading.thread(asked.thread_id, viewer=world.bob.viewer)) <= with_one <= 7
    assert queries(lambda: reading.threads(own(world), viewer=world.bob.viewer)) <= list_with_one <= 6


def line_of(person, written):
    page = reading.threads(reading.thread(written.thread_id, viewer=person.viewer).room.slug, viewer=person.viewer)
    return next(line for line in (*page.threads, *page.pinned) if line.id == written.thread_id)


def unread_titles(person):
    return [line.title for line in reading.unread(viewer=person.viewer)]


def queries(act) -> int:
    """How many statements an act sends, without BEGIN and what tells PostgreSQL who asks."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    return sum(one.startswith("SELECT") and "set_config" not in one for one in sent)
