"""The stories that the demo's sites live through, one card per site, and the days of the follow-up rounds."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from data_pipeline.demo_places import DemoSite

# Days before `as_of` on which a wave opens and closes, and the share of those due who answer.
WAVES = {1: (305, 280, 0.78), 2: (172, 150, 0.61), 3: (42, 14, 0.52)}


@dataclass(frozen=True, slots=True)
class Plot:
    """One way things go. `first` is the window of the first course in days before `as_of`.

    `said` is the answer to "has your programme started?" in each wave as long as it has not; `ahead` the days from the
    wave's opening to the planned date that goes with a 2.
    """

    name: str
    cards: int
    first: tuple[int, int] = (488, 205)
    starts: bool = False
    said: tuple[int, int, int] = (4, 3, 4)
    ahead: tuple[int, int, int] = (0, 0, 0)
    barriers: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ("medium", "large_medium", "large")
    leaves: int | None = None  # how many active trainers are left in the end; None: most of them
    answers: tuple[int, ...] = (1, 2, 3)  # waves in which the site answers at all
    is_alone: bool = False  # in a municipality without other sites, whose state would hide this one


EARLY = (488, 335)
EVERY_SIZE = ("small", "medium", "large_medium", "large")
PLOTS = (
    Plot("anchored", 7, EARLY, starts=True, sizes=EVERY_SIZE),
    Plot("steady", 0, starts=True, sizes=EVERY_SIZE),  # the rest of the sites
    Plot("one_left", 4, EARLY, starts=True, barriers=("B10", "B09"), leaves=1),
    Plot("no_kits_yet", 3, EARLY, starts=True, barriers=("B05", "B04")),
    Plot("planning", 4, said=(4, 4, 2), ahead=(0, 0, 75), barriers=("B01", "B04"), sizes=EVERY_SIZE),
    Plot("fresh", 5, (58, 22)),
    Plot("waiting", 4, (114, 64), said=(4, 4, 3), barriers=("B05", "B14")),
    Plot("no_decision", 2, said=(4, 4, 2), ahead=(0, 0, 80), barriers=("B02",)),
    Plot("postponing", 3, said=(4, 3, 2), ahead=(0, 0, 85), barriers=("B01", "B03")),
    Plot("lapsed", 3, EARLY, starts=True, said=(4, 4, 5), barriers=("B09", "B01")),
    Plot("never", 3, said=(4, 4, 4), barriers=("B12", "B13", "B06"), sizes=EVERY_SIZE),
    Plot("faded", 3, EARLY, starts=True, barriers=("B03", "B06")),
    Plot("emptied", 2, EARLY, starts=True, barriers=("B09",), leaves=0),
    Plot("slipped", 2, EARLY, said=(2, 2, 2), ahead=(55, 55, 80), barriers=("B03", "B01")),
    Plot("declined", 2, said=(4, 6, 6), barriers=("B07", "B11"), is_alone=True),
    Plot("silent", 7, (488, 150), sizes=EVERY_SIZE, answers=()),
    Plot("quiet", 2, EARLY, said=(3, 3, 3), answers=(1,)),
)


def deal(sites: list[DemoSite], rng: random.Random) -> list[Plot]:
    """A plot for each site: every plot is dealt as often as its cards say, to a site whose size it fits."""
    dealt: list[Plot | None] = [None] * len(sites)
    in_town = Counter(site.town.code for site in sites)
    for plot in sorted(PLOTS, key=lambda each: len(each.sizes)):
        fitting = [
            number
            for number, site in enumerate(sites)
            if dealt[number] is None
            and site.town.size in plot.sizes
            and not (plot.is_alone and in_town[site.town.code] > 1)
        ]
        for number in rng.sample(fitting, plot.cards):
            dealt[number] = plot
    steady = next(plot for plot in PLOTS if plot.name == "steady")
    return [plot or steady for plot in dealt]


def opens(wave: int, as_of: date) -> date:
    """The day on which a wave is sent out."""
    return as_of - timedelta(days=WAVES[wave][0])


def closes(wave: int, as_of: date) -> date:
    """The last day on which a wave is answered."""
    return as_of - timedelta(days=WAVES[wave][1])
