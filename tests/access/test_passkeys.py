"""Passkeys: Alice makes one, signs in with it, and nothing that only looks like it opens the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from access import audit, clock, invitations, members, passkeys, throttle
from access.errors import Refused
from access.invitations import Invitee
from access.passkeys import Party
from access.sessions import SignedIn
from access.viewer import Grant
from storage.access_tables import account, attempt, challenge, passkey
from storage.engine import reading, writing
from tests.access.authenticator import PRESENT, Authenticator
from tests.access.world import Person, World

SITE = Party(host="fodfaeste.invalid", origin="https://fodfaeste.invalid")
HERE = {"host": SITE.host, "origin": SITE.origin}
HOME, ATTACKER = "203.0.113.7", "198.51.100.9"


def add(person: Person, key: Authenticator) -> None:
    email, handle = passkeys.owner(viewer=person.viewer)
    asked = passkeys.ask_new(SITE, email=email, name="Alice", handle=handle)
    passkeys.add(SITE, asked.ticket, key.make(asked, **HERE), by=person.viewer)


def enter(key: Authenticator, *, place: str = HOME, **odd) -> SignedIn:
    asked = passkeys.ask_sign_in(SITE)
    return passkeys.sign_in(SITE, asked.ticket, key.sign(asked, **HERE | odd), place=place, agent="test")


def invited(world: World, email: str = "dora@eksempel.invalid") -> str:
    [made] = invitations.invite([Invitee(email, "Dora", "trainer")], address=SITE.origin, by=world.karen.viewer)
    return made.token


def accept(token: str, key: Authenticator, **odd) -> SignedIn:
    invitation = invitations.look(token)
    handle = invitations.handle_of(invitation)
    asked = passkeys.ask_new(SITE, email=invitation.email, name=invitation.name, handle=handle)
    return passkeys.accept_invitation(SITE, token, asked.ticket, key.make(asked, **HERE | odd), agent="test")


def test_an_invited_person_makes_a_passkey_and_signs_in_with_it_from_then_on(world: World):
    key = Authenticator()
    welcome = accept(invited(world), key)
    assert welcome.viewer.grants == {Grant("trainer")}
    again = enter(key)
    assert again.viewer.account_id == welcome.viewer.account_id
    assert again.token != welcome.token
    [(_, made, used)] = passkeys.mine(viewer=again.viewer)
    assert used >= made


def test_a_faulty_passkey_does_not_use_the_invitation_up(world: World):
    token = invited(world)
    for odd in ({"origin": "https://fodfaeste.invalid.evil"}, {"host": "evil.invalid"}, {"flags": PRESENT}):
        with pytest.raises(Refused, match="kunne ikke oprettes"):
            accept(token, Authenticator(), **odd)
    assert accept(token, Authenticator())


def test_a_passkey_of_one_account_is_not_made_for_another(world: World):
    key = Authenticator()
    add(world.alice, key)
    token = invited(world)
    with pytest.raises(Refused, match="allerede oprettet"):
        accept(token, key)
    assert invitations.look(token).name == "Dora"
    assert enter(key).viewer.account_id == world.alice.account_id


def test_a_question_is_answered_once_and_within_minutes(world: World):
    key = Authenticator()
    asked = passkeys.ask_new(SITE, email=world.alice.email, name="Alice", handle=b"a" * 32)
    passkeys.add(SITE, asked.ticket, key.make(asked, **HERE), by=world.alice.viewer)
    other = Authenticator(b"en anden")
    with pytest.raises(Refused, match="Der gik for lang tid"):
        passkeys.add(SITE, asked.ticket, other.make(asked, **HERE), by=world.alice.viewer)
    asked = passkeys.ask_new(SITE, email=world.alice.email, name="Alice", handle=b"a" * 32)
    with writing() as connection:
        connection.execute(update(challenge).values(expires_at=clock.now() - timedelta(seconds=1)))
    with pytest.raises(Refused, match="Der gik for lang tid"):
        passkeys.add(SITE, asked.ticket, other.make(asked, **HERE), by=world.alice.viewer)
    assert len(passkeys.mine(viewer=world.alice.viewer)) == 1


def test_what_was_answered_cannot_be_answered_again(world: World):
    key = Authenticator()
    add(world.alice, key)
    asked = passkeys.ask_sign_in(SITE)
    answer = key.sign(asked, **HERE)
    assert passkeys.sign_in(SITE, asked.ticket, answer, place=HOME, agent="test")
    with pytest.raises(Refused, match="kunne ikke bruges"):
        passkeys.sign_in(SITE, asked.ticket, answer, place=HOME, agent="test")


@pytest.mark.parametrize(
    "odd",
    [
        {"origin": "https://fodfaeste.invalid.evil"},  # a page that only looks like this one
        {"host": "evil.invalid"},
        {"flags": PRESENT},  # somebody touched it, nobody showed face, finger or code
    ],
)
def test_an_answer_for_another_site_or_from_an_unlocked_phone_opens_nothing(world: World, odd: dict):
    key = Authenticator()
    add(world.alice, key)
    with pytest.raises(Refused, match="kunne ikke bruges"):
        enter(key, **odd)
    assert enter(key)


def test_another_key_under_the_same_name_opens_nothing(world: World):
    add(world.alice, Authenticator())
    with pytest.raises(Refused, match="kunne ikke bruges"):
        enter(Authenticator())


def test_a_copied_key_is_seen_by_its_counter(world: World):
    key = Authenticator()
    add(world.alice, key)
    for _ in range(2):
        enter(key)
    key.uses = 0  # the copy was taken before
    with pytest.raises(Refused, match="kunne ikke bruges"):
        enter(key)


def test_wrong_answers_are_counted_by_place(world: World):
    key = Authenticator()
    add(world.alice, key)
    with pytest.raises(Refused):
        enter(Authenticator(), place=ATTACKER)
    with reading() as connection:
        assert list(connection.scalars(select(attempt.c.subject))) == [f"place:{ATTACKER}"]
    with writing() as connection:
        throttle.count(connection, *[f"place:{ATTACKER}"] * (throttle.PLACE.tries - 1))
    with pytest.raises(Refused, match="Vent et kvarter"):
        enter(key, place=ATTACKER)
    assert enter(key, place=HOME)


def test_the_passkey_of_a_closed_account_opens_nothing(world: World):
    key = Authenticator()
    add(world.alice, key)
    members.close_account(world.alice.account_id, by=world.karen.viewer)
    with pytest.raises(Refused, match="Kontoen er lukket"):
        enter(key)


def test_recovery_ends_the_lost_passkey(world: World):
    lost = Authenticator()
    add(world.alice, lost)
    accept(invited(world, world.alice.email), Authenticator(b"ny telefon"))
    with pytest.raises(Refused, match="kunne ikke bruges"):
        enter(lost)


def test_only_the_owner_removes_a_passkey_and_it_opens_nothing_then(world: World):
    key = Authenticator()
    add(world.alice, key)
    [(number, _, used)] = passkeys.mine(viewer=world.alice.viewer)
    assert used is None
    with pytest.raises(Refused, match="findes ikke længere"):
        passkeys.remove(number, by=world.charlie.viewer)
    assert enter(key)
    passkeys.remove(number, by=world.alice.viewer)
    with pytest.raises(Refused, match="kunne ikke bruges"):
        enter(key)
    assert {"passkey_added", "passkey_removed"} <= set(audit.about_me(viewer=world.alice.viewer).action)


def test_the_only_way_in_cannot_be_removed(world: World):
    with writing() as connection:
        connection.execute(update(account).values(password_hash=None, totp_secret=None))
    add(world.alice, Authenticator())
    with reading() as connection:
        [first] = connection.scalars(select(passkey.c.id))
    with pytest.raises(Refused, match="eneste vej ind"):
        passkeys.remove(first, by=world.alice.viewer)
    second = Authenticator(b"nummer to")
    add(world.alice, second)
    passkeys.remove(first, by=world.alice.viewer)
    assert enter(second)


def test_each_person_has_a_handle_of_their_own_that_stays(world: World):
    alice, charlie = (passkeys.owner(viewer=person.viewer) for person in (world.alice, world.charlie))
    assert alice == passkeys.owner(viewer=world.alice.viewer)
    assert (alice[0], charlie[0]) == (world.alice.email, world.charlie.email)
    assert alice[1] != charlie[1]
