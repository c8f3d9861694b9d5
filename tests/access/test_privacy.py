"""What is held about a person: handed out, taken away, and taken away again after a restore."""

import json
import zlib

import pytest
from sqlalchemy import insert, select, update

from access import audit, privacy, sessions
from access.errors import Refused
from access.policy import Forbidden
from data_pipeline import raw_rows
from data_pipeline.model import Batch
from storage import erasure
from storage.access_tables import account
from storage.engine import reading, writing
from storage.tables import import_run, raw_block, response, trainer
from tests.access.world import EARLY, World
from tests.data_pipeline.files import dropped


@pytest.fixture(autouse=True)
def erasure_list(tmp_path, monkeypatch, world):
    import config

    monkeypatch.setenv("FODFAESTE_ERASURE_LIST", str(tmp_path / "list.jsonl"))
    config.settings.cache_clear()
    return tmp_path / "list.jsonl"


def answered(world: World) -> None:
    """Alice's answer, with the row of the file it came in; Charlie's beside it."""
    with writing() as connection:
        run = insert(import_run).values(
            file_name="svar.csv", file_hash="0", file_bytes=1, state="loaded", by="Karen", started_at=EARLY
        )
        run_id = connection.execute(run.returning(import_run.c.id)).scalar_one()
        batch = Batch([2, 3], [["Alice", "CANARY-ALICE"], ["Charlie", "CANARY-CHARLIE"]])
        raw_rows.store(connection, run_id, batch, [json.dumps(row).encode() for row in batch.rows])
        for number, person in ((2, world.alice), (3, world.charlie)):
            connection.execute(
                insert(response).values(
                    record_key=person.email,
                    row_hash=bytes(16),
                    trainer_id=person.trainer_id,
                    answered_on=EARLY.date(),
                    respondent=person.email,
                    free_text=f"CANARY-{person.email}",
                    kits=4,
                    run_id=run_id,
                    row_number=number,
                )
            )


def test_own_data_holds_everything_about_the_person_and_nothing_about_others(world: World):
    answered(world)
    text = json.dumps(privacy.own_data(viewer=world.alice.viewer), ensure_ascii=False)
    assert "CANARY-alice@eksempel.invalid" in text
    assert "charlie" not in text.lower()
    for secret in ("password_hash", "totp_secret", "token_hash", "argon2"):
        assert secret not in text


def test_erasing_takes_the_person_and_keeps_the_facts(world: World):
    answered(world)
    privacy.erase_account(world.alice.account_id, by=world.alice.viewer)
    everything = dump()
    assert "CANARY-ALICE" not in everything
    assert "alice@" not in everything
    assert "CANARY-CHARLIE" in everything
    with reading() as connection:
        answer = connection.execute(select(response).where(response.c.trainer_id == world.alice.trainer_id)).one()
    assert (answer.kits, answer.free_text, answer.respondent) == (4, None, None)
    assert sessions.current(world.alice.token) is None


LIST = """
    navn       | kursusdato | kommune | email         | bemærkning
    Ellen Holm | 05-03-2021 | Odense  | ellen@e.dk    | CANARY en
    Egon Lund   | 05-03-2021 | Odense  | egon@e.dk      | kom sent
"""
WAITS = """
    navn       | kursusdato | kommune | email         | tlf      | bemærkning
    Ellen Holm | 31-02-2021 | Odense  | Ellen@e.dk    | 11223344 | CANARY to
    Egon Lund   | 05-04-2021 | Odense  | egon@e.dk      | 22334455 | kom til tiden
"""


def test_an_erased_person_stands_in_no_row_of_any_file(world: World) -> None:
    for drawn in (LIST, LIST, WAITS):
        dropped(drawn)
    with reading() as connection:
        ellen = connection.execute(select(trainer.c.id).where(trainer.c.email == "ellen@e.dk")).scalar_one()
    assert dump().lower().count("ellen@e.dk") > 3
    privacy.erase_trainer(ellen, by=world.karen.viewer)
    kept = dump()
    assert [word for word in ("ellen@", "Ellen Holm", "CANARY") if word.lower() in kept.lower()] == []
    assert kept.count("kom sent") == 3  # Egon's remark, and his row in the two files
    assert kept.count("kom til tiden") == 2
    assert kept.count('"numbers":[2,3]') + kept.count('"numbers": [2, 3]') == 3


def test_a_trainer_without_an_account_is_found_by_mail_or_name_and_then_no_more(world: World) -> None:
    dropped(LIST)
    by_mail = privacy.trainers_called(" Ellen@e.dk ", viewer=world.karen.viewer)
    assert [(one.name, one.home) for one in by_mail] == [("Ellen Holm", "Odense")]
    assert privacy.trainers_called("ellen  holm", viewer=world.adam.viewer) == by_mail
    for nobody in ("", "Ellen", "%", "e.dk"):
        assert privacy.trainers_called(nobody, viewer=world.karen.viewer) == []
    privacy.erase_trainer(by_mail[0].id, by=world.karen.viewer)
    for gone in ("ellen@e.dk", "Ellen Holm", "Slettet person", ""):
        assert privacy.trainers_called(gone, viewer=world.karen.viewer) == []
    for outsider in (world.alice, world.bob, world.rita):
        with pytest.raises(Forbidden):
            privacy.trainers_called("egon@e.dk", viewer=outsider.viewer)


def test_erasing_twice_says_that_it_is_done(world: World):
    privacy.erase_account(world.alice.account_id, by=world.karen.viewer)
    with pytest.raises(Refused, match="allerede slettet"):
        privacy.erase_account(world.alice.account_id, by=world.karen.viewer)


def test_nobody_erases_another_person_without_the_right(world: World):
    for outsider in (world.bob, world.charlie, world.rita):
        with pytest.raises(Forbidden):
            privacy.erase_account(world.alice.account_id, by=outsider.viewer)
        with pytest.raises(Forbidden):
            privacy.erase_trainer(world.alice.trainer_id, by=outsider.viewer)


def test_the_list_erases_again_what_a_restore_brought_back(world: World, erasure_list):
    privacy.erase_trainer(world.alice.trainer_id, by=world.karen.viewer)
    with writing() as connection:  # an older backup comes back
        connection.execute(update(trainer).values(email="alice@eksempel.invalid", first_name="Alice"))
        connection.execute(
            update(account)
            .where(account.c.id == world.alice.account_id)
            .values(email="alice@eksempel.invalid", name="Alice", ended_at=None, erased_at=None)
        )
    with writing() as connection:
        assert erasure.replay(connection) == 1
    with reading() as connection:
        row = connection.execute(select(account).where(account.c.id == world.alice.account_id)).one()
    assert (row.name, row.email) == (erasure.ERASED, None)
    assert "alice@" not in erasure_list.read_text()


def test_the_log_keeps_its_lines_and_loses_the_name(world: World):
    privacy.erase_account(world.alice.account_id, by=world.karen.viewer)
    lines = audit.log(viewer=world.karen.viewer)
    assert "Alice" not in set(lines.actor) | set(lines.subject)
    assert erasure.ERASED in set(lines.subject)


def test_a_person_reads_the_log_about_the_own_person_only(world: World):
    privacy.own_data(viewer=world.charlie.viewer)
    mine = audit.about_me(viewer=world.alice.viewer)
    assert set(mine.actor) == {"Alice"}
    for outsider in (world.alice, world.bob, world.charlie, world.rita):
        with pytest.raises(Forbidden):
            audit.log(viewer=outsider.viewer)


@pytest.mark.parametrize("search", ["Charlie", "sign_in", "%", "_", "'; DROP TABLE audit; --"])
def test_the_log_can_be_searched(world: World, search: str):
    found = audit.log(viewer=world.adam.viewer, search=search)
    if search == "Charlie":
        assert set(found.actor) == {"Charlie"}
    if search == "sign_in":
        assert len(found) == 6


def dump() -> str:
    from storage.tables import metadata

    with reading() as connection:
        rows = [str(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
        blocks = [zlib.decompress(row.packed).decode() for row in connection.execute(select(raw_block))]
    return "\n".join(rows + blocks)


def test_an_erased_author_stays_nowhere_in_the_notes(world: World):
    from datetime import date

    from programme import actions
    from storage.tables import site_note

    with reading() as connection:
        place = connection.execute(select(trainer.c.site_id).where(trainer.c.id == world.bob.trainer_id)).scalar_one()
    actions.add_meeting(site_id=place, dated_on=date(2021, 5, 1), text="Møde", by=world.bob.viewer)
    privacy.erase_account(world.bob.account_id, by=world.adam.viewer)
    with reading() as connection:
        assert connection.execute(select(site_note.c.author, site_note.c.text)).one() == ("Slettet person", "Møde")
