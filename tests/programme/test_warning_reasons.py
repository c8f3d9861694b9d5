"""Why a forecast is what it is: the reasons, the next step and the band as tables."""

from __future__ import annotations

import numpy as np
import pytest

from programme.queries import early_warning
from programme.warning import hazard
from programme.warning.features import History
from programme.warning.reasons import FOR, next_step, reasons
from programme.warning.recipe import recipe
from tests.programme.notation import table

CODES = [one.code for one in recipe().features]
WEIGHTS = {"time": (0.2, 0.1, -0.5, -1.0), "trainers": 0.3, "management": 0.8, "lead": 0.2, "plan": 1.0}
WEIGHTS |= {"prescription": 0.4, "silence": -0.6, "barrier": -0.5}
GROUPS = {1.0: "ledelse", 0.8: "rammer"}
# What an average month looks like: 10 of 40 in each stretch of time, half the trainers, every fourth a decision ...
AVERAGE = dict.fromkeys(CODES, 0.25) | {"trainers": 0.5}

# known: the features that hold; those not named do not. The strongest first.
REASONS = """
age | known                        | for                                        | against                                                                          | next
 30 |                              | under to måneder siden første træner       | ingen plan med dato; ingen ledelsesbeslutning med afsat tid                      | plan
 30 | plan=1                       | en plan med dato; under to måneder siden første træner |  ingen ledelsesbeslutning med afsat tid                           | management
 30 | plan=1 management=1          | en plan med dato; ledelsen har besluttet det; under to måneder siden første træner |                                        | prescription
 70 | plan=1 management=1          | en plan med dato; ledelsen har besluttet det; to til fire måneder siden første træner |                                     | prescription
200 | plan=1 management=1          | en plan med dato; ledelsen har besluttet det | over et halvt år siden første træner                                           | prescription
200 | silence=1                    |                                            | over et halvt år siden første træner; intet er hørt længe; ingen plan med dato   | plan
200 | barrier=1.0                  |                                            | over et halvt år siden første træner; barrieren »Ledelse« er nævnt; ingen plan med dato | plan
200 | barrier=0.8 plan=1           | en plan med dato                           | over et halvt år siden første træner; barrieren »Rammer« er nævnt                | management
 30 | plan=1 management=1 lead=1 prescription=1 trainers=1 | en plan med dato; ledelsen har besluttet det; under to måneder siden første træner |                | -
 70 | plan=1 management=1 lead=1 prescription=1 trainers=0.33 silence=1 | en plan med dato; ledelsen har besluttet det | intet er hørt længe                             | silence
"""  # noqa: E501


def fitted() -> hazard.Fit:
    """A fit with the weights above."""
    average = np.array([1, *[0.25] * 4, *(AVERAGE[code] for code in CODES)])
    weights = np.array([-2.0, *WEIGHTS["time"], *(WEIGHTS[code] for code in CODES)])
    return hazard.Fit(hazard.full(), weights, np.eye(len(weights)) * 0.01, average)


def known(age: int, values: dict[str, float]) -> History:
    """A history of one municipality on one day."""
    row = np.array([[[values.get(code, 0.0) for code in CODES]]])
    one = np.zeros((1, 1), np.int64)
    day = np.array([20_000])
    group = GROUPS.get(values.get("barrier", 0.0), "")
    return History(("0751",), day, day - age, one + 1 << 40, one, one == 0, row, (group,))


@pytest.mark.parametrize("row", table(REASONS), ids=lambda row: f"{row['age']} {row['known']}")
def test_the_three_strongest_reasons_and_the_next_step(row):
    values = {name: float(value) for name, value in (pair.split("=") for pair in row["known"].split())}
    told = known(int(row["age"]), values)
    found = reasons(fitted(), told, 0, 0)
    said = {way: "; ".join(early_warning._words(*one) for one in found if (one[1] == FOR) == way) for way in (1, 0)}
    assert (said[1], said[0]) == (row["for"], row["against"])
    assert len(found) == 3
    assert (next_step(fitted(), told.values[0, 0]) or "-") == row["next"]


BANDS = """
chance | low  | high | band
0.10   | 0.02 | 0.30 | lav
0.34   | 0.10 | 0.64 | lav
0.34   | 0.10 | 0.66 | uklar
0.35   | 0.20 | 0.50 | uklar
0.50   | 0.20 | 0.80 | uklar
0.64   | 0.50 | 0.80 | uklar
0.65   | 0.35 | 0.90 | sandsynlig
0.65   | 0.34 | 0.90 | uklar
0.95   | 0.80 | 0.99 | sandsynlig
"""


@pytest.mark.parametrize("row", table(BANDS), ids=lambda row: f"{row['chance']} {row['low']}-{row['high']}")
def test_a_band_is_given_only_where_the_interval_keeps_out_of_the_other(row):
    assert recipe().band(*(float(row[name]) for name in ("chance", "low", "high"))) == row["band"]


OF_TEN = """
chance | low  | high | of ten
0.50   | 0.20 | 0.70 | 3-5-8
0.97   | 0.90 | 1.00 | 0-0-1
0.03   | 0.00 | 0.10 | 9-10-10
0.62   | 0.28 | 0.85 | 2-4-7
"""


@pytest.mark.parametrize("row", table(OF_TEN), ids=lambda row: row["chance"])
def test_a_chance_is_told_as_how_many_of_ten_start(row):
    found = early_warning._of_ten(*(float(row[name]) for name in ("chance", "low", "high")))
    assert f"{found.low}-{found.middle}-{found.high}" == row["of ten"]


def test_no_word_of_the_warning_holds_a_number_of_people():
    made = recipe()
    words = [*(one.has + one.lacks + one.next for one in made.features), *(one.words for one in made.bins)]
    assert not any(character.isdigit() for one in words for character in one)
    assert len({one.code for one in made.features}) == 7
    assert len(made.bins) == 4
