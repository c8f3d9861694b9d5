"""The review (frozen ones, targets, gains, comments) and the offers; PostgreSQL shows rows of people to their own."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IS_SYSTEM = "current_setting('app.networks', true) = '*'"
# A reviewer belongs to no network, and reads what is said about the figures everywhere.
COMMENT = """
    network_id::text = ANY (string_to_array(current_setting('app.networks', true), ','))
    OR mentions_id::text = current_setting('app.account_id', true)
    OR author_id::text = current_setting('app.account_id', true)
    OR EXISTS (
        SELECT 1 FROM role_grant
        WHERE role_grant.account_id::text = current_setting('app.account_id', true)
            AND role_grant.role = 'reviewer' AND role_grant.until IS NULL
    )
"""
CONTACT = """
    offer_id IN (
        SELECT offer.id FROM offer
        JOIN network_municipality member
            ON member.municipality_code = offer.municipality_code AND member.until IS NULL
        WHERE member.network_id::text = ANY (string_to_array(current_setting('app.networks', true), ','))
    )
"""
RULES = {"review_comment": COMMENT, "offer_contact": CONTACT}


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(length=4), nullable=True),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("model", sa.String(length=16), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_table(
        "review_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("result", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("responsible", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_target")),
    )
    op.create_table(
        "review_gain",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=400), nullable=False),
        sa.Column("realisation", sa.String(length=400), nullable=False),
        sa.Column("benefit", sa.String(length=400), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_gain")),
    )
    op.create_table(
        "review_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(length=4), nullable=True),
        sa.Column("scope_network_id", sa.Integer(), nullable=True),
        sa.Column("scope_title", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=True),
        sa.Column("mentions_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["review_comment.id"], name=op.f("fk_review_comment_answers_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_comment_review_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    )
    op.create_index(op.f("ix_review_comment_answers_id"), "review_comment", ["answers_id"], unique=False)
    op.create_index(op.f("ix_review_comment_mentions_id"), "review_comment", ["mentions_id"], unique=False)
    op.create_index(op.f("ix_review_comment_network_id"), "review_comment", ["network_id"], unique=False)
    op.create_index(op.f("ix_review_comment_review_id"), "review_comment", ["review_id"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["municipality_code"], ["municipality.code"], name=op.f("fk_offer_municipality_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_municipality_code"), "offer", ["municipality_code"], unique=False)
    op.create_index(op.f("ix_offer_owner_id"), "offer", ["owner_id"], unique=False)
    op.create_table(
        "offer_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_contact_offer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_contact")),
    )
    op.create_index("ix_offer_contact_offer", "offer_contact", ["offer_id", "until"], unique=False)
    op.create_table(
        "offer_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.CheckConstraint("act IN ('added', 'changed', 'confirmed', 'removed')", name=op.f("ck_offer_history_act")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_history_offer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_history")),
    )
    op.create_index(op.f("ix_offer_history_offer_id"), "offer_history", ["offer_id"], unique=False)

    if op.get_bind().dialect.name != "postgresql":
        return
    for table, rule in RULES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({IS_SYSTEM} OR {rule}) WITH CHECK ({IS_SYSTEM} OR {rule})")


def downgrade() -> None:
    for table in (
        "offer_history",
        "offer_contact",
        "offer",
        "review_comment",
        "review_gain",
        "review_target",
        "review",
    ):
        op.drop_table(table)
