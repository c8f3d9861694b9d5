"""The log: what stands in it, who reads it, and what is not worth a line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from access import audit, clock
from access.viewer import command_line
from storage.access_tables import audit as lines
from storage.engine import reading, writing
from tests.access.world import World


def count(action: str) -> int:
    with reading() as connection:
        return connection.execute(select(func.count()).where(lines.c.action == action)).scalar_one()


def test_a_page_with_contacts_that_is_drawn_again_within_a_minute_is_one_view(world: World):
    view = {"network_id": world.vest, "detail": "Netværk Vest"}
    for _ in range(2):
        audit.contact_viewed(by=world.alice.viewer, **view)
    assert count("contact_viewed") == 1
    audit.contact_viewed(by=world.bob.viewer, **view)
    audit.contact_viewed(by=world.alice.viewer, network_id=world.vest, detail="Center 0561")
    assert count("contact_viewed") == 3
    with writing() as connection:
        connection.execute(update(lines).values(at=clock.now() - timedelta(minutes=2)))
    audit.contact_viewed(by=world.alice.viewer, **view)
    assert count("contact_viewed") == 4


def test_a_command_leaves_no_line_for_what_it_looks_at(world: World):
    audit.contact_viewed(by=command_line(), network_id=world.vest, detail="Netværk Vest")
    assert count("contact_viewed") == 0
    assert audit.about_me(viewer=command_line()).empty


def test_the_log_is_turned_page_by_page_newest_first(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "PAGE", 4)
    first = audit.log(viewer=world.adam.viewer)
    second = audit.log(viewer=world.adam.viewer, before=int(first.id.iloc[-1]))
    assert list(first.actor) == ["Adam", "Karen", "Rita", "Charlie"]
    assert list(second.actor) == ["Bob", "Alice"]


def test_a_refusal_and_a_failure_stand_there_without_what_cannot_be_printed(world: World):
    audit.refusal("/netvaerk\x1b[2J/" + "x" * 400, by=world.charlie.viewer)
    audit.failure("AB12-CD34", by=world.alice.viewer, detail="y" * 400)
    audit.exported("Netværk Vest, regneark", by=world.rita.viewer)
    [export, failure, refusal] = audit.log(viewer=world.adam.viewer).head(3).to_dict("records")
    assert refusal["detail"].startswith("/netvaerk?[2J/xxx")
    assert (len(refusal["detail"]), len(failure["detail"])) == (300, 300)
    assert (export["actor"], export["action"]) == ("Rita", "exported")
    assert list(audit.log(viewer=world.adam.viewer, search=" ab12-cd34 ").actor) == ["Alice"]
