"""Edits laid over the shipped definitions: {"size.small.limit_days": 200}. What can be edited, and what comes of it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from programme.definitions.model import Definitions, Step, Thresholds
from programme.definitions.read import shipped
from programme.definitions.rules_of_rules import inconsistencies

Value = int | str
Changes = Mapping[str, Value]
OWN_EXPERIENCE = "thresholds.own_experience_from"
# What can be edited of each kind of record: where it is kept, what it is called by, and which of its fields.
EDITABLE: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "size": ("sizes", "code", ("limit_days", "window_days", "course_window_days")),
    "phase": ("phases", "code", ("title",)),
    "step": ("steps", "code", ("title", "responsible", "typical_day", "late_day", "proof")),
    "guide": ("guides", "step", ("what", "why", "small", "large", "several", "lead", "member", "clients")),
    "template": ("templates", "code", ("title", "text")),
}
LONGEST = {"title": 80, "responsible": 60, "text": 6000}  # characters; the others are sentences
LONGEST_SENTENCE = 240  # the leaflet has two pages
LARGEST = 3650  # days


@dataclass(frozen=True)
class Field:
    """One value that can be edited; `part` is what it is edited together with: a step, the thresholds, a template."""

    key: str
    part: str
    name: str
    value: Value
    size: str | None = None  # where it holds for municipalities of one size only

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int)

    @property
    def least(self) -> int:
        """The least number that it may be: a step may be done on the first day, a limit of no days is none."""
        return 0 if self.name == "typical_day" else 1

    @property
    def longest(self) -> int:
        """How many characters it may have."""
        return LONGEST.get(self.name, LONGEST_SENTENCE)


def editable(made: Definitions) -> tuple[Field, ...]:
    """Every value that can be edited, as it stands in these definitions."""
    return tuple(_fields(made))


def _fields(made: Definitions) -> Iterator[Field]:
    for entry in fields(Thresholds):
        yield Field(f"thresholds.{entry.name}", "thresholds", entry.name, getattr(made.thresholds, entry.name))
    yield Field(OWN_EXPERIENCE, "thresholds", "own_experience_from", made.own_experience_from)
    for kind, (home, named, names) in EDITABLE.items():
        for record in getattr(made, home):
            code = getattr(record, named)
            part = {"size": "sizes", "phase": "phases"}.get(kind, code)
            for name in names:
                size = code if kind == "size" else None
                value = getattr(record, name)
                yield Field(
                    f"{kind}.{code}.{name}", part, name, value.strip() if isinstance(value, str) else value, size
                )
            if kind == "step":
                yield from _by_size(record)


def _by_size(step: Step) -> Iterator[Field]:
    """What a step says differently to a size; only what the files already tell apart."""
    for size, own in step.by_size.items():
        for name, value in own.items():
            if isinstance(value, (int, str)) and not isinstance(value, bool):
                yield Field(f"step.{step.code}.{size}.{name}", step.code, name, value, size)


@functools.lru_cache(maxsize=16)
def read_edits(written: str) -> Definitions:
    """The shipped definitions with edits over them, from the JSON of a version."""
    return edited(json.loads(written))


def edited(changes: Changes) -> Definitions:
    """The shipped definitions with these edits; what the files no longer know is passed over."""
    made = shipped()
    thresholds = _of(changes, "thresholds")
    own_experience = thresholds.pop("own_experience_from", made.own_experience_from)
    known = {entry.name for entry in fields(Thresholds)}
    over: dict[str, Any] = {
        "thresholds": replace(made.thresholds, **{k: v for k, v in thresholds.items() if k in known}),
        "own_experience_from": own_experience,
    }
    for kind, (home, named, names) in EDITABLE.items():
        records = [_record(kind, record, getattr(record, named), names, changes) for record in getattr(made, home)]
        over[home] = tuple(records)
    return replace(made, **over)


def faults(changes: Changes) -> list[str]:
    """What does not hang together with these edits, in Danish."""
    return inconsistencies(edited(changes))


def _record(kind: str, record: Any, code: str, names: tuple[str, ...], changes: Changes) -> Any:
    own = _of(changes, f"{kind}.{code}")
    given: dict[str, Any] = {name: own[name] for name in names if name in own}
    if kind == "step" and record.by_size:
        given["by_size"] = {
            size: dict(values) | {k: v for k, v in _of(changes, f"step.{code}.{size}").items() if k in values}
            for size, values in record.by_size.items()
        }
    return replace(record, **given) if given else record


def _of(changes: Changes, head: str) -> dict[str, Any]:
    """The edits whose key is head.<name>."""
    start = len(head) + 1
    return {k[start:]: v for k, v in changes.items() if k.startswith(f"{head}.") and "." not in k[start:]}
