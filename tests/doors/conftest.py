"""The whole site over the world of Alice, Bob and Charlie."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from access import clock
from app import Site, create_app
from tests.access import world as worlds
from tests.access.world import World
from tests.conftest import use_database
from tests.doors.browser import Browser


@pytest.fixture(scope="package")
def everything(_sqlite_copy) -> Iterator[tuple[Site, World]]:
    """The site and its people, shared by tests that change nothing."""
    with _sqlite_copy() as url, use_database(url):
        site = create_app()
        world = worlds.build()
        Browser(site).get("/log-ind")
        yield site, world


@pytest.fixture
def site(everything: tuple[Site, World]) -> Site:
    return everything[0]


@pytest.fixture
def people(everything: tuple[Site, World]) -> World:
    return everything[1]


@pytest.fixture
def own_world(database: str) -> World:
    """The same people in a database of the test's own, on each engine in turn."""
    return worlds.build()


@pytest.fixture
def own_site(own_world: World) -> Site:
    """The site over it."""
    return create_app()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """later(hours=3) moves the clock."""
    from datetime import timedelta

    real = clock.now

    def move(**by: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**by))

    return move
