"""Early warning: fits with their back-test, forecasts with what came of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "warning_fit",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("is_thin", sa.Boolean(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("back_test", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("as_of", name=op.f("pk_warning_fit")),
    )
    op.create_table(
        "warning_forecast",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("municipality_code", sa.String(length=4), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("band", sa.String(length=10), nullable=True),
        sa.Column("checkpoints", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("next_step", sa.String(length=12), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("rule_chance", sa.Float(), nullable=False),
        sa.Column("has_started", sa.Boolean(), nullable=True),
        sa.Column("scored_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["as_of"], ["warning_fit.as_of"], name=op.f("fk_warning_forecast_as_of_warning_fit"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code"],
            ["municipality.code"],
            name=op.f("fk_warning_forecast_municipality_code_municipality"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("as_of", "municipality_code", name=op.f("pk_warning_forecast")),
    )
    op.create_index(op.f("ix_warning_forecast_due_on"), "warning_forecast", ["due_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_warning_forecast_due_on"), table_name="warning_forecast")
    op.drop_table("warning_forecast")
    op.drop_table("warning_fit")
