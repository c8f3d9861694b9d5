"""The contract of each field, read from fields.toml: type, template column, codes and what a bad value does."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data_pipeline.model import Kind

PATH = Path(__file__).with_name("fields.toml")


@dataclass(frozen=True)
class Field:
    """What one canonical field accepts."""

    name: str
    column: str  # in Red Liv's template
    type: str
    on_bad: str  # "error" | "warning"
    in_template: bool
    codes: dict[str, list[str]]  # code -> label and other ways to write it
    low: int
    high: int
    length: int | None
    past: bool
    pattern: str


@dataclass(frozen=True)
class Contract:
    """All fields of both kinds of file."""

    fields: dict[Kind, dict[str, Field]]
    required: dict[Kind, list[list[str]]]  # each inner list: one of these must be there
    missing: frozenset[str]
    earliest: date
    years_ahead: int


@functools.cache
def contract() -> Contract:
    """The contract of this installation."""
    source = tomllib.loads(PATH.read_text(encoding="utf-8"))
    kinds: tuple[Kind, ...] = ("participants", "followup")
    return Contract(
        fields={kind: {name: _field(name, each, source) for name, each in source[kind].items()} for kind in kinds},
        required=source["required"],
        missing=frozenset(source["missing"]["texts"]),
        earliest=source["dates"]["earliest"],
        years_ahead=source["dates"]["years_ahead"],
    )


def _field(name: str, given: dict[str, Any], source: dict[str, Any]) -> Field:
    codes = given.get("codes", {})
    if given["type"] in ("barrier", "barriers"):
        codes = source["followup"]["barriers"]["codes"]
    return Field(
        name=name,
        column=given["column"],
        type=given["type"],
        on_bad=given.get("on_bad", "warning"),
        in_template=given.get("template", True),
        codes=codes,
        low=given.get("low", 0),
        high=given.get("high", 1_000_000),
        length=given.get("length"),
        past=given.get("past", False),
        pattern=given.get("pattern", ""),
    )
