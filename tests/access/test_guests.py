"""Guests of a closed room: the lead lets them in and shows them out; whom nobody let in is not there."""

from __future__ import annotations

import pytest

from access import audit, guests, members
from access.errors import Refused
from access.policy import Forbidden, RoomRight, room_slug, rooms
from tests.access.world import Person, World


def reads(person: Person, network_id: int) -> bool:
    return room_slug(network_id) in rooms(person.viewer, RoomRight.READ)


def test_a_guest_is_let_in_once_and_shown_out_once(world: World):
    for _ in range(2):
        guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    [guest] = guests.of_room(world.vest, viewer=world.alice.viewer)
    assert (guest.name, reads(world.charlie, world.vest)) == ("Charlie", True)
    guests.show_out(guest.id, by=world.bob.viewer)
    assert not reads(world.charlie, world.vest)
    for anybody in (world.bob, world.charlie):
        guests.show_out(guest.id, by=anybody.viewer)  # a second press
    log = audit.log(viewer=world.adam.viewer, search="guest_")
    assert list(log.action) == ["guest_left", "guest_let_in"]


def test_a_guest_leaves_alone_and_nobody_else_shows_anybody_out(world: World):
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    [guest] = guests.of_room(world.vest, viewer=world.bob.viewer)
    for other in (world.alice, world.karen, world.adam, world.rita):
        with pytest.raises(Forbidden):
            guests.show_out(guest.id, by=other.viewer)
    guests.show_out(guest.id, by=world.charlie.viewer)
    assert not reads(world.charlie, world.vest)


def test_only_somebody_with_an_open_account_is_let_in(world: World):
    members.close_account(world.charlie.account_id, by=world.karen.viewer)
    for account_id in (world.charlie.account_id, 10**6):
        with pytest.raises(Refused, match="ingen konto"):
            guests.let_in(account_id, network_id=world.vest, by=world.bob.viewer)


def test_who_lets_nobody_in_does_not_learn_whether_somebody_is_a_guest(world: World):
    guests.let_in(world.charlie.account_id, network_id=world.vest, by=world.bob.viewer)
    [guest] = guests.of_room(world.vest, viewer=world.bob.viewer)
    for grant_id in (guest.id, 10**6):
        with pytest.raises(Forbidden):
            guests.show_out(grant_id, by=world.rita.viewer)
