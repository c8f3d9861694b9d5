"""Tables of the board. `room_id` stands on every row of content: what a person may see is one condition everywhere.

A thread and all that hangs on it are tied by (thread_id, room_id): no row can claim another room than its thread's.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.sql.schema import SchemaItem

from storage import access_tables  # noqa: F401 (its tables stand in the metadata before ours)
from storage.tables import metadata

# What the short lists of questions and experiences ask, word for word: else their index is not used.
IS_OPEN = text("kind = 'question' AND answer_id IS NULL")
IS_EXPERIENCE = text("kind = 'experience'")


def _of_thread() -> list[SchemaItem]:
    """The columns and the tie of a row that hangs on a thread."""
    return [
        Column("thread_id", Integer, nullable=False),
        Column("room_id", Integer, nullable=False),
        ForeignKeyConstraint(["thread_id", "room_id"], ["thread.id", "thread.room_id"], ondelete="CASCADE"),
    ]


def _of_post() -> list[SchemaItem]:
    """The columns and the tie of a row that hangs on a post."""
    return [
        Column("post_id", Integer, nullable=False),
        Column("room_id", Integer, nullable=False),
        ForeignKeyConstraint(["post_id", "room_id"], ["post.id", "post.room_id"], ondelete="CASCADE"),
    ]


def _person(name: str = "account_id", *, is_key: bool = False) -> Column[int]:
    return Column(name, ForeignKey("account.id", ondelete="CASCADE"), primary_key=is_key, nullable=False)


# The common forum ("faelles"), and one closed room per network ("netvaerk-7").
room = Table(
    "room",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(24), nullable=False, unique=True),
    Column("network_id", ForeignKey("network.id", ondelete="CASCADE"), unique=True),  # NULL: the common forum
    Column("created_at", DateTime, nullable=False),
    Column("seeded_at", DateTime),  # its first threads are there
    Column("archived_at", DateTime),  # from then on it can be read, not written in
    Column("archived_by_id", Integer),
)

thread = Table(
    "thread",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room_id", ForeignKey("room.id", ondelete="RESTRICT"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("title", String(160), nullable=False),
    Column("author_id", ForeignKey("account.id", ondelete="SET NULL"), index=True),  # NULL: Fodfæste itself
    Column("created_at", DateTime, nullable=False),
    Column("posts", Integer, nullable=False, server_default="0"),
    Column("last_post_id", Integer, nullable=False, server_default="0"),  # no key: the post comes after its thread
    Column("last_at", DateTime, nullable=False),
    Column("answer_id", Integer),  # the accepted answer of a question
    Column("is_pinned", Boolean, nullable=False, server_default=text("false")),
    Column("locked_at", DateTime),
    Column("hidden_at", DateTime),
    Column("hidden_reason", String(300)),
    Column("barrier", String(4)),  # of an experience report
    Column("size", String(12)),  # of the municipality that it comes from
    Column("key", String(36), nullable=False),  # a form that is sent twice makes one
    UniqueConstraint("id", "room_id"),
    UniqueConstraint("author_id", "key"),
    Index("ix_thread_list", "room_id", "last_post_id"),
    Index(
        "ix_thread_pinned",
        "room_id",
        "last_post_id",
        sqlite_where=text("is_pinned = 1"),
        postgresql_where=text("is_pinned"),
    ),
    Index("ix_thread_open", "room_id", "created_at", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    Index("ix_thread_experience", "room_id", "created_at", sqlite_where=IS_EXPERIENCE, postgresql_where=IS_EXPERIENCE),
    CheckConstraint("kind IN ('talk', 'question', 'experience')", name="thread_kind"),
)

post = Table(
    "post",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("thread_id", Integer, nullable=False),
    Column("room_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, 3 within the thread
    Column("author_id", ForeignKey("account.id", ondelete="SET NULL")),
    Column("source", Text, nullable=False),  # Markdown as written; empty once taken away
    Column("html", Text, nullable=False),  # made from it by board.markup, and nothing else
    Column("created_at", DateTime, nullable=False),
    Column("edited_at", DateTime),
    Column("version", Integer, nullable=False, server_default="1"),  # two who edit at once: the second is told
    Column("gone", String(10)),  # 'deleted' by its author, 'redacted' by a moderator: a tombstone stays
    Column("hidden_at", DateTime),
    Column("hidden_reason", String(300)),
    Column("quotes_id", Integer),  # a post of the same thread
    Column("note_id", ForeignKey("site_note.id", ondelete="SET NULL"), unique=True),  # the fact that it confirmed
    Column("key", String(36), nullable=False),
    ForeignKeyConstraint(["thread_id", "room_id"], ["thread.id", "thread.room_id"], ondelete="CASCADE"),
    UniqueConstraint("id", "room_id"),
    UniqueConstraint("thread_id", "number"),
    UniqueConstraint("author_id", "key"),
    Index("ix_post_author_created", "author_id", "created_at"),
    Index("ix_post_room", "room_id", "id"),
    Index("ix_post_created", "created_at", "id"),
)

# What a post said before it was edited.
post_revision = Table(
    "post_revision",
    metadata,
    Column("id", Integer, primary_key=True),
    *_of_post(),
    Column("version", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by_id", Integer),
    UniqueConstraint("post_id", "version"),
)

thread_tag = Table(
    "thread_tag",
    metadata,
    *_of_thread(),
    Column("tag", String(20), nullable=False),
    UniqueConstraint("thread_id", "tag"),
    Index("ix_thread_tag_tag", "tag", "room_id", "thread_id"),
)

thanks = Table(
    "thanks",
    metadata,
    *_of_post(),
    _person(),
    Column("at", DateTime, nullable=False),
    UniqueConstraint("post_id", "account_id"),
)

mention = Table("mention", metadata, *_of_post(), _person(), UniqueConstraint("post_id", "account_id"))

# A post that somebody wants the lead (in the common forum: Red Liv) to look at.
report = Table(
    "report",
    metadata,
    Column("id", Integer, primary_key=True),
    *_of_post(),
    _person(),
    Column("reason", String(500), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("settled_at", DateTime),
    Column("settled_by_id", Integer),
    UniqueConstraint("post_id", "account_id"),
    Index("ix_report_room", "room_id", "settled_at"),
)

# Followed or muted; without a row: those who wrote in the thread follow it.
follow = Table(
    "follow",
    metadata,
    *_of_thread(),
    _person(),
    Column("is_muted", Boolean, nullable=False),
    UniqueConstraint("thread_id", "account_id"),
)

# How far a person has read a thread: the id of the last post seen.
read_mark = Table(
    "read_mark",
    metadata,
    _person(is_key=True),
    Column("thread_id", Integer, primary_key=True),
    Column("room_id", Integer, nullable=False),
    Column("post_id", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    ForeignKeyConstraint(["thread_id", "room_id"], ["thread.id", "thread.room_id"], ondelete="CASCADE"),
)

# When a person was in a room: readers count as members too. Posts up to read_to count as read.
visit = Table(
    "visit",
    metadata,
    _person(is_key=True),
    Column("room_id", ForeignKey("room.id", ondelete="CASCADE"), primary_key=True),
    Column("first_at", DateTime, nullable=False),
    Column("last_at", DateTime, nullable=False),
    Column("previous_at", DateTime),  # the visit before: what is newer is new since then
    Column("read_to", Integer, nullable=False),
)

# What a person is writing, kept as it is typed: one per place ("rum-3", "traad-17", "opslag-88").
draft = Table(
    "draft",
    metadata,
    _person(is_key=True),
    Column("place", String(40), primary_key=True),
    Column("room_id", ForeignKey("room.id", ondelete="CASCADE"), nullable=False),
    Column("title", String(160), nullable=False),
    Column("source", Text, nullable=False),
    Column("saved_at", DateTime, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("room_id", ForeignKey("room.id", ondelete="RESTRICT"), nullable=False),
    Column("post_id", Integer),  # NULL until the post is sent; swept after a day
    _person("added_by_id"),
    Column("name", String(120), nullable=False),
    Column("media_type", String(40), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    ForeignKeyConstraint(["post_id", "room_id"], ["post.id", "post.room_id"], ondelete="CASCADE"),
    Index("ix_attachment_post", "post_id"),
)

# Apart, so that no list ever reads the bytes; in the database, so that a backup holds them.
attachment_content = Table(
    "attachment_content",
    metadata,
    Column("attachment_id", ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

# The bell, and at the same time the queue of the mails: written with what it tells of, in one transaction.
notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(),
    Column("kind", String(12), nullable=False),
    Column("room_id", ForeignKey("room.id", ondelete="CASCADE"), nullable=False),
    Column("thread_id", Integer),
    Column("post_id", Integer),
    Column("actor_id", Integer),
    Column("key", String(40), nullable=False),  # what it tells of: told once
    Column("at", DateTime, nullable=False),
    Column("seen_at", DateTime),
    Column("mailed_at", DateTime),  # also set where no mail is wanted
    UniqueConstraint("account_id", "kind", "key"),
    Index("ix_notice_bell", "account_id", "seen_at", "id"),
    Index("ix_notice_unmailed", "mailed_at", "id"),
)

mail_choice = Table(
    "mail_choice",
    metadata,
    _person(is_key=True),
    Column("frequency", String(8), nullable=False),  # once | daily | weekly | none
    Column("token", String(64), nullable=False, unique=True),  # of the link that ends it
    Column("digested_at", DateTime),
)

# The monthly question to the members of a network, and who has answered it.
prompt = Table(
    "prompt",
    metadata,
    Column("room_id", ForeignKey("room.id", ondelete="CASCADE"), primary_key=True),
    Column("month", String(7), primary_key=True),  # 2021-07
    Column("at", DateTime, nullable=False),
)
prompt_answer = Table(
    "prompt_answer",
    metadata,
    _person(is_key=True),
    Column("room_id", ForeignKey("room.id", ondelete="CASCADE"), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("note_id", ForeignKey("site_note.id", ondelete="SET NULL")),
)
