"""Every function of the board that takes a person, called for what lies in the closed room."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from access.policy import RoomRight
from access.viewer import Viewer
from board import (
    attachments,
    life,
    marks,
    moderation,
    notices,
    posting,
    prompts,
    reading,
    reported,
    rooms,
    search,
    status_threads,
)
from board.views import Draft
from tests.board.leaks import Leaky, canary

Call = Callable[[Leaky, Viewer], Any]

READS: Mapping[str, Call] = {
    "reading.threads": lambda x, v: reading.threads(x.vest, viewer=v),
    "reading.thread": lambda x, v: reading.thread(x.thread_id, viewer=v),
    "reading.whole": lambda x, v: reading.whole(x.thread_id, viewer=v),
    "reading.post_place": lambda x, v: reading.post_place(x.reply_id, viewer=v),
    "reading.revisions": lambda x, v: reading.revisions(x.post_id, viewer=v),
    "reading.unanswered": lambda x, v: reading.unanswered(viewer=v),
    "reading.experiences": lambda x, v: reading.experiences(viewer=v),
    "reading.unread": lambda x, v: reading.unread(viewer=v),
    "reading.posts_of_notes": lambda x, v: reading.posts_of_notes([x.note_id], viewer=v),
    "reported.waiting": lambda x, v: reported.waiting(x.vest, viewer=v),
    "rooms.mine": lambda x, v: rooms.mine(viewer=v),
    "rooms.members": lambda x, v: rooms.members(x.vest, viewer=v),
    "rooms.opened": lambda x, v: rooms.opened(x.vest, RoomRight.READ, by=v),
    "search.find": lambda x, v: [search.find(canary(kind), viewer=v) for kind in ("title", "body", "reply", "status")],
    "attachments.content": lambda x, v: attachments.content(x.file_id, viewer=v),
    "life.overview": lambda x, v: life.overview(x.vest, viewer=v),
    "life.export": lambda x, v: life.export(x.vest, by=v),
    "marks.draft": lambda x, v: marks.draft(f"traad-{x.thread_id}", viewer=v),
    "notices.mine": lambda x, v: notices.mine(viewer=v),
    "posting.preview": lambda x, v: posting.preview("Hej", x.vest, viewer=v),
    "posting.was_removed": lambda x, v: posting.was_removed(x.reply_id, viewer=v),
    "prompts.open": lambda x, v: prompts.open(viewer=v),
}
# What a function answers of the closed room to those who read it, where that is no canary.
MEMBERS_SEE: Mapping[str, Callable[[Leaky, Any], bool]] = {
    "reading.post_place": lambda x, got: got.thread_id == x.thread_id,
    "reading.experiences": lambda x, got: got == [],
    "reading.posts_of_notes": lambda x, got: got[x.note_id].thread_id == x.status_thread,
    "rooms.mine": lambda x, got: x.vest in [room.slug for room in got],
    "rooms.members": lambda x, got: {"Alice", "Bob"} <= {one.name for one in got},
    "rooms.opened": lambda x, got: got.slug == x.vest,
    "life.export": lambda x, got: len(got) > 1000,  # a zip; test_leaks_leaving.py opens it
    "posting.preview": lambda x, got: "Hej" in got,
    "posting.was_removed": lambda x, got: got is False,  # the answer is yes to its author alone
    "prompts.open": lambda x, got: got.slug == x.vest,
}


def _draft() -> Draft:
    return Draft("talk", "Indtrængen", "Fremmede ord")


def _key() -> str:
    return uuid.uuid4().hex


WRITES: Mapping[str, Call] = {
    "posting.start_thread": lambda x, v: posting.start_thread(x.vest, _draft(), key=_key(), by=v),
    "posting.reply": lambda x, v: posting.reply(x.thread_id, "Fremmed", key=_key(), by=v),
    "posting.edit": lambda x, v: posting.edit(x.post_id, "Fremmed", version=2, by=v),
    "posting.remove": lambda x, v: posting.remove(x.reply_id, by=v),
    "marks.thank": lambda x, v: marks.thank(x.reply_id, by=v),
    "marks.follow": lambda x, v: marks.follow(x.thread_id, "follow", by=v),
    "marks.read": lambda x, v: marks.read(x.thread_id, x.reply_id, by=v),
    "marks.read_all": lambda x, v: marks.read_all(x.vest, by=v),
    "marks.save_draft": lambda x, v: marks.save_draft(f"traad-{x.thread_id}", x.vest, "", "Fremmed", by=v),
    "marks.drop_draft": lambda x, v: marks.drop_draft("traad-987654", by=v),
    "rooms.enter": lambda x, v: rooms.enter(x.vest, by=v),
    "attachments.add": lambda x, v: attachments.add(x.vest, "x.pdf", b"%PDF-1.4\n%%EOF", by=v),
    "attachments.take_back": lambda x, v: attachments.take_back(x.unsent_id, by=v),
    "moderation.pin": lambda x, v: moderation.pin(x.thread_id, by=v),
    "moderation.unpin": lambda x, v: moderation.unpin(x.thread_id, by=v),
    "moderation.lock": lambda x, v: moderation.lock(x.thread_id, by=v),
    "moderation.unlock": lambda x, v: moderation.unlock(x.thread_id, by=v),
    "moderation.hide": lambda x, v: moderation.hide(x.thread_id, "Fremmed grund", by=v),
    "moderation.show": lambda x, v: moderation.show(x.hidden_thread, by=v),
    "moderation.hide_post": lambda x, v: moderation.hide_post(x.reply_id, "Fremmed grund", by=v),
    "moderation.show_post": lambda x, v: moderation.show_post(x.hidden_id, by=v),
    "moderation.redact": lambda x, v: moderation.redact(x.reply_id, by=v),
    "moderation.report": lambda x, v: moderation.report(x.reply_id, "Fremmed grund", by=v),
    "moderation.settle": lambda x, v: moderation.settle(1, by=v),
    "moderation.accept": lambda x, v: moderation.accept(x.open_id, None, by=v),
    "moderation.archive": lambda x, v: moderation.archive(x.vest, by=v),
    "status_threads.ensure": lambda x, v: status_threads.ensure(x.vest, "0563", "Fanø", by=v),
    "prompts.answer": lambda x, v: prompts.answer(_room_id(x), "2021-07", by=v),
}
# Harmless to anybody for what is the own: they answer nothing, and change nothing of the room.
NO_REFUSAL = {"marks.read", "marks.drop_draft", "attachments.take_back"}
# The person's own bell and mail: tried in test_leaks_leaving.py. Breaking the glass is for coordinators:
# test_leaks_around.py. The rest are pure questions about a right, or parts of a query.
UNGUARDED = {
    *("notices.count", "notices.see", "notices.choice", "notices.choose", "notices.shown", "moderation.break_glass"),
    *("visibility.can_see", "visibility.can_write", "visibility.can_moderate", "visibility.can_pin"),
    *("visibility.visible", "lines.select_lines", "rooms.head", "reading.head"),
}


def _room_id(x: Leaky) -> int:
    return rooms.opened(x.vest, RoomRight.READ, by=x.world.bob.viewer).id
