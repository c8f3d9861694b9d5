"""The warning: its tables."""

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled together with the tables."""


def downgrade() -> None:
    """Filled together with the tables."""
