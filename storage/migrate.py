"""Brings the database to the newest shape."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, exc
from sqlalchemy.engine import make_url

import config
from storage.engine import engine, make_engine
from storage.errors import Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE UPDATE, DELETE, TRUNCATE ON audit, alembic_version FROM {role}",
)
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
        _grant_to_site()
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


def owner_engine() -> Engine:
    """An engine of its own for the role that owns the tables; the caller disposes of it."""
    return make_engine(config.settings().owner_database_url)


def has_owner() -> bool:
    """True where the tables belong to another role than the site's."""
    settings = config.settings()
    return settings.owner_database_url != settings.database_url


def _grant_to_site() -> None:
    """PostgreSQL with a role of its own for the site: it owns nothing, and the log it can only add to and read."""
    settings = config.settings()
    role = make_url(settings.database_url).username
    if not has_owner() or not role:
        return
    owner = owner_engine()
    quoted = owner.dialect.identifier_preparer.quote(role)
    with owner.begin() as connection:
        for right in GRANTS:
            connection.exec_driver_sql(right.format(role=quoted))
    owner.dispose()


def _known() -> set[str]:
    return {path.stem.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")}


def _current() -> str | None:
    with engine().connect() as connection:
        try:
            found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        except (exc.OperationalError, exc.ProgrammingError) as error:
            is_missing = "no such table" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "42P01"
            is_refused = getattr(error.orig, "sqlstate", None) == "42501"
            if is_refused and has_owner():
                return None  # the owner has not let the site's role in yet
            if not is_missing:
                raise
            return None
        return found
