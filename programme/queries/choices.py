"""What can be chosen, and what it means."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme import waves
from programme.calendar import danish
from programme.definitions import Indicator, definitions
from programme.queries import shared
from programme.queries.views import Choices, Selection
from storage import tables as t


def choices(*, viewer: Viewer) -> Choices:
    """The options of the filter bar."""
    require(viewer, Permission.SEE_PROGRESS)
    m, n = t.municipality.c, t.network.c
    with shared.states() as connection:
        closes = waves.closes(connection)
        regions = connection.execute(select(m.region_code, m.region).distinct().order_by(m.region)).all()
        open_networks = select(n.id, n.name).where(n.closed_on.is_(None)).order_by(n.name)
        networks = connection.execute(open_networks).all()
    return Choices(
        waves=[(wave, f"{wave}. måling (til {danish(close)})") for wave, close in closes.items()],
        regions=list(regions),
        networks=list(networks),
        sizes=[(size.code, size.label) for size in definitions().sizes],
    )


def as_of(selection: Selection, *, viewer: Viewer) -> date:
    """The day that a selection is about: today, or the close of its wave."""
    require(viewer, Permission.SEE_PROGRESS)
    with shared.states() as connection:
        return shared.day_of(connection, selection)


def definition(code: str, *, viewer: Viewer) -> Indicator | None:
    """What a figure is and where it comes from; None when there is no such figure."""
    return definitions().indicator(code)
