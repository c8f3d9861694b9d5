"""The method on simulated programmes whose truth is known: it must beat the plain rule, or the page must say so."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from programme.warning import backtest, hazard
from programme.warning.backtest import back_test
from programme.warning.features import NEVER
from programme.warning.recipe import recipe
from tests.programme import warning_worlds as worlds

SEEDS = range(10)


@pytest.fixture(scope="module")
def tested():
    """The back-test of ten worlds in which the features matter."""
    return [back_test(worlds.world(seed)) for seed in SEEDS]


def test_where_the_features_matter_the_method_beats_the_rule(tested):
    skills = [one.skill for one in tested]
    assert np.mean(skills) > 0.05
    assert min(skills) > -0.05
    assert sum(one.verdict == "better" for one in tested) >= 5
    assert {one.verdict for one in tested} <= {"better", "unsure"}


def test_it_beats_the_bare_rule_and_the_curve_as_well(tested):
    for name in ("curve", "yes_no"):
        assert np.mean([one.brier[name] - one.brier["method"] for one in tested]) > 0.01, name


def test_what_it_says_is_what_comes(tested):
    """Calibration over ten worlds: each fifth of the forecasts is right within 12 points."""
    groups: dict[int, list[tuple[float, float, int]]] = {}
    for one in tested:
        for group in one.calibration:
            groups.setdefault(int(group["forecast"] * 5), []).append(
                (group["forecast"], group["observed"], group["count"])
            )
    for told in groups.values():
        said, came, count = (np.array(column) for column in zip(*told, strict=True))
        assert count.sum() < 100 or abs(np.average(said - came, weights=count)) < 0.12


def test_where_the_features_mean_nothing_it_says_that_it_is_no_better():
    verdicts = [back_test(worlds.world(seed, effects=worlds.USELESS)).verdict for seed in SEEDS]
    assert verdicts.count("better") <= 2
    assert verdicts.count("worse") >= 5


def test_with_few_starts_it_says_that_there_is_too_little():
    few = worlds.world(1, municipalities=14)
    found = back_test(few)
    assert (found.verdict, found.brier, found.skill, found.calibration) == ("thin", {}, None, [])


def test_much_data_moves_the_weights_from_the_guess_to_the_truth():
    """Effects twice as strong as the priors, and one of the opposite sign: 2,000 municipalities tell."""
    true = np.array([0.8, 1.2, -1.0, 1.4, 1.0, 0.0, -1.2])
    told = worlds.world(3, municipalities=2000, effects=true, hidden=0.0)
    fitted = hazard.fit(hazard.full(), hazard.months(told, len(told.days) - 1))
    found = dict(zip([one.code for one in recipe().features], fitted.weights[5:], strict=True))
    assert found["lead"] < -0.2
    assert found["management"] > recipe().features[1].mean
    assert found["barrier"] < recipe().features[6].mean


def test_without_data_the_guess_stands():
    told = worlds.world(0)
    rows = hazard.months(told, 0)
    fitted = hazard.fit(hazard.full(), rows)
    mean, sd = hazard.full().prior()
    assert np.allclose(fitted.weights, mean)
    assert np.allclose(np.sqrt(np.diag(fitted.covariance)), sd)


def test_a_stretch_of_time_not_yet_seen_does_not_explode():
    told = worlds.world(2)
    early = hazard.months(told, 3)
    assert early.ages.max() < 120
    weights = hazard.fit(hazard.full(), early).weights
    assert np.abs(weights[3:5]).max() < 2


def test_a_fit_of_a_month_does_not_know_what_came_later():
    told = worlds.world(4)
    cut = 14
    then = dataclasses.replace(
        told,
        days=told.days[:cut],
        started=told.started[:, :cut],
        heard=told.heard[:, :cut],
        is_open=told.is_open[:, :cut],
        values=told.values[:, :cut],
    )
    later = hazard.fit(hazard.full(), hazard.months(told, cut - 1))
    assert np.array_equal(later.weights, hazard.fit(hazard.full(), hazard.months(then, cut - 1)).weights)


def test_a_forecast_counts_only_when_its_half_year_has_passed():
    told = worlds.world(5)
    scored = backtest.score(told)
    last = told.days[-1]
    days = {worlds.FIRST_DAY + recipe().period_days * n for n in range(worlds.MONTHS)}
    assert len(scored.splits) > 5
    assert sum(day + recipe().horizon_days <= last for day in days) >= len(scored.splits)


def test_months_after_the_last_word_do_not_count():
    told = worlds.world(6)
    at = len(told.days) - 1
    silent = dataclasses.replace(told, heard=np.zeros_like(told.heard), started=np.full_like(told.started, NEVER))
    assert len(hazard.months(silent, at).ages) == 0
    assert len(hazard.months(told, at).ages) > 200


def test_chances_fall_with_time_and_lie_in_their_interval():
    told = worlds.world(7)
    at = len(told.days) - 1
    rows = np.flatnonzero(told.waiting(at))
    fitted = hazard.fit(hazard.full(), hazard.months(told, at))
    near, far = (hazard.forecast(fitted, told, at, rows, told.days[at] + ahead) for ahead in (60, 180))
    assert (near[:, 0] > far[:, 0]).all()
    for chances in (near, far):
        assert ((chances[:, 1] <= chances[:, 0]) & (chances[:, 0] <= chances[:, 2])).all()
        assert ((chances >= 0) & (chances <= 1)).all()
    past = hazard.forecast(fitted, told, at, rows, told.zero[rows] - 10)
    assert (past == 1).all()
