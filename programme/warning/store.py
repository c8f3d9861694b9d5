"""Fits the early warning, keeps every forecast and scores those whose half year has passed. Never in a page request."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme.answers import EPOCH
from programme.calendar import now, today
from programme.definitions import holding, stored
from programme.evidence import evidence
from programme.warning import hazard
from programme.warning.backtest import back_test
from programme.warning.features import NEVER, History, history
from programme.warning.reasons import next_step, reasons
from programme.warning.recipe import Floats, recipe
from storage import scope
from storage import warning_tables as w
from storage.engine import one_at_a_time, reading, writing

MOST_IN_STATEMENT = 500


@dataclass(frozen=True)
class Refit:
    """What a refit did."""

    as_of: date
    starts: int
    is_thin: bool
    forecasts: int
    scored: int
    verdict: str


def refit(*, by: Viewer) -> Refit:
    """Fits on everything known today, and writes a forecast for each municipality that has not started.

    Reads first and writes last, so that an import never waits for it. A second refit on a day takes the first one's
    place. Raises Forbidden, StorageError.
    """
    require(by, Permission.IMPORT_DATA)
    day = today()
    with scope.system(), reading() as connection, holding(stored(connection)):  # counts of trainers, and no person
        told = history(evidence(connection, until=day), day)
    last = len(told.days) - 1
    starts = int((told.started[:, last] <= told.days[last]).sum())
    is_thin = starts < recipe().least_starts
    fitted = hazard.fit(hazard.curve() if is_thin else hazard.full(), hazard.months(told, last))
    tested = back_test(told)
    rows = forecasts(told, fitted)
    with writing() as connection:
        one_at_a_time(connection)
        connection.execute(delete(w.warning_forecast).where(w.warning_forecast.c.as_of == day))
        connection.execute(delete(w.warning_fit).where(w.warning_fit.c.as_of == day))
        row = {"as_of": day, "fitted_at": now(), "starts": starts, "is_thin": is_thin}
        weights = json.dumps(_weights(fitted))
        connection.execute(insert(w.warning_fit), row | {"weights": weights, "back_test": json.dumps(asdict(tested))})
        if rows:
            connection.execute(insert(w.warning_forecast), rows)
        scored = score(connection, told)
    return Refit(day, starts, is_thin, len(rows), scored, tested.verdict)


def forecasts(told: History, fitted: hazard.Fit) -> list[dict[str, Any]]:
    """A row of warning_forecast for each municipality that is open and not known to have started."""
    made, at = recipe(), len(told.days) - 1
    rows = np.flatnonzero(told.waiting(at))
    if not len(rows):
        return []
    due = int(told.days[at]) + made.horizon_days
    chances = hazard.forecast(fitted, told, at, rows, due)
    checkpoints = {day: hazard.forecast(fitted, told, at, rows, told.zero[rows] + day) for day in made.checkpoints}
    rule = hazard.forecast(hazard.fit(hazard.rule(), hazard.months(told, at)), told, at, rows, due)[:, 0]
    return [
        _row(told, fitted, at, int(row), chances[n], float(rule[n]))
        | {
            "checkpoints": json.dumps(
                [[day, *_rounded(of[n])] for day, of in checkpoints.items() if day > told.ages(at)[row]]
            )
        }
        for n, row in enumerate(rows)
    ]


def _row(told: History, fitted: hazard.Fit, at: int, row: int, chances: Floats, rule: float) -> dict[str, Any]:
    made = recipe()
    chance, low, high = _rounded(chances)
    is_told = fitted.shape.has_features
    return {
        "as_of": _date(told.days[at]),
        "municipality_code": told.codes[row],
        "due_on": _date(told.days[at]) + timedelta(days=made.horizon_days),
        "chance": chance,
        "low": low,
        "high": high,
        "band": made.band(chance, low, high) if is_told else None,
        "reasons": json.dumps(reasons(fitted, told, at, row)) if is_told else "[]",
        "next_step": next_step(fitted, told.values[row, at]) if is_told else None,
        "is_flagged": bool(told.ages(at)[row] >= made.rule_days),
        "rule_chance": round(rule, 4),
    }


def score(connection: Connection, told: History) -> int:
    """Writes what came of every forecast whose half year has passed, as it is known today; how many there are."""
    f = w.warning_forecast.c
    day = _date(told.days[-1])
    started = {code: _date(on) for code, on in zip(told.codes, told.started[:, -1], strict=True) if on < NEVER}
    due = connection.execute(select(f.as_of, f.municipality_code, f.due_on).where(f.due_on <= day)).all()
    for has_started in (True, False):
        found: dict[date, list[str]] = {}
        for row in due:
            if (started.get(row.municipality_code, date.max) <= row.due_on) == has_started:
                found.setdefault(row.as_of, []).append(row.municipality_code)
        for as_of, codes in found.items():
            for start in range(0, len(codes), MOST_IN_STATEMENT):
                some = (f.as_of == as_of) & f.municipality_code.in_(codes[start : start + MOST_IN_STATEMENT])
                values = {"has_started": has_started, "scored_at": now()}
                connection.execute(update(w.warning_forecast).where(some).values(values))
    return len(due)


def _weights(fitted: hazard.Fit) -> list[list[float]]:
    spread = np.sqrt(np.diag(fitted.covariance))
    return [[round(float(one), 4), round(float(sd), 4)] for one, sd in zip(fitted.weights, spread, strict=True)]


def _rounded(chances: Floats) -> tuple[float, float, float]:
    chance, low, high = (round(float(one), 4) for one in chances)
    return chance, low, high


def _date(number: Any) -> date:
    return date.fromordinal(int(number) + EPOCH)
