"""Every page and route of the board x every role, in a closed room and in the common one.

Who may not gets what an address that leads nowhere gives, to the byte: a document, Dash's router, or a form's answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import dash
import pytest
from werkzeug.test import TestResponse

from access import guests
from app import Site, create_app
from board import attachments, marks, moderation, posting
from board.views import Draft
from pages._shared import page
from storage.board_tables import report
from storage.engine import reading, writing
from tests.access import world as worlds
from tests.access.world import Person, World
from tests.doors.browser import Browser
from tests.doors.test_every_door import plain

# VEST: the closed room of Alice (trainer) and Bob (lead), with Alice's POST and FILE in THREAD. Charlie is elsewhere,
# Gerda a guest of the room who has no other right. e: of Alice's own post, so hers alone.
TABLE = """
what                            reviewer trainer lead other guest coordinator administrator
GET /forum                      -        x       x    x     x     x           -
GET /forum/faelles              -        x       x    x     -     x           -
GET /forum/VEST                 -        x       x    -     x     -           -
GET /forum/netvaerk-9999        -        -       -    -     -     -           -
GET /forum/VEST/ny              -        x       x    -     x     -           -
GET /forum/VEST/medlemmer       -        x       x    -     x     -           -
GET /forum/VEST/leder           -        -       x    -     -     -           -
GET /forum/faelles/leder        -        -       -    -     -     x           -
GET /forum/traad/THREAD         -        x       x    -     x     -           -
GET /forum/traad/999999         -        -       -    -     -     -           -
GET /forum/traad/x              -        -       -    -     -     -           -
GET /forum/traad/THREAD/udskriv -        x       x    -     x     -           -
GET /forum/opslag/POST/mere     -        x       x    -     x     -           -
GET /forum/opslag/POST/ret      -        x       -    -     -     -           -
GET /forum/opslag/POST/historik -        x       x    -     x     -           -
GET /forum/opslag/POST          -        x       x    -     x     -           -
GET /forum/fil/FILE             -        x       x    -     x     -           -
GET /forum/soeg                 -        x       x    x     x     x           -
GET /forum/soeg?q=x&rum=VEST    -        x       x    -     x     -           -
GET /forum/ubesvarede           -        x       x    x     x     x           -
GET /erfaringer                 -        x       x    x     -     x           -
GET /nyt                        -        x       x    x     x     x           -
GET /nyt/indstillinger          -        x       x    x     x     x           -
GET /forum/navne?rum=VEST&q=a   -        x       x    -     x     -           -
GET /nyt/antal                  -        x       x    x     x     x           -
POST /forum/skriv/VEST          -        x       x    -     x     -           -
POST /forum/skriv/faelles       -        x       x    x     -     x           -
POST /forum/svar/THREAD         -        x       x    -     x     -           -
POST /forum/kladde              -        x       x    -     x     -           -
POST /forum/laest               -        x       x    x     x     x           -
POST /forum/vis-udkast          -        x       x    -     x     -           -
POST /forum/vedhaeft/VEST       -        x       x    -     x     -           -
POST /forum/opslag/POST/ret     -        x       -    -     -     -           -
POST /forum/opslag/POST/tak     -        x       x    -     x     -           -
POST /forum/opslag/POST/anmeld  -        x       x    -     x     -           -
POST /forum/opslag/POST/skjul   -        -       x    -     -     -           -
POST /forum/opslag/POST/vis     -        -       x    -     -     -           -
POST /forum/melding/REPORT      -        -       x    -     -     -           -
POST /forum/traad/THREAD/foelg  -        x       x    -     x     -           -
POST /forum/traad/THREAD/fastgoer -      -       x    -     -     -           -
POST /forum/traad/THREAD/laas   -        -       x    -     -     -           -
POST /forum/traad/THREAD/svar-godkendt - x       x    -     -     -           -
POST /forum/VEST/luk-ind        -        -       x    -     -     -           -
POST /forum/VEST/hent           -        -       x    -     -     -           -
POST /nyt/indstillinger         -        x       x    x     x     x           -
POST /forum/maaned/VEST         -        x       x    x     x     x           -
POST /forum/noedadgang          -        -       -    -     -     x           -
POST /forum/opslag/POST/fjern   -        -       x    -     -     -           -
POST /forum/opslag/POST/slet    -        x       -    -     -     -           -
POST /forum/traad/THREAD/skjul  -        -       x    -     -     -           -
POST /forum/VEST/luk-ud         -        -       x    -     -     -           -
POST /forum/VEST/luk            -        -       x    -     -     -           -
"""
_HEAD, *_ROWS = (line.split() for line in TABLE.strip().splitlines())
ROLES = tuple(_HEAD[1:])
NO_PAGES = {"/forum/navne"}  # a route where a room's address could be
OPEN = {"/afmeld/<token>"}
FIELDS = {"rum": "VEST", "sted": "rum-1", "tekst": "En linje", "grund": "Det skal væk herfra", "valg": "1"}
OTHER_FIELDS = {
    "/forum/skriv/faelles": {"rum": "faelles"},
    "/forum/traad/THREAD/foelg": {"valg": "follow"},
    "/forum/VEST/luk-ud": {"gaest": "GRANT"},
    "/forum/noedadgang": {"netvaerk": "NETWORK"},
}


class Doors:
    """The site over a world with a thread in Vest, and browsers of all."""

    def __init__(self) -> None:
        self.site: Site = create_app()
        self.world: World = worlds.build()
        guest = _guest(self.world)
        alice = self.world.alice.viewer
        room = f"netvaerk-{self.world.vest}"
        self.file_id = attachments.add(room, "plan.pdf", b"%PDF-1.4\n%%EOF", by=alice)
        draft = Draft("question", "Hvem kan hjælpe?", "Første udgave")
        made = posting.start_thread(room, draft, key="k" * 32, attachments=[self.file_id], by=alice)
        posting.edit(made.post_id, "Anden udgave", version=1, by=alice)
        moderation.report(made.post_id, "En borger kan kendes", by=guest.viewer)
        marks.follow(made.thread_id, "follow", by=alice)
        self.names = {"VEST": room, "THREAD": str(made.thread_id), "POST": str(made.post_id)}
        self.names |= {"FILE": str(self.file_id), "REPORT": str(_report_id()), "NETWORK": str(self.world.vest)}
        inside = guests.of_room(self.world.vest, viewer=alice)
        self.names["GRANT"] = str(inside[0].id)
        people = {"reviewer": "rita", "trainer": "alice", "lead": "bob", "other": "charlie"}
        people |= {"coordinator": "karen", "administrator": "adam"}
        self.people: dict[str, Person] = {role: getattr(self.world, name) for role, name in people.items()}
        self.people["guest"] = guest

    def named(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace(name, value)
        return text

    def fields(self, template: str) -> dict[str, str]:
        """A form that every route finds something in; written in the room that the address names."""
        return {name: self.named(value) for name, value in (FIELDS | OTHER_FIELDS.get(template, {})).items()}

    def browser(self, role: str | None) -> Browser:
        return Browser(self.site, self.people[role] if role else None)


def _guest(world: World) -> Person:
    with writing() as connection:
        gerda = worlds.person(connection, "Gerda", "administrator")
        connection.exec_driver_sql(f"UPDATE role_grant SET until = since WHERE account_id = {gerda.account_id}")
    guests.let_in(gerda.account_id, network_id=world.vest, by=world.bob.viewer)
    return gerda


def _report_id() -> int:
    with reading() as connection:
        return connection.scalar(report.select().with_only_columns(report.c.id)) or 0


@pytest.fixture
def doors(database: str) -> Doors:
    return Doors()


def cases() -> Iterator[tuple[str, str, dict[str, bool]]]:
    """(method, address, role -> may)."""
    for method, address, *marks_ in _ROWS:
        yield method, address, dict(zip(ROLES, (one == "x" for one in marks_), strict=True))


def wrong_doors(doors: Doors) -> list[str]:
    """What opens to the wrong role, and refusals that differ from an address that leads nowhere."""
    found = []
    for method, template, may in cases():
        address = doors.named(template)
        for role in ROLES:
            browser = doors.browser(role)
            if method == "POST":
                fields = doors.fields(template)
                answer, nowhere = browser.form(address, fields), browser.form("/findes/ikke", fields)
            else:
                answer, nowhere = browser.get(address), browser.get("/findes/ikke")
            is_same = answer.status_code == 404 and plain(answer) == plain(nowhere)
            if answer.status_code >= 500 or (answer.status_code == 404) == may[role] or is_same == may[role]:
                found.append(f"{role} {method} {address}: {answer.status_code}")
    return found


def wrong_walks(doors: Doors) -> list[str]:
    """Pages that Dash's router answers differently from the document."""
    found = []
    for method, template, may in cases():
        path, _, search = doors.named(template).partition("?")
        if method == "POST" or path in NO_PAGES or page.find(path)[0] is None:
            continue
        for role in ROLES:
            browser = doors.browser(role)
            shown = _content(browser.show(path, f"?{search}" if search else ""))
            if ("leave" in shown) != may[role] or (shown == _content(browser.show("/findes/ikke"))) == may[role]:
                found.append(f"{role} {path}")
    return found


def _content(answer: TestResponse) -> str:
    return json.dumps(answer.json["response"]["_pages_content"])


def test_every_door_of_the_board_opens_to_whom_it_should(doors: Doors) -> None:
    assert wrong_doors(doors) == []


def test_dashs_router_opens_no_other_door(doors: Doors) -> None:
    assert wrong_walks(doors) == []


def test_everything_of_the_board_is_in_the_table(doors: Doors) -> None:
    adapter = doors.site.server.url_map.bind("localhost")
    walked = {
        adapter.match(doors.named(template).partition("?")[0], method=method, return_rule=True)[0].rule
        for method, template, _ in cases()
    }
    routes = {one.rule for one in doors.site.server.url_map.iter_rules() if one.endpoint.startswith("board_")}
    shown = {page.find(doors.named(template).partition("?")[0])[0]["module"] for _, template, _ in pages_walked(doors)}
    pages = {name for name in dash.page_registry if name.startswith(("pages.forum", "pages.nyt", "pages.erfaringer"))}
    assert routes - walked - OPEN == set()
    assert pages - shown == set()


def pages_walked(doors: Doors) -> list[tuple[str, str, dict[str, bool]]]:
    """The cases that are pages."""
    return [one for one in cases() if one[0] == "GET" and page.find(doors.named(one[1]).partition("?")[0])[0]]


def test_who_is_not_signed_in_is_sent_to_the_door(doors: Doors) -> None:
    nobody = doors.browser(None)
    for method, template, _ in cases():
        address = doors.named(template)
        if method == "POST":
            assert nobody.form(address, FIELDS).status_code == 401, address
        else:
            assert nobody.get(address).status_code == 302, address
