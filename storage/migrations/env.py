"""Alembic's entry: runs the migrations on the engine of this process."""

from alembic import context

from storage import access_tables, board_tables, plan_tables, review_tables, warning_tables  # noqa: F401 (add their tables)
from storage.engine import is_sqlite
from storage.migrate import owner_engine
from storage.tables import metadata

# Two processes that start at once take turns: BEGIN IMMEDIATE on SQLite, this lock on PostgreSQL.
TURN = "SELECT pg_advisory_xact_lock(7031984512)"


def _foreign_keys(connection, state: str) -> None:
    """Past SQLAlchemy, which would open a transaction first, and inside one the switch does nothing."""
    connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={state}")


owner = owner_engine()
with owner.connect().execution_options(fodfaeste_write=True) as connection:
    if is_sqlite(connection):
        _foreign_keys(connection, "OFF")  # a batch rebuild would delete child rows
    try:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=is_sqlite(connection),
            transaction_per_migration=False,
            compare_type=True,
            include_name=lambda name, kind, _parents: kind != "table" or not str(name).startswith("post_search"),
        )
        with context.begin_transaction():
            if not is_sqlite(connection):
                connection.exec_driver_sql(TURN)
            context.run_migrations()
            if is_sqlite(connection) and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
                raise RuntimeError(f"After the migration rows would point at rows that are gone: {broken[:5]}")
    finally:
        if is_sqlite(connection):
            connection.rollback()
            _foreign_keys(connection, "ON")
owner.dispose()
