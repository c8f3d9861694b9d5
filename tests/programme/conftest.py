"""What tests of several files here ask for."""

from __future__ import annotations

import pytest

import config


@pytest.fixture
def on(monkeypatch):
    """Sets today; the first of July 2021 until it is called."""

    def set_today(day: str) -> None:
        monkeypatch.setenv("FODFAESTE_TODAY", day)
        config.settings.cache_clear()

    set_today("2021-07-01")
    return set_today
