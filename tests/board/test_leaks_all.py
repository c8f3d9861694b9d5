"""The list of leak paths is tried whole: a group without a test fails here."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil

import pytest
from sqlalchemy import true

import board
from access.policy import Forbidden
from board import attachments, notices, rooms, search
from board import reading as board_reading
from tests.board import leaks
from tests.board.leaks import GROUPS, Leaky, canary, seen
from tests.board.leaks_calls import READS, UNGUARDED, WRITES

MODULES = ("test_leaks_reading", "test_leaks_leaving", "test_leaks_around", "test_leaks_writing")


def tried() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {number: [] for number in GROUPS}
    for name in MODULES:
        module = importlib.import_module(f"tests.board.{name}")
        for test_name, test in vars(module).items():
            for number in getattr(test, "groups", ()) if test_name.startswith("test_") else ():
                found[number].append(test_name)
    return found


def test_each_of_the_21_groups_is_tried():
    assert len(GROUPS) == 21
    assert [f"{number} {GROUPS[number]}" for number, tests in tried().items() if not tests] == []


def test_seven_kinds_of_people_try():
    assert len(leaks.VIEWERS) == 7


def test_every_function_of_the_board_with_a_person_is_called_by_strangers():
    """A new function with viewer= or by= must be named in leaks_calls.py."""
    offered = set()
    for found in pkgutil.iter_modules(board.__path__, "board."):
        if found.name.endswith("__main__"):
            continue
        for name, one in vars(importlib.import_module(found.name)).items():
            if not inspect.isfunction(one) or one.__module__ != found.name or name.startswith("_"):
                continue
            parameters = inspect.signature(one).parameters
            if {"viewer", "by"} & set(parameters) and "connection" not in parameters:
                offered.add(f"{found.name.removeprefix('board.')}.{name}")
    assert offered - {*READS, *WRITES, *UNGUARDED} == set()


# --- Each lock broken once, to prove that these tests see it -----------------------------------------------------


def test_without_the_first_lock_the_room_stands_open(x: Leaky, monkeypatch):
    stranger = x.viewer("other")
    with pytest.raises(Forbidden):
        board_reading.thread(x.thread_id, viewer=stranger)
    grant = next(iter(x.viewer("trainer").grants))
    forged = dataclasses.replace(stranger, grants=frozenset({grant}))
    assert seen(board_reading.thread(x.thread_id, viewer=forged)) >= {"title", "body", "reply"}
    assert search.find(canary("body"), viewer=forged).hits
    assert attachments.content(x.file_id, viewer=forged)
    assert x.vest in [room.slug for room in rooms.mine(viewer=forged)]


@pytest.mark.parametrize("name", ["notices", "attachments", "rows"])
def test_without_its_condition_each_part_would_leak(sqlite_database, monkeypatch, name):
    """The conditions of three modules taken away, one at a time: what was refused above comes out."""
    x = Leaky()
    left = x.viewer("ex_member")
    reads = {
        "notices": lambda: notices.mine(viewer=left),
        "attachments": lambda: attachments.content(x.erik_file, viewer=left),
        "rows": lambda: board_reading.post_place(x.reply_id, viewer=left),
    }

    def comes_out() -> bool:
        try:
            return bool(reads[name]())
        except Forbidden:
            return False

    assert not comes_out()
    monkeypatch.setattr(f"board.{name}.visible", lambda *_: true())
    assert comes_out()
