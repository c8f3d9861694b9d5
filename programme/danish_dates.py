"""Days as Danes write them: 12/5, 12.5.21, den 12. maj, i går, i mandags, på torsdag, 2021-05-12."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
RELATIVE = {"i dag": 0, "i går": -1, "i forgårs": -2, "i morgen": 1, "i overmorgen": 2}
FURTHEST = 3 * 365  # days: what lies further away was meant otherwise
AHEAD = re.compile(
    r"(?<!\w)(?:næste|kommende|planlagt|planlægger|planlægge|aftalt|booket|datosat|skal|vil|regner med|forventer"
    r"|holder)(?!\w)[^,;.!?\n]*$",
    re.IGNORECASE,
)
NUMERIC = re.compile(
    r"(?<![\w/.:,-])(?<!kl\. )(?<!kl )(\d{1,2})(?:/|\.|-)(\d{1,2})(?:[./-](\d{4}|\d{2})(?!\d))?+(?![\d/-])"
    r"(?!\s*(?:af|time|dag|år|stilling|mio)\b)(?!,\d)"
)
WRITTEN = re.compile(
    r"(?<![\w/.:,-])(\d{1,2})\.?\s*(jan(?:uar)?|feb(?:ruar)?|mar(?:ts)?|apr(?:il)?|maj|juni?|juli?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![^\W\d_])\.?(?:\s+(\d{4})(?!\d))?",
    re.IGNORECASE,
)
ISO = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
SPOKEN = re.compile(r"(?<!\w)(?:i dag|i går|i forgårs|i morgen|i overmorgen)(?!\w)", re.IGNORECASE)
WEEKDAY = re.compile(rf"(?<!\w)(i|på|sidste|næste)\s+({'|'.join(WEEKDAYS)})(s)?(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Dated:
    """A day that a text names, and where."""

    day: date
    is_ahead: bool
    words: str
    start: int
    end: int

    def shifted(self, by: int) -> Dated:
        """The same, counted from further on in the text."""
        return replace(self, start=self.start - by, end=self.end - by)


def dates(text: str, today: date) -> list[Dated]:
    """Every day that the text names, in order. Without a year it is the last such day, or the next where the words
    before it look ahead; days further away than three years are left out."""
    found: list[Dated] = []
    for one in sorted(_all(text, today), key=lambda one: (one.start, -one.end)):
        is_near = abs((one.day - today).days) <= FURTHEST
        if is_near and not (found and one.start < found[-1].end):
            found.append(one)
    return found


def _all(text: str, today: date) -> Iterator[Dated]:
    for match in ISO.finditer(text):
        yield from _dated(match, text, today, int(match[3]), int(match[2]), int(match[1]))
    for match in WRITTEN.finditer(text):
        month = MONTHS.index(match[2][:3].lower()) + 1
        yield from _dated(match, text, today, int(match[1]), month, int(match[3]) if match[3] else None)
    for match in NUMERIC.finditer(text):
        year = int(match[3]) if match[3] else None
        year = year + 2000 if year is not None and year < 100 else year
        yield from _dated(match, text, today, int(match[1]), int(match[2]), year)
    for match in SPOKEN.finditer(text):
        day = today + timedelta(days=RELATIVE[" ".join(match.group().lower().split())])
        yield Dated(day, day > today, match.group(), match.start(), match.end())
    for match in WEEKDAY.finditer(text):
        if one := _weekday(match, today):
            yield one


def _dated(match: re.Match[str], text: str, today: date, day: int, month: int, year: int | None) -> Iterator[Dated]:
    is_ahead = AHEAD.search(text[max(0, match.start() - 60) : match.start()]) is not None
    years = [year] if year is not None else [today.year + n for n in ((0, 1, 2) if is_ahead else (0, -1, -2, -3, -4))]
    for one in years:
        if (found := _real(one, month, day)) is None:
            continue
        if year is None and (found < today if is_ahead else found > today):
            continue
        yield Dated(found, found > today or (is_ahead and found == today), match.group(), match.start(), match.end())
        return


def _weekday(match: re.Match[str], today: date) -> Dated | None:
    before, name, ending = match[1].lower(), match[2].lower(), match[3]
    is_ahead = before in ("på", "næste")
    if is_ahead == bool(ending) or (before == "i" and not ending):
        return None  # "i mandag", "på mandags": nobody says so
    away = (WEEKDAYS.index(name) - today.weekday()) % 7
    day = today + timedelta(days=away or 7) if is_ahead else today - timedelta(days=7 - away if away else 7)
    return Dated(day, is_ahead, match.group(), match.start(), match.end())


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
