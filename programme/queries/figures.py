"""The five figures of the strip, each from its numerator and denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from programme.published import HIDDEN, Cell
from programme.queries.views import Figure, Selection, Unit
from programme.suppression import SMALLEST_SHOWN, band

OUTSIDE = "ikke_omfattet"
NOT_A_CELL = "Vises ikke for dette udsnit"
MEASURES = {"citizens_trained": "citizens", "kits": "kits"}  # figures that count citizens: code -> measure of the cube
_ALONE: dict[str, Any] = {"previous": None, "denominator": None, "has_change": False}
CODES = ("active_trainers", "start_rate", "time_to_start", "citizens_trained", "kits")


@dataclass
class Sums:
    """What the sites of a selection add up to on a day; sites that are out of scope do not count."""

    counts: dict[str, int] = field(default_factory=dict)
    trained: int = 0
    in_session: int = 0
    citizens: int = 0
    kits: int = 0
    started: int = 0
    with_trainer: int = 0

    def add(self, state: str, sites: int, *sums: int) -> None:
        """Adds the sites of one state; sums in the order of the fields."""
        self.counts[state] = sites
        if state == OUTSIDE:
            return
        trained, in_session, citizens, kits, started, with_trainer = (int(number) for number in sums)
        self.trained += trained
        self.in_session += in_session
        self.citizens += citizens
        self.kits += kits
        self.started += started
        self.with_trainer += with_trainer


def figures(
    now: Sums, before: Sums | None, medians: Mapping[date, float | None], response_rate: float | None
) -> list[Figure]:
    """Active trainers, start rate, median days to the first course, citizens trained, kits; days newest first.

    Shares are of 1. Indicators: active_trainers, start_rate, time_to_start, citizens_trained, kits.
    """
    days = sorted(medians, reverse=True)
    was = before or Sums()
    has_before = before is not None
    half, half_before = medians[days[0]], medians[days[1]] if len(days) > 1 else None

    def figure(code: str, unit: Unit, value: float | None, previous: float | None, *parts: float | None) -> Figure:
        return Figure(code, value, previous if has_before else None, unit, parts[0], parts[1], response_rate)

    return [
        figure("active_trainers", "antal", now.in_session, was.in_session, now.in_session, now.trained),
        figure(
            "start_rate",
            "procent",
            _share(now.started, now.with_trainer),
            _share(was.started, was.with_trainer),
            now.started,
            now.with_trainer,
        ),
        figure("time_to_start", "dage", half, half_before, now.started, now.with_trainer),
        figure("citizens_trained", "antal", now.citizens, was.citizens, now.citizens, None),
        figure("kits", "antal", now.kits, was.kits, now.kits, now.citizens),
    ]


def as_published(found: list[Figure], selection: Selection, cells: Mapping[str, Cell]) -> list[Figure]:
    """The same for those who may not see small numbers: counts of citizens from the published cube or not at all.

    Trainers are counted in bands, exactly only for the whole country. None of these is compared with the wave before.
    """
    is_whole = selection == Selection(wave=selection.wave)
    return [
        _published(figure, cells.get(MEASURES[figure.code]))
        if figure.code in MEASURES
        else _banded(figure, is_whole)
        if figure.code == "active_trainers"
        else figure
        for figure in found
    ]


def _published(figure: Figure, cell: Cell | None) -> Figure:
    is_shown = cell is not None and not cell.is_hidden
    value = cell.value if cell is not None and is_shown else None
    shown = None if is_shown else NOT_A_CELL if cell is None else HIDDEN
    return replace(figure, value=value, shown=shown, **_ALONE, numerator=value)


def _banded(figure: Figure, is_whole: bool) -> Figure:
    count = int(figure.value or 0)
    if is_whole and (count == 0 or count >= SMALLEST_SHOWN):
        return replace(figure, **_ALONE, numerator=figure.value)
    return replace(figure, value=None, shown=band(count), **_ALONE, numerator=None)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
