"""What the board hands to whoever draws it: plain values, already cleared for the viewer that asked.

Times are UTC without zone. An author's name is None where there is none to show: with author_id None it is Fodfæste
itself that speaks, with an author_id it is a person who was erased.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

Place = tuple[int, ...]  # where a list goes on: the sort key of the last line shown


@dataclass(frozen=True)
class RoomHead:
    """A room as a page's heading needs it, with what the viewer may do there now (nothing, once it is archived)."""

    id: int
    slug: str
    network_id: int | None
    name: str | None  # of the network; None: the common forum
    archived_at: datetime | None
    can_write: bool
    can_moderate: bool
    can_pin: bool


@dataclass(frozen=True)
class Room(RoomHead):
    """A room in the viewer's list."""

    unread: int  # threads with something unread, among the hundred that moved last
    new_since_visit: int  # posts since the visit before this one, at most a hundred; 0 on the first
    last_at: datetime | None


@dataclass(frozen=True)
class Member:
    """Somebody who reads a room. The handle is what follows the @ when the person is mentioned."""

    account_id: int
    name: str
    handle: str
    municipality: str | None
    profession: int | None  # code, see programme/definitions/professions.toml
    is_lead: bool
    is_guest: bool


@dataclass(frozen=True)
class Draft:
    """A first post as it comes from the form. size is a municipality's (small, medium, large_medium, large)."""

    kind: str  # talk | question | experience
    title: str
    source: str
    tags: tuple[str, ...] = ()
    barrier: str | None = None
    size: str | None = None


@dataclass(frozen=True)
class SavedDraft:
    """What a person was writing at a place ("rum-3", "traad-17", "opslag-88")."""

    place: str
    title: str
    source: str
    saved_at: datetime


@dataclass(frozen=True)
class Written:
    """What was stored, or had been stored by the same form before."""

    thread_id: int
    post_id: int
    number: int


@dataclass(frozen=True)
class ThreadLine:
    """A thread in a list."""

    id: int
    kind: str
    title: str
    author_id: int | None
    author: str | None
    created_at: datetime
    last_at: datetime
    last_post_id: int
    posts: int
    unread: int  # posts, at most a hundred
    is_pinned: bool
    is_locked: bool
    is_answered: bool
    is_hidden: bool
    last_author_id: int | None
    last_author: str | None
    slug: str
    room: str | None  # name of the network; None: the common forum
    barrier: str | None
    size: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ThreadPage:
    """Up to 30 threads of a room, those that moved last first; the pinned ones stand on the first page only."""

    room: RoomHead
    pinned: list[ThreadLine]
    threads: list[ThreadLine]
    next: Place | None


class Quoted(NamedTuple):
    """The post that a post answers."""

    number: int
    author_id: int | None
    author: str | None


class AttachmentLine(NamedTuple):
    """A file of a post, without its content."""

    id: int
    name: str
    media_type: str
    bytes: int


@dataclass(frozen=True)
class ReportLine:
    """What somebody reported about a post; for moderators."""

    id: int
    post_id: int
    reason: str
    by: str | None
    at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class PostView:
    """A post. html is cleaned by board.markup and may go into the page as it is; empty where gone or hidden."""

    id: int
    number: int
    author_id: int | None
    author: str | None
    html: str
    source: str | None  # to edit; the author's own only
    created_at: datetime
    edited_at: datetime | None
    version: int
    gone: str | None  # 'deleted' by the author, 'redacted' by a moderator
    is_hidden: bool
    hidden_reason: str | None
    quotes: Quoted | None
    thanks: int
    i_thanked: bool
    note_id: int | None
    is_answer: bool  # the accepted one
    can_edit: bool
    can_remove: bool
    attachments: list[AttachmentLine] = field(default_factory=list)
    reports: list[ReportLine] = field(default_factory=list)  # open ones, for moderators


@dataclass(frozen=True)
class ThreadView:
    """A thread with up to 50 of its posts."""

    thread: ThreadLine
    room: RoomHead
    posts: list[PostView]
    next: int | None  # the number after which the next page begins
    unread_from: int | None  # number of the first unread post of the thread
    following: str  # 'follow' | 'mute' | 'none'
    hidden_reason: str | None
    answer_number: int | None
    can_write: bool
    can_moderate: bool
    can_accept: bool
    can_pin: bool


class PostPlace(NamedTuple):
    """Where a post stands."""

    thread_id: int
    number: int


@dataclass(frozen=True)
class Revision:
    """What a post said at a version; the newest is what it says now."""

    version: int
    source: str
    at: datetime
    by: str | None
