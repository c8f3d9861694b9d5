"""A plan's dates and marks move states. As of day `d` after the first trained trainer; `plan` is the log of changes:

d50 O1 due d90       on day 50 somebody planned step O1 for day 90
d50 O1 done d45      on day 50 somebody marked O1 as done on day 45
d50 O1               on day 50 somebody took date and mark away
"""

from __future__ import annotations

from datetime import date

import pytest

from programme import plan_facts
from programme.plan_facts import Change
from programme.status import evaluate
from tests.programme.notation import case, day, table

MOVED = """
d   | size   | said                            | plan                                     | rule
----| a date that lies ahead keeps a site from red and yellow, on its own day too ------------------------
130 | medium | d70 Q2=4 w1                     |                                          | gaaet_i_staa.b
130 | medium | d70 Q2=4 w1                     | d80 O1 due d130                          | paa_vej
131 | medium | d70 Q2=4 w1                     | d80 O1 due d130                          | gaaet_i_staa.b
130 | medium | d70 Q2=4 w1                     | d80 K5 due d140                          | paa_vej
130 | medium | d70 Q2=4 w1                     | d80 F1 due d140                          | gaaet_i_staa.b
 90 | medium | d70 Q2=4 w1                     | d80 O1 due d100                          | paa_vej
180 | small  | d70 Q2=4 w1                     | d80 O1 due d200                          | paa_vej
181 | small  | d70 Q2=4 w1                     | d80 O1 due d180                          | gaaet_i_staa.b
----| the newest change of a step holds; what is written later is not known yet -------------------------
130 | medium | d70 Q2=4 w1                     | d80 O1 due d140; d90 O1 due d120         | gaaet_i_staa.b
130 | medium | d70 Q2=4 w1                     | d80 O1 due d120; d90 O1 due d140         | paa_vej
130 | medium | d70 Q2=4 w1                     | d80 O1 due d140; d90 O1                  | gaaet_i_staa.b
130 | medium | d70 Q2=4 w1                     | d131 O1 due d140                         | gaaet_i_staa.b
130 | medium | d70 Q2=4 w1                     | d80 K5 due d140; d90 K5 done d90         | gaaet_i_staa.b
----| a newer answer without a date overrules the plan; a newer plan overrules the answer ---------------
130 | medium | d90 Q12=2 w1                    | d80 O1 due d140                          | gaaet_i_staa.b
130 | medium | d90 Q12=2 w1                    | d90 O1 due d140                          | paa_vej
130 | medium | d70 Q12=2 w1                    | d80 O1 due d140                          | paa_vej
130 | medium | d70 Q2=5 w1                     | d80 O1 due d140                          | gaaet_i_staa.a
130 | medium | d70 Q2=6 w1                     | d80 O1 due d140                          | stoppet
----| a step marked as done is evidence -----------------------------------------------------------------
130 | medium | d70 Q2=4 w1                     | d80 O1 done d75                          | paa_vej
130 | medium | d70 Q2=4 w1                     | d80 O1 done d75; d81 O2 done d80         | i_drift
130 | medium | d70 Q2=4 w1                     | d80 O1 done d75; d85 O1                  | gaaet_i_staa.b
130 | medium | d70 Q2=4 w1; d90 Q2=4 w2        | d80 O1 done d75                          | gaaet_i_staa.b
130 | medium | d70 Q2=4 w1                     | d131 O1 done d75                         | gaaet_i_staa.b
255 | medium | d70 Q2=4 w1; d250 nothing w2    | d80 O1 done d75                          | paa_vej
256 | medium | d70 Q2=4 w1; d250 nothing w2    | d80 O1 done d75                          | gaaet_i_staa.c
 99 | medium | d60 kits=1 Q17=1; d80 Q17=1     | d90 N2 done d90                          | forankret
 99 | medium | d60 kits=1 Q16=1                | d90 N1 done d90                          | forankret
----| a change of the plan is heard: nobody is grey who planned yesterday -------------------------------
100 | medium |                                 |                                          | ukendt
100 | medium |                                 | d90 F1 due d110                          | i_risiko.a
100 | medium |                                 | d90 O1 due d110                          | paa_vej
"""


def changes(text: str) -> list[Change]:
    found = []
    for line in filter(None, map(str.strip, text.split(";"))):
        on, step, *rest = line.split()
        dated = {rest[0]: day(rest[1])} if rest else {}
        found.append(Change(step, day(on), dated.get("due"), dated.get("done")))
    return found


def evaluated(row: dict[str, str]):
    as_of = day(f"d{row['d']}")
    made = case({"trainers": "2", **row})
    return evaluate(made.facts(as_of, **plan_facts.known(changes(row["plan"]), as_of)), as_of)


@pytest.mark.parametrize("row", table(MOVED), ids=lambda row: f"d{row['d']} {row['said']} | {row['plan'] or 'no plan'}")
def test_a_plan_moves_the_state(row):
    assert evaluated(row).rule == row["rule"]


DONE = """
d   | size   | said                            | plan                                     | done
 40 | medium |                                 | d30 F1 done d25; d31 K3 done d30         | F1=d25 K1=d0 K3=d30
 40 | medium | d20 Q6=1                        | d30 F1 done d25                          | F1=d20 K1=d0
 40 | medium | d28 Q6=1                        | d30 F1 done d25                          | F1=d25 K1=d0
 40 | medium | d35 Q6=3                        | d30 F1 done d25                          | K1=d0
 40 | medium | d35 Q6=9                        | d30 F1 done d25                          | F1=d25 K1=d0
 40 | medium | d35 Q9=2                        | d30 K2 done d25                          | K1=d0
 40 | medium |                                 | d30 O1 done d25                          | K1=d0 O1=d25
 40 | medium | d35 nothing                     | d30 O1 done d25                          | K1=d0 O1=d25 O3=d35
200 | medium |                                 | d30 D1 done d20                          | K1=d0
199 | medium |                                 | d30 D1 done d20                          | K1=d0 D1=d20
"""


@pytest.mark.parametrize("row", table(DONE), ids=lambda row: f"{row['said'] or 'silence'} | {row['plan']}")
def test_what_is_marked_as_done(row):
    found = evaluated(row)
    done = {step.code: step.done_on for step in found.steps if step.done_on}
    assert done == {code: day(on) for code, on in (pair.split("=") for pair in row["done"].split())}


SAID = """
d   | size   | said        | plan             | reason
100 | medium | d70 Q2=4 w1 | d80 O1 due d110  | Næste kursus er planlagt til 30. apr. 2021 (kommunens plan fra 31. mar. 2021).
100 | medium | d90 Q2=4 w1 | d80 O1 due d110  | Næste kursus er planlagt til 30. apr. 2021 (svar fra 10. apr. 2021).
100 | medium | d70 Q2=4 w1 | d80 K5 due d110  | En plan med kursusdatoer skal være klar 30. apr. 2021 (kommunens plan fra 31. mar. 2021).
"""  # noqa: E501


@pytest.mark.parametrize("row", table(SAID), ids=lambda row: row["plan"])
def test_the_reason_names_the_plan(row):
    assert evaluated(row).reason == row["reason"]


def test_without_a_plan_nothing_is_known():
    assert plan_facts.known([], date(2021, 7, 1)) == {"plan_written": None, "plan_dates": {}, "plan_done": {}}
