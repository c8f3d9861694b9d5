"""Comments on a review: who writes, sees and answers which, and what stays out of them."""

from datetime import date

import pytest
from sqlalchemy import select

from access import members
from access.policy import Forbidden
from programme import queries
from programme.errors import Refused
from programme.queries import Selection
from programme.review import comments
from storage import scope
from storage.access_tables import role_grant
from storage.engine import reading, writing
from storage.review_tables import review_comment
from tests.access import world as worlds
from tests.access.test_second_lock import world as locked_world  # noqa: F401 (a fixture)

# Two comments by Rita on municipalities: one in Netværk Vest, one in Netværk Øst; nobody is mentioned.
# x: may. lene leads Netværk Øst.
TABLE = """
who      writes  sees_vest  answers_vest  sees_øst  answers_øst
alice    -       -          -             -         -
bob      -       x          x             -         -
charlie  -       -          -             -         -
lene     -       -          -             x         x
rita     x       x          x             x         x
karen    x       x          x             x         x
adam     -       -          -             -         -
"""
_LINES = [line.split() for line in TABLE.strip().splitlines()]
RIGHTS = {name: dict(zip(_LINES[0][1:], (one == "x" for one in marks), strict=True)) for name, *marks in _LINES[1:]}
WHOLE = Selection()


@pytest.fixture
def people(database) -> dict:
    """Everybody by name, and the networks."""
    built = worlds.build()
    with writing() as connection:
        lene = worlds.person(connection, "Lene", "lead", network_id=built.øst)
    return vars(built) | {"lene": lene}


def write(by, about="0561", text="Hvorfor står det stille?", selection=WHOLE, mentions=None) -> int:
    return comments.comment(selection, about=about, mentions=mentions, text=text, by=by.viewer)


def may(act) -> bool:
    try:
        act()
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize("name", RIGHTS)
def test_each_may_what_the_table_says(people, name):
    vest, øst = write(people["rita"]), write(people["rita"], about="0751")
    viewer = people[name].viewer
    seen = {one["id"] for one in comments.comments(WHOLE, viewer=viewer)}
    found = {
        "sees_vest": vest in seen,
        "sees_øst": øst in seen,
        "writes": may(lambda: write(people[name])),
        "answers_vest": may(lambda: comments.answer(comment_id=vest, text="Fordi.", by=viewer)),
        "answers_øst": may(lambda: comments.answer(comment_id=øst, text="Fordi.", by=viewer)),
    }
    assert found == RIGHTS[name]


def test_a_comment_keeps_its_date_and_scope(people):
    write(people["rita"], about="start_rate", selection=Selection(region="1083", size="large"))
    (one,) = comments.comments(Selection(region="1083"), viewer=people["karen"].viewer)
    assert (one["scope"], one["region"], one["network"], one["wave"]) == ("Region Syddanmark", "1083", None, None)
    assert one["as_of"] == queries.as_of(WHOLE, viewer=people["karen"].viewer)
    assert one["about_name"] == "Steder, der er startet"
    assert comments.comments(WHOLE, viewer=people["karen"].viewer) == []


def test_a_lead_sees_and_answers_what_mentions_the_lead_wherever_it_belongs(people):
    bob = people["bob"]
    number = write(people["rita"], about="start_rate", mentions=bob.account_id)
    assert [one["id"] for one in comments.for_me(viewer=bob.viewer)] == [number]
    assert comments.for_me(viewer=people["lene"].viewer) == []
    comments.answer(comment_id=number, text="Vi venter på kit.", by=bob.viewer)
    assert comments.for_me(viewer=bob.viewer) == []
    (told,) = comments.comments(WHOLE, viewer=people["rita"].viewer)
    assert [answer["text"] for answer in told["answers"]] == ["Vi venter på kit."]


def test_it_waits_for_the_lead_of_the_network_and_again_when_the_asker_has_written_once_more(people):
    number = write(people["rita"])
    waits = lambda: [one["id"] for one in comments.for_me(viewer=people["bob"].viewer)]  # noqa: E731
    assert waits() == [number]
    comments.answer(comment_id=number, text="Vi venter på kit.", by=people["bob"].viewer)
    assert waits() == []
    comments.answer(comment_id=number, text="Hvornår kommer de?", by=people["rita"].viewer)
    assert waits() == [number]


def test_who_no_longer_leads_sees_nothing_from_the_next_look(people):
    write(people["rita"], mentions=people["bob"].account_id)
    with reading() as connection:
        of_bob = select(role_grant.c.id).where(role_grant.c.account_id == people["bob"].account_id)
        grant = connection.execute(of_bob).scalar_one()
    members.end_role(grant, by=people["karen"].viewer)
    assert comments.for_me(viewer=people["bob"].viewer) == []
    assert comments.comments(WHOLE, viewer=people["bob"].viewer) == []


def offered(people, name, selection=WHOLE) -> list[tuple]:
    return [(one.role, one.network, one.name) for one in comments.people(selection, viewer=people[name].viewer)]


def test_whom_a_comment_can_mention(people):
    assert offered(people, "karen") == [
        ("coordinator", None, "Karen"),
        ("lead", "Netværk Vest", "Bob"),
        ("lead", "Netværk Øst", "Lene"),
    ]
    of_network = offered(people, "karen", Selection(network=people["vest"]))
    assert of_network == [("coordinator", None, "Karen"), ("lead", "Netværk Vest", "Bob")]


def test_the_ministry_chooses_a_role_and_reads_no_name(people):
    assert {name for *_, name in offered(people, "rita")} == {None}
    number = write(people["rita"], mentions=people["bob"].account_id)
    comments.answer(comment_id=number, text="Fordi.", by=people["bob"].viewer)
    (read,) = comments.comments(WHOLE, viewer=people["rita"].viewer)
    assert (read["mentions"], read["answers"][0]["author"]) == ("Netværksleder", "Netværksleder")
    (known,) = comments.comments(WHOLE, viewer=people["karen"].viewer)
    assert known["answers"][0]["author"] == "Bob (Netværksleder)"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"text": "  "}, "Skriv kommentaren"),
        ({"text": "Han hedder 010203-1234"}, "CPR"),
        ({"text": "x" * 2001}, "for lang"),
        ({"about": "9999"}, "tal eller en kommune"),
        ({"about": "phone"}, "tal eller en kommune"),
        ({"about": "0751", "selection": Selection(region="1083")}, "tal eller en kommune"),
        ({"mentions": 99}, "ansvarlig"),
    ],
)
def test_what_cannot_be_a_comment_is_refused_with_a_remedy(people, more, says):
    with pytest.raises(Refused, match=says):
        write(people["rita"], **more)
    with reading() as connection:
        assert connection.execute(select(review_comment)).first() is None


def test_only_the_lead_of_the_network_in_question_can_be_mentioned(people):
    with pytest.raises(Refused, match="ansvarlig"):
        write(people["rita"], about="0561", mentions=people["lene"].account_id)
    with pytest.raises(Refused, match="ansvarlig"):
        write(people["rita"], mentions=people["alice"].account_id)


def test_an_answer_with_a_cpr_number_is_refused(people):
    number = write(people["rita"])
    with pytest.raises(Refused, match="CPR"):
        comments.answer(comment_id=number, text="Det er 0102031234", by=people["bob"].viewer)


def test_an_answer_cannot_be_answered_and_what_is_not_there_is_forbidden(people):
    reply = comments.answer(comment_id=write(people["rita"]), text="Fordi.", by=people["bob"].viewer)
    for number in (reply, 99):
        with pytest.raises(Forbidden):
            comments.answer(comment_id=number, text="Igen.", by=people["karen"].viewer)


# --- The second lock ----------------------------------------------------------------------------------------------


def rows() -> set[str]:
    with reading() as connection:
        return set(connection.execute(select(review_comment.c.text)).scalars())


def test_postgresql_itself_shows_a_comment_to_its_network_its_people_and_the_ministry(locked_world):  # noqa: F811
    for about, text in (("0561", "VEST"), ("0751", "ØST")):
        write(locked_world.rita, about=about, text=text)
    assert rows() == {"VEST", "ØST"}  # positive control: the system sees all
    scope.enter(scope.Scope(None, str(locked_world.vest)))
    assert rows() == {"VEST"}
    scope.enter(scope.Scope(locked_world.charlie.account_id, ""))
    assert rows() == set()
    scope.enter(scope.Scope(locked_world.rita.account_id, ""))
    assert rows() == {"VEST", "ØST"}


def test_a_comment_of_a_frozen_review_is_dated_as_the_review(people, monkeypatch):
    from programme import review as reviews

    number = reviews.freeze(WHOLE, by=people["karen"].viewer)
    monkeypatch.setenv("FODFAESTE_TODAY", "2030-01-01")
    comments.comment(WHOLE, about="kits", mentions=None, text="Hvorfor?", review_id=number, by=people["rita"].viewer)
    (one,) = comments.comments(WHOLE, review_id=number, viewer=people["rita"].viewer)
    assert one["as_of"] < date(2030, 1, 1)
    with pytest.raises(Refused, match="findes ikke"):
        comments.comment(WHOLE, about="kits", mentions=None, text="?", review_id=99, by=people["rita"].viewer)
