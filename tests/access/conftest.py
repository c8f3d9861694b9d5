"""The world of Alice, Bob and Charlie, on both engines."""

import pytest

from tests.access import world as worlds


@pytest.fixture
def world(database) -> worlds.World:
    return worlds.build()
