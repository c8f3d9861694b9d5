"""Migrations: up, down and up again with data in every table, on both engines."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import config
from storage.engine import engine, reading, writing
from storage.errors import Unavailable
from storage.migrate import alembic_config, migrate, newest
from storage.tables import import_run, metadata, network, network_municipality
from tests.conftest import use_database

VALUES = {
    sa.Integer: 1,
    sa.Float: 1.5,
    sa.Boolean: True,
    sa.Date: date(2021, 3, 1),
    sa.DateTime: datetime(2021, 3, 1, 12, 0),
    sa.LargeBinary: b"0123456789abcdef",
}
PREPARE = "from programme.setup import prepare_database; prepare_database()"
TEXTS = {"site_note.kind": "pause", "thread.kind": "talk", "offer_history.act": "added"}


def one_row(table: sa.Table) -> dict:
    """A row with a value in every column; keys are 1 or "1", so every reference finds its row."""
    return {column.name: VALUES.get(type(column.type), TEXTS.get(str(column), "1")) for column in table.columns}


def fill() -> None:
    with writing() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.insert().values(one_row(table)))


def rows() -> dict[str, list]:
    with reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))]
            for table in metadata.tables.values()
        }


def is_ours(name: str | None, kind: str, _parents: object = None) -> bool:
    """False for the search: each engine has its own, which the metadata do not hold."""
    return kind != "table" or not str(name).startswith("post_search")


def tables() -> set[str]:
    return {name for name in sa.inspect(engine()).get_table_names() if is_ours(name, "table")}


def test_up_down_up_with_a_row_in_every_table(empty_database):
    migrate()
    fill()
    assert all(len(found) == 1 for found in rows().values())
    command.downgrade(alembic_config(), "base")
    assert tables() == {"alembic_version"}
    migrate()
    assert tables() == {"alembic_version", *metadata.tables}
    fill()
    assert all(len(found) == 1 for found in rows().values())


def test_migrating_twice_changes_nothing(empty_database):
    migrate()
    fill()
    before = rows()
    migrate()
    command.upgrade(alembic_config(), "head")
    assert rows() == before


def test_the_migrations_make_exactly_the_tables_of_tables_py(empty_database):
    migrate()
    with reading() as connection:
        # SQLite gives defaults back as text, and alembic takes '' for another one than "".
        options = {"compare_type": True, "compare_server_default": engine().dialect.name == "postgresql"}
        options["include_name"] = is_ours
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_migrations_are_one_line_of_numbers():
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(alembic_config())
    assert script.get_heads() == [newest()]
    assert script.get_bases() == ["0001"]


def test_a_rebuilt_table_keeps_the_rows_that_point_at_it(empty_database, tmp_path, monkeypatch):
    """SQLite rebuilds a table to change it; with foreign keys on, dropping the old one would delete its children."""
    import shutil

    from storage import migrate as module

    folder = tmp_path / "migrations"
    shutil.copytree(module.FOLDER, folder)
    (folder / "versions" / "9999_rebuild.py").write_text(
        f"revision = '9999'\ndown_revision = '{newest()}'\n"
        "import sqlalchemy as sa\nfrom alembic import op\n"
        "def upgrade():\n"
        "    with op.batch_alter_table('network') as batch:\n"
        "        batch.alter_column('name', type_=sa.String(140), existing_type=sa.String(120))\n"
        "def downgrade():\n    pass\n"
    )
    migrate()
    fill()
    monkeypatch.setattr(module, "FOLDER", folder)
    command.upgrade(alembic_config(), "9999")
    with reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(network_municipality)) == 1
        assert {
            column["name"]: column["type"].length
            for column in sa.inspect(connection).get_columns("network")
            if column["name"] == "name"
        } == {"name": 140}
    with pytest.raises(Exception, match="gemt"), writing() as connection:  # and the keys are guarded again
        connection.execute(
            network.insert().values(name="x", created_at=datetime.now(UTC), created_by="x", created_run_id=77)
        )


def test_a_database_of_a_newer_edition_is_left_alone(empty_database):
    migrate()
    with writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="nyere udgave"):
        migrate()


def test_a_server_that_does_not_answer_is_named_with_a_remedy_and_without_its_password():
    with use_database("postgresql://anna:hemmelig@localhost:1/x"), pytest.raises(Unavailable) as caught:
        migrate()
    assert "FODFAESTE_DATABASE_URL" in str(caught.value)
    assert "hemmelig" not in str(caught.value)


def test_processes_that_start_at_once_take_turns(empty_database):
    starting = [
        subprocess.Popen([sys.executable, "-c", PREPARE], cwd=config.ROOT, stderr=subprocess.PIPE) for _ in range(4)
    ]
    assert [(process.communicate()[1].decode(), process.returncode) for process in starting] == [("", 0)] * 4
    assert import_run.name in tables()
    assert len(rows()["municipality"]) == 98
