"""Offers: how old is too old, who writes and sees what, and that nothing is overwritten."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

import config
from access.policy import Forbidden
from programme import offers
from programme.calendar import today
from programme.errors import Refused
from storage import scope
from storage.access_tables import account, audit
from storage.engine import reading, writing
from storage.review_tables import offer, offer_contact
from tests.access import canaries
from tests.access import world as worlds
from tests.access.test_second_lock import world as locked_world  # noqa: F401 (a fixture)

# today is 1 July 2021; a confirmation counts for 180 days
AGES = """
confirmed_on  days  is_due
2021-07-01    0     -
2021-06-30    1     -
2021-01-03    179   -
2021-01-02    180   -
2021-01-01    181   x
2020-07-01    365   x
"""
# x: may, in Netværk Vest (0561) / in Netværk Øst (0751) / where there is no network (0851)
RIGHTS = """
who      sees_places  sees_contact_vest  writes_vest  writes_øst  writes_alone
alice    x            x                  x            -           -
bob      x            x                  x            -           -
charlie  x            -                  -            x           -
rita     x            -                  -            -           -
karen    x            x                  x            x           x
adam     x            -                  -            -           -
"""


def table(text: str) -> list[dict[str, str]]:
    head, *lines = (line.split() for line in text.strip().splitlines())
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.fixture
def people(database, monkeypatch) -> dict:
    monkeypatch.setenv("FODFAESTE_TODAY", "2021-07-01")
    config.settings.cache_clear()
    return vars(worlds.build())


def add(by, code="0561", **more) -> int:
    given = {"kind": "apotek", "place": {"name": "Svane Apotek", "phone": "75 12 34 56"}}
    given |= {"contact": {"name": "Anna Kanarie", "email": "anna@eksempel.invalid"}}
    return offers.add_offer(code=code, **given | more, by=by.viewer)


def confirmed(number: int, day: date) -> None:
    with writing() as connection:
        connection.execute(update(offer).where(offer.c.id == number).values(confirmed_on=day))


def row(number: int, viewer) -> dict:
    found = offers.offers(viewer=viewer)
    return found[found["id"] == number].iloc[0].to_dict()


@pytest.mark.parametrize("case", table(AGES), ids=lambda case: case["days"])
def test_a_confirmation_older_than_180_days_is_due(people, case):
    number = add(people["alice"])
    confirmed(number, date.fromisoformat(case["confirmed_on"]))
    found = row(number, people["alice"].viewer)
    assert (found["days"], found["is_due"]) == (int(case["days"]), case["is_due"] == "x")


def may(act) -> bool:
    try:
        act()
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize("case", table(RIGHTS), ids=lambda case: case["who"])
def test_each_may_what_the_table_says(people, case):
    who = people[case["who"]]
    number = add(people["karen"])
    found = row(number, who.viewer)
    assert found["name"] == "Svane Apotek"
    told = {
        "sees_places": found["phone"] == "75 12 34 56",
        "sees_contact_vest": found["contact"] == "Anna Kanarie",
        "writes_vest": may(lambda: add(who)),
        "writes_øst": may(lambda: add(who, "0751")),
        "writes_alone": may(lambda: add(who, "0851")),
    }
    assert {name: "x" if may_it else "-" for name, may_it in told.items()} | {"who": case["who"]} == case
    for act in (
        lambda: offers.confirm_offer(offer_id=number, by=who.viewer),
        lambda: offers.change_offer(offer_id=number, kind="laege", place={"name": "X"}, contact={}, by=who.viewer),
        lambda: offers.remove_offer(offer_id=number, by=who.viewer),
    ):
        assert may(act) == told["writes_vest"]
    assert offers.may_add("0561", viewer=who.viewer) == told["writes_vest"] == found["may_write"]


def test_whoever_is_not_signed_in_sees_nothing(people):
    add(people["karen"])
    with pytest.raises(Forbidden):
        offers.offers(viewer=canaries.SIGNED_OUT)
    with pytest.raises(Forbidden):
        offers.history("0561", viewer=canaries.SIGNED_OUT)


def test_one_click_says_that_it_still_holds_and_makes_it_ones_own(people):
    number = add(people["bob"])
    confirmed(number, today() - timedelta(days=400))
    assert (row(number, people["bob"].viewer)["is_mine"], row(number, people["alice"].viewer)["is_mine"]) == (
        True,
        False,
    )
    offers.confirm_offer(offer_id=number, by=people["alice"].viewer)
    found = row(number, people["alice"].viewer)
    assert (found["confirmed_on"], found["is_due"], found["is_mine"]) == (today(), False, True)


def test_what_was_theirs_who_left_is_asked_of_all_who_may_write_there(people):
    number = add(people["bob"])
    with writing() as connection:
        connection.execute(
            update(account).where(account.c.id == people["bob"].account_id).values(ended_at=worlds.EARLY)
        )
    assert row(number, people["alice"].viewer)["is_mine"]
    assert not row(number, people["charlie"].viewer)["is_mine"]


def test_history_is_kept_and_names_its_author_to_the_own_network(people):
    number = add(people["alice"])
    offers.change_offer(
        offer_id=number,
        kind="laege",
        place={"name": "Lægehuset", "website": "laegehuset.example"},
        contact={"name": "Bent Kanarie"},
        by=people["bob"].viewer,
    )
    offers.confirm_offer(offer_id=number, by=people["bob"].viewer)
    found = offers.history("0561", viewer=people["alice"].viewer)
    assert list(found["act"]) == ["confirmed", "changed", "added"]
    assert list(found["who"]) == ["Bob", "Bob", "Alice"]
    assert found["before"][1]["name"] == "Svane Apotek"
    other = offers.history("0561", viewer=people["charlie"].viewer)
    assert other["who"].isna().all()
    assert "Kanarie" not in str(found.to_dict()) + str(other.to_dict())
    with reading() as connection:
        kept = connection.execute(select(offer_contact.c.name, offer_contact.c.until)).all()
    assert {(name, until is None) for name, until in kept} == {("Anna Kanarie", False), ("Bent Kanarie", True)}
    assert row(number, people["alice"].viewer)["website"] == "https://laegehuset.example"


def test_what_is_removed_is_off_the_lists_and_in_the_table(people):
    number = add(people["alice"])
    offers.remove_offer(offer_id=number, by=people["alice"].viewer)
    assert offers.offers(viewer=people["karen"].viewer).empty
    with reading() as connection:
        assert connection.execute(select(offer.c.removed_at)).scalar_one() is not None
    with pytest.raises(Refused, match="findes ikke"):
        offers.confirm_offer(offer_id=number, by=people["alice"].viewer)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"kind": "bager"}, "hvad det er"),
        ({"place": {"name": " "}}, "hedder"),
        ({"place": {"name": "010203-1234"}}, "CPR"),
        ({"contact": {"phone": "12345678"}}, "hvem kontakten er"),
        ({"contact": {"name": "x" * 201}}, "for lang"),
    ],
)
def test_what_cannot_be_an_offer_is_refused_with_a_remedy(people, more, says):
    with pytest.raises(Refused, match=says):
        add(people["alice"], **more)
    assert offers.offers(viewer=people["karen"].viewer).empty


def test_a_coordinator_cannot_write_where_there_is_no_municipality(people):
    with pytest.raises(Refused, match="Kommunen findes ikke"):
        add(people["karen"], "9999")


def test_a_view_of_a_contact_is_a_line_in_the_log_and_a_place_is_none(people):
    add(people["karen"])
    offers.offers("0561", viewer=people["charlie"].viewer)
    offers.offers("0561", viewer=people["alice"].viewer)
    with reading() as connection:
        lines = connection.execute(
            select(audit.c.actor_id, audit.c.detail).where(audit.c.action == "contact_viewed")
        ).all()
    assert lines == [(people["alice"].account_id, "tilbud 0561")]


def test_postgresql_itself_shows_a_contact_to_its_network_only(locked_world):  # noqa: F811
    for code in ("0561", "0751"):
        add(locked_world.karen, code, contact={"name": code})

    def names() -> set[str]:
        with reading() as connection:
            return set(connection.execute(select(offer_contact.c.name)).scalars())

    assert names() == {"0561", "0751"}
    scope.enter(scope.Scope(None, str(locked_world.vest)))
    assert names() == {"0561"}
    scope.enter(scope.Scope(locked_world.rita.account_id, ""))
    assert names() == set()
