"""What the demo's trainers answered in each wave, read off their site's story."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from data_pipeline.demo_people import Person
from data_pipeline.demo_places import words
from data_pipeline.demo_plots import WAVES, closes, opens
from data_pipeline.demo_story import Event, Story, due

Values = dict[str, int | str | date]
# Plots whose every wave is told by somebody; the others are only sure to be heard in the newest.
WELL_TOLD = ("anchored", "lapsed", "faded", "slipped", "postponing", "declined", "quiet", "no_decision", "planning")
MAY_LACK_DECISION = ("never", "waiting", "declined", "no_decision", "lapsed")
COUNTS = {
    "kurser": "courses",
    "samtaler_1til1": "talks",
    "borgere": "citizens",
    "kit": "kits",
    "genudlevering_brugt": "used",
    "genudlevering_mistet": "lost",
    "genudlevering_udløbet": "expired",
}
SETTLED = {"ordination": "K2", "kit_lager": "K3", "instruks": "K4"}


@dataclass(slots=True)
class Answer:
    """One trainer's answers in one wave; `values` is keyed by the columns of the answers template."""

    person: Person
    story: Story
    wave: int
    answered_on: date
    values: Values


def demo_answers(told: list[Story], rng: random.Random, as_of: date) -> dict[int, list[Answer]]:
    """Answers by wave: 78, 61 and 52 % of those due, clustered by site, some sites never."""
    habit = [rng.gauss(0, 1.0) for _ in told]
    pending: dict[int, list[Event]] = {story.number: list(story.events) for story in told}
    waves: dict[int, list[Answer]] = {}
    for wave in WAVES:
        waves[wave] = []
        chosen = _respondents(told, wave, habit, rng, as_of)
        for story in told:
            people = [person for person in chosen if person.site == story.number]
            if people:
                waves[wave] += _site_answers(story, people, wave, pending[story.number], rng, as_of)
        waves[wave].sort(key=lambda answer: (answer.answered_on, answer.person.key))
    return waves


def _respondents(told: list[Story], wave: int, habit: list[float], rng: random.Random, as_of: date) -> list[Person]:
    everyone = [person for story in told for person in due(story.people, wave, as_of)]
    likely: dict[str, float] = {}
    for story in told:
        certain = _certain(story, wave, as_of)
        for person in due(story.people, wave, as_of):
            score = habit[story.number] + rng.gauss(0, 0.7) - (1.0 if person.left_on else 0)
            likely[person.key] = score + (100 if person in certain else 0)
    allowed = [person for person in everyone if wave in told[person.site].plot.answers]
    allowed.sort(key=lambda person: -likely[person.key])
    return sorted(allowed[: round(len(everyone) * WAVES[wave][2])], key=lambda person: person.key)


def _certain(story: Story, wave: int, as_of: date) -> list[Person]:
    """Those without whose answer the story would not be told."""
    voice = story.spokesperson(wave, as_of)
    if voice is None or not (wave == max(WAVES) or story.plot.name in WELL_TOLD):
        return []
    if not story.is_contested:
        return [voice]
    return [voice, *[person for person in due(story.people, wave, as_of) if person is not voice][:1]]


def _site_answers(
    story: Story, people: list[Person], wave: int, pending: list[Event], rng: random.Random, as_of: date
) -> list[Answer]:
    voice = story.spokesperson(wave, as_of)
    answers = [_answer(story, person, wave, person is voice, rng, as_of) for person in people]
    reporters = [answer for answer in answers if answer.values["ansat"] == 1 or story.plot.leaves == 0]
    if reporters and story.started_on:
        _report(story, reporters, pending, rng)
    if story.is_contested and len(answers) > 1:
        _contradict(next(answer for answer in answers if answer.person is not voice), wave)
    return answers


def _answer(story: Story, person: Person, wave: int, is_voice: bool, rng: random.Random, as_of: date) -> Answer:
    room = (closes(wave, as_of) - opens(wave, as_of)).days
    day = opens(wave, as_of) + timedelta(days=min(room, int(rng.expovariate(1 / 6))))
    has_left = person.left_on is not None and person.left_on <= day
    values: Values = {"ansat": person.employment if has_left else 1}
    if has_left and story.plot.leaves != 0:
        return Answer(person, story, wave, day, values)
    if wave > 1:
        values["ændring"] = int(is_voice or rng.random() > 0.15)
        if not values["ændring"]:
            return Answer(person, story, wave, day, values)
    values |= _progress(story, wave, day, as_of)
    values |= _anchoring(story, day, rng)
    values |= _opinions(story, values["status"] == 1, is_voice, rng)
    return Answer(person, story, wave, day, values)


def _progress(story: Story, wave: int, day: date, as_of: date) -> Values:
    """Started or not, first course, and the plan."""
    start, plot = story.started_on, story.plot
    if start and start <= day and not (plot.name == "lapsed" and plot.said[wave - 1] == 5):
        running: Values = {"status": 1, "første_kursus": start, "plan": 2}
        coming = [event.on for event in story.events if event.on > day]
        return running | {"plan": 1, "næste_dato": coming[0]} if coming and "K5" in story.ready else running
    if start and start > day:
        is_near = (start - day).days <= 50
        return {"status": 2, "plan": 1, "næste_dato": start} if is_near else {"status": 3, "plan": 2}
    said = plot.said[wave - 1]
    if said == 2:
        planned = opens(wave, as_of) + timedelta(days=plot.ahead[wave - 1])
        return {"status": 2, "plan": 1, "næste_dato": planned}
    return {"status": said} if said in (5, 6) else {"status": said, "plan": 2 if said == 3 else 0}


def _anchoring(story: Story, day: date, rng: random.Random) -> Values:
    """Management, lead, target group and what is settled, as far as the site had come on the day."""
    done = {step for step, on in story.ready.items() if on <= day}
    undecided = (2, 3, 9) if story.plot.name in MAY_LACK_DECISION else (2, 2, 9)
    values: Values = {"ledelse": 1 if "F1" in done else rng.choice(undecided), "ansvarlig": int("F2" in done)}
    if story.plot.name == "no_decision":
        values["ledelse"] = 3
    if "F3" in done:
        values["målgruppe"] = story.target_group
    for column, step in SETTLED.items():
        if rng.random() < 0.93:
            values[column] = 1 if step in done else rng.choice((2, 0))
    values["antal_trænere"] = sum(
        person.course.held_on <= day and not (person.left_on and person.left_on <= day) for person in story.people
    )
    return values


def _opinions(story: Story, is_running: bool, is_voice: bool, rng: random.Random) -> Values:
    """Barriers, confidence, refresher, network and a free text."""
    values: Values = {}
    if not is_running or story.is_outspoken or rng.random() < 0.35:
        told = story.barriers if is_voice else story.barriers[: rng.randint(1, 3)]
        values |= {f"barriere_{place}": code for place, code in enumerate(told, start=1)}
    values["tryghed"] = min(5, max(1, round(rng.gauss(4.1 if is_running else 3.0, 0.8))))
    values["genopfriskning"] = 1 if story.is_refreshed and is_running else rng.choice((2, 0, 0))
    values["netværksønske"] = 1 if story.plot.name == "anchored" else rng.choice((1, 2, 2, 0))
    if rng.random() < 0.3:
        values["fritekst"] = _text(values, rng)
    return values


def _text(values: Values, rng: random.Random) -> str:
    told = words()["by_barrier"].get(values.get("barriere_1")) or rng.choice(words()["glad"])
    return str(told)


def _report(story: Story, reporters: list[Answer], pending: list[Event], rng: random.Random) -> None:
    """Everything done since the last wave is reported once, by one of those who answer; the others report 0."""
    told = [answer for answer in reporters if "status" in answer.values]
    if not told:
        return
    newest = max(told, key=lambda answer: answer.answered_on)
    for answer in told:
        if answer.values["status"] == 1 or story.plot.name == "lapsed":
            for column in COUNTS:
                answer.values[column] = 0
    since = [event for event in pending if event.on <= newest.answered_on]
    for place, event in enumerate(since):
        fitting = [answer for answer in told if answer.answered_on >= event.on and "kit" in answer.values]
        if not fitting:
            continue
        teller = fitting[-1] if place == len(since) - 1 else rng.choice(fitting)
        for column, name in COUNTS.items():
            teller.values[column] = int(str(teller.values[column])) + getattr(event, name)
        pending.remove(event)


def _contradict(answer: Answer, wave: int) -> None:
    """A colleague who sees it otherwise: not started, nothing settled."""
    if "status" in answer.values:
        kept = {name: value for name, value in answer.values.items() if name not in ("første_kursus", *COUNTS)}
        answer.values = kept | {"status": 3 if wave > 1 else 4, "ordination": 0, "ansvarlig": 0, "plan": 2}
        answer.values.pop("næste_dato", None)
