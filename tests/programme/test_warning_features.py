"""What the early warning knew at the time: each feature as a table, and that none of it came later."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from programme.answers import number_of
from programme.evidence import evidence
from programme.warning import features
from programme.warning.features import NEVER, SILENCE
from programme.warning.recipe import recipe
from storage import tables as t
from storage.engine import reading, writing
from tests.builders import Builder
from tests.programme import synthetic
from tests.programme.notation import ZERO, case, day, table

CODES = tuple(one.code for one in recipe().features)

KNOWN = """
d   | trainers | said                                 | many | management | lead | plan | prescription | barrier
----| nothing said ---------------------------------------------------------------------------------
 40 | 1        |                                      | 0.33 | 0          | 0    | 0    | 0            | 0
 40 | 2        |                                      | 0.67 | 0          | 0    | 0    | 0            | 0
 40 | 5        |                                      | 1    | 0          | 0    | 0    | 0            | 0
 40 | 2+2@41   |                                      | 0.67 | 0          | 0    | 0    | 0            | 0
 60 | 2        | d50 Q1=3                             | 0.33 | 0          | 0    | 0    | 0            | 0
----| each as the newest answer says it ------------------------------------------------------------
 60 | 2        | d50 Q6=1                             | 0.67 | 1          | 0    | 0    | 0            | 0
 60 | 2        | d50 Q6=2                             | 0.67 | 0.5        | 0    | 0    | 0            | 0
 60 | 2        | d40 Q6=1 w1; d50 Q6=3 w2             | 0.67 | 0          | 0    | 0    | 0            | 0
 60 | 2        | d50 Q7=1 Q9=1                        | 0.67 | 0          | 1    | 0    | 1            | 0
 60 | 2        | d50 Q7=0 Q9=2                        | 0.67 | 0          | 0    | 0    | 0            | 0
----| a plan is one while its date lies ahead ------------------------------------------------------
 60 | 2        | d50 date d60                         | 0.67 | 0          | 0    | 1    | 0            | 0
 61 | 2        | d50 date d60                         | 0.67 | 0          | 0    | 0    | 0            | 0
 60 | 2        | d50 date d90 w1; d55 Q12=2 w1        | 0.67 | 0          | 0    | 0    | 0            | 0
"""


@pytest.mark.parametrize("row", table(KNOWN), ids=lambda row: f"d{row['d']} {row['said']}")
def test_what_is_known_of_one_municipality(row):
    on = ZERO + timedelta(days=int(row["d"]))
    *_, values = features.snapshot({1: case(row).facts(on)}, on, [(1, 0)], 1, recipe())
    said = dict(zip(CODES, values[0], strict=True))
    wanted = {name: float(row[name]) for name in CODES if name in row and name != "trainers"} | {
        "trainers": float(row["many"])
    }
    assert {name: round(float(said[name]), 2) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("named", "weight"), [(("B01",), 1.0), (("B04",), 0.8), (("B09", "B03"), 0.7), (("B06",), 0.6), (("B98",), 0.4)]
)
def test_the_heaviest_barrier_counts(named, weight):
    made = case({"trainers": "2", "said": "d30 nothing"})
    made.answers[0].values |= {f"barrier_{n}": code for n, code in enumerate(named, 1)}
    *_, values = features.snapshot({1: made.facts(day("d60"))}, day("d60"), [(1, 0)], 1, recipe())
    assert values[0, CODES.index("barrier")] == weight


@pytest.mark.parametrize(
    ("own", "others", "is_silent"),
    [("d20", "d30", False), ("d20", "d95", False), ("d20", "d96", True), (None, "d75", False), (None, "d76", True)],
)
def test_silence_is_when_others_answer(own, others, is_silent):
    said = [case({"trainers": "2", "said": f"{one} nothing" if one else ""}) for one in (own, others)]
    facts = {number: one.facts(day("d150")) for number, one in enumerate(said)}
    *_, values = features.snapshot(facts, day("d150"), [(0, 0), (1, 1)], 2, recipe())
    assert values[:, SILENCE].tolist() == [is_silent, False]


def test_between_two_surveys_nobody_is_silent():
    facts = {1: case({"trainers": "2", "said": "d20 nothing"}).facts(day("d300"))}
    *_, values = features.snapshot(facts, day("d300"), [(1, 0)], 1, recipe())
    assert not values[0, SILENCE]


def told(as_of: date) -> features.History:
    with reading() as connection:
        return features.history(evidence(connection, until=as_of), as_of)


def test_two_sites_are_one_municipality_and_a_private_site_serves_another(sqlite_database):
    with writing() as connection:
        make = Builder(connection)
        for start in (ZERO, ZERO + timedelta(days=20)):
            make.trainer(make.site("0751"), start)
        private = make.site("0791", kind=2, serves=("0779",))
        trainer = make.trainer(private, ZERO)
        make.answer(day("d50"), trainer=trainer, wave=1, programme_status=1)
        out = make.site("0561", is_in_scope=False)
        make.trainer(out, ZERO)
    found = told(day("d90"))
    assert found.codes == ("0561", "0751", "0779", "0791")
    assert found.zero.tolist() == [number_of(ZERO)] * 4
    assert [found.codes[n] for n in np.flatnonzero(found.waiting(-1))] == ["0751"]
    assert found.started[3].tolist() == [NEVER, NEVER, number_of(day("d50")), number_of(day("d50"))]
    assert found.values[1, :, 0].round(2).tolist() == [0.33, 0.67, 0.67, 0.67]


def test_who_left_without_a_date_had_not_left_in_the_past(sqlite_database):
    with writing() as connection:
        make = Builder(connection)
        site = make.site("0751")
        make.trainer(site, ZERO, status=3)
        make.trainer(site, ZERO, status=3, status_on=day("d40"))
    assert told(day("d60")).values[0, :, 0].round(2).tolist() == [0.67, 0.67, 0.33]


def test_a_note_written_later_about_an_earlier_day_was_not_known_then(sqlite_database):
    with writing() as connection:
        make = Builder(connection)
        site = make.site("0751")
        make.trainer(site, ZERO)
        make.note(site, "meeting", day("d10"), created_at=day("d70"))
    assert told(day("d90")).heard[0].tolist() == [0, 0, 0, number_of(day("d70"))]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), months=st.integers(2, 12))
def test_nothing_that_came_later_is_known_earlier(sqlite_database, seed, months):
    """The whole history of a messy programme, and the same with everything taken away that came after a month."""
    with writing() as connection:
        clear(connection)
        synthetic.build(connection, sites=12, trainers=40, answers=150, seed=seed)
    whole = told(synthetic.AS_OF)
    earlier = synthetic.AS_OF - timedelta(days=recipe().period_days * months)
    with writing() as connection:
        forget_after(connection, earlier)
    then = told(earlier)
    assert len(then.days) <= len(whole.days) - months
    rows = [whole.codes.index(code) for code in then.codes]
    trained = [n for n, code in enumerate(then.codes) if then.zero[n] < NEVER]
    for name in ("started", "heard", "is_open", "values"):
        known = getattr(whole, name)[rows][:, : len(whole.days) - months]
        assert np.array_equal(known[trained][:, -len(then.days) :], getattr(then, name)[trained]), name


def forget_after(connection, on: date) -> None:
    """Leaves what anybody could have known on a day."""
    connection.execute(delete(t.response).where(t.response.c.answered_on > on))
    late = select(t.course.c.id).where(t.course.c.held_on > on)
    connection.execute(delete(t.participation).where(t.participation.c.course_id.in_(late)))
    connection.execute(update(t.trainer).where(t.trainer.c.status_on > on).values(status=None, status_on=None))


def clear(connection) -> None:
    for table_ in (t.response, t.participation, t.trainer, t.course, t.site):
        connection.execute(delete(table_))


def test_the_look_ahead_test_sees_a_look_ahead(sqlite_database, monkeypatch):
    """Broken on purpose: facts of half a month later."""
    honest = features._known_by
    monkeypatch.setattr(features, "_known_by", lambda known, on: Late(honest(known, on)))
    with pytest.raises(AssertionError):
        test_nothing_that_came_later_is_known_earlier(sqlite_database)


class Late:
    """Evidence that tells what is known half a month later."""

    def __init__(self, known) -> None:
        self.known = known

    def facts(self, on: date):
        return self.known.facts(on + timedelta(days=15))
