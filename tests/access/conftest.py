"""The world of Alice, Bob and Charlie, on both engines."""

import pytest

from tests.access import world as worlds
from tests.access.mailbox import mailbox  # noqa: F401 (a fixture)


@pytest.fixture
def world(database) -> worlds.World:
    return worlds.build()
