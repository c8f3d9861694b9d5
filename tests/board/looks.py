"""Every way to look at the board, and every way to change it, each tried on everything there is.

A look gives back what a person saw, as text; the canaries in it ("kanarie3": network 3, "kanarie0": the common forum)
say from which rooms it came. A new function of board that reads or writes must be put here: a test sees to it.
"""

from __future__ import annotations

import importlib
import inspect
import io
import pkgutil
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import board
from access.errors import Refused
from access.policy import Forbidden, RoomRight
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
from tests.board.writing import COMMON, key

CANARY = re.compile(r"kanarie(\d+)")


@dataclass
class Everything:
    """What there is on the board: ids by room."""

    slugs: list[str]
    threads: dict[int, str] = field(default_factory=dict)  # id -> slug
    posts: dict[int, str] = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    reports: dict[int, str] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)


def canary(slug: str) -> str:
    """The word that stands in everything that was written in the room."""
    return f"kanarie{0 if slug == COMMON else int(slug.split('-')[1])}"


def rooms_in(seen: Iterable[object]) -> set[str]:
    """The rooms whose canaries are in what was seen."""
    found = {int(number) for number in CANARY.findall(" ".join(map(str, seen)))}
    return {f"netvaerk-{number}" if number else COMMON for number in found}


def each(act: Callable[[Any], object], of: Iterable[Any]) -> Iterator[object]:
    """What an act gives for each of these, as far as it is not forbidden."""
    for one in of:
        try:
            yield act(one)
        except Forbidden:
            continue


def _places(viewer: Viewer, there: Everything) -> Iterable[object]:
    return each(lambda p: canary(there.threads[reading.post_place(p, viewer=viewer).thread_id]), there.posts)


def _unpacked(packed: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return [opened.read(name) for name in opened.namelist()]


def _found(viewer: Viewer, there: Everything) -> Iterator[object]:
    for narrowed in ({}, *({"author": one} for one in there.people), {"tag": "kit"}):
        before = None
        while True:
            page = search.find("kanarie", viewer=viewer, before=before, **narrowed)
            yield page.hits
            before = page.next
            if before is None:
                break
    yield from each(lambda slug: search.find("kanarie", viewer=viewer, slug=slug).hits, there.slugs)
    yield from (search.find(canary(slug), viewer=viewer).hits for slug in there.slugs)


def _bell(viewer: Viewer, _: Everything) -> list[object]:
    shown = notices.mine(viewer=viewer)
    new = sum(one.is_new for one in shown)
    assert notices.count(viewer=viewer) == new or len(shown) == notices.SHOWN, "the badge counts what is not shown"
    return list(shown)


# What each read shows of everything. Those marked "whole" show something of each room that is read, and so must have
# found it: a read that finds nothing at all would pass for closed.
READS: dict[str, tuple[str, Callable[[Viewer, Everything], Iterable[object]]]] = {
    "rooms.mine": ("whole", lambda v, _: [(one, canary(one.slug)) for one in rooms.mine(viewer=v)]),
    "rooms.members": ("whole", lambda v, e: each(lambda s: (rooms.members(s, viewer=v), canary(s))[1], e.slugs)),
    "reading.threads": ("whole", lambda v, e: each(lambda s: (reading.threads(s, viewer=v), canary(s)), e.slugs)),
    "reading.thread": ("posted", lambda v, e: each(lambda t: reading.thread(t, viewer=v), e.threads)),
    "reading.whole": ("posted", lambda v, e: each(lambda t: reading.whole(t, viewer=v), e.threads)),
    "reading.revisions": ("posted", lambda v, e: each(lambda p: reading.revisions(p, viewer=v), e.posts)),
    "reading.post_place": ("posted", _places),
    "reading.posts_of_notes": (
        "some",
        lambda v, e: [canary(e.notes[one]) for one in reading.posts_of_notes(e.notes, viewer=v)],
    ),
    "reading.unanswered": ("asked", lambda v, _: reading.unanswered(viewer=v)),
    "reading.unread": ("some", lambda v, _: reading.unread(viewer=v)),
    "reading.experiences": (
        "some",
        lambda v, e: each(lambda _: reading.experiences(viewer=v), [0]),
    ),
    "search.find": ("found", _found),
    "notices.mine": ("some", _bell),
    "notices.count": ("some", _bell),
    "notices.choice": ("some", lambda v, _: [notices.choice(viewer=v)]),
    "attachments.content": (
        "filed",
        lambda v, e: each(lambda a: attachments.content(a, viewer=v), e.files),
    ),
    "marks.draft": (
        "some",
        lambda v, e: [
            marks.draft(place, viewer=v) for place in (*map(_place, e.slugs), *map("traad-{}".format, e.threads))
        ],
    ),
    "posting.preview": (
        "whole",
        lambda v, e: each(lambda s: posting.preview(canary(s), s, viewer=v), e.slugs),
    ),
    "posting.was_removed": (
        "some",
        lambda v, e: [canary(slug) for one, slug in e.posts.items() if posting.was_removed(one, viewer=v)],
    ),
    "prompts.open": ("some", lambda v, _: [prompts.open(viewer=v)]),
    "life.overview": ("some", lambda v, e: each(lambda s: (life.overview(s, viewer=v), canary(s)), e.slugs)),
    "life.export": ("some", lambda v, e: each(lambda s: _unpacked(life.export(s, by=v)), e.slugs)),
    "reported.waiting": ("some", lambda v, e: each(lambda s: (reported.waiting(s, viewer=v), canary(s)), e.slugs)),
}

# Each write, done to something of a room: (what it is done to, the act, the right in the room that it needs).
WRITES: dict[str, tuple[str, Callable[[Any, Viewer], object], RoomRight]] = {
    "posting.start_thread": (
        "slugs",
        lambda s, v: posting.start_thread(s, Draft("talk", canary(s), canary(s)), key=key(), by=v),
        RoomRight.WRITE,
    ),
    "posting.reply": ("threads", lambda t, v: posting.reply(t, "indtrængen", key=key(), by=v), RoomRight.WRITE),
    "posting.edit": ("posts", lambda p, v: posting.edit(p, "indtrængen", version=1, by=v), RoomRight.WRITE),
    "posting.remove": ("posts", lambda p, v: posting.remove(p, by=v), RoomRight.READ),
    "marks.thank": ("posts", lambda p, v: marks.thank(p, by=v), RoomRight.WRITE),
    "marks.follow": ("threads", lambda t, v: marks.follow(t, "follow", by=v), RoomRight.READ),
    "marks.read": ("threads", lambda t, v: marks.read(t, 2**31 - 1, by=v), RoomRight.READ),
    "marks.read_all": ("slugs", lambda s, v: marks.read_all(s, by=v), RoomRight.READ),
    "marks.save_draft": (
        "slugs",
        lambda s, v: marks.save_draft(_place(s), s, canary(s), canary(s), by=v),
        RoomRight.READ,
    ),
    "rooms.enter": ("slugs", lambda s, v: rooms.enter(s, by=v), RoomRight.READ),
    "rooms.opened": ("slugs", lambda s, v: rooms.opened(s, RoomRight.READ, by=v), RoomRight.READ),
    "attachments.add": (
        "slugs",
        lambda s, v: attachments.add(s, "x.pdf", b"%PDF-1.4 " + canary(s).encode(), by=v),
        RoomRight.WRITE,
    ),
    "moderation.pin": ("threads", lambda t, v: moderation.pin(t, by=v), RoomRight.READ),
    "moderation.unpin": ("threads", lambda t, v: moderation.unpin(t, by=v), RoomRight.READ),
    "moderation.lock": ("threads", lambda t, v: moderation.lock(t, by=v), RoomRight.MODERATE),
    "moderation.unlock": ("threads", lambda t, v: moderation.unlock(t, by=v), RoomRight.MODERATE),
    "moderation.hide": ("threads", lambda t, v: moderation.hide(t, "x", by=v), RoomRight.MODERATE),
    "moderation.show": ("threads", lambda t, v: moderation.show(t, by=v), RoomRight.MODERATE),
    "moderation.hide_post": ("posts", lambda p, v: moderation.hide_post(p, "x", by=v), RoomRight.MODERATE),
    "moderation.show_post": ("posts", lambda p, v: moderation.show_post(p, by=v), RoomRight.MODERATE),
    "moderation.redact": ("posts", lambda p, v: moderation.redact(p, by=v), RoomRight.MODERATE),
    "moderation.report": ("posts", lambda p, v: moderation.report(p, "x", by=v), RoomRight.READ),
    "moderation.settle": ("reports", lambda r, v: moderation.settle(r, by=v), RoomRight.MODERATE),
    "moderation.accept": ("threads", lambda t, v: moderation.accept(t, None, by=v), RoomRight.WRITE),
    "status_threads.ensure": (
        "slugs",
        lambda s, v: status_threads.ensure(s, "0561", canary(s), by=v),
        RoomRight.WRITE,
    ),
    "life.export": ("slugs", lambda s, v: life.export(s, by=v), RoomRight.MODERATE),
}
# Not about a room that one must be in: one's own things, and the two doors with a right of their own.
ELSEWHERE = {
    "attachments.take_back",  # one's own uploads only
    "marks.drop_draft",
    "notices.choose",
    "notices.see",
    "prompts.answer",  # tried below the board's pages: see test_notices
    "moderation.archive",  # Red Liv may, without reading
    "moderation.break_glass",
}
# Parts of the others: they take a connection, and a page has none to give.
PARTS = {"posts.of_thread", "rows.a_thread", "rows.a_post"}


def offered(word: str) -> set[str]:
    """Names of the public functions of board that take a keyword-only viewer= or by=."""
    modules: list[ModuleType] = [
        importlib.import_module(f"board.{one.name}")
        for one in pkgutil.iter_modules(board.__path__)
        if one.name != "__main__"
    ]
    return {
        f"{module.__name__.removeprefix('board.')}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and (found := inspect.signature(function).parameters.get(word)) is not None
        and found.kind is inspect.Parameter.KEYWORD_ONLY
    }


def tried(name: str, viewer: Viewer, there: Everything, outside: Callable[[str, RoomRight], bool]) -> list[str]:
    """Does a write to everything in the rooms that the viewer is outside of; returns what was not forbidden."""
    kind, act, right = WRITES[name]
    of = {slug: slug for slug in there.slugs} if kind == "slugs" else getattr(there, kind)
    wrong = []
    for one, slug in of.items():
        if not outside(slug, right):
            continue
        try:
            act(one, viewer)
        except Forbidden:
            continue
        except Refused as error:
            wrong.append(f"{name} {slug}: {error}")
        else:
            wrong.append(f"{name} {slug}")
    return wrong


def _place(slug: str) -> str:
    return f"rum-{slug}"
