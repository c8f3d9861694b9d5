"""Alembic's entry: runs the migrations on the engine of this process."""

from alembic import context

from storage.engine import engine, is_sqlite
from storage.tables import metadata

with engine().connect() as connection:
    if is_sqlite(connection):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # a batch rebuild would delete child rows
        connection.rollback()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=is_sqlite(connection),
        transaction_per_migration=False,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite(connection):
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.rollback()
        if broken:
            raise RuntimeError(f"After the migration rows point at rows that are gone: {broken[:5]}")
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.rollback()
