"""Kept states: as of today and of each wave's close; only what is touched is computed anew."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from programme import status_store, waves
from storage import tables as t
from storage.engine import reading, writing
from tests.builders import Builder

AARHUS, VIBORG, SKIVE = "0751", "0791", "0779"


def states(day: date) -> dict[str, str]:
    m = t.municipality_status.c
    with reading() as connection:
        found = select(m.municipality_code, m.state).where(m.as_of == day, m.state != "ikke_omfattet")
        return dict(connection.execute(found).all())


def refresh(**more) -> list[tuple[str, str, str]]:
    with writing() as connection:
        return status_store.refresh(connection, **more).changed


def build_two() -> tuple[int, int]:
    with writing() as connection:
        build = Builder(connection)
        trainers = []
        for code in (AARHUS, VIBORG):
            site = build.site(code)
            trainers.append(build.trainer(site, date(2021, 2, 10)))
            build.trainer(site, date(2021, 2, 10))
        build.answer(date(2021, 4, 5), trainer=trainers[0], wave=1, programme_status=4)
        return trainers[0], trainers[1]


def test_states_are_kept_for_today_and_for_the_close_of_each_wave(database, on):
    build_two()
    assert refresh() == [(AARHUS, "ikke_omfattet", "gaaet_i_staa"), (VIBORG, "ikke_omfattet", "ukendt")]
    assert states(date(2021, 7, 1)) == {AARHUS: "gaaet_i_staa", VIBORG: "ukendt"}
    assert states(date(2021, 4, 30)) == {AARHUS: "i_risiko", VIBORG: "ukendt"}


def test_an_import_recomputes_what_it_touched_and_says_what_changed(database, on):
    _, second = build_two()
    refresh()
    with writing() as connection:
        Builder(connection).answer(date(2021, 4, 20), trainer=second, wave=1, programme_status=6)
        site = connection.scalar(select(t.trainer.c.site_id).where(t.trainer.c.id == second))
        changed = status_store.refresh(connection, site_ids={site}).changed
    assert changed == [(VIBORG, "ukendt", "stoppet")]
    assert states(date(2021, 4, 30)) == {AARHUS: "i_risiko", VIBORG: "stoppet"}
    some = kept()
    refresh()
    assert kept() == some


def kept() -> list[tuple]:
    with reading() as connection:
        return [
            [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in (t.site_status, t.municipality_status, t.wave_response)
        ]


def test_a_new_day_is_computed_and_the_old_one_forgotten(database, on):
    build_two()
    refresh()
    on("2022-05-01")
    assert (AARHUS, "gaaet_i_staa", "ukendt") in refresh(site_ids=set())
    assert states(date(2021, 7, 1)) == {}
    assert states(date(2022, 5, 1)) == {AARHUS: "ukendt", VIBORG: "ukendt"}


def test_a_wave_that_closes_later_moves_everything(database, on):
    _first, second = build_two()
    refresh()
    with writing() as connection:
        Builder(connection).answer(date(2021, 5, 20), trainer=second, wave=1, programme_status=2)
        site = connection.scalar(select(t.trainer.c.site_id).where(t.trainer.c.id == second))
        status_store.refresh(connection, site_ids={site})
    assert states(date(2021, 4, 30)) == {}
    assert set(states(date(2021, 5, 31))) == {AARHUS, VIBORG}


def test_a_site_that_is_gone_takes_its_state_along(database, on):
    _, second = build_two()
    refresh()
    with writing() as connection:
        site = connection.scalar(select(t.trainer.c.site_id).where(t.trainer.c.id == second))
        connection.execute(t.trainer.delete().where(t.trainer.c.site_id == site))
        connection.execute(t.site.delete().where(t.site.c.id == site))
        assert status_store.refresh(connection, site_ids={site}).changed == [(VIBORG, "ukendt", "ikke_omfattet")]


def test_who_was_due_and_who_answered(database, on):
    build_two()
    refresh()
    w = t.wave_response.c
    with reading() as connection:
        columns = (w.wave, w.municipality_code, w.due, w.answered, w.last_on)
        found = connection.execute(select(*columns).order_by(w.municipality_code))
        assert [tuple(row) for row in found] == [(1, AARHUS, 2, 1, date(2021, 4, 5)), (1, VIBORG, 2, 0, None)]
        assert waves.closes(connection) == {1: date(2021, 4, 30)}
