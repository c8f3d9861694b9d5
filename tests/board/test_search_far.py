"""A search that has to go far back."""

from datetime import datetime

from sqlalchemy import select

from board import search
from storage.board_tables import post
from storage.engine import writing
from tests.access.world import World
from tests.board.shorthand import begin


def test_a_rare_word_is_found_far_behind_the_newest_posts_in_the_same_order(world: World):
    """PostgreSQL looks through the newest first, and then asks its index for the rest."""
    rooms = [begin(world.alice, slug, "Tråd") for slug in ("faelles", f"netvaerk-{world.vest}")]
    made = []
    with writing() as connection:
        for number in range(2, 1202):
            thread = rooms[number % 3 == 0]
            room_id = connection.scalar(select(post.c.room_id).where(post.c.id == thread.post_id))
            row = {"thread_id": thread.thread_id, "room_id": room_id, "number": number, "html": "<p>x</p>"}
            row |= {"source": "x", "created_at": datetime(2021, 3, 1), "key": f"key-{number}"}
            post_id = connection.execute(post.insert().values(row).returning(post.c.id)).scalar_one()
            is_rare = number % 40 == 0
            search.index(connection, post_id=post_id, room_id=room_id, text="fugle" if is_rare else "almindelig")
            made += [post_id] * is_rare
    shown, before = [], None
    for _ in range(2):
        page = search.find("fugl", before=before, viewer=world.bob.viewer)
        shown, before = shown + [hit.post_id for hit in page.hits], page.next
    assert shown == made[::-1]
    assert before is None
    assert len(made) == 30
