"""The role that the site has on PostgreSQL in production."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from sqlalchemy import text

from storage.engine import engine, writing
from storage.migrate import migrate
from tests.conftest import use_database


class SiteRole:
    """The database seen through the role that the site has in production: the second lock is shut too."""

    def __init__(self, url: str) -> None:
        self.url, self.stack = url, ExitStack()

    def __enter__(self) -> None:
        with writing() as connection:
            connection.execute(text("DROP ROLE IF EXISTS fodfaeste_board"))
            connection.execute(text("CREATE ROLE fodfaeste_board LOGIN NOBYPASSRLS NOSUPERUSER"))
        patch = self.stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("FODFAESTE_OWNER_DATABASE_URL", self.url)
        as_site = engine().url.set(username="fodfaeste_board").render_as_string(hide_password=False)
        self.stack.enter_context(use_database(as_site))
        migrate()

    def __exit__(self, *_: object) -> None:
        self.stack.close()
        with writing() as connection:
            connection.execute(text("DROP OWNED BY fodfaeste_board"))
            connection.execute(text("DROP ROLE fodfaeste_board"))
