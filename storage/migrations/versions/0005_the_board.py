"""The board: rooms, threads, posts and what hangs on them; on PostgreSQL each row is seen in its own room only."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IS_SYSTEM = "current_setting('app.rooms', true) = '*'"
OWN_ROOMS = (
    "ARRAY(SELECT room.id FROM room WHERE slug = ANY (string_to_array(current_setting('app.rooms', true), ',')))"
)
IN_ROOM = f"room_id = ANY ({OWN_ROOMS})"
OWN_ACCOUNT = "account_id::text = current_setting('app.account_id', true)"
# table: (who sees a row, who may write one where that differs)
RULES = {
    "room": ("slug = ANY (string_to_array(current_setting('app.rooms', true), ','))", None),
    "thread": (IN_ROOM, None),
    "post": (IN_ROOM, None),
    "post_revision": (IN_ROOM, None),
    "thread_tag": (IN_ROOM, None),
    "thanks": (IN_ROOM, None),
    "mention": (IN_ROOM, None),
    "report": (IN_ROOM, None),
    "attachment": (IN_ROOM, None),
    "attachment_content": ("attachment_id IN (SELECT id FROM attachment)", None),
    "prompt": (IN_ROOM, None),
    "follow": (f"{OWN_ACCOUNT} AND {IN_ROOM}", None),
    "read_mark": (f"{OWN_ACCOUNT} AND {IN_ROOM}", None),
    "visit": (f"{OWN_ACCOUNT} AND {IN_ROOM}", None),
    "draft": (f"{OWN_ACCOUNT} AND {IN_ROOM}", None),
    "notice": (f"{OWN_ACCOUNT} AND {IN_ROOM}", IN_ROOM),  # who writes a post writes the notices of the others
    "mail_choice": (OWN_ACCOUNT, None),
    "prompt_answer": (f"{OWN_ACCOUNT} AND {IN_ROOM}", None),
}

# The words of a post, each with its room before it: see board/search.py. `ascii`, because the words come cut and in
# lower case; it leaves æ, ø and å alone (unicode61 would make an a of å). No positions are kept: nobody asks for them.
SQLITE_SEARCH = "CREATE VIRTUAL TABLE post_search USING fts5(words, tokenize='ascii', detail='none', columnsize=0)"
POSTGRESQL_SEARCH = (
    "CREATE TABLE post_search (post_id integer PRIMARY KEY, room_id integer NOT NULL, words tsvector NOT NULL,"
    " CONSTRAINT fk_post_search_post_id_room_id FOREIGN KEY (post_id, room_id) REFERENCES post (id, room_id)"
    " ON DELETE CASCADE)",
    "CREATE INDEX ix_post_search_words ON post_search USING gin (words) WITH (fastupdate = off)",
    "ALTER TABLE post_search ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY own ON post_search USING ({IS_SYSTEM} OR {IN_ROOM})",
    "CREATE INDEX ix_post_search_room ON post_search (room_id, post_id)",
    # Row-level security lets no operator use an index that could tell of a row before the row's own test, and @@ is
    # such a one. The owner is not held to the policy, so this function of the owner's asks the same question itself.
    # It looks through the newest four hundred of each room first: a common word is among them, and its index would have
    # to be read and sorted whole.
    "CREATE FUNCTION post_search_newest(asked tsquery, rooms integer[], lowest integer, highest integer, most integer)"
    " RETURNS SETOF integer LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$"
    " DECLARE mine integer[]; ids integer[]; edge integer; BEGIN"
    f" mine := CASE WHEN coalesce({IS_SYSTEM}, false) THEN rooms"  # nosec B608
    f" ELSE ARRAY(SELECT unnest(rooms) INTERSECT SELECT unnest({OWN_ROOMS})) END;"
    " WITH newest AS MATERIALIZED (SELECT one.id AS room, of_room.* FROM unnest(mine) AS one(id) CROSS JOIN LATERAL"
    " (SELECT post_id, words @@ asked AS is_hit FROM post_search WHERE room_id = one.id AND post_id > lowest"
    " AND post_id < highest ORDER BY post_id DESC LIMIT 400) AS of_room), edges AS (SELECT max(last) AS last FROM"
    " (SELECT min(post_id) AS last FROM newest GROUP BY room HAVING count(*) = 400) AS full_ones)"
    " SELECT ARRAY(SELECT post_id FROM newest WHERE is_hit AND post_id >= coalesce((SELECT last FROM edges), 0)"
    " ORDER BY post_id DESC LIMIT most), (SELECT last FROM edges) INTO ids, edge;"
    " RETURN QUERY SELECT unnest(ids);"
    " IF edge IS NOT NULL AND cardinality(ids) < most THEN RETURN QUERY EXECUTE 'SELECT post_id FROM post_search"
    " WHERE words @@ $1 AND room_id = ANY ($2) AND post_id > $3 AND post_id < $4 ORDER BY post_id DESC LIMIT $5'"
    " USING asked, mine, lowest, edge, most - cardinality(ids); END IF; END $$",
)


def upgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason", sa.String(length=300), nullable=True))
    op.add_column("site_note", sa.Column("state", sa.String(length=10), nullable=True))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tried_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stop_url", sa.String(length=300), nullable=True))
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=24), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seeded_at", sa.DateTime(), nullable=True),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
        sa.Column("archived_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_room_network_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("network_id", name=op.f("uq_room_network_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_room_slug")),
    )
    op.create_table(
        "prompt",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_prompt_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "month", name=op.f("pk_prompt")),
    )
    op.create_table(
        "draft",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_draft_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_draft_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "place", name=op.f("pk_draft")),
    )
    op.create_table(
        "mail_choice",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(length=8), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("digested_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mail_choice_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_choice")),
        sa.UniqueConstraint("token", name=op.f("uq_mail_choice_token")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("mailed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_notice_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("account_id", "kind", "key", name=op.f("uq_notice_account_id_kind_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_bell", ["account_id", "seen_at", "id"], unique=False)
        batch_op.create_index("ix_notice_unmailed", ["mailed_at", "id"], unique=False)

    op.create_table(
        "prompt_answer",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_prompt_answer_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["site_note.id"], name=op.f("fk_prompt_answer_note_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_prompt_answer_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "room_id", "month", name=op.f("pk_prompt_answer")),
    )
    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("posts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_post_id", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("is_pinned", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("locked_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=300), nullable=True),
        sa.Column("barrier", sa.String(length=4), nullable=True),
        sa.Column("size", sa.String(length=12), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.CheckConstraint("kind IN ('talk', 'question', 'experience')", name=op.f("ck_thread_thread_kind")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_thread_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_thread_room_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("author_id", "key", name=op.f("uq_thread_author_id_key")),
        sa.UniqueConstraint("id", "room_id", name=op.f("uq_thread_id_room_id")),
    )
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_thread_list", ["room_id", "last_post_id"], unique=False)
        batch_op.create_index(
            "ix_thread_pinned",
            ["room_id", "last_post_id"],
            unique=False,
            sqlite_where=sa.text("is_pinned = 1"),
            postgresql_where=sa.text("is_pinned"),
        )
        for name, which in (
            ("ix_thread_open", "kind = 'question' AND answer_id IS NULL"),
            ("ix_thread_experience", "kind = 'experience'"),
        ):
            batch_op.create_index(
                name,
                ["room_id", "created_at"],
                unique=False,
                sqlite_where=sa.text(which),
                postgresql_where=sa.text(which),
            )

    op.create_table(
        "visit",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("previous_at", sa.DateTime(), nullable=True),
        sa.Column("read_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_visit_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_visit_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "room_id", name=op.f("pk_visit")),
    )
    op.create_table(
        "follow",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("is_muted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["thread_id", "room_id"],
            ["thread.id", "thread.room_id"],
            name=op.f("fk_follow_thread_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("thread_id", "account_id", name=op.f("uq_follow_thread_id_account_id")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("gone", sa.String(length=10), nullable=True),
        sa.Column("hidden_at", sa.DateTime(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=300), nullable=True),
        sa.Column("quotes_id", sa.Integer(), nullable=True),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_post_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["note_id"], ["site_note.id"], name=op.f("fk_post_note_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["thread_id", "room_id"],
            ["thread.id", "thread.room_id"],
            name=op.f("fk_post_thread_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("author_id", "key", name=op.f("uq_post_author_id_key")),
        sa.UniqueConstraint("id", "room_id", name=op.f("uq_post_id_room_id")),
        sa.UniqueConstraint("note_id", name=op.f("uq_post_note_id")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_post_thread_id_number")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index("ix_post_author_created", ["author_id", "created_at"], unique=False)
        batch_op.create_index("ix_post_room", ["room_id", "id"], unique=False)
        batch_op.create_index("ix_post_created", ["created_at", "id"], unique=False)

    op.create_table(
        "read_mark",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_read_mark_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id", "room_id"],
            ["thread.id", "thread.room_id"],
            name=op.f("fk_read_mark_thread_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "thread_id", name=op.f("pk_read_mark")),
    )
    op.create_table(
        "thread_tag",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id", "room_id"],
            ["thread.id", "thread.room_id"],
            name=op.f("fk_thread_tag_thread_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("thread_id", "tag", name=op.f("uq_thread_tag_thread_id_tag")),
    )
    with op.batch_alter_table("thread_tag", schema=None) as batch_op:
        batch_op.create_index("ix_thread_tag_tag", ["tag", "room_id", "thread_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["account.id"], name=op.f("fk_attachment_added_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "room_id"],
            ["post.id", "post.room_id"],
            name=op.f("fk_attachment_post_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_attachment_room_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_post", ["post_id"], unique=False)

    op.create_table(
        "mention",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mention_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["post_id", "room_id"],
            ["post.id", "post.room_id"],
            name=op.f("fk_mention_post_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("post_id", "account_id", name=op.f("uq_mention_post_id_account_id")),
    )
    op.create_table(
        "post_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["post_id", "room_id"],
            ["post.id", "post.room_id"],
            name=op.f("fk_post_revision_post_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_revision")),
        sa.UniqueConstraint("post_id", "version", name=op.f("uq_post_revision_post_id_version")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["post_id", "room_id"],
            ["post.id", "post.room_id"],
            name=op.f("fk_report_post_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("post_id", "account_id", name=op.f("uq_report_post_id_account_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_room", ["room_id", "settled_at"], unique=False)

    op.create_table(
        "thanks",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_thanks_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["post_id", "room_id"],
            ["post.id", "post.room_id"],
            name=op.f("fk_thanks_post_id_room_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("post_id", "account_id", name=op.f("uq_thanks_post_id_account_id")),
    )
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_content_attachment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_content")),
    )

    if op.get_bind().dialect.name == "postgresql":
        for table, (sees, writes) in RULES.items():
            op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            op.execute(
                f"CREATE POLICY own ON {table} USING ({IS_SYSTEM} OR {sees}) "
                f"WITH CHECK ({IS_SYSTEM} OR {writes or sees})"
            )
        for statement in POSTGRESQL_SEARCH:
            op.execute(statement)
    else:
        op.execute(SQLITE_SEARCH)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION post_search_newest")
    op.drop_table("post_search")
    op.drop_table("attachment_content")
    op.drop_table("thanks")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_room")

    op.drop_table("report")
    op.drop_table("post_revision")
    op.drop_table("mention")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_post")

    op.drop_table("attachment")
    with op.batch_alter_table("thread_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_thread_tag_tag")

    op.drop_table("thread_tag")
    op.drop_table("read_mark")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("ix_post_created")
        batch_op.drop_index("ix_post_room")
        batch_op.drop_index("ix_post_author_created")

    op.drop_table("post")
    op.drop_table("follow")
    op.drop_table("visit")
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_index("ix_thread_experience")
        batch_op.drop_index("ix_thread_open")
        batch_op.drop_index("ix_thread_pinned")
        batch_op.drop_index("ix_thread_list")
        batch_op.drop_index(batch_op.f("ix_thread_author_id"))

    op.drop_table("thread")
    op.drop_table("prompt_answer")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_unmailed")
        batch_op.drop_index("ix_notice_bell")

    op.drop_table("notice")
    op.drop_table("mail_choice")
    op.drop_table("draft")
    op.drop_table("prompt")
    op.drop_table("room")
    op.drop_column("site_note", "state")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("stop_url")
        batch_op.drop_column("account_id")
        batch_op.drop_column("tried_at")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_column("reason")
