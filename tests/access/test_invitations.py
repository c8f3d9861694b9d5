"""The only way to an account: who may invite whom, and what a link is worth."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import insert, select, update

from access import clock, invitations, sessions, signin, throttle
from access.errors import Refused
from access.invitations import Invitee
from access.policy import Forbidden
from access.viewer import Grant
from storage.access_tables import account, invitation, outbox
from storage.engine import reading, writing
from storage.tables import site, trainer
from tests.access.world import PASSWORD, World

ADDRESS = "https://fodfaeste.invalid"
SECRET = pyotp.random_base32()


def dora(**changes) -> Invitee:
    return Invitee(**{"email": "Dora@Eksempel.invalid ", "name": "Dora", "role": "trainer"} | changes)


def accept(token: str, *, password: str = PASSWORD, secret: str = SECRET, code: str | None = None):
    return signin.accept_with_password(token, password, secret, code or pyotp.TOTP(secret).now(), agent="test")


def invited(world: World, **changes) -> str:
    [made] = invitations.invite([dora(**changes)], address=ADDRESS, by=world.karen.viewer)
    return made.token


def test_an_invited_person_signs_in_with_the_role_of_the_invitation(world: World):
    welcome = accept(invited(world, role="lead", network_id=world.øst))
    assert sessions.current(welcome.signed_in.token).viewer.grants == {Grant("lead", world.øst)}
    assert len(set(welcome.recovery_codes)) == 10


def test_an_invited_trainer_gets_the_network_of_the_workplace(world: World):
    trainer_id = new_trainer("0561")
    welcome = accept(invited(world, trainer_id=trainer_id))
    assert welcome.signed_in.viewer.grants == {Grant("trainer", world.vest)}


def test_the_mail_holds_the_link_and_the_database_only_its_hash(world: World):
    token = invited(world)
    with reading() as connection:
        [mail] = connection.execute(select(outbox)).fetchall()
        [row] = connection.execute(select(invitation)).fetchall()
    assert mail.recipient == "dora@eksempel.invalid"
    assert f"{ADDRESS}/invitation/{token}" in mail.body
    assert token not in str(row)


def test_looking_uses_nothing_up_because_mail_scanners_fetch_links(world: World):
    token = invited(world)
    for _ in range(3):
        assert invitations.look(token).name == "Dora"
    accept(token)


def test_a_link_works_once(world: World):
    token = invited(world)
    accept(token)
    with pytest.raises(Refused, match="brugt eller udløbet"):
        accept(token)


def test_a_link_lives_72_hours(world: World):
    token = invited(world)
    with writing() as connection:
        connection.execute(update(invitation).values(expires_at=clock.now() - timedelta(seconds=1)))
    with pytest.raises(Refused, match="brugt eller udløbet"):
        accept(token)


def test_a_new_link_makes_the_older_one_useless(world: World):
    first, second = invited(world), invited(world)
    with pytest.raises(Refused):
        invitations.look(first)
    accept(second)


def test_a_withdrawn_link_is_useless_and_only_its_sender_or_red_liv_withdraws_it(world: World):
    [made] = invitations.invite([dora(network_id=world.vest)], address=ADDRESS, by=world.bob.viewer)
    invitations.withdraw(made.invitation_id, by=world.charlie.viewer)
    assert invitations.look(made.token)
    invitations.withdraw(made.invitation_id, by=world.bob.viewer)
    with pytest.raises(Refused):
        invitations.look(made.token)


def test_red_liv_withdraws_what_a_lead_sent(world: World):
    [made] = invitations.invite([dora(network_id=world.vest)], address=ADDRESS, by=world.bob.viewer)
    invitations.withdraw(made.invitation_id, by=world.karen.viewer)
    with pytest.raises(Refused):
        invitations.look(made.token)


def test_what_was_used_cannot_be_withdrawn(world: World):
    token = invited(world)
    number = invitations.look(token).id
    accept(token)
    invitations.withdraw(number, by=world.karen.viewer)
    with reading() as connection:
        assert connection.scalar(select(invitation.c.withdrawn_at)) is None


def test_who_sends_too_many_waits_and_others_do_not(world: World):
    with writing() as connection:
        throttle.count(connection, *[f"invite:{world.karen.account_id}"] * throttle.INVITE.tries)
    with pytest.raises(Refused, match="mange invitationer på kort tid"):
        invited(world)
    invitations.invite([dora(network_id=world.vest)], address=ADDRESS, by=world.bob.viewer)


def test_two_who_open_one_link_at_once_become_one_account(world: World):
    token = invited(world)
    with writing() as connection:
        found = invitations._open(connection, token)  # both have found it
        invitations.take(connection, token)
        with pytest.raises(Refused, match="brugt eller udløbet"):
            invitations._take(connection, found)


@pytest.mark.parametrize(
    ("password", "code", "says"),
    [
        ("for kort", None, "mindst 15 tegn"),
        ("et langt kodeord, " * 12, None, "højst have 200 tegn"),
        ("a" * 20, None, "nem at gætte"),
        ("passwordpassword", None, "nem at gætte"),
        (PASSWORD, "000000", "Engangskoden passer ikke"),
    ],
)
def test_a_faulty_form_uses_nothing_up(world: World, password: str, code: str | None, says: str):
    token = invited(world)
    with pytest.raises(Refused, match=says):
        accept(token, password=password, code=code)
    accept(token)


def test_a_lead_invites_trainers_of_the_own_network_and_nobody_else(world: World):
    bob = world.bob.viewer
    invitations.invite([dora(network_id=world.vest)], address=ADDRESS, by=bob)
    for forbidden in (
        dora(network_id=world.øst),
        dora(network_id=None),
        dora(role="lead", network_id=world.vest),
        dora(role="administrator"),
        dora(network_id=world.vest, trainer_id=new_trainer("0751")),  # works in the other network
        dora(network_id=world.vest, trainer_id=10**6),
    ):
        with pytest.raises(Forbidden):
            invitations.invite([forbidden], address=ADDRESS, by=bob)


def test_a_lead_invites_a_trainer_of_the_participant_list_who_works_in_the_network(world: World):
    gerda = new_trainer("0561")
    [made] = invitations.invite([dora(network_id=world.vest, trainer_id=gerda)], address=ADDRESS, by=world.bob.viewer)
    assert accept(made.token).signed_in.viewer.grants == {Grant("trainer", world.vest)}


def test_a_lead_leads_a_network_that_is_named(world: World):
    with pytest.raises(Refused, match="Vælg det netværk"):
        invited(world, role="lead")


@pytest.mark.parametrize("name", ["alice", "rita", "charlie"])
def test_others_invite_nobody(world: World, name: str):
    with pytest.raises(Forbidden):
        invitations.invite([dora(network_id=world.vest)], address=ADDRESS, by=getattr(world, name).viewer)


def test_one_forbidden_invitee_stops_the_whole_list(world: World):
    with pytest.raises(Forbidden):
        invitations.invite(
            [dora(network_id=world.vest), dora(network_id=world.øst)], address=ADDRESS, by=world.bob.viewer
        )
    with reading() as connection:
        assert connection.execute(select(outbox.c.id)).first() is None


def test_recovery_is_a_new_invitation_that_ends_what_was_lost(world: World):
    token = invited(world, email=world.alice.email, name="Alice")
    welcome = accept(token)
    assert sessions.current(world.alice.token) is None
    assert welcome.signed_in.viewer.account_id == world.alice.account_id
    with pytest.raises(Refused):  # a lead cannot reset somebody's way in
        invitations.invite([dora(email=world.alice.email, network_id=world.vest)], address=ADDRESS, by=world.bob.viewer)


def test_the_bulk_preview_shows_trainers_without_account_and_a_lead_only_the_own_network(world: World):
    new_trainer("0561", "erik"), new_trainer("0751", "frida")
    everybody = invitations.candidates(viewer=world.karen.viewer)
    assert set(everybody.email) == {"erik@eksempel.invalid", "frida@eksempel.invalid"}
    assert set(invitations.candidates(viewer=world.bob.viewer).email) == {"erik@eksempel.invalid"}
    assert invitations.candidates(viewer=world.bob.viewer, network_id=world.øst).empty
    for outsider in (world.alice, world.charlie, world.rita):
        assert invitations.candidates(viewer=outsider.viewer).empty


def test_pending_shows_ones_own_invitations_and_red_liv_sees_all(world: World):
    invitations.invite([dora(network_id=world.vest)], address=ADDRESS, by=world.bob.viewer)
    assert list(invitations.pending(viewer=world.bob.viewer).email) == ["dora@eksempel.invalid"]
    assert list(invitations.pending(viewer=world.karen.viewer).email) == ["dora@eksempel.invalid"]
    assert invitations.pending(viewer=world.charlie.viewer).empty


@pytest.mark.parametrize("email", ["", "dora", "dora eksempel@x.invalid"])
def test_a_faulty_address_is_refused_by_name(world: World, email: str):
    with pytest.raises(Refused, match="ikke en e-mailadresse"):
        invitations.invite([dora(email=email)], address=ADDRESS, by=world.karen.viewer)


def test_a_person_who_accepted_is_one_account(world: World):
    accept(invited(world))
    with reading() as connection:
        found = connection.execute(select(account.c.id).where(account.c.email == "dora@eksempel.invalid")).fetchall()
    assert len(found) == 1


def new_trainer(code: str, name: str = "gerda") -> int:
    with writing() as connection:
        site_id = connection.execute(select(site.c.id).where(site.c.municipality_code == code)).scalar_one()
        values = {"site_id": site_id, "first_name": name, "last_name": "Fiktiv", "email": f"{name}@eksempel.invalid"}
        return connection.execute(insert(trainer).values(**values).returning(trainer.c.id)).scalar_one()
