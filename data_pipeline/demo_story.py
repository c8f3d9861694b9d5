"""What happened at each fictional site: when it got ready, started, held courses, planned, lost people."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from data_pipeline.demo_people import Person, draw, weekday
from data_pipeline.demo_places import DemoSite
from data_pipeline.demo_plots import Plot, closes, opens

BARRIERS = (
    ("B01", 22),
    ("B02", 10),
    ("B03", 14),
    ("B04", 9),
    ("B05", 8),
    ("B06", 7),
    ("B07", 7),
    ("B08", 9),
    ("B09", 6),
    ("B10", 5),
    ("B11", 2),
    ("B12", 4),
    ("B13", 4),
    ("B14", 5),
    ("B98", 3),
)
# Days after the first course by which a step of readiness is typically done.
READINESS = {"F1": 10, "F2": 14, "F3": 30, "K2": 35, "K3": 40, "K4": 48, "K5": 50}
TARGETS = {"small": (5, 16), "medium": (15, 45), "large_medium": (35, 110), "large": (80, 240)}
PACE = {"small": 1.15, "medium": 1.0, "large_medium": 0.95, "large": 0.9}
ENDS = {"faded": 300, "lapsed": 175}  # days before as_of after which nothing happens any more


@dataclass(frozen=True, slots=True)
class Event:
    """Something done for citizens on a day: a course or a 1:1 talk, with kits handed out and kits replaced."""

    on: date
    courses: int
    talks: int
    citizens: int
    kits: int
    used: int
    lost: int
    expired: int


@dataclass(slots=True)
class Story:
    """One site's course of events; every answer of its trainers is read off it."""

    number: int
    site: DemoSite
    plot: Plot
    people: list[Person]
    day_zero: date
    started_on: date | None
    target_group: int
    is_refreshed: bool
    events: list[Event] = field(default_factory=list)
    ready: dict[str, date] = field(default_factory=dict)
    barriers: list[str] = field(default_factory=list)
    is_contested: bool = False
    is_outspoken: bool = False  # reports its barriers even though it has started

    def spokesperson(self, wave: int, as_of: date) -> Person | None:
        """Who answers for the site in a wave: the first who was trained in time and is still there, else the first."""
        trained = due(self.people, wave, as_of)
        there = [person for person in trained if not person.left_on or person.left_on > closes(wave, as_of)]
        return next(iter(there or trained), None)


def due(people: list[Person], wave: int, as_of: date) -> list[Person]:
    """Those trained three weeks before the wave was sent out."""
    return [person for person in people if person.course.held_on <= opens(wave, as_of) - timedelta(days=21)]


def stories(
    sites: list[DemoSite], plots: list[Plot], people: list[Person], rng: random.Random, as_of: date
) -> list[Story]:
    """A story per site, with every barrier told by someone and seven sites whose trainers disagree."""
    told = [
        _story(number, site, plots[number], [person for person in people if person.site == number], rng, as_of)
        for number, site in enumerate(sites)
    ]
    running = [story for story in told if story.plot.name == "steady"]
    for story in rng.sample([story for story in running if len(due(story.people, 3, as_of)) >= 3], 7):
        story.is_contested = True
    _tell_every_barrier(told, running)
    return told


def _story(number: int, site: DemoSite, plot: Plot, people: list[Person], rng: random.Random, as_of: date) -> Story:
    day_zero = min(person.course.held_on for person in people)
    started_on = _start(plot, site, day_zero, rng, as_of) if plot.starts else None
    story = Story(
        number,
        site,
        plot,
        people,
        day_zero,
        started_on,
        target_group=rng.randint(*TARGETS[site.town.size]),
        is_refreshed=plot.name == "anchored" or rng.random() < 0.25,
    )
    _leave(story, rng, as_of)
    story.ready = _readiness(story, rng)
    story.events = _events(story, rng, as_of)
    story.barriers = _barriers(plot, rng)
    return story


def _start(plot: Plot, site: DemoSite, day_zero: date, rng: random.Random, as_of: date) -> date:
    """Lognormal around two months, in large municipalities somewhat sooner."""
    days = min(210.0, max(14.0, 66 * PACE[site.town.size] * math.exp(rng.gauss(0, 0.5))))
    latest = as_of - timedelta(days=310 if plot.name == "faded" else 64)
    return max(day_zero + timedelta(days=7), min(weekday(day_zero + timedelta(days=round(days))), latest))


def _leave(story: Story, rng: random.Random, as_of: date) -> None:
    """Some stop, go on leave or get other tasks; two stay, unless the plot is about it."""
    staying = 2 if story.plot.leaves is None else story.plot.leaves
    for place, person in enumerate(story.people):
        if place < staying or (story.plot.leaves is None and rng.random() > 0.16):
            continue
        earliest = max(opens(2, as_of) + timedelta(days=30), person.course.held_on + timedelta(days=40))
        latest = opens(3, as_of) - timedelta(days=1)
        if earliest >= latest:
            continue
        person.left_on = earliest + timedelta(days=rng.randrange((latest - earliest).days))
        person.employment = rng.choices((3, 4, 2), (6, 3, 2))[0]
        is_voice = story.plot.leaves == 0 and place == 0
        person.is_known_to_have_left = not is_voice and (story.plot.leaves is not None or rng.random() < 0.5)
        if person.is_known_to_have_left and person.employment == 2:
            person.employment = 3


def _readiness(story: Story, rng: random.Random) -> dict[str, date]:
    """When each step of anchoring and readiness was done; those who start do most of them first."""
    likely = 0.88 if story.plot.starts else 0.42
    slow = 1.0 if story.plot.starts else 2.4
    done: dict[str, date] = {}
    for step, days in READINESS.items():
        if rng.random() < likely and not (step == "F1" and story.plot.name in ("no_decision", "declined")):
            done[step] = story.day_zero + timedelta(days=round(days * slow * rng.uniform(0.5, 1.6)))
    return done


def _events(story: Story, rng: random.Random, as_of: date) -> list[Event]:
    """Courses and talks from the start on, at the pace of the municipality's size."""
    if story.started_on is None:
        return []
    end = as_of - timedelta(days=ENDS.get(story.plot.name, 15))
    gaps = (16, 36) if story.site.town.size == "large" else (24, 58)
    day, found = story.started_on, []
    while day <= end:
        found.append(_event(story, day, rng))
        day = weekday(day + timedelta(days=rng.randint(*gaps) + 3))
    return found


def _event(story: Story, day: date, rng: random.Random) -> Event:
    is_talk = rng.random() < (0.6 if story.site.town.size == "small" else 0.2)
    citizens = rng.randint(1, 2) if is_talk else rng.randint(3, 9)
    has_kits = story.plot.name != "no_kits_yet"
    since = (day - (story.started_on or day)).days
    again = has_kits and since > 120 and rng.random() < 0.5
    return Event(
        on=day,
        courses=0 if is_talk else 1,
        talks=citizens if is_talk else 0,
        citizens=citizens,
        kits=max(1, citizens - rng.choice((0, 0, 1, 2))) if has_kits else 0,
        used=rng.choice((0, 1, 1, 2)) if again else 0,
        lost=rng.choice((0, 0, 1)) if again else 0,
        expired=rng.choice((0, 0, 0, 1)) if again else 0,
    )


def _barriers(plot: Plot, rng: random.Random) -> list[str]:
    drawn = [draw(rng, BARRIERS) for _ in range(rng.randint(1, 2))]
    return list(dict.fromkeys([*plot.barriers, *drawn]))[:3]


def _tell_every_barrier(told: list[Story], running: list[Story]) -> None:
    """A barrier that nobody drew is told by a site that runs."""
    heard = {
        code
        for story in told
        if story.plot.answers and not story.plot.starts and story.plot.name != "fresh"
        for code in story.barriers
    }
    missing = [code for code, _ in BARRIERS if code not in heard]
    for code, story in zip(missing, running, strict=False):
        story.barriers, story.is_outspoken = [code], True
