"""Brings the database to the newest shape."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import exc

from storage.engine import engine

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate() -> None:
    """Runs the migrations that are missing; costs one query when none is."""
    if _current() == newest():
        return
    from alembic import command  # 0.3 s to import, and needed only here

    command.upgrade(alembic_config(), "head")


@functools.cache
def newest() -> str:
    """The revision that storage/tables.py stands for: the file whose name sorts last."""
    return max(path.stem.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def alembic_config() -> Config:
    """Alembic's configuration without an ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made


def _current() -> str | None:
    with engine().connect() as connection:
        try:
            return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        except (exc.OperationalError, exc.ProgrammingError):
            return None
