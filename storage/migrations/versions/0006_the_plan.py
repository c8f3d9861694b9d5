"""Edits of the model, and plans of municipalities; who is named in a plan is seen by the own network only."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IS_SYSTEM = "current_setting('app.networks', true) = '*'"
OWN_NETWORK = """
    municipality_code IN (
        SELECT member.municipality_code FROM network_municipality member
        WHERE member.until IS NULL
        AND member.network_id::text = ANY (string_to_array(current_setting('app.networks', true), ','))
    )
"""


def upgrade() -> None:
    op.create_table(
        "model_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(length=240), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_version")),
    )
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("step", sa.String(length=2), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("is_by_hand", sa.Boolean(), nullable=False),
        sa.Column("size", sa.String(length=12), nullable=True),
        sa.Column("programme", sa.String(length=6), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_plan_change_municipality_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
    )
    op.create_index(op.f("ix_plan_change_municipality_code"), "plan_change", ["municipality_code"])
    op.create_table(
        "plan_word",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("responsible", sa.String(length=120), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("author", sa.String(length=240), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["plan_change.id"], name=op.f("fk_plan_word_change_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_plan_word_municipality_code")
        ),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_plan_word")),
    )
    op.create_index(op.f("ix_plan_word_municipality_code"), "plan_word", ["municipality_code"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE plan_word ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE plan_word FORCE ROW LEVEL SECURITY")
        rule = f"{IS_SYSTEM} OR {OWN_NETWORK}"
        op.execute(f"CREATE POLICY own ON plan_word USING ({rule}) WITH CHECK ({rule})")


def downgrade() -> None:
    op.drop_table("plan_word")
    op.drop_table("plan_change")
    op.drop_table("model_version")
