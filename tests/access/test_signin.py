"""The door: password and one-time code; tries; and that nobody can lock another out."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from access import clock, devices, secrets, sessions, signin, throttle
from access.errors import Refused
from storage.access_tables import account, attempt, audit
from storage.engine import reading, writing
from tests.access.world import PASSWORD, SECRET, World

HOME, ATTACKER = "203.0.113.7", "198.51.100.9"


def enter(email: str, *, password: str = PASSWORD, code: str | None = None, place: str = HOME, device=None):
    return signin.with_password(
        email, password, pyotp.TOTP(SECRET).now() if code is None else code, place=place, device=device, agent="test"
    )


def forget_used_step() -> None:
    with writing() as connection:
        connection.execute(update(account).values(totp_step=0))


def test_the_right_three_open_the_door(world: World):
    entered = enter(" ALICE@eksempel.invalid ")
    assert sessions.current(entered.token).viewer == entered.viewer
    assert entered.viewer.account_id == world.alice.account_id


@pytest.mark.parametrize(
    "wrong",
    [{"email": "nobody@eksempel.invalid"}, {"password": "noget helt andet her"}, {"code": "123456"}, {"code": ""}],
)
def test_one_wrong_keeps_it_shut_and_does_not_say_which(world: World, wrong: dict):
    with pytest.raises(Refused, match="passer ikke"):
        enter(**{"email": world.alice.email} | wrong)


def test_a_one_time_code_works_once(world: World):
    code = pyotp.TOTP(SECRET).now()
    enter(world.alice.email, code=code)
    with pytest.raises(Refused):
        enter(world.alice.email, code=code)


def test_a_recovery_code_works_once(world: World):
    [code, *_] = signin.renew_recovery_codes(by=world.alice.viewer)
    enter(world.alice.email, code=code.upper())
    with pytest.raises(Refused):
        enter(world.alice.email, code=code)
    with pytest.raises(Refused):
        enter(world.charlie.email, code=signin.renew_recovery_codes(by=world.alice.viewer)[0])


def test_a_password_alone_opens_nothing(world: World):
    with writing() as connection:
        connection.execute(update(account).values(totp_secret=None))
    [spare, *_] = signin.renew_recovery_codes(by=world.alice.viewer)
    for code in ("", "000000", spare):
        with pytest.raises(Refused, match="passer ikke"):
            enter(world.alice.email, code=code)


def test_a_new_session_never_takes_over_an_old_token(world: World):
    assert enter(world.alice.email).token != world.alice.token
    assert sessions.current(world.alice.token) is not None


def test_five_wrong_tries_close_the_door_for_that_place_a_quarter_of_an_hour(world: World):
    guess_wrong(world.alice.email, throttle.SIGN_IN.tries)
    with pytest.raises(Refused, match="Vent et kvarter"):
        enter(world.alice.email)
    with writing() as connection:
        connection.execute(update(attempt).values(at=clock.now() - timedelta(minutes=16)))
    assert enter(world.alice.email)


def test_a_stranger_cannot_lock_the_owner_out(world: World):
    guess_wrong(world.alice.email, throttle.SIGN_IN.tries + 1, place=ATTACKER)
    assert enter(world.alice.email, place=HOME)


def test_not_even_from_the_same_place_when_the_browser_is_known(world: World):
    cookie = devices.cookie_for(world.alice.email)
    guess_wrong(world.alice.email, throttle.SIGN_IN.tries + 1)
    assert enter(world.alice.email, device=devices.device_of(cookie, world.alice.email))


def test_a_known_browser_is_known_for_one_person_only(world: World):
    cookie = devices.cookie_for(world.alice.email)
    assert devices.device_of(cookie, world.charlie.email) is None
    forged = cookie[:-1] + ("1" if cookie.endswith("0") else "0")
    assert devices.device_of(forged, world.alice.email) is None
    assert devices.device_of(None, world.alice.email) is None
    assert devices.device_of("x.y.z", world.alice.email) is None


def test_one_place_cannot_try_everybody(world: World):
    for number in range(throttle.PLACE.tries):
        with writing() as connection:
            throttle.count(connection, f"place:{ATTACKER}", f"account:{number}:{ATTACKER}")
    with pytest.raises(Refused, match="Vent et kvarter"):
        enter(world.charlie.email, place=ATTACKER)
    assert enter(world.charlie.email, place=HOME)


def test_a_success_forgives_the_tries_before_it(world: World):
    guess_wrong(world.alice.email, throttle.SIGN_IN.tries - 1)
    enter(world.alice.email)
    forget_used_step()
    guess_wrong(world.alice.email, throttle.SIGN_IN.tries - 1)
    assert enter(world.alice.email)


def test_sign_ins_and_refusals_are_in_the_log_without_what_was_typed(world: World):
    with pytest.raises(Refused):
        enter(world.alice.email, password="hemmelighed som tastes")
    enter(world.alice.email)
    with reading() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(2)).fetchall()
    assert [row.action for row in rows] == ["sign_in", "sign_in_refused"]
    assert all(row.subject_id == world.alice.account_id for row in rows)
    assert "hemmelighed" not in str(rows)


def test_a_code_of_the_step_before_is_taken_and_an_older_one_is_not():
    now = 1_800_000_000
    one_time = pyotp.TOTP(SECRET)
    assert secrets.totp_step(SECRET, one_time.at(now - 30), after=0, at=now) == now // 30 - 1
    assert secrets.totp_step(SECRET, one_time.at(now - 90), after=0, at=now) is None
    assert secrets.totp_step(SECRET, one_time.at(now), after=now // 30, at=now) is None


def guess_wrong(email: str, times: int, place: str = HOME) -> None:
    for _ in range(times):
        with pytest.raises(Refused):
            enter(email, password="helt forkert adgangskode", place=place)
