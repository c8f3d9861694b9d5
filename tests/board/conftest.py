"""The world of Alice, Bob and Charlie, with a forum."""

import pytest

from tests.access import world as worlds
from tests.access.mailbox import mailbox  # noqa: F401 (a fixture)
from tests.board.leaks import Leaky


@pytest.fixture
def world(database) -> worlds.World:
    """On each engine in turn."""
    return worlds.build()


@pytest.fixture
def x(database) -> Leaky:
    """A closed room full of canaries, and people outside it, on each engine in turn."""
    return Leaky()
