"""A fictional naloxone programme, written as the files that a real one would bring."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from data_pipeline import demo_lists, demo_surveys
from data_pipeline.demo_answers import demo_answers
from data_pipeline.demo_people import Person, demo_courses, demo_people
from data_pipeline.demo_places import DemoSite, demo_sites
from data_pipeline.demo_plots import deal
from data_pipeline.demo_story import due, stories

EASTERN = ("1084", "1085")  # regions whose answers arrive in the first file of a wave


def write_demo(folder: Path, *, seed: int, as_of: date) -> list[Path]:
    """Write three participant lists and five exports of three waves into `folder`; their paths, in order of import.

    50 courses in the 16 months before `as_of`, 324 trainers, about 81 sites in 72 municipalities. The same seed and
    day give the same bytes. Everybody is made up; every name begins with "demo-". Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in _files(random.Random(seed), as_of).items():  # nosec B311  # fiction, the same every time
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


def _files(rng: random.Random, as_of: date) -> dict[str, bytes]:
    sites = demo_sites(rng)
    plots = deal(sites, rng)
    courses = demo_courses(rng, as_of)
    people = demo_people(sites, plots, courses, rng, as_of)
    told = stories(sites, plots, people, rng, as_of)
    waves = demo_answers(told, rng, as_of)
    people.sort(key=lambda person: (person.course.code, person.key))
    first = {person.site: person.key for person in reversed(people)}
    entries = [
        demo_lists.entry(person, sites[person.site], rng, is_first=first[person.site] == person.key)
        for person in people
    ]
    answered = {answer.person.key for wave in waves.values() for answer in wave}
    ansi, utf8 = demo_lists.template_lists(entries, {person.key for person in people} - answered, as_of)
    silent = {
        wave: _silent(people, sites, wave, {answer.person.key for answer in waves[wave]}, as_of) for wave in waves
    }
    east = {wave: [answer for answer in waves[wave] if answer.story.site.town.region_code in EASTERN] for wave in waves}
    west = {wave: [answer for answer in waves[wave] if answer not in east[wave]] for wave in waves}
    return {
        "demo-1-deltagere-hold-01-22.csv": ansi,
        "demo-2-deltagere-hold-23-34.csv": utf8,
        "demo-3-deltagere-hold-35-50-haandholdt.xlsx": demo_lists.hand_kept(entries, courses, rng, as_of),
        "demo-4-maaling-1-surveyxact.csv": demo_surveys.surveyxact(waves[1], silent[1], rng, as_of),
        "demo-5-maaling-2-redcap.csv": demo_surveys.redcap(east[2], silent[2][:5], rng),
        "demo-6-maaling-2-ms-forms.xlsx": demo_surveys.ms_forms(west[2], rng, as_of),
        "demo-7-maaling-3-svar.csv": demo_surveys.answers_template(east[3], rng, as_of),
        "demo-8-maaling-3-kobo.xlsx": demo_surveys.kobo(west[3], rng, as_of),
    }


def _silent(
    people: list[Person], sites: list[DemoSite], wave: int, answered: set[str], as_of: date
) -> list[tuple[Person, DemoSite]]:
    """Those who were asked in a wave and did not answer."""
    return [(person, sites[person.site]) for person in due(people, wave, as_of) if person.key not in answered]
