"""Brings the database to the newest shape."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import exc

from storage.engine import engine
from storage.errors import Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate() -> None:
    """Runs the migrations that are missing; costs one query when none is. Raises Unavailable, naming the remedy."""
    try:
        current = _current()
        if current == newest():
            return
        if current is not None and current not in _known():
            raise Unavailable(
                f"Databasen er fra en nyere udgave af programmet (version {current}). Hent den nyeste udgave, "
                "eller peg FODFAESTE_DATABASE_URL på en anden database."
            )
        from alembic import command  # 0.3 s to import, and needed only here

        command.upgrade(alembic_config(), "head")
    except (exc.OperationalError, exc.InterfaceError) as error:
        raise Unavailable(
            f"Databasen kan ikke bruges: {engine().url.render_as_string(hide_password=True)}\n{error.orig}\n"
            "Se efter, at FODFAESTE_DATABASE_URL er rigtig, at serveren kører, og at filen eller databasen må skrives."
        ) from error


@functools.cache
def newest() -> str:
    """The revision that storage/tables.py stands for: the file whose name sorts last."""
    return max(_known())


def alembic_config() -> Config:
    """Alembic's configuration without an ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return made


def _known() -> set[str]:
    return {path.stem.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")}


def _current() -> str | None:
    with engine().connect() as connection:
        try:
            found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        except (exc.OperationalError, exc.ProgrammingError) as error:
            is_missing = "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "42P01"
            if not is_missing:
                raise
            return None
        return found
