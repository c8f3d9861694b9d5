"""Forecasts as they are kept: fitted by command, logged, scored when their half year has passed, of no person."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from access.policy import Forbidden
from access.viewer import Grant, Viewer, command_line
from data_pipeline import forecasting
from programme import queries
from programme.__main__ import main
from programme.queries import Selection
from programme.warning import store
from storage import warning_tables as w
from storage.engine import reading, writing
from storage.tables import municipality, trainer
from tests.access import world as worlds
from tests.access.canaries import text_of
from tests.builders import Builder

ME = command_line()
VEST, ØST = "0561", "0751"  # of tests/access/world.py
PEOPLE = ("alice", "bob", "charlie", "rita", "karen", "adam")
ZERO = date(2021, 1, 10)


def build(starts: int, waiting: int = 4) -> list[str]:
    """Municipalities with a trainer each: so many that started, and some that did not; the codes of the latter."""
    with writing() as connection:
        make = Builder(connection)
        free = select(municipality.c.code).where(municipality.c.code.not_in((VEST, ØST))).order_by(municipality.c.code)
        codes = list(connection.scalars(free))
        for n, code in enumerate(codes[: starts + waiting]):
            who = make.trainer(make.site(code), ZERO + timedelta(days=n % 40), last_name="Hemmelig")
            said = {"programme_status": 1, "first_course_on": ZERO + timedelta(days=60 + n % 50)} if n < starts else {}
            late = {} if n < starts else {"programme_status": 4, "barrier_1": "B01", "management": 1 + 2 * (n % 2)}
            make.answer(date(2021, 5, 10), trainer=who, wave=1, free_text="Fortroligt", **said, **late)
        return codes[starts : starts + waiting]


def kept() -> list:
    with reading() as connection:
        order = (w.warning_forecast.c.as_of, w.warning_forecast.c.municipality_code)
        return connection.execute(select(w.warning_forecast).order_by(*order)).all()


def test_a_refit_writes_a_forecast_for_each_that_has_not_started(database, on):
    waiting = build(starts=20)
    done = store.refit(by=ME)
    assert (done.starts, done.is_thin, done.forecasts, done.scored) == (20, False, 4, 0)
    rows = kept()
    assert [row.municipality_code for row in rows] == waiting
    for row in rows:
        assert row.due_on == date(2021, 12, 28)
        assert 0 <= row.low <= row.chance <= row.high <= 1
        assert row.band in ("lav", "uklar", "sandsynlig")
        assert 1 <= len(json.loads(row.reasons)) <= 3
        assert row.is_flagged


def test_a_second_refit_of_the_day_takes_the_first_ones_place_and_says_the_same(database, on):
    build(starts=20)
    store.refit(by=ME)
    first = kept()
    store.refit(by=ME)
    assert kept() == first


def test_with_fewer_than_ten_starts_there_is_only_the_rule(database, on):
    (code, *_) = build(starts=9)
    assert store.refit(by=ME).is_thin
    assert {(row.band, row.reasons, row.next_step) for row in kept()} == {(None, "[]", None)}
    found = queries.warning(code, viewer=ME)
    assert (found.band, found.known_starts, found.least_starts, found.is_flagged) == (None, 9, 10, True)
    method = queries.warning_method(viewer=ME)
    assert (method.is_thin, method.weights, method.back_test["verdict"]) == (True, (), "thin")


def test_the_next_start_makes_it_enough(database, on):
    build(starts=10)
    assert not store.refit(by=ME).is_thin


def test_an_empty_programme_is_no_error(database, on):
    done = store.refit(by=ME)
    assert (done.starts, done.forecasts, done.verdict) == (0, 0, "thin")
    assert queries.warning(VEST, viewer=ME) is None
    assert queries.warnings_of(Selection(), viewer=ME).empty


def test_every_forecast_is_scored_when_its_half_year_has_passed(database, on):
    first, second, *_ = build(starts=20)
    store.refit(by=ME)
    with writing() as connection:
        make = Builder(connection)
        who = connection.scalar(select(trainer.c.id).join_from(trainer, make_site()).where(at(first)))
        make.answer(date(2021, 9, 1), trainer=who, wave=2, programme_status=1, first_course_on=date(2021, 8, 20))
    on("2021-12-27")
    assert store.refit(by=ME).scored == 0
    on("2021-12-28")
    assert store.refit(by=ME).scored == 4
    came = {row.municipality_code: row.has_started for row in kept() if row.as_of == date(2021, 7, 1)}
    assert (came[first], came[second]) == (True, False)
    log = queries.warning_method(viewer=ME).log
    assert (log.written, log.scored, log.next_due) == (10, 4, date(2022, 6, 25))
    assert 0 < log.brier < 1
    assert 0 < log.rule_brier < 1


def test_a_start_that_is_told_late_corrects_the_score(database, on):
    first, *_ = build(starts=20)
    store.refit(by=ME)
    on("2022-01-10")
    store.refit(by=ME)
    with writing() as connection:
        make = Builder(connection)
        who = connection.scalar(select(trainer.c.id).join_from(trainer, make_site()).where(at(first)))
        make.answer(date(2022, 1, 20), trainer=who, wave=2, programme_status=1, first_course_on=date(2021, 12, 1))
    on("2022-01-25")
    store.refit(by=ME)
    came = {row.municipality_code: row.has_started for row in kept() if row.as_of == date(2021, 7, 1)}
    assert came[first] is True


def make_site():
    from storage.tables import site

    return site


def at(code: str):
    return make_site().c.municipality_code == code


def test_a_municipality_that_has_started_since_is_warned_of_no_more(database, on):
    first, *rest = build(starts=20)
    store.refit(by=ME)
    assert queries.warning(first, viewer=ME) is not None
    with writing() as connection:
        make = Builder(connection)
        site = connection.scalar(select(make_site().c.id).where(at(first)))
        make.answer(date(2021, 6, 30), site=site, programme_status=1)
        from programme import status_store

        status_store.refresh(connection)
    assert queries.warning(first, viewer=ME) is None
    assert set(queries.warnings_of(Selection(), viewer=ME)["code"]) == set(rest)


def test_the_command_fits_and_tells(database, on, capsys):
    build(starts=20)
    assert main(["forecast"]) == 0
    assert "4 varsler pr. 2021-07-01, 20 starter" in capsys.readouterr().out
    assert len(kept()) == 4


def test_who_may_not_import_may_not_fit(sqlite_database):
    with pytest.raises(Forbidden):
        store.refit(by=Viewer("Rita", frozenset({Grant("reviewer")})))


def test_a_fit_that_fails_leaves_the_import_and_the_forecasts_of_before(sqlite_database, on, monkeypatch, caplog):
    build(starts=20)
    store.refit(by=ME)
    monkeypatch.setattr(store, "history", lambda *_: 1 / 0)
    forecasting.fit_again(by=ME)
    assert len(kept()) == 4
    assert "python -m programme forecast" in caplog.text


def test_reading_a_page_never_fits(sqlite_database, on, monkeypatch):
    code, *_ = build(starts=20)
    monkeypatch.setattr(store, "refit", lambda **_: pytest.fail("fitted in a page request"))
    assert queries.warning(code, viewer=ME) is None
    assert queries.warning_method(viewer=ME).as_of is None


# --- Who sees what ------------------------------------------------------------------------------------------------


def test_everybody_sees_the_same_warning_and_no_person_is_in_it(database, on):
    """Six people: the same bands and reasons for all, and nothing that names anybody or counts trainers."""
    world = worlds.build()
    code, *_ = build(starts=20)
    with writing() as connection:
        for one in (VEST, ØST):
            site = connection.scalar(select(make_site().c.id).where(at(one)))
            Builder(connection).trainer(site, ZERO, first_name="Alice", last_name="Hemmelig")
    store.refit(by=ME)
    told = set()
    for name in PEOPLE:
        viewer = getattr(world, name).viewer
        found = [queries.warning(one, viewer=viewer) for one in (code, VEST, ØST)]
        found += [queries.warnings_of(Selection(), viewer=viewer), queries.warning_method(viewer=viewer)]
        told.add(text_of(found))
    assert len(told) == 1
    (text,) = told
    assert "sandsynlig" in text or "uklar" in text
    for secret in ("Alice", "Hemmelig", "Fortroligt", "eksempel.invalid"):
        assert secret not in text
    assert "trænere" not in text.replace("få aktive trænere", "").replace("flere aktive trænere", "").replace(
        "Flere aktive trænere", ""
    )


def test_no_person_is_in_any_forecast(database, on):
    build(starts=20)
    store.refit(by=ME)
    with reading() as connection:
        rows = [
            tuple(row) for table in (w.warning_fit, w.warning_forecast) for row in connection.execute(select(table))
        ]
        names = connection.execute(select(trainer.c.first_name, trainer.c.last_name)).all()
    text = str(rows)
    assert names
    assert not any(name in text for row in names for name in row)
    columns = {column.name for table in (w.warning_fit, w.warning_forecast) for column in table.columns}
    assert not columns & {"trainer_id", "account_id", "site_id", "name"}


def test_who_has_no_right_at_all_is_refused(sqlite_database):
    nobody = Viewer("ingen", frozenset())
    for ask in (lambda: queries.warning(VEST, viewer=nobody), lambda: queries.warning_method(viewer=nobody)):
        with pytest.raises(Forbidden):
            ask()


def test_call_first_puts_the_warned_first_within_a_state(sqlite_database, on):
    calm, warned, *_ = build(starts=20)
    store.refit(by=ME)
    with writing() as connection:
        make = Builder(connection)
        network = make.network("Netværk Prøve", calm, warned)
        f = w.warning_forecast
        connection.execute(f.update().values(band="uklar"))
        connection.execute(f.update().where(f.c.municipality_code == warned).values(band="sandsynlig"))
        from programme import status_store

        status_store.refresh(connection)
    calls = queries.network(network, viewer=ME).call_first
    same = set(calls["state"]) == {calls["state"].iloc[0]}
    assert same
    assert list(calls["code"]) == [warned, calm]
    assert ["Tidlig varsling" in why for why in calls["why"]] == [True, False]


def test_the_kept_rows_of_a_fit_go_with_it(sqlite_database, on):
    with writing() as connection:
        fit = {"as_of": ZERO, "fitted_at": store.now(), "starts": 1, "is_thin": True, "weights": "[]"}
        connection.execute(insert(w.warning_fit).values(fit | {"back_test": '{"verdict": "thin"}'}))
    assert queries.warning_method(viewer=ME).as_of == ZERO


def test_an_import_of_files_leaves_forecasts_and_a_dry_run_none(sqlite_database, on, tmp_path, capsys):
    from data_pipeline.__main__ import main as pipeline
    from data_pipeline.demo import write_demo

    paths = [str(path) for path in write_demo(tmp_path, seed=7, as_of=date(2021, 7, 1))]
    assert pipeline(["import", "--dry-run", *paths]) == 0
    assert kept() == []
    assert pipeline(["import", *paths]) == 0
    assert "rækker" in capsys.readouterr().out
    with reading() as connection:
        fitted = connection.execute(select(w.warning_fit.c.starts, w.warning_fit.c.is_thin)).one()
    assert fitted.starts > 30
    assert not fitted.is_thin
    assert len(kept()) > 15
    assert queries.warning_method(viewer=ME).back_test["verdict"] in ("better", "unsure", "worse")
