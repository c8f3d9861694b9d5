"""The implementation model as it reads for one municipality: size, own or shared programme, sites, clients. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from programme.definitions import Definitions, Guide, Step

OWN, LEAD, MEMBER = "own", "lead", "member"
PROGRAMMES = (OWN, LEAD, MEMBER)
MOST_SITES, MOST_CLIENTS = 60, 20_000
TRAINERS_PER_SITE = 2
HALF, MOST = 0.5, 0.9  # of the clients: the two aims of step D3


@dataclass(frozen=True)
class Situation:
    """What the model adapts to; `clients` are citizens in substitution treatment (OAT), None where not said."""

    size: str = "medium"
    programme: str = OWN
    sites: int = 1
    clients: int | None = None


@dataclass(frozen=True)
class GuideStep:
    """A step as it reads for a situation; days are counted from the first trained trainer."""

    code: str
    phase: str
    title: str
    what: str
    why: str
    notes: tuple[str, ...]  # what is special for this situation
    responsible: str
    proof: str
    typical_day: int
    late_day: int
    sources: tuple[str, ...]
    is_done_by_lead: bool  # another municipality does it for a member of a shared programme


def guide(made: Definitions, situation: Situation) -> list[GuideStep]:
    """The 16 steps, in the order of the model."""
    return [_step(made, made.step_for(step, situation.size), situation) for step in made.steps]


def done_by_lead(step: Step, programme: str) -> bool:
    """True for what the lead of a shared programme does for its members."""
    return step.is_shared and programme == MEMBER


def _step(made: Definitions, step: Step, situation: Situation) -> GuideStep:
    words, filled = made.guide(step.code), _words(made, situation)
    return GuideStep(
        code=step.code,
        phase=step.phase,
        title=step.title,
        what=words.what.format_map(filled),
        why=words.why.format_map(filled),
        notes=tuple(note.format_map(filled) for note in _notes(words, situation) if note),
        responsible=step.responsible,
        proof=step.proof.strip(),
        typical_day=step.typical_day,
        late_day=step.late_day,
        sources=tuple(words.sources),
        is_done_by_lead=done_by_lead(step, situation.programme),
    )


def _notes(words: Guide, situation: Situation) -> tuple[str, ...]:
    return (
        words.small if situation.size == "small" else "",
        words.large if situation.size == "large" else "",
        words.several if situation.sites > 1 else "",
        words.lead if situation.programme == LEAD else "",
        words.member if situation.programme == MEMBER else "",
        words.clients if situation.clients else "",
    )


def _words(made: Definitions, situation: Situation) -> dict[str, object]:
    clients = situation.clients or 0
    return {
        "sites": situation.sites,
        "trainers": TRAINERS_PER_SITE * situation.sites,
        "clients": _grouped(clients),
        "half": _grouped(ceil(HALF * clients)),
        "most": _grouped(ceil(MOST * clients)),
        "course_window": made.size(situation.size).course_window_days,
    }


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
