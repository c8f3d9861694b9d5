"""Today, as everything else sees it, and dates as sentences write them."""

from __future__ import annotations

from datetime import date, datetime

import config

MONTHS = ("jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")


def today() -> date:
    """The day that states are computed for: FODFAESTE_TODAY, else the calendar's."""
    return config.settings().today or date.today()


def danish(day: date) -> str:
    """A date inside a sentence: 20. apr. 2021."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def now() -> datetime:
    """The moment, for what is written down: today's date with the clock's time."""
    return datetime.combine(today(), datetime.now().time())
