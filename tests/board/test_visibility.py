"""Who sees what, in random worlds: people come, change roles and workplaces and leave, networks are closed and their
municipalities moved, rooms are written in; and after each step somebody looks through every read function of board.

can_see() is held against the rule as random_world.py writes it down again; visible() and every read against can_see().
"""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import true

from access import policy
from access.policy import COMMON_ROOM, RoomRight
from access.viewer import command_line
from board import attachments, marks, notices, posting, reading, rooms, rows, search
from tests.board.looks import ELSEWHERE, PARTS, READS, WRITES, offered, rooms_in
from tests.board.random_world import Board

# A failure is shown as it was found: to make it smaller would take minutes.
FEW = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.explicit, Phase.generate]}


def test_in_random_worlds_nobody_sees_or_changes_another_room(_sqlite_copy):  # noqa: PT019 (one database for each world)
    machine = type("OnSqlite", (Board,), {"database": staticmethod(_sqlite_copy)})
    run_state_machine_as_test(machine, settings=settings(max_examples=10, stateful_step_count=20, **FEW))


def test_nor_on_postgresql_with_both_locks_shut(_postgresql_copy):  # noqa: PT019
    machine = type("OnPostgresql", (Board,), {"database": staticmethod(_postgresql_copy), "as_site_role": True})
    run_state_machine_as_test(machine, settings=settings(max_examples=3, stateful_step_count=12, **FEW))


def test_every_read_of_the_board_is_looked_through():
    assert offered("viewer") - PARTS == set(READS) - {"life.export"}


def test_every_write_of_the_board_is_tried():
    assert offered("by") - PARTS - ELSEWHERE == set(WRITES)


def test_whoever_has_the_shell_is_a_coordinator_and_reads_no_closed_room():
    assert policy.rooms(command_line(), RoomRight.READ) == {COMMON_ROOM}


LOST = {"visible": lambda *_: true(), "can_see": lambda *_: True, "rooms": lambda *_: {COMMON_ROOM, "netvaerk-1"}}


class Chooses:
    """Stands for hypothesis where a test draws by hand."""

    def draw(self, strategy):
        return self.wanted

    def __init__(self, wanted) -> None:
        self.wanted = wanted


@pytest.mark.parametrize(
    ("module", "condition"),
    [
        (reading, "visible"),
        (rows, "visible"),
        (marks, "visible"),
        (notices, "visible"),
        (attachments, "visible"),
        (rooms, "can_see"),
        (posting, "can_see"),
    ],
)
def test_a_read_that_has_lost_its_condition_is_noticed(_sqlite_copy, monkeypatch, module, condition):  # noqa: PT019
    """By an ex-member, to whom notices, drafts and files of the room still belong."""
    there = type("OnSqlite", (Board,), {"database": staticmethod(_sqlite_copy)})()
    try:
        leaving, staying = there.a_member(), there._person("trainer", 1)
        for kind in ("question", "experience", "talk"):
            there.somebody_starts_a_thread(leaving, 1, kind)
        thread_id = max(there.there.threads)
        for one in (staying, leaving, staying):
            there.somebody_replies_with_a_file(one, Chooses(thread_id))
        there.somebody_marks_and_reports(leaving, Chooses(max(there.there.posts)))
        there.the_month_begins()
        there._look(leaving)
        there.somebody_changes_workplace(leaving, 2)
        there._look(leaving)  # positive control: nothing is seen as long as the condition is there
        monkeypatch.setattr(module, condition, LOST[condition])
        with pytest.raises(AssertionError, match=r"shows .*'netvaerk-1'"):
            there._look(leaving)
    finally:
        there.teardown()


def test_a_search_that_has_lost_both_conditions_is_noticed_and_with_one_it_holds(
    _sqlite_copy,  # noqa: PT019
    monkeypatch,
):
    there = type("OnSqlite", (Board,), {"database": staticmethod(_sqlite_copy)})()
    try:
        leaving = there.a_member()
        there.somebody_starts_a_thread(leaving, 1, "talk")
        there.somebody_changes_workplace(leaving, 2)
        monkeypatch.setattr(search, "rooms", LOST["rooms"])
        assert rooms_in(READS["search.find"][1](there._enter(leaving), there.there)) == {COMMON_ROOM}
        monkeypatch.setattr(search, "visible", LOST["visible"])
        with pytest.raises(AssertionError, match=r"search\.find shows"):
            there._look(leaving)
    finally:
        there.teardown()
