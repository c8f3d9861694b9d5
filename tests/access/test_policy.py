"""The role table of the issue, as one reads it."""

import pytest

from access.permissions import DESCRIPTIONS, Permission
from access.policy import Forbidden, allows, may_grant, reach, require
from access.roles import GIVEN_ROLES
from access.viewer import Grant, Viewer

VEST, ØST = 1, 2

# "own" = in the own network only; "-" = never
TABLE = """
right                  reviewer trainer lead coordinator administrator
see_progress           all      all     all  all         all
see_exact_figures      -        all     all  all         all
see_people             -        own     own  all         all
see_contact_details    -        own     own  all         -
read_common_forum      -        all     all  all         -
write_common_forum     -        all     all  all         -
moderate_common_forum  -        -       -    all         -
read_room              -        own     own  -           -
write_room             -        own     own  -           -
moderate_room          -        -       own  -           -
break_glass            -        -       -    all         -
see_status_facts       all      all     all  all         -
write_status_notes     -        own     own  all         -
edit_plan              -        own     own  all         -
edit_model             -        -       -    all         all
import_data            -        -       -    all         all
edit_networks          -        -       -    all         all
invite_to_network      -        -       own  all         all
invite_anyone          -        -       -    all         all
manage_roles           -        -       -    all         all
read_log               -        -       -    all         all
freeze_review          -        -       -    all         -
comment_review         all      -       -    all         -
answer_review          all      -       own  all         -
edit_offers            -        own     own  all         -
"""

_LINES = [line.split() for line in TABLE.strip().splitlines()]
CASES = [
    (right, role, answer) for right, *answers in _LINES[1:] for role, answer in zip(_LINES[0][1:], answers, strict=True)
]


def viewer(*roles: str, network_id: int | None = VEST) -> Viewer:
    return Viewer("test", frozenset(Grant(role, network_id) for role in roles))


@pytest.mark.parametrize(("right", "role", "answer"), CASES)
def test_a_role_may_what_the_table_says(right: str, role: str, answer: str):
    person = viewer(role)
    in_own, elsewhere = allows(person, Permission(right), VEST), allows(person, Permission(right), ØST)
    assert (in_own, elsewhere) == {"all": (True, True), "own": (True, False), "-": (False, False)}[answer]


def test_the_table_names_every_right_and_every_role():
    assert {right for right, _, _ in CASES} == {permission.value for permission in Permission} == set(DESCRIPTIONS)
    assert {role for _, role, _ in CASES} == set(GIVEN_ROLES)


@pytest.mark.parametrize("right", Permission)
def test_without_a_role_nothing_is_allowed(right: Permission):
    assert not allows(Viewer("nobody", frozenset()), right)
    assert not allows(viewer("made-up role"), right)
    with pytest.raises(Forbidden):
        require(Viewer("nobody", frozenset()), right)


def test_a_trainer_without_a_network_reaches_no_network():
    person = viewer("trainer", network_id=None)
    assert not reach(person, Permission.SEE_PEOPLE)
    assert not allows(person, Permission.SEE_PEOPLE, None)


def test_what_belongs_to_no_network_is_reached_only_from_everywhere():
    assert not reach(viewer("lead"), Permission.SEE_PEOPLE).covers(None)
    assert reach(viewer("coordinator"), Permission.SEE_PEOPLE).covers(None)


def test_several_roles_add_up():
    both = Viewer("both", frozenset({Grant("lead", VEST), Grant("trainer", ØST)}))
    assert reach(both, Permission.READ_ROOM).networks == {VEST, ØST}
    assert reach(both, Permission.MODERATE_ROOM).networks == {VEST}


@pytest.mark.parametrize(
    ("by", "role", "network_id", "answer"),
    [
        ("lead", "trainer", VEST, True),
        ("lead", "trainer", ØST, False),
        ("lead", "trainer", None, False),
        ("lead", "lead", VEST, False),
        ("trainer", "trainer", VEST, False),
        ("reviewer", "reviewer", None, False),
        ("coordinator", "lead", ØST, True),
        ("administrator", "administrator", None, True),
        ("coordinator", "made-up", None, False),
    ],
)
def test_who_may_invite_whom(by: str, role: str, network_id: int | None, answer: bool):
    assert may_grant(viewer(by), role, network_id) is answer
