"""A closed room full of canaries, seven kinds of people outside it, and the 21 groups of ways in which it could leak.

Every canary is a word that occurs nowhere else. Alice (trainer) and Bob (lead) are members of the room of Netværk Vest.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, select, update
from werkzeug.test import TestResponse

from access.viewer import Viewer
from app import Site, create_app
from board import attachments, marks, moderation, notices, posting, prompts, status_threads
from programme import notes
from programme.calendar import today
from programme.notes import StatusNote
from storage import board_tables as b
from storage import scope
from storage.engine import reading, writing
from storage.tables import metadata, site, site_note, trainer
from tests.access import world as worlds
from tests.access.world import Person, World
from tests.board.shorthand import answer, begin
from tests.doors.browser import Browser
from tests.doors.test_every_door import plain

GROUPS = {  # docs: each is tried by at least one test_leaks_*.py, and test_leaks_all.py sees that none is missing
    1: "permalinks, edit forms, revisions",
    2: "a child's id under another parent's id",
    3: "search: hits, snippets, counts, suggestions",
    4: "author pages",
    5: "last post lines, unread counts, the existence of a room",
    6: "redirects and slugs",
    7: "quotes, mentions, previews",
    8: "notices queued before removal, the bell's text and count",
    9: "digest, subject line, unsubscribe link",
    10: "attachments by address, also for the uploader after leaving",
    11: "exports, own data, backups, CSV",
    12: "dashboards and small cells",
    13: "metadata of ex-members, moved threads",
    14: "member lists, sorted or filtered",
    15: "invitations into the wrong group",
    16: "stale caches, stores in the page, the first layout",
    17: "writes into a foreign room: react, report, follow, draft, move",
    18: "callbacks and routes called directly with forged values",
    19: "logs, error pages, jobs, the vocabulary of the search",
    20: "broken glass: for whom, how long, and shown to the members",
    21: "status notes: the fact for all, the text for the room",
}
VIEWERS = ("signed_out", "ministry", "other", "ex_member", "lead_elsewhere", "coordinator", "administrator")
NOBODY = Viewer("ikke logget ind", frozenset())
KINDS = (
    *("title", "body", "before", "reply", "status", "hidden", "hidereason", "report", "deleted", "redacted"),
    *("draft", "filename", "filebody", "uploaded", "question", "threadreason", "common"),
)
INSIDE = frozenset({"title", "body", "reply", "status", "filename", "question"})  # what a trainer of the room reads
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF "
T = TypeVar("T", bound=Callable[..., Any])


def leak(*groups: int) -> Callable[[T], T]:
    """Says which groups a test tries."""

    def mark(test: T) -> T:
        test.groups = groups  # type: ignore[attr-defined]
        return test

    return mark


def canary(kind: str) -> str:
    """A word that occurs nowhere else, and no beginning of another."""
    return f"zq{kind}kanarie"


def seen(*texts: Any) -> set[str]:
    """The kinds of canaries in some texts; `common` is no secret to the readers of the common forum."""
    found = " ".join(map(text_of, texts)).lower()
    return {kind for kind in KINDS if canary(kind) in found}


def text_of(found: Any) -> str:
    """Everything that an answer holds, as one text."""
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return " ".join(text_of(getattr(found, field.name)) for field in dataclasses.fields(found))
    if isinstance(found, dict):
        return " ".join(f"{text_of(name)} {text_of(value)}" for name, value in found.items())
    if isinstance(found, tuple | list | set | frozenset):
        return " ".join(map(text_of, found))
    if isinstance(found, TestResponse):
        return found.get_data().decode("utf-8", "replace") + str(found.headers)
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)


class Leaky:
    """The world, the site over it, and the ids of what lies in the closed room."""

    def __init__(self) -> None:
        self.world: World = worlds.build()
        self.vest, self.common = f"netvaerk-{self.world.vest}", "faelles"
        with writing() as connection:
            self.sites = dict(connection.execute(select(site.c.municipality_code, site.c.id)).fetchall())
            self.lene = worlds.person(connection, "Lene", "lead", network_id=self.world.øst)
            self.erik = worlds.person(connection, "Erik", "trainer", site_id=self.sites["0561"])
        w = self.world
        self.people: dict[str, Person | None] = {"signed_out": None, "ministry": w.rita, "other": w.charlie}
        self.people |= {"ex_member": self.erik, "lead_elsewhere": self.lene}
        self.people |= {"coordinator": w.karen, "administrator": w.adam, "trainer": w.alice, "lead": w.bob}
        self._fill()
        self.leave()
        self.site: Site = create_app()
        self.browser("trainer").get("/findes/ikke")  # the first document differs: Dash has registered less by then

    def _fill(self) -> None:
        alice, bob, erik = self.world.alice, self.world.bob, self.erik
        file = attachments.add(
            self.vest, f"{canary('filename')}.pdf", PDF + canary("filebody").encode(), by=alice.viewer
        )
        made = begin(
            alice,
            self.vest,
            canary("title"),
            f"{canary('before')} @Erik",
            kind="question",
            tags=("kit",),
            attachments=[file],
        )
        self.thread_id, self.post_id, self.file_id = made.thread_id, made.post_id, file
        posting.edit(self.post_id, f"{canary('body')} @Erik", version=1, by=alice.viewer)
        self.reply_id = answer(bob, self.thread_id, canary("reply"), quotes_id=self.post_id).post_id
        moderation.accept(self.thread_id, self.reply_id, by=alice.viewer)
        marks.thank(self.reply_id, by=alice.viewer)
        self.hidden_id = answer(alice, self.thread_id, canary("hidden")).post_id
        moderation.report(self.hidden_id, canary("report"), by=bob.viewer)
        moderation.hide_post(self.hidden_id, canary("hidereason"), by=bob.viewer)
        gone = answer(alice, self.thread_id, canary("deleted"))
        posting.remove(gone.post_id, by=alice.viewer)
        self.redacted_id = answer(alice, self.thread_id, canary("redacted")).post_id
        moderation.redact(self.redacted_id, by=bob.viewer)
        self.open_id = begin(bob, self.vest, canary("question"), "Hvem ved det?", kind="question").thread_id
        self.hidden_thread = begin(alice, self.vest, "Skjult tråd", canary("hidden")).thread_id
        moderation.hide(self.hidden_thread, canary("threadreason"), by=bob.viewer)
        self.unsent_id = attachments.add(self.vest, f"{canary('filename')}.pdf", PDF, by=alice.viewer)
        marks.save_draft(f"traad-{self.thread_id}", self.vest, "", canary("draft"), by=alice.viewer)
        self._while_erik_was_there(erik, bob)
        self._status(alice)
        public = begin(alice, self.common, "Offentlig tråd", canary("common"), kind="question")
        self.common_thread, self.common_post = public.thread_id, public.post_id
        prompts.ask()

    def _while_erik_was_there(self, erik: Person, bob: Person) -> None:
        """Everything that could lead a person back in: a file, a thread followed, drafts, notices that wait."""
        uploaded = PDF + canary("uploaded").encode()
        self.erik_file = attachments.add(self.vest, "eriks.pdf", uploaded, by=erik.viewer)
        self.erik_unsent = attachments.add(self.vest, "usendt.pdf", uploaded, by=erik.viewer)
        made = begin(erik, self.vest, "Eriks tråd", "Eriks ord", attachments=[self.erik_file])
        self.erik_thread, self.erik_post = made.thread_id, made.post_id
        marks.follow(self.thread_id, "follow", by=erik.viewer)
        marks.save_draft(f"traad-{self.thread_id}", self.vest, "", "Eriks kladde", by=erik.viewer)
        answer(bob, self.erik_thread, f"{canary('reply')} @Erik", quotes_id=self.erik_post)
        answer(bob, self.thread_id, canary("reply"))
        assert {one.kind for one in notices.mine(viewer=erik.viewer)} >= {"mention", "reply"}  # they wait

    def _status(self, alice: Person) -> None:
        """A course that only the room has words for: 3 citizens, 2 kits."""
        told = StatusNote(self.sites["0561"], "done", today(), step="O1", citizens=3, kits=2)
        self.status_thread = status_threads.ensure(self.vest, "0561", "Esbjerg", by=alice.viewer)
        written = answer(alice, self.status_thread, canary("status"), also=notes.writer(told, by=alice.viewer))
        self.status_post = written.post_id
        with reading() as connection:
            self.note_id = connection.scalars(select(site_note.c.id)).one()

    def leave(self) -> None:
        """Erik works for Netværk Øst from now on; his sessions and links are the old ones."""
        with writing() as connection:
            moved = update(trainer).where(trainer.c.id == self.erik.trainer_id)
            connection.execute(moved.values(site_id=self.sites["0751"]))

    def viewer(self, name: str) -> Viewer:
        """As the next request would see the person."""
        person = self.people[name]
        return person.viewer if person else NOBODY

    def browser(self, name: str) -> Browser:
        """The person's browser, with the session that was begun while Erik was a member."""
        browser = Browser(self.site, self.people[name])
        asks = browser.client.open

        def ask(*args: Any, **named: Any) -> Any:
            try:
                return asks(*args, **named)
            finally:
                scope.enter(scope.SYSTEM)  # a request ends in a server; in a test the next line is the same thread

        browser.client.open = ask  # type: ignore[method-assign]
        return browser

    def is_nothing(self, name: str, found: TestResponse, nowhere: TestResponse) -> bool:
        """True if the answer is what an address that leads nowhere gives: to the byte, or the way to the door."""
        if name == "signed_out":
            return found.status_code == nowhere.status_code and found.status_code in (302, 401)
        return found.status_code == 404 and plain(found) == plain(nowhere)

    def rows(self) -> dict[str, list[str]]:
        """All that lies in the closed room, and the facts of its notes: what no stranger may change."""
        with reading() as connection:
            return {table.name: self._rows_of(connection, table) for table in (*_room_tables(), site_note, b.room)}

    def _rows_of(self, connection: Connection, table: Any) -> list[str]:
        query = select(table)
        if "room_id" in table.c:
            mine = select(b.room.c.id).where(b.room.c.slug == self.vest).scalar_subquery()
            query = query.where(table.c.room_id == mine)
        return sorted(map(repr, connection.execute(query).fetchall()))


def _room_tables() -> Iterable[Any]:
    return [table for table in metadata.sorted_tables if "room_id" in table.c]
