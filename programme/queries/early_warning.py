"""Early warning as pages show it: one municipality's forecast, a list of them, and how it all is reckoned."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, Select, func, select

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme.calendar import today
from programme.definitions import definitions
from programme.queries import shared
from programme.queries.views import Selection
from programme.warning.reasons import FOR, TIME
from programme.warning.recipe import recipe
from programme.warning.views import Checkpoint, Log, Method, OfTen, Warned, Weight
from storage import tables as t
from storage import warning_tables as w

EIGHT_IN_TEN = 1.2816  # standard deviations
NEVER_WARNED = ("ikke_omfattet", "stoppet")
fit, f = w.warning_fit.c, w.warning_forecast.c
m, sm = shared.m, shared.sm


def warning(code: str, *, viewer: Viewer) -> Warned | None:
    """The newest forecast of a municipality; None where it has started, is not in scope, or nothing was reckoned yet.

    Chances are told as how many of ten start; no sentence holds a number of people.
    """
    require(viewer, Permission.SEE_PROGRESS)
    with shared.states() as connection:
        found = connection.execute(_newest().where(f.municipality_code == code)).first()
        if found is None:
            return None
        fitted = connection.execute(select(fit.starts, fit.back_test).where(fit.as_of == found.as_of)).one()
    made, told = recipe(), json.loads(found.reasons)
    return Warned(
        code=code,
        as_of=found.as_of,
        due_on=found.due_on,
        band=found.band,
        starts=_of_ten(found.chance, found.low, found.high),
        checkpoints=tuple(_checkpoint(found.day_zero, found.as_of, *one) for one in json.loads(found.checkpoints)),
        speaks_for=tuple(_words(*one) for one in told if one[1] == FOR),
        speaks_against=tuple(_words(*one) for one in told if one[1] != FOR),
        next_step=next((one.next for one in made.features if one.code == found.next_step), None),
        is_flagged=found.is_flagged,
        rule_days=made.rule_days,
        verdict=json.loads(fitted.back_test)["verdict"],
        known_starts=fitted.starts,
        least_starts=made.least_starts,
    )


def warnings_of(selection: Selection, *, viewer: Viewer) -> pd.DataFrame:
    """One row per municipality of a selection that has not started, the least likely to start first.

    Columns: code, name, band (lav | uklar | sandsynlig, None where the data are too thin), is_flagged (by the plain
    rule), why (the strongest reason against that can be changed, in words), starts (of ten), as_of.
    """
    require(viewer, Permission.SEE_PROGRESS)
    with shared.states() as connection:
        found = connection.execute(
            _newest()
            .join(t.municipality, m.code == f.municipality_code)
            .where(shared.municipalities_in(shared.known(connection, selection)))
            .add_columns(m.name)
            .order_by(f.chance.desc(), m.name)
        ).all()
    columns = ["code", "name", "band", "is_flagged", "why", "starts", "as_of"]
    return pd.DataFrame([_listed(row) for row in found], columns=columns)


def bands(connection: Connection) -> dict[str, str]:
    """The band of each municipality that has one, by its code."""
    return {row.municipality_code: row.band for row in connection.execute(_newest()) if row.band}


def warning_method(*, viewer: Viewer) -> Method:
    """How the warning is reckoned, what it was held against, and what came of the forecasts that were shown."""
    require(viewer, Permission.SEE_PROGRESS)
    with shared.states() as connection:
        newest = select(w.warning_fit).where(fit.as_of <= today()).order_by(fit.as_of.desc()).limit(1)
        found = connection.execute(newest).first()
        log = _log(connection)
    made = recipe()
    return Method(
        as_of=found.as_of if found else None,
        known_starts=found.starts if found else 0,
        is_thin=found.is_thin if found else True,
        weights=_weights(json.loads(found.weights)) if found and not found.is_thin else (),
        back_test=json.loads(found.back_test) if found else {"verdict": "thin"},
        log=log,
        rule_days=made.rule_days,
        horizon_days=made.horizon_days,
        least_starts=made.least_starts,
        checkpoints=made.checkpoints,
    )


def _newest() -> Select[Any]:
    """The forecasts of the newest fit, of municipalities that have still not started."""
    newest = select(func.max(fit.as_of)).where(fit.as_of <= today()).scalar_subquery()
    is_waiting = sm.started_on.is_(None) & sm.state.not_in(NEVER_WARNED)
    today_s = (sm.municipality_code == f.municipality_code) & (sm.as_of == today())
    return (
        select(w.warning_forecast, sm.day_zero)
        .join_from(w.warning_forecast, t.municipality_status, today_s)
        .where(f.as_of == newest, is_waiting)
    )


def _of_ten(chance: float, low: float, high: float) -> OfTen:
    """How many of ten start, from the chance that one does not; the interval is widened to whole numbers."""
    middle = round(10 * (1 - chance))
    return OfTen(middle, min(middle, math.floor(10 * (1 - high) + 0.5)), max(middle, math.ceil(10 * (1 - low) - 0.5)))


def _checkpoint(zero: date | None, as_of: date, day: int, chance: float, low: float, high: float) -> Checkpoint:
    return Checkpoint(day, (zero or as_of) + timedelta(days=day), _of_ten(chance, low, high))


def _words(code: str, _direction: str, is_there: bool, which: str) -> str:
    """A reason as a sentence says it."""
    made = recipe()
    if code == TIME:
        return made.bins[int(which)].words
    one = next(one for one in made.features if one.code == code)
    groups = {group.code: group.title for group in definitions().groups}
    return (one.has if is_there else one.lacks).format(group=groups.get(which, which))


def _listed(row: Row[Any]) -> tuple[Any, ...]:
    told = [one for one in json.loads(row.reasons) if one[1] != FOR]
    against = [_words(*one) for one in sorted(told, key=lambda one: one[0] == TIME)]  # time is nobody's to change
    starts = _of_ten(row.chance, row.low, row.high).middle
    why = against[0] if against else ""
    return row.municipality_code, row.name, row.band, row.is_flagged, why, starts, row.as_of


def _weights(told: list[list[float]]) -> tuple[Weight, ...]:
    made = recipe()
    named = [(one.title, one.mean) for one in made.features]
    return tuple(
        Weight(title, _odds(mean, sd, 0), _odds(mean, sd, -1), _odds(mean, sd, 1), math.exp(prior))
        for (title, prior), (mean, sd) in zip(named, told[1 + len(made.bins) :], strict=True)
    )


def _odds(mean: float, sd: float, turn: int) -> float:
    return math.exp(mean + turn * EIGHT_IN_TEN * sd)


def _log(connection: Connection) -> Log:
    is_shown = f.band.is_not(None)
    written = connection.scalar(select(func.count()).where(is_shown)) or 0
    scored = select(f.chance, f.rule_chance, f.has_started).where(is_shown, f.has_started.is_not(None))
    rows = connection.execute(scored).all()
    due = connection.scalar(select(func.min(f.due_on)).where(is_shown, f.has_started.is_(None)))
    if not rows:
        return Log(written, 0, due, None, None)
    method, rule = (sum((row[n] - (not row.has_started)) ** 2 for row in rows) / len(rows) for n in (0, 1))
    return Log(written, len(rows), due, method, rule)
