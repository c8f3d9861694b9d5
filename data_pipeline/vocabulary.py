"""The words of exports: what columns are called, and how each survey tool packs its answers (mappings/*.toml)."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_pipeline.contract import contract
from data_pipeline.fold import LETTERS, folded
from data_pipeline.model import Kind

FOLDER = Path(__file__).with_name("mappings")
LONGEST_HEADING = 400
KINDS: tuple[Kind, ...] = ("participants", "followup")
_HINT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_NUMBER = re.compile(r"^\s*(?:(?:spm|spørgsmål|q)\.?\s*)?\d{1,2}\s*[.):]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A field that the tool itself writes: `columns` are patterns, in order of preference."""

    field: str
    columns: tuple[re.Pattern[str], ...]
    values: dict[str, str]
    style: str = "single"
    is_utc: bool = False
    take_last: bool = False  # of several that match one pattern
    or_answered: bool = False  # style "filled": any answered question will do


@dataclass(frozen=True)
class Packaging:
    """How one tool wraps a survey; `marks` tell its files: one pattern of each group must be a heading."""

    name: str
    format: str
    marks: tuple[tuple[re.Pattern[str], ...], ...]
    key: tuple[tuple[re.Pattern[str], ...], ...]
    sources: tuple[Source, ...]
    wrapping: tuple[re.Pattern[str], ...]  # columns of the tool that hold no answers
    option: re.Pattern[str] | None  # stem and place, code or label of one option's column
    separator: str

    def fits(self, header: list[str]) -> bool:
        return all(any(first_match(pattern, header) for pattern in group) for group in self.marks)


@dataclass(frozen=True)
class Translated:
    """A question of other surveys whose answers become ours."""

    kind: Kind
    field: str
    keys: frozenset[str]
    values: dict[str, str]


def first_match(pattern: re.Pattern[str], header: list[str]) -> str | None:
    """The first heading that is the pattern."""
    return next((name for name in header if pattern.fullmatch(name)), None)


def heading_keys(text: str) -> list[str]:
    """The ways to look a heading up, the fullest first."""
    text = text[:LONGEST_HEADING]
    plain = _NUMBER.sub("", text)
    in_group = plain.rpartition("/")[2] if " / " not in plain else ""  # Kobo: group/question
    tries = (text, plain, _HINT.sub("", plain), in_group)
    return list(dict.fromkeys(key for each in tries if (key := _key(each))))


@functools.cache
def field_of(kind: Kind) -> dict[str, tuple[str, int]]:
    """Heading key -> field and how good a name it is (0 is the template's own)."""
    found: dict[str, tuple[str, int]] = {}
    for name, rule in contract().fields[kind].items():
        found[_key(rule.column)] = (name, 0)
    for name, headings in _headings()[kind].items():
        for rank, heading in enumerate(headings, start=1):
            found.setdefault(_key(heading), (name, rank))
    return found


@functools.cache
def short_names() -> dict[str, str]:
    """SurveyXact's first eight characters of a template column -> field, where they tell it."""
    columns = {name: rule.column for name, rule in contract().fields["followup"].items()}
    made: dict[str, str] = {}
    for spelled in (columns, {name: column.translate(LETTERS) for name, column in columns.items()}):
        shorts = [column[:8] for column in spelled.values()]
        made |= {_key(short): name for name, short in zip(spelled, shorts, strict=True) if shorts.count(short) == 1}
    return made


@functools.cache
def translated() -> tuple[Translated, ...]:
    """Questions of other surveys that answer one of ours."""
    return tuple(
        Translated(each["kind"], each["field"], frozenset(map(_key, each["headings"])), each["values"])
        for each in _headings()["translated"]
    )


def several() -> frozenset[str]:
    """Fields for which every column that fits is read."""
    return frozenset(_headings()["several"]["fields"])


def survey_options(header: list[str]) -> dict[str, str]:
    """Column -> code for the options of a known survey; "-" means that the column is no option."""
    found: dict[str, str] = {}
    for survey in _headings()["survey"]:
        if set(survey["marks"]) <= set(header):
            found |= survey["options"]
    return found


def refusal(header: list[str]) -> str | None:
    """Why a file with this header holds no answers, if it is known to hold none."""
    found = (each["message"] for each in _headings()["refused"] if set(each["marks"]) <= set(header))
    return next(found, None)


@functools.cache
def packagings() -> tuple[Packaging, ...]:
    """Every tool that is known, those with most marks first."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path.name != "headings.toml")
    made = [_packaging(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files]
    return tuple(sorted(made, key=lambda each: -len(each.marks)))


@functools.lru_cache(maxsize=4096)
def is_known_heading(text: str) -> bool:
    """Whether any mapping knows the heading."""
    if len(text) > LONGEST_HEADING:
        return False
    name = " ".join(text.split())
    if any(key in field_of(kind) for key in heading_keys(name) for kind in KINDS):
        return True
    if any(key in each.keys for key in heading_keys(name) for each in translated()):
        return True
    return any(pattern.fullmatch(name) for pattern in _marks())


@functools.cache
def _marks() -> tuple[re.Pattern[str], ...]:
    tools = [pattern for each in packagings() for group in each.marks for pattern in group]
    return (*tools, *(re.compile(re.escape(name)) for each in _headings()["refused"] for name in each["marks"]))


@functools.cache
def _headings() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "headings.toml").read_text(encoding="utf-8"))


def _key(text: str) -> str:
    return folded(text).replace(" ", "")


def _packaging(given: dict[str, Any]) -> Packaging:
    sources = [_source(each) for each in given.get("fields", ())]
    if complete := given.get("is_complete"):
        sources.append(_source({"field": "is_complete", **complete}))
    return Packaging(
        name=given["name"],
        format=given["format"],
        marks=tuple(_patterns(group) for group in given["marks"]),
        key=tuple(_patterns(group) for group in given.get("key", ())),
        sources=tuple(sources),
        wrapping=_patterns(given.get("packaging", ())),
        option=re.compile(given["option"]) if "option" in given else None,
        separator=given.get("separator", ""),
    )


def _source(given: dict[str, Any]) -> Source:
    return Source(
        field=given["field"],
        columns=_patterns(given["columns"]),
        values=given.get("values", {}),
        style=given.get("style", "single"),
        is_utc=given.get("is_utc", False),
        take_last=given.get("take") == "last",
        or_answered=given.get("or_answered", False),
    )


def _patterns(given: list[str] | tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each) for each in given)
