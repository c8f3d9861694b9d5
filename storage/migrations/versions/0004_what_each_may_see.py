"""Counts as they are published with small numbers hidden; whose account wrote a note."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "published_cell",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=4), nullable=False),
        sa.Column("size", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("as_of", "measure", "region", "size", name=op.f("pk_published_cell")),
    )
    op.add_column("site_note", sa.Column("author_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("site_note", "author_id")
    op.drop_table("published_cell")
