"""The world of Alice, Bob and Charlie, with a forum."""

import pytest

from tests.access import world as worlds
from tests.access.mailbox import mailbox  # noqa: F401 (a fixture)


@pytest.fixture
def world(database) -> worlds.World:
    """On each engine in turn."""
    return worlds.build()
