"""A plan as a calendar file (RFC 5545): one whole-day entry per dated step that is not done; no persons in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

PRODUCT = "-//Fodfaeste//Plan//DA"


def calendar(
    code: str, name: str, entries: Sequence[Mapping[str, Any]], *, address: str, written_at: datetime
) -> bytes:
    """The file's bytes; entries have step, summary, description and due_on. Importing it again updates the entries."""
    made = Calendar()
    for key, value in (("prodid", PRODUCT), ("version", "2.0"), ("x-wr-calname", name)):
        made.add(key, value)
    for entry in entries:
        made.add_component(_event(code, entry, address, written_at))
    return bytes(made.to_ical())


def _event(code: str, entry: Mapping[str, Any], address: str, written_at: datetime) -> Event:
    due_on: date = entry["due_on"]
    event = Event()
    event.add("uid", f"plan-{code}-{entry['step']}@fodfaeste")
    event.add("dtstamp", written_at.astimezone(UTC))
    event.add("dtstart", due_on)
    event.add("dtend", due_on + timedelta(days=1))
    event.add("summary", entry["summary"])
    event.add("description", entry["description"])
    event.add("url", f"{address}/kommune/{code}/plan")
    event.add("transp", "TRANSPARENT")  # nobody is busy all that day
    return event
