"""Dates as Danish people and survey tools write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from data_pipeline.parse import Bad

MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
ENGLISH = {"may": 5, "oct": 10}
_EXCEL_ZERO = date(1899, 12, 30)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ Tt](.*))?\Z")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)\Z")
_NUMERIC = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})(?:\s?([./-])\s?|\s)(\d{4}|\d{2})(?:[ t,]+(.*))?\Z")
_NAMED = re.compile(
    r"(?:\w+dag\s+)?(?:d(?:en)?\.?\s+)?(\d{1,2})\.?[\s-]*([a-z]{3})[a-z]*\.?[\s,-]*(\d{4}|\d{2})(?:[ t,]+.*)?\Z"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?\Z")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)")
_ZONE = re.compile(r"\d\d:\d\d:\d\d(?:[.,]\d+)? ?(?:z|utc|gmt|([+-])(\d\d):?(\d\d)?)\Z")
_WORN = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u200b\u200e\u200f\ufeff")
)
REMEDY = "Skriv datoen som 05-03-2021."


def column_order(texts: Iterable[str]) -> str:
    """ "dmy" or "mdy" when dates with slashes in the column can only be read so, "" when nothing decides it."""
    orders = set()
    for text in texts:
        found = _NUMERIC.match(text.strip().lower())
        if not found or not found[2] == found[4] == "/":
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 or _is_danish_clock(found[6]):
            orders.add("dmy")
        elif second > 12:
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else ""


def parse_date(text: str, order: str = "", is_utc: bool = False) -> date | Bad:
    """The day that text names, in Danish time; order decides 03/05/2026."""
    text = text.translate(_WORN).strip(" \t\r\n\u00a0'").lower()
    if found := _ISO.match(text):
        made = _day(text, found[1], found[3], found[4])
        clock = found[5] or ""
        minutes = _minutes_ahead(clock, is_utc)
        return made if minutes is None or isinstance(made, Bad) else _in_denmark(made, clock, minutes)
    if found := _NUMERIC.match(text):
        return _numeric(text, found, order)
    if found := _NAMED.match(text):
        name = found[2]
        month = MONTHS.index(name) + 1 if name in MONTHS else ENGLISH.get(name, 0)
        return _day(text, _year(found[3]), month, found[1])
    if found := _COMPACT.match(text):
        return _day(text, found[1], found[2], found[3])
    if _SERIAL.match(text) and 40_000 <= (serial := int(text[:5])) <= 60_000:
        return _EXCEL_ZERO + timedelta(days=serial)
    return Bad("invalid_date", f"„{text}” er ikke en dato, der kan læses. {REMEDY}")


def _numeric(text: str, found: re.Match[str], order: str) -> date | Bad:
    first, second, year = int(found[1]), int(found[3]), _year(found[5])
    has_slashes = found[2] == found[4] == "/"  # 20/1-26 is Danish, 05/03/2026 is anybody's
    if has_slashes and first <= 12 and second <= 12 and first != second:
        if not order and not _is_danish_clock(found[6]):
            one, other = _day(text, year, second, first), _day(text, year, first, second)
            if isinstance(one, date) and isinstance(other, date):
                return Bad(
                    "ambiguous_date",
                    f"„{text}” kan være {one:%d-%m-%Y} eller {other:%d-%m-%Y}. Skriv den ene af dem.",
                )
        if order == "mdy":
            first, second = second, first
    elif has_slashes and second > 12 >= first:
        first, second = second, first
    return _day(text, year, second, first)


def _is_danish_clock(rest: str | None) -> bool:
    return bool(rest and re.match(r"\d{1,2}\.\d\d", rest))


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(text: str, year: str | int, month: str | int, day: str | int) -> date | Bad:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return Bad("invalid_date", f"„{text}” findes ikke i kalenderen. {REMEDY}")


def _minutes_ahead(clock: str, is_utc: bool) -> int | None:
    """How far ahead of UTC the time is, where it says so or its source is known for it."""
    found = _ZONE.match(clock)
    if not found or not found[1]:
        return 0 if found or is_utc else None
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return -minutes if found[1] == "-" else minutes


def _in_denmark(day: date, clock: str, minutes: int) -> date:
    found = _CLOCK.match(clock)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return day
    from zoneinfo import ZoneInfo  # reads the machine's zones, for the few sources that write UTC

    moment = datetime(day.year, day.month, day.day, int(found[1]), int(found[2]), tzinfo=UTC) - timedelta(
        minutes=minutes
    )
    return moment.astimezone(ZoneInfo("Europe/Copenhagen")).date()
