"""The fictional people of the demo: courses held, and who of which site went to them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from data_pipeline.demo_places import DemoSite, words
from data_pipeline.demo_plots import Plot

TRAINERS = 324
ONE_GROUP = ("fresh", "waiting", "emptied", "one_left", "silent")  # plots whose sites send nobody later
# Courses and course towns by region: 50 in all.
COURSES = {
    "1084": (16, ("København", "Hillerød", "Herlev")),
    "1085": (9, ("Roskilde", "Næstved", "Slagelse")),
    "1083": (10, ("Odense", "Vejle", "Esbjerg")),
    "1082": (10, ("Aarhus", "Viborg", "Herning")),
    "1081": (5, ("Aalborg", "Hjørring")),
}
PROFESSIONS = ((1, 34), (2, 12), (3, 3), (4, 12), (5, 10), (6, 14), (7, 6), (8, 1), (9, 5), (10, 2), (98, 1))
AGES = (("18-29", 10), ("30-39", 26), ("40-49", 31), ("50-59", 25), ("60+", 8))
SENIORITY = (("under 1 år", 12), ("1-3 år", 30), ("4-10 år", 36), ("over 10 år", 22))
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})


@dataclass(frozen=True, slots=True)
class DemoCourse:
    """A train-the-trainer course."""

    code: str
    held_on: date
    place: str
    region_code: str


@dataclass(slots=True)
class Person:
    """A trainer. `left_on` and `employment` (3 stopped, 4 on leave, 2 other tasks) say when and how the work ended."""

    key: str
    site: int
    course: DemoCourse
    first_name: str
    last_name: str
    gender: str
    email: str
    phone: str
    profession: int
    age_group: str
    seniority: str
    role: int
    may_contact: int
    may_network: int
    left_on: date | None = None
    employment: int = 1
    is_known_to_have_left: bool = False


def draw(rng: random.Random, weighted: tuple[tuple[object, int], ...]) -> str:
    """One value as text, drawn by weight."""
    return str(rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0])


def weekday(day: date) -> date:
    """The day itself, or the Thursday before a Friday, Saturday or Sunday: nobody holds courses then."""
    return day - timedelta(days=max(0, day.weekday() - 3))


def demo_courses(rng: random.Random, as_of: date) -> list[DemoCourse]:
    """50 courses over the last 16 months, most of them early, two recent ones per region; by date."""
    held: list[tuple[date, str, str]] = []
    for region, (count, places) in COURSES.items():
        early = count - 2
        days = [485 - round(270 * (number / early) ** 1.15) - rng.randint(0, 9) for number in range(early)]
        days += [91 + rng.randint(-12, 12), 40 + rng.randint(-10, 12)]
        held += [
            (weekday(as_of - timedelta(days=day)), places[number % len(places)], region)
            for number, day in enumerate(days)
        ]
    held.sort()
    return [DemoCourse(f"NX-{number:02d}", *course) for number, course in enumerate(held, start=1)]


def _headcounts(sites: list[DemoSite], rng: random.Random) -> list[int]:
    """Trainers per site, more in larger municipalities, 324 in all."""
    usual = {"small": 2, "medium": 3, "large_medium": 4, "large": 6}
    counts = [max(2, usual[site.town.size] - (site.kind == 2) + rng.choice((-1, 0, 0, 1))) for site in sites]
    while sum(counts) != TRAINERS:
        step = 1 if sum(counts) < TRAINERS else -1
        number = rng.randrange(len(sites))
        if 2 <= counts[number] + step <= 9:
            counts[number] += step
    return counts


def _course_for(
    rng: random.Random, courses: list[DemoCourse], load: dict[str, int], window: tuple[date, date]
) -> DemoCourse:
    """The emptiest course in the window; when there is none the one nearest to it."""
    inside = [course for course in courses if window[0] <= course.held_on <= window[1]]
    if inside:
        return min(inside, key=lambda course: (load[course.code], rng.random()))
    return min(courses, key=lambda course: min(abs((course.held_on - edge).days) for edge in window))


def demo_people(
    sites: list[DemoSite], plots: list[Plot], courses: list[DemoCourse], rng: random.Random, as_of: date
) -> list[Person]:
    """324 people: each site sends a first group to a course in its plot's window and often a second one later."""
    load = {course.code: 0 for course in courses}
    names = _names(rng)
    people: list[Person] = []
    for number, count in enumerate(_headcounts(sites, rng)):
        region = [course for course in courses if course.region_code == sites[number].town.region_code]
        early, late = plots[number].first
        first = _course_for(rng, region, load, (as_of - timedelta(days=early), as_of - timedelta(days=late)))
        second = _second(rng, region, load, first, plots[number])
        pioneers = count if second is None else max(2, count - rng.randint(1, 2))
        for place in range(count):
            course = first if place < pioneers or second is None else second
            load[course.code] += 1
            people.append(_person(rng, len(people), number, course, names, is_lead=place == 0))
    _fill_small(people, courses, sites, plots)
    return people


def _second(
    rng: random.Random, region: list[DemoCourse], load: dict[str, int], first: DemoCourse, plot: Plot
) -> DemoCourse | None:
    if plot.name in ONE_GROUP or rng.random() < 0.35:
        return None
    later = [course for course in region if course.held_on > first.held_on + timedelta(days=30)]
    return min(later, key=lambda course: (load[course.code], rng.random())) if later else None


def _fill_small(people: list[Person], courses: list[DemoCourse], sites: list[DemoSite], plots: list[Plot]) -> None:
    """No course was held for fewer than three: somebody of a site already trained moves there from a full course."""
    day_zero = {
        number: min(each.course.held_on for each in people if each.site == number) for number in range(len(sites))
    }
    first = {number: next(each for each in people if each.site == number) for number in range(len(sites))}
    for course in courses:
        movable = [
            person
            for person in people
            if sites[person.site].town.region_code == course.region_code
            and plots[person.site].name not in ONE_GROUP
            and day_zero[person.site] < course.held_on
            and person is not first[person.site]
        ]
        while (held := [each.course.code for each in people]).count(course.code) < 3 and movable:
            fullest = max(movable, key=lambda person: held.count(person.course.code))
            fullest.course = course
            movable.remove(fullest)


def _names(rng: random.Random) -> list[tuple[str, str, str]]:
    """First name, last name, gender: 324 different people."""
    pool = [(first, last, "kvinde") for first in words()["women"] for last in words()["surnames"]] * 2
    pool += [(first, last, "mand") for first in words()["men"] for last in words()["surnames"]]
    return list(dict.fromkeys(rng.sample(pool, TRAINERS * 2)))[:TRAINERS]


def _person(
    rng: random.Random, number: int, site: int, course: DemoCourse, names: list[tuple[str, str, str]], *, is_lead: bool
) -> Person:
    first, last, gender = names[number]
    return Person(
        key=f"D{number + 1:04d}",
        site=site,
        course=course,
        first_name=first,
        last_name=last,
        gender=gender if rng.random() > 0.04 else "ønsker ikke at oplyse",
        email=f"{first}.{last}".lower().translate(LETTERS) + "@eksempel.invalid",
        phone=f"2600{number + 101:04d}",
        profession=int(draw(rng, PROFESSIONS)),
        age_group=draw(rng, AGES),
        seniority=draw(rng, SENIORITY),
        role=2 if is_lead else rng.choices((1, 3, 4), (88, 8, 4))[0],
        may_contact=int(rng.random() < 0.93),
        may_network=int(rng.random() < 0.8),
    )
