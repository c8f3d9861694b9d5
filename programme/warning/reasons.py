"""Why a forecast is what it is: how far each thing known moves it from the average month."""

from __future__ import annotations

import numpy as np

from programme.warning.features import BARRIER, SILENCE, History
from programme.warning.hazard import Fit
from programme.warning.recipe import Floats, recipe

SHOWN = 3
TIME = "time"
FOR, AGAINST = "for", "against"
WEAKEST = 0.05  # of log-odds; what moves less is no reason
Reason = tuple[str, str, bool, str]  # feature, for or against starting, whether it is there, which time or barrier


def reasons(fitted: Fit, told: History, at: int, row: int) -> list[Reason]:
    """The three strongest (fewer where fewer move it), strongest first; the last part: which time or barrier group."""
    made = recipe()
    values, bins = told.values[row, at], len(made.bins)
    columns = fitted.shape.columns(told.ages(at)[[row]], values[None, :])[0]
    moved = fitted.weights * (columns - fitted.average)
    moves = {TIME: float(moved[1 : bins + 1].sum())}
    moves |= {one.code: float(move) for one, move in zip(made.features, moved[bins + 1 :], strict=True)}
    usual = fitted.average[bins + 1 :]
    there = {one.code: bool(value > mean) for one, value, mean in zip(made.features, values, usual, strict=True)}
    which = {TIME: str(int(made.bin_of(told.ages(at)[[row]])[0])), made.features[BARRIER].code: told.groups[row]}
    ranked = sorted(moves, key=lambda code: -abs(moves[code]))
    strongest = [code for code in ranked if abs(moves[code]) >= WEAKEST] or ranked[:1]  # no chance without a reason
    return [
        (code, FOR if moves[code] > 0 else AGAINST, there.get(code, True), which.get(code, ""))
        for code in strongest[:SHOWN]
    ]


def next_step(fitted: Fit, values: Floats) -> str | None:
    """The one thing that is missing and goes most with starting; None when nothing is missing that does."""
    made = recipe()
    weights = fitted.weights[len(made.bins) + 1 :]
    wanted = np.ones(len(values))
    wanted[[SILENCE, BARRIER]] = 0
    gains = weights * (wanted - values)
    able = [n for n, one in enumerate(made.features) if one.next and gains[n] > WEAKEST]
    return made.features[max(able, key=lambda n: gains[n])].code if able else None
