"""The steps of one municipality beside what is typical: a frame in, what the browser draws out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from programme.definitions import definitions
from ui import formats
from ui.components import Column, table_data
from ui.texts import Parts
from ui.texts_places import Kommune as T

WORDS = {
    "done": T.WORD_DONE,
    "late": T.WORD_LATE,
    "due": T.WORD_DUE,
    "waiting": T.WORD_WAITING,
    "not_applicable": T.WORD_IRRELEVANT,
}


FILE = (
    Column("phase", T.PHASE),
    Column("code", T.STEP_CODE),
    Column("title", T.STEP),
    Column("word", T.STATUS),
    Column("text", T.WHEN),
    Column("typical", T.TYPICAL),
)


def phases(timeline: pd.DataFrame, as_of: date) -> list[dict[str, Any]]:
    """One dict per phase with its steps in order; takes MunicipalityView.timeline (days since day zero)."""
    if timeline.empty or timeline["day_zero"].isna().all():
        return []
    steps = [_step(row, as_of) for row in timeline.to_dict("records")]
    longest = max(max(step["days"]) for step in steps)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        step["share"] = {name: round(100 * day / longest, 1) for name, day in step.pop("marks").items()}
        del step["days"]
        grouped.setdefault(step.pop("phase"), []).append(step)
    return [{"phase": phase, "done": _done(steps), "steps": steps} for phase, steps in grouped.items()]


def file(phased: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The same for a spreadsheet; takes what phases() made."""
    rows = [{"phase": part["phase"], **step} for part in phased for step in part["steps"]]
    frame = pd.DataFrame(rows, columns=[column.key for column in FILE])
    return {"table": table_data(frame, FILE, caption=T.STEPS), "file": name, "title": Parts.csv}


def status(row: Mapping[Any, Any], as_of: date) -> str:
    """done, late, due (its typical day has come), waiting, or not_applicable."""
    if not row["is_applicable"]:
        return "not_applicable"
    if _day(row["done_on"]):
        return "done"
    if row["is_late"]:
        return "late"
    due = _day(row["due_on"])
    return "due" if due and due <= as_of else "waiting"


def _step(row: Mapping[Any, Any], as_of: date) -> dict[str, Any]:
    found = status(row, as_of)
    marks = _marks(row, as_of) if found != "not_applicable" else {}
    return {
        "code": row["step"],
        "title": row["title"],
        "phase": row["phase"],
        "status": found,
        "word": WORDS[found],
        "text": _text(found, row),
        "typical": _typical(row) if found != "not_applicable" else "",
        "marks": marks,
        "days": [1, *marks.values()],
    }


def _marks(row: Mapping[Any, Any], as_of: date) -> dict[str, int]:
    zero, done = _day(row["day_zero"]), _day(row["done_on"])
    days = {"typical": row["typical_day"], "late": row["late_day"]}
    if zero:
        days["today"] = (as_of - zero).days
        if done:
            days["done"] = (done - zero).days
    return {name: max(0, int(day)) for name, day in days.items() if not pd.isna(day)}


def _text(found: str, row: Mapping[Any, Any]) -> str:
    due, done = _day(row["due_on"]), _day(row["done_on"])
    if found == "not_applicable":
        return ""
    if done:
        return (T.STEP_DONE_LATE if row["is_late"] else T.STEP_DONE).format(day=formats.day(done))
    when = (T.STEP_DUE if found == "waiting" else T.STEP_PASSED).format(day=formats.day(due)) if due else ""
    who = T.STEP_RESPONSIBLE.format(who=row["responsible"]) if row["responsible"] else ""
    return " · ".join(filter(None, (when, who)))


def _typical(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["typical_day"]) or pd.isna(row["late_day"]):
        return ""
    days = T.STEP_TYPICAL.format(typical=int(row["typical_day"]), late=int(row["late_day"]))
    own = int(row["own_sites"])
    source = T.STEP_OWN.format(sites=own) if own >= definitions().own_experience_from else T.STEP_PROPOSED
    return f"{days} ({source})"


def _done(steps: list[dict[str, Any]]) -> str:
    counted = [step for step in steps if step["status"] != "not_applicable"]
    return T.COUNT_OF.format(done=sum(step["status"] == "done" for step in counted), total=len(counted))


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
