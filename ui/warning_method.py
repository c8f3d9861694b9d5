"""How the early warning is reckoned: the parts of /saadan-er-det-regnet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from ui import formats
from ui.components import Column, card, data_table, empty_state, figure_card
from ui.figures.calibration import calibration
from ui.texts_warning import Method as T

WEIGHTS = (
    Column("title", T.FACT),
    *(Column(key, title, "decimal") for key, title in (("odds", T.ODDS), ("low", T.LOW), ("high", T.HIGH))),
    Column("prior", T.PRIOR, "decimal"),
)
SCORES = (Column("model", T.MODEL), Column("score", T.SCORE))
COIN = 0.25  # the Brier score of saying half every time
WHAT_IF = "/hvad-nu-hvis"


def method(found: Any, action: Component) -> list[Component]:
    """All of a Method: the verdict first, its proof, then how it is done; `action` is for before."""
    if found.as_of is None:
        return [empty_state(T.NO_FIT, action), *_how(found)]
    starts = formats.count(found.known_starts, T.START, T.STARTS)
    return [
        html.P(_lead(found.back_test), className="lead"),
        html.P(T.AS_OF.format(day=formats.day(found.as_of), starts=starts), className="soft"),
        _test(found),
        *_calibration(found.back_test),
        _log(found.log),
        *_how(found),
    ]


def _lead(test: dict[str, Any]) -> str:
    """The verdict against the rule, and what keeps it from being more than it is: a coin, or the time alone."""
    said, scores = [T.LEAD[test["verdict"]]], test.get("brier", {})
    if test["verdict"] in ("better", "unsure"):
        said += [T.COIN] if scores["method"] >= COIN else []
        said += [T.TIME_ALONE] if scores.get("curve", 1) <= scores["method"] else []
    return " ".join(said)


def _test(found: Any) -> Component:
    test = found.back_test
    if test["verdict"] == "thin":
        return card(T.TEST, html.P(T.TEST_THIN.format(least=30, forecasts=test.get("forecasts", 0))))
    splits, people = len(test["splits"]), test["municipalities"]
    told = T.TEST_TEXT.format(
        splits=T.MONTH if splits == 1 else T.MONTHS.format(count=splits),
        horizon=found.horizon_days,
        forecasts=formats.integer(test["forecasts"]),
        municipalities=formats.count(people, T.MUNICIPALITY, T.MUNICIPALITIES),
        failed=formats.integer(test["not_started"]),
    )
    skill = T.SKILL.format(
        share=formats.percent(abs(test["skill"])),
        direction=T.LESS if test["skill"] > 0 else T.MORE,
        ahead=round(100 * test["ahead"]),
    )
    rows = [(T.MODELS[name], formats.decimal(score, 3)) for name, score in test["brier"].items()]
    table = data_table("brier", pd.DataFrame(rows, columns=["model", "score"]), SCORES, caption=T.BRIER_CAPTION)
    explained = html.P(T.BRIER.format(days=found.rule_days), className="soft")
    return card(T.TEST, html.P(told), html.P(" ".join([skill, *_covered(test)])), table, explained)


def _covered(test: dict[str, Any]) -> list[str]:
    groups = len(test["calibration"])
    return [T.COVERED.format(inside=round(test["covered"] * groups), groups=groups)] if groups else []


def _calibration(test: dict[str, Any]) -> list[Component]:
    groups = test.get("calibration") or []
    return [figure_card("calibration", calibration(groups))] if groups else []


def _log(log: Any) -> Component:
    written = T.LOG_WRITTEN.format(written=formats.integer(log.written), scored=formats.integer(log.scored))
    due = [T.LOG_NEXT.format(day=formats.day(log.next_due))] if log.next_due else []
    score = []
    if log.brier is not None:
        named = {"method": formats.decimal(log.brier, 3), "rule": formats.decimal(log.rule_brier, 3)}
        score = [html.P(T.LOG_SCORE.format(**named))]
    return card(T.LOG, html.P(T.LOG_TEXT), html.P(" ".join([written, *due])), *score)


def _how(found: Any) -> list[Component]:
    numbers = {"least": found.least_starts, "days": found.rule_days}
    return [
        card(T.WHAT, *_paragraphs(T.WHAT_TEXT, numbers)),
        card(T.RULE, html.P(T.RULE_TEXT.format(**numbers)), html.P(dcc.Link(T.WHAT_IF, href=WHAT_IF))),
        card(T.HOW, *_paragraphs(T.HOW_TEXT, numbers)),
        _weights(found.weights),
        card(T.SOURCES, html.P(T.SOURCES_TEXT)),
    ]


def _weights(weights: Sequence[Any]) -> Component:
    if not weights:
        return card(T.WEIGHTS, html.P(T.WEIGHTS_THIN))
    frame = pd.DataFrame([vars(one) for one in weights])
    return card(
        T.WEIGHTS,
        html.P(T.WEIGHTS_NOTE, className="soft"),
        data_table("weights", frame, WEIGHTS, caption=T.WEIGHTS_CAPTION),
        class_name="as-cards",
    )


def _paragraphs(texts: Sequence[str], numbers: dict[str, int]) -> list[Component]:
    return [html.P(text.format(**numbers)) for text in texts]
