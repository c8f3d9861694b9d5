"""What stands on every page about the data as a whole."""

from __future__ import annotations

from sqlalchemy import select

from access.viewer import Viewer
from storage.engine import reading
from storage.tables import import_run


def is_demo(*, viewer: Viewer) -> bool:
    """True while a file of the demonstration is among the data."""
    run = import_run.c
    with reading() as connection:
        return connection.scalar(select(run.id).where(run.by == "demo", run.state == "loaded").limit(1)) is not None
