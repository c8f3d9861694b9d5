"""What a person could write instead, where that can be told."""

from __future__ import annotations

import calendar
import re

from data_pipeline.model import Problem
from data_pipeline.municipalities import MunicipalityMatcher, known, plain

_DAY = re.compile(r"\d\d-\d\d-\d{4}")


def suggestion(problem: Problem) -> str:
    """A value for the cell, or several joined by " eller "; "" when nothing can be suggested."""
    value = problem.value or ""
    match problem.code:
        case "unknown_municipality" | "ambiguous_municipality":
            return " eller ".join(known().names[code] for code in MunicipalityMatcher().candidates(plain(value))[:3])
        case "ambiguous_date":
            return " eller ".join(_DAY.findall(problem.message.partition("kan være")[2])[:2])
        case "invalid_date":
            return _last_day(value)
        case "cpr_number":
            return "Skriv feltet uden CPR-nummeret"
        case _:
            return ""


def _last_day(value: str) -> str:
    """31-02-2026 was meant as the last day of February, perhaps."""
    found = re.fullmatch(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})", value.strip())
    if not found:
        return ""
    day, month, year = int(found[1]), int(found[2]), int(found[3])
    if not (1 <= month <= 12 and 29 <= day <= 31 and 2000 <= year <= 2100):
        return ""
    return f"{calendar.monthrange(year, month)[1]:02}-{month:02}-{year}"
