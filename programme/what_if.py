"""What would change: other limits, or a trainer who stops. The status engine itself on one read of the data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from programme.answers import number_of
from programme.definitions import Definitions, definitions, holding
from programme.evidence import Evidence
from programme.facts import SiteFacts
from programme.places import Place
from programme.rollup import Municipality, Programme, programme
from programme.staff import LISTED_AWAY

LIMITS = (90, 120, 150)  # days without a start
GONE = max(LISTED_AWAY)


@dataclass(frozen=True)
class ReadOnce(Evidence):
    """Evidence whose facts are made once, however many limits they are held against."""

    known: dict[date, tuple[dict[int, SiteFacts], dict[str, Place]]] = field(default_factory=dict)

    def facts_and_places(self, as_of: date) -> tuple[dict[int, SiteFacts], dict[str, Place]]:
        """As Evidence has it, from the second time on without work."""
        if as_of not in self.known:
            self.known[as_of] = super().facts_and_places(as_of)
        return self.known[as_of]


def read_once(known: Evidence) -> ReadOnce:
    """The same evidence, its facts remembered."""
    return ReadOnce(**_rows(known))


def _rows(known: Evidence) -> dict[str, Any]:
    return {name: getattr(known, name) for name in Evidence.__dataclass_fields__}


def limit(made: Definitions) -> int:
    """The days without a start after which most municipalities have stalled."""
    return min(size.limit_days for size in made.sizes)


def most_patient(made: Definitions) -> int:
    """How many days more the most patient size has."""
    return max(size.limit_days for size in made.sizes) - limit(made)


def with_limit(made: Definitions, days: int) -> Definitions:
    """The definitions with another limit; sizes that have more days today keep as many more."""
    more = days - limit(made)
    return replace(made, sizes=tuple(replace(size, limit_days=size.limit_days + more) for size in made.sizes))


def at_limit(known: ReadOnce, municipalities: dict[str, Municipality], as_of: date, days: int) -> Programme:
    """Every state as it would be with another limit."""
    with holding(with_limit(definitions(), days)):
        return programme(known, municipalities, as_of)


def without(known: Evidence, trainer_id: int, as_of: date) -> Evidence:
    """The evidence as it would be if a trainer stopped on a day, whatever was answered before."""
    who, said = known.trainers, known.answers
    is_gone = who.id == trainer_id
    employment = np.where(said.trainer == trainer_id, -1, said.values["employment"])
    stopped = replace(
        who,
        status=np.where(is_gone, GONE, who.status),
        listed=np.where(is_gone, number_of(as_of), who.listed),
    )
    told = replace(said, values=said.values | {"employment": employment})
    return Evidence(**_rows(known) | {"trainers": stopped, "answers": told})


def changes(before: Programme, after: Programme) -> list[str]:
    """The codes of the municipalities whose state differs, in their order."""
    states = after.municipalities
    return [code for code, one in before.municipalities.items() if one.status.state != states[code].status.state]
