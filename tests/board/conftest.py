"""The world of Alice, Bob and Charlie, with a forum."""

import pytest

from tests.access import world as worlds


@pytest.fixture
def world(database) -> worlds.World:
    """On each engine in turn."""
    return worlds.build()
