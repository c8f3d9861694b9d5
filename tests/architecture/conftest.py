"""The app with all its pages, to be looked over."""

import pytest

from tests.conftest import use_database


@pytest.fixture(scope="package")
def application(_sqlite_copy):
    """The Dash app on an empty database."""
    from app import create_app

    with _sqlite_copy() as url, use_database(url):
        made = create_app()
        made._setup_server()
        yield made
