"""What a post says of how it goes, offered as a status note. Pure: text and day in, facts out; nothing is stored.

The words it looks for are in definitions/recognised.toml. It would rather offer nothing than something wrong: a person
confirms every fact, and reads what it was taken from.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from programme.danish_dates import Dated, dates
from programme.definitions import FOLDER
from programme.noted import COUNTS, meanings

LONGEST = 20_000
MOST = 999
NUMBERS = ("nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
WORDS = {word: n for n, word in enumerate(NUMBERS)} | {"et": 1, "én": 1, "ét": 1}
RANK = ("stalled", "done", "planned", "missing")
# A sentence ends at a stop that no day or abbreviation owns, at a line's end, and where "men" turns it.
ENDS = re.compile(r"(?<=[^\W\d]{3})[.!](?=\s|$)|(?<=[\d)])\.(?=\s+[A-ZÆØÅ])|[;?\n]|,?\s+men\s+|(?<=\d{4})\.")


@dataclass(frozen=True)
class Recognised:
    """The facts of a note as a post says them; words tells what each was taken from."""

    state: str
    dated_on: date
    step: str | None = None
    barrier: str | None = None
    next_date: date | None = None
    courses: int | None = None
    talks: int | None = None
    citizens: int | None = None
    kits: int | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sentence:
    text: str
    dates: tuple[Dated, ...]


@dataclass(frozen=True)
class _Topic:
    """What a sentence is about, and how it says that it stands."""

    step: str | None
    state: str
    words: str


def facts(text: str, today: date) -> Recognised | None:
    """What the text says, None where it says nothing that can be a note; days without a year lie in the past."""
    sentences = list(_sentences(text[:LONGEST], today))
    found: dict[str, Any] = {}
    words: dict[str, str] = {}
    for sentence in sentences:
        _take_counts(sentence, found, words)
        _take_barrier(sentence, found, words)
    topics = [topic for sentence in sentences if (topic := _topic(sentence))]
    if topics:
        topic = min(topics, key=lambda one: RANK.index(one.state))
    elif counted := next((name for name in ("kits", "courses", "talks") if found.get(name)), None):
        topic = _Topic("O2" if counted == "kits" else "O1", "done", words[counted])
    elif is_same := next((match for one in sentences if (match := _cue("unchanged").search(one.text))), None):
        return Recognised("unchanged", today, words={"state": is_same.group()})
    else:
        return None
    _take_dates(sentences, topic, found, words)
    if topic.state in ("missing", "stalled"):
        found = {name: value for name, value in found.items() if name not in (*COUNTS, "next_date")}
    words |= {"state": topic.words, **({"step": topic.words} if topic.step else {})}
    words = {name: said for name, said in words.items() if name in found or name in ("state", "step")}
    return Recognised(state=topic.state, step=topic.step, words=words, **({"dated_on": today} | found))


def _sentences(text: str, today: date) -> Iterator[_Sentence]:
    found = dates(text, today)
    start = 0
    for end in [*ENDS.finditer(text), None]:
        stop = end.start() if end else len(text)
        if end and any(one.start < stop < one.end for one in found):
            continue
        if not (end and end.group() == "?"):  # who asks tells nothing
            yield _Sentence(text[start:stop], tuple(one.shifted(start) for one in found if start <= one.start < stop))
        start = end.end() if end else stop


def _topic(sentence: _Sentence) -> _Topic | None:
    if match := _cue("stalled").search(sentence.text):
        return _Topic(None, "stalled", match.group())
    for step, words, also in _steps():
        named = words.search(sentence.text)
        if named and (also is None or also.search(sentence.text)) and (state := _state(sentence, step)):
            return _Topic(step, state, _around(sentence.text, named))
    return None


def _state(sentence: _Sentence, step: str) -> str | None:
    """How a sentence says that a step stands; None where it does not say."""
    if _cue("missing").search(sentence.text):
        is_off = step == "O1" and _cue("cancelled").search(sentence.text)
        return "missing" if is_off or meanings().steps[step].missing else None
    has_date = any(not one.is_ahead for one in sentence.dates)
    is_planned = _cue("planned").search(sentence.text) is not None
    if (_cue("done").search(sentence.text) and not is_planned) or (has_date and step in ("O1", "O2", "O3", "D2")):
        return "done"
    is_ahead = any(one.is_ahead for one in sentence.dates)
    return "planned" if is_ahead or (is_planned and meanings().steps[step].planned) else None


def _take_dates(sentences: Iterable[_Sentence], topic: _Topic, found: dict[str, Any], words: dict[str, str]) -> None:
    told = [one for sentence in sentences for one in sentence.dates]
    past = next((one for one in told if not one.is_ahead), None)
    ahead = next((one for one in told if one.is_ahead), None)
    if past and topic.state != "planned":
        found["dated_on"], words["dated_on"] = past.day, past.words
    if ahead:
        found["next_date"], words["next_date"] = ahead.day, ahead.words


def _take_counts(sentence: _Sentence, found: dict[str, Any], words: dict[str, str]) -> None:
    """The first number of each kind, from what has happened: what is missing or lies ahead is not counted."""
    if _cue("missing").search(sentence.text):
        return
    ahead = _cue("planned").search(sentence.text)
    for name, pattern in _counts():
        for match in pattern.finditer(sentence.text):
            count = WORDS.get(match[1].lower(), None) if not match[1].isdigit() else int(match[1])
            if (
                name not in found
                and count is not None
                and count <= MOST
                and not (ahead and ahead.start() < match.start())
            ):
                found[name], words[name] = count, match.group()


def _take_barrier(sentence: _Sentence, found: dict[str, Any], words: dict[str, str]) -> None:
    is_missing = _cue("missing").search(sentence.text) is not None
    for code, pattern, needs_missing in _barriers():
        match = pattern.search(sentence.text)
        if match and "barrier" not in found and (is_missing or not needs_missing):
            found["barrier"], words["barrier"] = code, _around(sentence.text, match)


def _around(text: str, match: re.Match[str]) -> str:
    """The whole word that a match begins."""
    rest = re.match(r"[\w-]*", text[match.end() :])
    return match.group() + (rest.group() if rest else "")


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w])(?:" + "|".join(words) + ")", re.IGNORECASE)


@functools.cache
def _file() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "recognised.toml").read_text(encoding="utf-8"))


@functools.cache
def _cue(name: str) -> re.Pattern[str]:
    return _any(_file()["cues"][name])


@functools.cache
def _steps() -> list[tuple[str, re.Pattern[str], re.Pattern[str] | None]]:
    return [(row["code"], _any(row["words"]), _any(row["also"]) if "also" in row else None) for row in _file()["step"]]


@functools.cache
def _barriers() -> list[tuple[str, re.Pattern[str], bool]]:
    return [(row["code"], _any(row["words"]), row.get("needs_missing", False)) for row in _file()["barrier"]]


@functools.cache
def _counts() -> list[tuple[str, re.Pattern[str]]]:
    number = "|".join(sorted(WORDS, key=len, reverse=True))
    before = r"(?<![\w/.:,-])(?<!kl\. )(?<!kl )(?<!uge )"
    return [
        (
            row["field"],
            re.compile(rf"{before}(\d{{1,3}}|{number})\s+(?:[^\W\d]+e\s+)?(?:{'|'.join(row['words'])})", re.IGNORECASE),
        )
        for row in _file()["count"]
    ]
