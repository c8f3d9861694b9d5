"""Writing: one post per form however often it is sent, nothing half stored, nothing where one may not write."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from access import clock
from access.errors import Refused
from access.policy import Forbidden
from board import attachments, moderation, notices, posting, reading, rooms
from board.views import Draft
from storage.access_tables import attempt
from storage.board_tables import attachment, post, read_mark, thread
from storage.board_tables import draft as drafts
from storage.engine import reading as reads
from storage.engine import writing
from storage.tables import site, site_note
from tests.board.writing import COMMON, ask, at_once, count, key, own, say, the_post

CPR = "010180-1234"


def test_a_thread_and_its_replies_are_numbered_and_the_thread_moves_up(world):
    first, second = ask(own(world), world.alice.viewer), ask(own(world), world.bob.viewer, "Hvem henter kit?")
    answer = say(first.thread_id, world.bob.viewer, quotes_id=first.post_id)
    page = reading.threads(own(world), viewer=world.alice.viewer)
    assert (first.number, answer.number) == (1, 2)
    assert [line.id for line in page.threads[:2]] == [first.thread_id, second.thread_id]
    assert (page.threads[0].posts, page.threads[0].last_author) == (2, "Bob")
    assert reading.thread(first.thread_id, viewer=world.alice.viewer).posts[1].quotes == (
        1,
        world.alice.account_id,
        "Alice",
    )


def test_a_double_click_stores_once(world):
    form, text = key(), {"title": "Kun én gang"}
    sent = [ask(own(world), world.alice.viewer, key=form, **text) for _ in range(2)]
    replies = [say(sent[0].thread_id, world.alice.viewer, key=(again := key())), None]
    replies[1] = say(sent[0].thread_id, world.alice.viewer, key=again)
    assert sent[0] == sent[1]
    assert replies[0] == replies[1]
    assert count() == 2


def test_eight_clicks_at_once_store_once(world):
    alice, form = world.alice.viewer, key()
    started = at_once(*[lambda: ask(own(world), alice, key=form)] * 8)
    assert len(set(started)) == 1, started
    form = key()
    replied = at_once(*[lambda: say(started[0].thread_id, alice, key=form)] * 8)
    assert len(set(replied)) == 1, replied
    assert count() == 2
    assert reading.thread(started[0].thread_id, viewer=alice).thread.posts == 2


def test_after_a_lost_answer_the_form_is_told_what_it_stored(world):
    """The answer is lost after the commit: the browser sends the same form again, by then with another text even."""
    form = key()
    stored = ask(own(world), world.alice.viewer, key=form)
    say(stored.thread_id, world.bob.viewer)
    again = ask(own(world), world.alice.viewer, source="Rettet i mellemtiden", key=form)
    assert again == stored
    assert the_post(stored.post_id).source == "Hos os er det uklart."


def test_a_key_is_the_authors_own(world):
    form = key()
    mine, another = ask(own(world), world.alice.viewer, key=form), ask(own(world), world.bob.viewer, key=form)
    assert mine.post_id != another.post_id


def test_twenty_who_reply_at_once_get_twenty_numbers(world):
    asked = ask(own(world), world.alice.viewer)
    people = [world.alice.viewer, world.bob.viewer] * 10
    replies = at_once(*[lambda by=by: say(asked.thread_id, by) for by in people])
    assert sorted(one.number for one in replies) == list(range(2, 22))
    line = reading.thread(asked.thread_id, viewer=world.alice.viewer).thread
    assert (line.posts, line.last_post_id) == (21, max(one.post_id for one in replies))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": " "}, "overskrift"),
        ({"title": "\u2060"}, "overskrift"),
        ({"title": "x" * 161}, "højst 160"),
        ({"source": "\u200b \u2060\n\ufeff"}, "Skriv noget"),
        ({"source": " \n\u202e"}, "Skriv noget"),
        ({"source": "x" * 20_001}, "højst 20000"),
        ({"source": f"Borgeren har {CPR}"}, "CPR"),
        ({"title": f"Om {CPR}"}, "CPR"),
        ({"title": "Om 01-01-1980-1234"}, "CPR"),
        ({"kind": "chat"}, "Vælg, om"),
        ({"tags": ("findes-ikke",)}, "emnerne"),
        ({"tags": ("kit", "kursus", "ledelse", "borgere")}, "højst 3"),
        ({"barrier": "x' --"}, "barriere"),
        ({"size": "huge"}, "størrelse"),
        ({"key": "kort"}, "Genindlæs"),
        ({"attachments": (77,)}, "bilagene"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_a_remedy_and_leaves_nothing(world, change, says):
    with pytest.raises(Refused, match=says):
        ask(own(world), world.alice.viewer, **change)
    assert count() == 0
    with reads() as connection:
        assert connection.execute(select(attempt)).all() == []


def test_only_a_rooms_members_write_in_it(world):
    asked, common = ask(own(world), world.alice.viewer), ask(COMMON, world.charlie.viewer)
    for stranger in (world.charlie, world.rita, world.karen, world.adam):
        for act in (
            lambda by: ask(own(world), by),
            lambda by: say(asked.thread_id, by),
            lambda by: posting.edit(asked.post_id, "Overtaget", version=1, by=by),
            lambda by: posting.remove(asked.post_id, by=by),
            lambda by: posting.preview("x", own(world), viewer=by),
        ):
            with pytest.raises(Forbidden):
                act(stranger.viewer)
    for silent in (world.rita, world.adam):
        with pytest.raises(Forbidden):
            say(common.thread_id, silent.viewer)
    assert count() == 2
    say(common.thread_id, world.karen.viewer)  # positive control: Red Liv writes in the common forum
    say(asked.thread_id, world.bob.viewer)


def test_a_fact_is_stored_with_the_post_or_not_at_all(world):
    def note(connection):
        place = connection.scalar(select(site.c.id).order_by(site.c.id))
        row = {
            "site_id": place,
            "kind": "status",
            "dated_on": clock.now().date(),
            "author": "x",
            "created_at": clock.now(),
        }
        return connection.scalars(insert(site_note).values(row).returning(site_note.c.id)).one()

    def fails(connection):
        note(connection)
        raise Refused("Kommunen er ikke jeres.")

    with pytest.raises(Refused, match="jeres"):
        ask(own(world), world.alice.viewer, also=fails)
    assert count() == 0
    form = key()
    written = [ask(own(world), world.alice.viewer, also=note, key=form) for _ in range(2)]
    with reads() as connection:
        notes = list(connection.scalars(select(site_note.c.id)))
    assert len(notes) == 1
    assert reading.posts_of_notes(notes, viewer=world.bob.viewer) == {notes[0]: (written[0].thread_id, 1)}
    assert reading.posts_of_notes(notes, viewer=world.charlie.viewer) == {}


def test_thirty_posts_in_ten_minutes_are_enough_and_a_repeat_does_not_count(world, monkeypatch):
    first = ask(own(world), world.alice.viewer)
    form = key()
    for number in range(29):
        say(first.thread_id, world.alice.viewer, key=form if number == 0 else key())
    with pytest.raises(Refused, match="30 opslag på ti minutter"):
        say(first.thread_id, world.alice.viewer)
    assert say(first.thread_id, world.alice.viewer, key=form).number == 2  # stored before: no new post
    say(first.thread_id, world.bob.viewer)  # another person's count is another's
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=11))
    say(first.thread_id, world.alice.viewer)
    assert count() == 32


def test_three_hundred_posts_a_day(world):
    asked = ask(own(world), world.alice.viewer)
    earlier = {"subject": f"post:{world.alice.account_id}", "at": clock.now() - timedelta(hours=5)}
    with writing() as connection:
        connection.execute(insert(attempt), [earlier] * 299)
    with pytest.raises(Refused, match="300 opslag på et døgn"):
        say(asked.thread_id, world.alice.viewer)


def test_those_who_read_the_room_can_be_mentioned_and_nobody_else(world):
    asked = ask(own(world), world.alice.viewer, source="@Bob og @Charlie, ved I det?")
    assert 'mention">@Bob</span> og @Charlie' in the_post(asked.post_id).html
    assert [one.kind for one in notices.mine(viewer=world.bob.viewer)] == ["mention"]
    assert notices.count(viewer=world.charlie.viewer) == 0
    ask(COMMON, world.alice.viewer, source="Her læser @Charlie med")
    assert notices.count(viewer=world.charlie.viewer) == 1


def test_who_takes_part_is_told_of_replies_once(world):
    asked = ask(own(world), world.alice.viewer)
    say(asked.thread_id, world.bob.viewer, "Svar til @Alice")
    say(asked.thread_id, world.bob.viewer, "Og lidt mere")
    assert [one.kind for one in notices.mine(viewer=world.alice.viewer)] == ["reply", "mention"]
    assert notices.count(viewer=world.bob.viewer) == 0


def test_a_quotation_stays_within_its_thread(world):
    asked, other = ask(own(world), world.alice.viewer), ask(COMMON, world.alice.viewer)
    answer = say(asked.thread_id, world.bob.viewer, quotes_id=other.post_id)
    assert the_post(answer.post_id).quotes_id is None


def test_an_archived_room_and_a_locked_thread_take_nothing_more(world):
    asked = ask(own(world), world.alice.viewer)
    moderation.lock(asked.thread_id, by=world.bob.viewer)
    with pytest.raises(Refused, match="låst"):
        say(asked.thread_id, world.alice.viewer)
    say(asked.thread_id, world.bob.viewer)
    moderation.archive(own(world), by=world.bob.viewer)
    for act in (
        lambda: ask(own(world), world.alice.viewer),
        lambda: say(asked.thread_id, world.bob.viewer),
        lambda: posting.edit(asked.post_id, "Rettet", version=1, by=world.alice.viewer),
    ):
        with pytest.raises(Refused, match="kan kun læses"):
            act()
    posting.remove(asked.post_id, by=world.alice.viewer)  # what one wrote, one may always take back


def test_files_hang_on_the_post_that_they_were_uploaded_for(world):
    pdf = attachments.add(own(world), "plan.pdf", b"%PDF-1.4\n%", by=world.alice.viewer)
    with pytest.raises(Refused):
        ask(own(world), world.bob.viewer, attachments=(pdf,))
    asked = ask(own(world), world.alice.viewer, attachments=(pdf,))
    [shown] = reading.thread(asked.thread_id, viewer=world.bob.viewer).posts
    assert [(one.id, one.name) for one in shown.attachments] == [(pdf, "plan.pdf")]
    posting.remove(asked.post_id, by=world.alice.viewer)
    with reads() as connection:
        assert connection.execute(select(attachment)).all() == []


def test_sending_drops_the_draft_and_ones_own_post_counts_as_read(world):
    with writing() as connection:
        room_id = rooms.made(connection, own(world)).id
        row = {
            "account_id": world.alice.account_id,
            "place": f"rum-{room_id}",
            "room_id": room_id,
            "title": "",
            "source": "x",
        }
        connection.execute(insert(drafts).values(row | {"saved_at": clock.now()}))
    asked = ask(own(world), world.alice.viewer)
    say(asked.thread_id, world.alice.viewer)
    with reads() as connection:
        assert connection.execute(select(drafts)).all() == []
        assert connection.scalar(select(read_mark.c.post_id)) == connection.scalar(
            select(thread.c.last_post_id).where(thread.c.id == asked.thread_id)
        )
    assert reading.thread(asked.thread_id, viewer=world.alice.viewer).thread.unread == 0


def test_what_is_stored_ties_a_post_to_its_threads_room(world):
    """A row that claims another room than its thread's is refused by the tables themselves."""
    asked = ask(own(world), world.alice.viewer)
    with writing() as connection:
        other = rooms.made(connection, COMMON).id
    row = {"thread_id": asked.thread_id, "room_id": other, "number": 9, "source": "", "html": "", "key": "forfalsket"}
    with pytest.raises(Exception, match="passer ikke sammen"), writing() as connection:
        connection.execute(insert(post).values(row | {"created_at": clock.now()}))


def test_a_preview_is_what_the_post_will_look_like(world):
    draft = Draft("talk", "x", "**Hej** @Bob <script>")
    seen = posting.preview(draft.source, own(world), viewer=world.alice.viewer)
    assert seen == the_post(ask(own(world), world.alice.viewer, source=draft.source).post_id).html
