"""The model fits itself to size, programme, sites and clients; every figure in it is the reader's own or a source's."""

from __future__ import annotations

import re

import pytest

from programme.definitions import shipped
from programme.plan_guide import Situation, guide
from tests.programme.notation import table

FITTED = """
step | size   | programme | sites | clients | lead | says
F1   | medium | own       | 1     |         | -    |
F1   | medium | member    | 1     |         | -    | Det gør I selv, også i et fælles program.
K1   | small  | own       | 1     |         | -    | I en lille kommune er det nok med en egen træner og en, som I deles om.
K1   | medium | own       | 3     |         | -    | Med 3 steder er det 6 trænere i alt.
K2   | medium | lead      | 1     |         | -    | I leder det fælles program: aftalen gælder for alle kommuner i det.
K2   | medium | member    | 1     |         | x    | Den kommune, der leder jeres fælles program, gør det for jer.
K3   | medium | own       | 1     | 41      | -    | Kit til halvdelen af 41 borgere er 21.
O1   | small  | own       | 1     |         | -    | I en lille kommune tæller en 1:1-samtale som et kursus.
O1   | large  | own       | 12    |         | -    | Hvert af jeres 12 steder har sin egen start.
D3   | medium | own       | 1     | 2500    | -    | Halvdelen af 2.500 borgere er 1.250; ni ud af ti er 2.250.
D3   | medium | own       | 1     |         | -    |
"""  # noqa: E501


@pytest.mark.parametrize("row", table(FITTED), ids=lambda row: f"{row['step']} {row['size']} {row['programme']}")
def test_what_is_said_to_whom(row):
    clients = int(row["clients"]) if row["clients"] else None
    situation = Situation(row["size"], row["programme"], int(row["sites"]), clients)
    step = next(one for one in guide(shipped(), situation) if one.code == row["step"])
    assert " ".join(step.notes) == row["says"]
    assert step.is_done_by_lead == (row["lead"] == "x")


@pytest.mark.parametrize("size", ["small", "medium", "large_medium", "large"])
@pytest.mark.parametrize("programme", ["own", "lead", "member"])
def test_nothing_is_left_unfilled(size, programme):
    for step in guide(shipped(), Situation(size, programme, 4, 100)):
        text = " ".join([step.title, step.what, step.why, step.proof, *step.notes])
        assert "{" not in text
        assert step.what
        assert step.why
        assert step.late_day >= step.typical_day


# Every number that a reason gives, and where the project's sources have it.
EVIDENCE = {
    "26 46 27": "26 clinics all trained, 46 % started, 27 % kept going",
    "1.287 35": "of 1,287 sites 35 % started",
    "15": "15 % of trained staff had handed out a kit at one month",
    "69 35": "start rate 35 % without, 69 % with facilitation",
    "61,2 2 2021/22": "Scotland's reach, second quarter of 2021/22",
    "100 100.000": "Norway: 100 sprays per 100,000 in year one",
    "90-90-90 61,2 2 2021/22": "WHO S-O-S, and Scotland",
    "51": "a trial in 51 counties",
}


def test_no_reason_gives_a_figure_that_is_not_in_the_sources():
    found = {" ".join(re.findall(r"\d[\d.,/-]*\d|\d", one.why)) for one in shipped().guides}
    assert found - {""} == set(EVIDENCE)
