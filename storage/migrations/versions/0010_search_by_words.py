"""PostgreSQL asks the index of words for what is not among the newest: see post_search_newest in 0005."""

from importlib import import_module

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NAME = "post_search_newest"
FIRST = next(
    each
    for each in import_module("storage.migrations.versions.0005_the_board").POSTGRESQL_SEARCH
    if each.startswith(f"CREATE FUNCTION {NAME}")
)
# As one query it went backwards through all posts in the hope of hits: of a million, 700 ms for a word nobody wrote.
AS_ONE = "SELECT post_id FROM post_search WHERE words @@ $1 AND room_id"
BY_WORDS = (
    "WITH found AS MATERIALIZED (SELECT post_id, room_id FROM post_search WHERE words @@ $1)"
    " SELECT post_id FROM found WHERE room_id"
)


def upgrade() -> None:
    before, _, after = FIRST.partition(AS_ONE)
    _replace(before + BY_WORDS + after)


def downgrade() -> None:
    _replace(FIRST)


def _replace(function: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {NAME}")
        op.execute(function)
