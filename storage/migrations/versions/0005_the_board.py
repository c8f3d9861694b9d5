"""The board: its tables."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled together with the tables."""


def downgrade() -> None:
    """Filled together with the tables."""
