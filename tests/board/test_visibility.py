"""Who sees what, in random worlds: people come, change roles and workplaces and leave, networks are closed and their
municipalities moved, rooms are written in; and after each step somebody looks through every read function of board.

can_see() is held against the rule as random_world.py writes it down again; visible() and every read against can_see().
"""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from access.policy import RoomRight, rooms
from access.viewer import command_line
from tests.board.looks import ELSEWHERE, PARTS, READS, WRITES, offered
from tests.board.random_world import Board
from tests.board.writing import COMMON

FEW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


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
    assert rooms(command_line(), RoomRight.READ) == {COMMON}
