"""Every route, page and callback x every role. What is not in these tables has no rule, and fails."""

from __future__ import annotations

import json
import re

import dash
import pytest
from dash import Input, Output, html
from werkzeug.test import TestResponse

from app import Site, create_app
from data_pipeline import runs
from pages._shared import body, gate, page
from tests.access.world import Person, World
from tests.doors.bodies import ROUTER, callbacks, right
from tests.doors.browser import Browser

ROLES = {"reviewer": "rita", "trainer": "alice", "lead": "bob", "coordinator": "karen", "administrator": "adam"}

# x: may see it. Everybody else gets what an address that leads nowhere gives, to the byte.
PAGES = """
page                            reviewer  trainer  lead  coordinator  administrator
/                               x         x        x     x            x
/kommuner                       x         x        x     x            x
/kommune/<code>                 x         x        x     x            x
/netvaerk                       x         x        x     x            x
/kommune/<code>/plan            x         x        x     x            x
/implementeringsmodel           x         x        x     x            x
/implementeringsmodel/rediger   -         -        -     x            x
/netvaerk/<network_id>          x         x        x     x            x
/data                           -         -        -     x            x
/data/karantaene                -         -        -     x            x
/data/koersel/<run_id>          -         -        -     x            x
/data/kvalitet                  -         -        -     x            x
/statusnotat                    -         x        x     x            -
/konto                          x         x        x     x            x
/saadan-er-det-regnet           x         x        x     x            x
/hvad-nu-hvis                   x         x        x     x            x
/invitationer                   -         -        x     x            x
/administration                 -         -        -     x            x
/administration/log             -         -        -     x            x
/administration/roller          -         -        -     x            x
/administration/slet            -         -        -     x            x
/administration/person/<account> -        -        -     x            x
/rapport                        x         x        x     x            x
/rapport/<review_id>            x         x        x     x            x
/tilbud                         x         x        x     x            x
/kommune/<code>/tilbud          x         x        x     x            x
/ikke-fundet                    x         x        x     x            x
"""
ROUTES = """
GET route                       reviewer  trainer  lead  coordinator  administrator
/data/karantaene.xlsx           -         -        -     x            x
/data/skabelon/<name>           -         -        -     x            x
/rapport.pdf                    x         x        x     x            x
/rapport.xlsx                   x         x        x     x            x
/konto/mine-data.json           x         x        x     x            x
/konto/mine-data.html           x         x        x     x            x
/_dash-layout                   x         x        x     x            x
/_dash-dependencies             x         x        x     x            x
/_reload-hash                   -         -        -     -            -
/_favicon.ico                   -         -        -     -            -
/_dash-assets/<path:filename>   -         -        -     -            -
/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>  x x x x x
"""
POSTS = """
POST route                      reviewer  trainer  lead  coordinator  administrator
/data/upload                    -         -        -     x            x
/statusnotat                    -         x        x     x            -
/statusnotat/uaendret           -         x        x     x            -
/statusnotat/laes               -         x        x     x            -
/forum/genkend                  -         x        x     x            -
/konto/noegle/spoergsmaal       x         x        x     x            x
/konto/noegle                   x         x        x     x            x
"""
CALLBACKS = """
first output                    reviewer  trainer  lead  coordinator  administrator
_pages_content                  x         x        x     x            x
overblik                        x         x        x     x            x
kommuner-liste                  x         x        x     x            x
kommune-indhold                 -         x        x     x            -
kommune-gemt@                   -         -        -     x            x
netvaerk-liste                  x         x        x     x            x
plan-indhold@                   -         x        x     x            -
model-forhaand                  -         -        -     x            x
model-forhaand@                 -         -        -     x            x
model-indhold                   -         -        -     x            x
netvaerk-liste@                 -         -        -     x            x
konto-indhold                   x         x        x     x            x
konto-koder                     x         x        x     x            x
konto-besked@                   x         x        x     x            x
invitation-besked               -         -        x     x            x
invitation-besked@              -         -        x     x            x
administration-personer         -         -        -     x            x
person-indhold                  -         -        -     x            x
slet-fundet                     -         -        -     x            x
log-linjer                      -         -        -     x            x
data-headline                   -         -        -     x            x
waiting-list                    -         -        -     x            x
waiting-list@                   -         -        -     x            x
waiting-matches                 -         -        -     x            x
run-body                        -         -        -     x            x
run-body@                       -         -        -     x            x
run-problems                    -         -        -     x            x
mapping-field                   -         -        -     x            x
rapport-indhold                 x         x        x     x            x
rapport-frys-besked             -         -        -     x            -
rapport-kommentar-besked        x         -        -     x            -
rapport-svar-besked@            x         -        x     x            -
rapport-maal-besked@            -         -        -     x            -
tilbud-indhold                  x         x        x     x            x
tilbud-besked@                  -         x        x     x            -
"""
OPEN_GETS = {"/log-ind", "/privatliv", "/was", "/healthz"}
# Tested by themselves: tests/pages/test_plan_routes.py,
# test_way_in.py, test_oidc.py, test_csrf.py, test_bodies.py, ui/test_delivery.py.
ELSEWHERE = {
    "/kommune/<code>/plan.ics",
    "/",
    "/<path:path>",
    "/filer/<name>",
    "/_dash-update-component",
    "/log-ind/adgangskode",
    "/log-ind/noegle",
    "/log-ind/noegle/spoergsmaal",
    "/log-ind/arbejdskonto",
    "/log-ind/arbejdskonto/tilbage",
    "/log-ind/demo/<int(max=2147483647):account_id>",
    "/invitation/<token>",
    "/invitation/<token>/adgangskode",
    "/invitation/<token>/noegle",
    "/invitation/<token>/noegle/spoergsmaal",
    "/log-ud",
    "/log-ud/overalt",
}


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is uploaded here is not read."""
    monkeypatch.setattr(runs, "start_import", lambda *_, **__: [1])


def table(text: str) -> dict[str, dict[str, bool]]:
    """Row -> role -> may."""
    rows = [line.split() for line in text.strip().splitlines()[1:]]
    return {name: dict(zip(ROLES, (one == "x" for one in marks), strict=True)) for name, *marks in rows}


def address(template: str, world: World) -> str:
    """An address that exists, for a template."""
    known = {
        "<code>": "0561",
        "<network_id>": str(world.vest),
        "<account>": str(world.alice.account_id),
        "<run_id>": "1",
        "<review_id>": "1",
        "<name>": "svar.csv",
        "<path:filename>": "x.js",
        "<string:package_name>/<path:fingerprinted_path>": "dash/deps/react@18.3.1.min.js",
    }
    for variable, value in known.items():
        template = template.replace(variable, value)
    return template


def plain(answer: TestResponse) -> bytes:
    """The body without the number that Dash rolls anew for every document."""
    return re.sub(rb'"end_id":"[^"]*"', b"", answer.data)


def people_of(world: World) -> dict[str, Person]:
    return {role: getattr(world, name) for role, name in ROLES.items()}


def wrong_pages(site: Site, world: World) -> list[str]:
    """Pages that open to the wrong role, both as a document and through Dash's router."""
    found = []
    for role, person in people_of(world).items():
        browser = Browser(site, person)
        nothing, nowhere = plain(browser.get("/findes/ikke")), plain(browser.show("/findes/ikke"))
        for template, may in table(PAGES).items():
            path = address(template, world)
            answers = browser.get(path), browser.show(path)
            is_shown = plain(answers[0]) != nothing, plain(answers[1]) != nowhere
            if is_shown != (may[role], may[role]) and template != "/ikke-fundet":
                found.append(f"{role} {path}: document {is_shown[0]}, router {is_shown[1]}")
            if any(answer.status_code >= 500 for answer in answers):
                found.append(f"{role} {path}: {answers}")
    return found


def wrong_routes(site: Site, world: World) -> list[str]:
    """Routes that answer the wrong role, or whose refusal differs from an address that leads nowhere."""
    found = []
    for role, person in people_of(world).items():
        browser = Browser(site, person)
        for template, may in table(ROUTES).items():
            path = address(template, world)
            answer, nothing = (
                browser.get(path),
                browser.get("/_findes-ikke" if path.startswith("/_") else "/findes/ikke"),
            )
            is_same = answer.status_code == 404 and plain(answer) == plain(nothing)
            if (answer.status_code == 200) != may[role] or is_same == may[role]:
                found.append(f"{role} GET {path}: {answer.status_code}")
        for path, may in table(POSTS).items():
            answer, nothing = browser.json(path, {}), browser.json("/findes/ikke", {})
            is_same = answer.status_code == 404 and plain(answer) == plain(nothing)
            if is_same == may[role] or answer.status_code >= 500:
                found.append(f"{role} POST {path}: {answer.status_code}")
    return found


def wrong_callbacks(site: Site, world: World) -> list[str]:
    """Callbacks that answer the wrong role."""
    found = []
    for role, person in people_of(world).items():
        browser = Browser(site, person)
        nothing = browser.call({"output": "findes.ikke"})
        for output in callbacks(site):
            may = table(CALLBACKS)[first_output(output)][role]
            answer = browser.call(right(site, output))
            is_same = answer.status_code == 404 and plain(answer) == plain(nothing)
            if (answer.status_code in (200, 204)) != may or is_same == may:
                found.append(f"{role} {output[:60]}: {answer.status_code}")
    return found


def first_output(output: str) -> str:
    """`kommune-indhold@` for what several callbacks write, else the plain name."""
    first = output.strip(".").split("...")[0]
    identity = first.rpartition(".")[0]
    if identity.startswith("{"):
        named = json.loads(identity)
        identity = named.get("name") if isinstance(named.get("name"), str) else named["type"]
    return identity + ("@" if "@" in first else "") * (identity != "kommune-indhold")


def without_rule(site: Site) -> list[str]:
    """Routes, pages and callbacks that no table above names."""
    routes = {rule.rule for rule in site.server.url_map.iter_rules()}
    pages = {one["path_template"] or one["path"] for one in dash.page_registry.values()}
    known = {*table(ROUTES), *table(POSTS), *OPEN_GETS, *ELSEWHERE}
    routes -= {rule.rule for rule in site.server.url_map.iter_rules() if rule.endpoint.startswith("board_")}
    pages = {path for path in pages if not path.startswith(("/forum", "/nyt", "/erfaringer"))}  # test_board_doors.py
    strangers = [output for output in callbacks(site) if first_output(output) not in table(CALLBACKS)]
    return sorted(routes - known) + sorted(pages - set(table(PAGES))) + strangers


def test_everything_has_a_rule(site: Site) -> None:
    assert without_rule(site) == []


def test_every_page_opens_to_whom_it_should(site: Site, people: World) -> None:
    assert wrong_pages(site, people) == []


def test_every_route_answers_whom_it_should(site: Site, people: World) -> None:
    assert wrong_routes(site, people) == []


def test_every_callback_answers_whom_it_should(site: Site, people: World) -> None:
    assert wrong_callbacks(site, people) == []


@pytest.mark.parametrize(
    ("where", "guard", "walk"),
    [
        (page, "_may", wrong_pages),
        (gate, "_has_right", wrong_routes),
        (body, "may_call", wrong_callbacks),
    ],
)
def test_a_broken_guard_is_seen(site, people, monkeypatch, where, guard, walk) -> None:
    monkeypatch.setattr(where, guard, lambda *_: True)
    assert walk(site, people) != []


def test_without_the_gate_strangers_walk_in(site, monkeypatch) -> None:
    assert Browser(site).get("/_dash-dependencies").status_code == 401
    monkeypatch.setattr(gate, "OPEN_ENDPOINTS", frozenset({*gate.OPEN_ENDPOINTS, "/_dash-dependencies"}))
    assert Browser(site).get("/_dash-dependencies").status_code == 200


def test_who_is_not_signed_in_is_sent_to_the_door(site: Site, people: World) -> None:
    nobody = Browser(site)
    for template in [*table(PAGES), "/findes/ikke", "/data/karantaene.xlsx", "/konto/mine-data.json"]:
        answer = nobody.get(address(template, people))
        assert answer.status_code == 302, template
        assert answer.location.startswith("/log-ind")
    for template in [*table(ROUTES), "/_findes-ikke", "/_dash-component-suites/x"]:
        if template.startswith("/_"):
            assert nobody.get(address(template, people)).status_code == 401, template
    for template in [*table(POSTS), "/log-ud", "/log-ud/overalt", "/findes/ikke"]:
        assert nobody.json(template, {}).status_code == 401, template
    for output in callbacks(site):
        assert nobody.call(right(site, output)).status_code == 401, output


def test_the_open_pages_are_open_and_say_nothing_of_anybody(site: Site) -> None:
    for path in OPEN_GETS:
        answer = Browser(site).get(path)
        assert answer.status_code == 200
        assert not any(name in answer.get_data(as_text=True) for name in ("Alice", "Netværk Vest", "@eksempel"))


def test_a_person_without_roles_reaches_the_own_account_and_nothing_else(own_site, own_world) -> None:
    from access import members

    members.end_role(_grant_of(own_world.alice), by=own_world.karen.viewer)
    browser = Browser(own_site, own_world.alice)
    assert browser.get("/konto").status_code == 200
    assert [browser.get(path).status_code for path in ("/", "/kommuner", "/netvaerk")] == [404] * 3


def test_dash_draws_no_page_for_everybody(site: Site, people: World) -> None:
    assert site.validation_layout is None
    layout = Browser(site, people.rita).get("/_dash-layout").get_data(as_text=True)
    assert "Alice" not in layout
    assert "Netværk" not in layout


def test_the_router_does_not_walk_past_the_door(site: Site, people: World) -> None:
    alice, adam = Browser(site, people.alice), Browser(site, people.adam)
    refused, nowhere = alice.show("/administration"), alice.show("/findes/ikke")
    assert refused.data == nowhere.data
    assert "Personer og roller" in adam.show("/administration").get_data(as_text=True)


@pytest.mark.parametrize(
    "search",
    [
        "?viewer=adam",
        "?role=admin",
        "?search=x",
        "?route_=/administration",
        "?query_=x",
        "?code=0751",
        "?needs=",
        "?self=1",
    ],
)
def test_the_address_cannot_say_who_asks(site: Site, people: World, search: str) -> None:
    alice = Browser(site, people.alice)
    nowhere = alice.show("/findes/ikke").data
    assert alice.show("/administration", search).data == nowhere
    assert "Middelfart" not in alice.show("/kommune/0561", search).get_data(as_text=True)
    assert alice.get(f"/administration{search}").status_code == 404
    assert b"Esbjerg" in alice.show("/kommune/0561", search).data


def test_a_planted_route_answers_nobody_and_is_seen(sqlite_database: str) -> None:
    from tests.access import world as worlds

    planted = create_app()
    planted.server.add_url_rule("/alle-telefonnumre", "numbers", lambda: "11223344")
    adam = Browser(planted, worlds.build().adam)
    assert adam.get("/alle-telefonnumre").status_code == 404
    assert without_rule(planted) == ["/alle-telefonnumre"]


def test_a_planted_callback_answers_nobody_and_is_seen(sqlite_database: str) -> None:
    from tests.access import world as worlds

    planted = create_app()
    planted.callback(Output("a", "children"), Input("b", "value"))(lambda value: value)
    adam = Browser(planted, worlds.build().adam)
    adam.get("/")
    assert adam.call(right(planted, "a.children", 1)).status_code == 404
    assert without_rule(planted) == ["a.children"]


def test_a_planted_page_stops_the_start(sqlite_database: str) -> None:
    dash.register_page("planted", path="/planted", layout=html.Div("11223344"))
    try:
        with pytest.raises(RuntimeError, match="planted"):
            create_app()
    finally:
        del dash.page_registry["planted"]


def test_the_router_is_the_only_callback_without_a_right_of_its_own(site: Site, people: World) -> None:
    Browser(site, people.rita).get("/")
    assert [output for output in callbacks(site) if "needs" not in site.callback_map[output]] == [ROUTER]


def _grant_of(person: Person) -> int:
    from sqlalchemy import select

    from storage.access_tables import role_grant
    from storage.engine import reading

    with reading() as connection:
        return connection.execute(
            select(role_grant.c.id).where(role_grant.c.account_id == person.account_id)
        ).scalar_one()
