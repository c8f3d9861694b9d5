"""Facts in, state and rule out: every rule, each edge day, each size. As of day `d` after the first trained trainer."""

from __future__ import annotations

import pytest

from programme.status import evaluate
from tests.programme.notation import case, day, table

RULES = """
d   | size         | trainers   | said                                                     | rule
----|--------------|------------|----------------------------------------------------------|---------------
 10 | medium       | 2          |                                                          | paa_vej
 75 | medium       | 2          |                                                          | i_risiko.a
 76 | medium       | 2          |                                                          | ukendt
 75 | small        | 2          |                                                          | i_risiko.a
 76 | large        | 2          |                                                          | ukendt
 59 | medium       | 2          |                                                          | paa_vej
 60 | medium       | 2          |                                                          | i_risiko.a
  0 | medium       | 0          | d-5 nothing                                              | paa_vej
 -9 | medium       | 2          |                                                          | paa_vej
----| heard of, but not for longer than the window: silence is grey ------------------------------------------
180 | medium       | 2          | d0 Q2=4 w1                                               | gaaet_i_staa.b
181 | medium       | 2          | d0 Q2=4 w1                                               | ukendt
180 | large_medium | 2          | d0 Q2=4 w1                                               | gaaet_i_staa.b
181 | large_medium | 2          | d0 Q2=4 w1                                               | ukendt
 90 | large        | 2          | d0 Q2=4 w1                                               | i_risiko.a
 91 | large        | 2          | d0 Q2=4 w1                                               | ukendt
365 | small        | 2          | d0 Q2=4 w1                                               | gaaet_i_staa.b
366 | small        | 2          | d0 Q2=4 w1                                               | ukendt
200 | large        | 2          | d100 nothing                                             | ukendt
200 | large        | 2          | d100 nothing; d110 note                                  | gaaet_i_staa.b
200 | large        | 2          | d100 nothing; d110 meeting                               | gaaet_i_staa.b
----| decided not to start: stands however long ago -----------------------------------------------------------
400 | medium       | 2          | d70 Q2=6 w1                                              | stoppet
100 | medium       | 2          | d70 Q2=6 w1; d80 by 2 Q2=9 w1                            | stoppet
 85 | medium       | 2          | d70 Q2=6 w1; d80 by 2 Q2=4 w1                            | i_risiko.a
----| a. somebody says that it has stalled --------------------------------------------------------------------
 20 | medium       | 2          | d15 Q2=5 w1                                              | gaaet_i_staa.a
150 | medium       | 2          | d70 Q2=1 w1 kits=3; d140 Q2=5 w2                         | gaaet_i_staa.a
150 | medium       | 2          | d70 Q2=5 w1; d140 Q2=1 w2 kits=3                         | i_drift
----| b. not started, over the limit, no plan ahead -----------------------------------------------------------
120 | medium       | 2          | d70 Q2=4 w1                                              | i_risiko.a
121 | medium       | 2          | d70 Q2=4 w1                                              | gaaet_i_staa.b
120 | large_medium | 2          | d70 Q2=4 w1                                              | i_risiko.a
121 | large_medium | 2          | d70 Q2=4 w1                                              | gaaet_i_staa.b
120 | large        | 2          | d70 Q2=4 w1                                              | i_risiko.a
121 | large        | 2          | d70 Q2=4 w1                                              | gaaet_i_staa.b
180 | small        | 2          | d70 Q2=4 w1                                              | i_risiko.a
181 | small        | 2          | d70 Q2=4 w1                                              | gaaet_i_staa.b
141 | medium       | 2          | d70 Q2=2 w1 Q12=1 date d141                              | paa_vej
142 | medium       | 2          | d70 Q2=2 w1 Q12=1 date d141                              | gaaet_i_staa.b
141 | medium       | 2          | d70 Q2=2 w1 date d200; d90 Q12=2 w1                      | gaaet_i_staa.b
141 | medium       | 2          | d70 Q12=0 w1; d90 date d200 w1                           | paa_vej
141 | medium       | 2          | d70 date d200 w1; d90 by 2 date d130 w1                  | gaaet_i_staa.b
141 | medium       | 2          | d70 Q2=2 w1 first d150                                   | paa_vej
150 | medium       | 2          | d70 Q2=2 w1 first d150                                   | paa_vej
----| started means: a date of the first course, "started", or activity ---------------------------------------
130 | medium       | 2          | d70 first d60                                            | paa_vej
130 | medium       | 2          | d70 Q2=1                                                 | paa_vej
130 | medium       | 2          | d70 courses=1                                            | paa_vej
130 | medium       | 2          | d70 talks=1                                              | paa_vej
130 | medium       | 2          | d70 kits=1                                               | i_drift
130 | medium       | 2          | d70 Q5=1                                                 | paa_vej
130 | medium       | 2          | d70 citizens=9                                           | gaaet_i_staa.b
130 | medium       | 2          | d70 Q2=1 w1; d90 by 2 Q2=4 w1                            | gaaet_i_staa.b
130 | medium       | 2          | d70 Q2=1 w1; d90 by 2 Q2=9 w1                            | paa_vej
130 | medium       | 2          | d70 Q2=4 w1; d70 by 2 Q2=1 w1                            | paa_vej
130 | medium       | 2          | d70 Q2=4 w1; d131 Q2=1 kits=5 w2                         | gaaet_i_staa.b
----| c. started, last activity longer ago than the window ----------------------------------------------------
250 | medium       | 2          | d70 Q2=1 kits=3 w1; d240 kits=0 w2                       | i_drift
251 | medium       | 2          | d70 Q2=1 kits=3 w1; d240 kits=0 w2                       | gaaet_i_staa.c
160 | large        | 2          | d70 kits=3 w1; d150 courses=0 w2                         | i_drift
161 | large        | 2          | d70 kits=3 w1; d150 courses=0 w2                         | gaaet_i_staa.c
435 | small        | 2          | d70 kits=3 w1; d430 kits=0 w2                            | i_drift
436 | small        | 2          | d70 kits=3 w1; d430 kits=0 w2                            | gaaet_i_staa.c
300 | medium       | 2          | d70 first d60 courses=1 w1; d290 nothing w2              | gaaet_i_staa.c
245 | medium       | 2          | d70 first d60 courses=1 w1; d240 nothing w2              | gaaet_i_staa.c
245 | medium       | 2          | d70 first d60 courses=2 w1; d240 nothing w2              | paa_vej
300 | medium       | 2          | d70 Q2=1 w1; d290 Q2=1 w2                                | paa_vej
----| d. no active trainer ------------------------------------------------------------------------------------
 90 | medium       | 2/off@50   | d60 nothing                                              | gaaet_i_staa.d
 59 | medium       | 2/off@40   | d50 Q1=1                                                 | i_risiko.c
 90 | medium       | 2/off@60   | d50 Q1=1; d50 by 2 Q1=1                                  | gaaet_i_staa.d
 90 | medium       | 2/off@95   | d60 nothing date d100                                    | paa_vej
 20 | medium       | 2          | d10 Q1=3; d11 by 2 Q1=2                                  | gaaet_i_staa.d
 20 | medium       | 2          | d10 Q1=4; d11 by 2 Q1=4; d12 by 2 Q1=1                   | i_risiko.c
 20 | medium       | 2+1@15     | d10 Q1=3; d11 by 2 Q1=2                                  | i_risiko.c
----| e. two planned dates passed by more than 30 days, nothing since -----------------------------------------
101 | medium       | 2          | d20 date d40 w1; d50 date d70 w2                         | gaaet_i_staa.e
100 | medium       | 2          | d20 date d40 w1; d50 date d70 w2                         | i_risiko.a
101 | medium       | 2          | d20 date d40 w1; d50 date d40 w2                         | i_risiko.a
101 | medium       | 2          | d20 date d40 w1; d50 date d70 w2; d60 kits=1             | i_drift
101 | medium       | 2          | d20 date d40 w1; d50 date d70 w2; d80 first d70          | paa_vej
101 | medium       | 2          | d20 date d40 w1; d50 date d70 w2; d90 date d300          | gaaet_i_staa.e
----| yellow --------------------------------------------------------------------------------------------------
 29 | medium       | 2          | d20 Q6=3                                                 | paa_vej
 30 | medium       | 2          | d20 Q6=3                                                 | i_risiko.b
 40 | medium       | 2          | d20 Q6=3; d25 by 2 Q6=9                                  | i_risiko.b
 40 | medium       | 2          | d20 Q6=3; d25 by 2 Q6=2                                  | paa_vej
 40 | medium       | 2          | d20 Q6=3 Q2=1                                            | paa_vej
  1 | medium       | 1          |                                                          | i_risiko.c
 99 | medium       | 2          | d60 kits=2; d70 by 2 Q1=3                                | i_risiko.c
 99 | medium       | 2          | d30 Q2=3 w1; d90 Q2=2 w2 date d110                       | i_risiko.d
 99 | medium       | 2          | d30 Q2=3 w1; d90 by 2 Q2=2 w1 date d110                  | paa_vej
 99 | medium       | 2          | d30 Q2=4 w1; d90 Q2=2 w2 date d110                       | paa_vej
 99 | medium       | 2          | d20 Q2=2 w1; d50 Q2=4 w2; d90 Q2=2 w3 date d110          | paa_vej
----| green ---------------------------------------------------------------------------------------------------
 99 | medium       | 2          | d60 kits=1                                               | i_drift
 99 | medium       | 2          | d60 kits=1 Q16=1 Q17=1; d80 Q17=1                        | forankret
 99 | medium       | 2          | d60 kits=1 Q16=1; d70 meeting; d80 note                  | forankret
 99 | medium       | 2          | d60 kits=1 Q16=1 Q17=1; d60 by 2 Q17=1                   | i_drift
 99 | medium       | 2          | d60 kits=1 Q16=2 Q17=1; d80 Q17=1                        | i_drift
460 | small        | 2          | d60 kits=1 Q16=1; d70 note; d80 note; d400 kits=1        | i_drift
----| a documented pause stops the clock, 90 days at most -----------------------------------------------------
130 | medium       | 2          | d70 Q2=4; d71 pause d80                                  | i_risiko.a
131 | medium       | 2          | d70 Q2=4; d71 pause d80                                  | gaaet_i_staa.b
210 | medium       | 2          | d70 Q2=4; d71 pause                                      | i_risiko.a
211 | medium       | 2          | d70 Q2=4; d71 pause                                      | gaaet_i_staa.b
211 | medium       | 2          | d70 Q2=4; d71 pause d209                                 | gaaet_i_staa.b
220 | medium       | 2          | d70 Q2=4; d71 pause d120; d100 pause d209                | gaaet_i_staa.b
----| answers given later do not count yet --------------------------------------------------------------------
 70 | medium       | 2          | d71 Q2=5 w1                                              | i_risiko.a
 71 | medium       | 2          | d71 Q2=5 w1                                              | gaaet_i_staa.a
"""


@pytest.mark.parametrize("row", table(RULES), ids=lambda row: f"d{row['d']} {row['size']} {row['said'] or 'silence'}")
def test_rule(row):
    as_of = day(row["d"])
    found = evaluate(case(row).facts(as_of), as_of)
    assert found.rule == row["rule"]
    assert found.state == row["rule"].split(".")[0]


SENTENCES = """
d   | trainers | said                                   | reason                                                                                                             | clears
141 | 2        | d70 Q2=4 w1                            | Intet borgerkursus 141 dage efter første træner (10. jan. 2021), og ingen plan med dato (svar fra 21. mar. 2021).  | Et afholdt borgerkursus eller en dato for det første.
100 | 2        |                                        | Vi mangler svar: intet er hørt i de 100 dage siden første træner (10. jan. 2021).                                  | Et svar eller et statusnotat fra stedet.
100 | 2        | d70 Q2=6                               | Stedet har besluttet ikke at starte (svar fra 21. mar. 2021).                                                      | Et svar om, at I vil i gang.
 30 | 2        | d20 Q1=3; d21 by 2 Q1=4                | Alle 2 trænere er stoppet, på orlov eller uden opgaven (svar fra 31. jan. 2021).                                   | En aktiv træner: en ny på kursus, eller en, der er tilbage med opgaven.
101 | 2        | d20 date d40; d50 date d70 w2          | Planlagte datoer er passeret uden kursus: 19. feb. 2021 og 21. mar. 2021 (svar fra 1. mar. 2021).                  | Et afholdt kursus, en 1:1-samtale eller et udleveret kit.
 99 | 2        | d60 kits=1; d80 note                   | I gang siden 11. mar. 2021, og kit udleveres (notat fra 31. mar. 2021).                                            |
100 | 2        | d30 Q2=4; d31 pause d40                | Intet borgerkursus 90 (pausen trukket fra) dage efter første træner (10. jan. 2021), og ingen plan med dato (notat fra 10. feb. 2021). | En dato for det første borgerkursus.
"""  # noqa: E501


@pytest.mark.parametrize("row", table(SENTENCES), ids=lambda row: row["said"] or "silence")
def test_every_state_says_why_and_what_would_clear_it(row):
    as_of = day(row["d"])
    found = evaluate(case(row).facts(as_of), as_of)
    assert (found.reason, found.clears) == (row["reason"], row["clears"])


STEPS = """
d   | size   | trainers | said                                                         | done
 10 | medium | 2        |                                                              | K1
 10 | medium | 1        |                                                              |
 40 | medium | 1+1@30   |                                                              | K1
 40 | large  | 2        |                                                              |
 40 | large  | 2        | d30 Q7=1                                                     | F2 K1
 40 | medium | 2        | d30 Q6=1 Q7=1 Q8=40 Q9=1 Q10=1 Q11=1 Q12=1                   | F1 F2 F3 K1 K2 K3 K4 K5
 40 | medium | 2        | d30 Q6=2 Q7=0 Q9=2 Q10=0 Q11=2 Q12=2                         | K1
 40 | medium | 2        | d20 Q9=1; d30 by 2 Q9=0                                      | K1
 90 | medium | 2        | d60 courses=1 kits=2                                         | K1 O1 O2
 90 | medium | 2        | d60 courses=1; d61 nothing                                   | K1 O1 O3
 90 | medium | 2        | d60 courses=2                                                | K1 O1 D1
 90 | medium | 2        | d60 courses=1 w1; d80 courses=1 w2                           | K1 O1 O3 D1
 90 | medium | 2        | d60 courses=1 w1; d80 by 2 courses=1 w1                      | K1 O1 O3
 90 | medium | 2        | d60 courses=1 talks=1                                        | K1 O1
 90 | small  | 2        | d60 courses=1 talks=1                                        | K1 O1 D1
260 | medium | 2        | d60 courses=2 w1; d200 kits=0 w2                             | K1 O1 O3
 90 | medium | 2        | d60 Q5=0                                                     | K1 D2
 90 | medium | 2        | d60 citizens=9 Q8=20                                         | F3 K1
 90 | medium | 2        | d60 citizens=10 Q8=20                                        | F3 K1 D3
 90 | medium | 2        | d60 citizens=5 Q8=20 w1; d80 citizens=5 w2                   | F3 K1 D3
 90 | medium | 2        | d60 citizens=5 Q8=20 w1; d80 by 2 citizens=5 w1              | F3 K1
 90 | medium | 2        | d60 Q17=1; d70 meeting                                       | K1 N1
 90 | medium | 2        | d60 Q16=1                                                    | K1 N2
 90 | medium | 1        | d60 Q16=1                                                    |
"""


@pytest.mark.parametrize("row", table(STEPS), ids=lambda row: f"{row['size']} {row['trainers']} {row['said']}")
def test_steps(row):
    as_of = day(row["d"])
    found = evaluate(case(row).facts(as_of), as_of)
    assert " ".join(step.code for step in found.steps if step.done_on) == row["done"]


def test_a_small_municipality_counts_a_shared_trainer():
    as_of = day("d40")
    alone = case({"size": "small", "trainers": "1", "said": "d10 Q16=1"})
    shared = alone.facts(as_of, shared_active=1, shared_trainer_on=day("d20"))
    assert evaluate(alone.facts(as_of), as_of).rule == "i_risiko.c"
    found = evaluate(shared, as_of)
    assert found.rule == "paa_vej"
    assert {step.code: step.done_on for step in found.steps if step.done_on} == {"K1": day("d20"), "N2": day("d10")}


def test_a_site_that_is_out_of_scope_has_no_steps():
    found = evaluate(case({"trainers": "2", "said": ""}).facts(day("d99"), is_in_scope=False), day("d99"))
    assert (found.rule, found.steps_applicable, found.steps_done) == ("ikke_omfattet", 0, 0)
