"""Pages of municipalities and networks over HTTP, on a database that has only what the test puts there."""

from __future__ import annotations

import json
from html import unescape

import pytest
from sqlalchemy import Connection, delete
from werkzeug.test import Client, TestResponse

from access import sessions
from access.viewer import command_line
from programme import actions
from storage.access_tables import role_grant
from storage.engine import writing
from tests.access import world as worlds
from tests.doors.browser import routed

BOB = command_line("Bob")


@pytest.fixture
def client(sqlite_database: str) -> Client:
    """The browser of a coordinator, without scripts."""
    from app import create_app

    browser = create_app().server.test_client()
    with writing() as connection:
        browser.set_cookie("fodfaeste", worlds.person(connection, "Karen", "coordinator").token)
    return browser


def said(answer: TestResponse) -> str:
    return unescape(answer.get_data(as_text=True))


def drawn(answer: TestResponse, name: str) -> dict[str, object]:
    """The data behind a drawing of the first view."""
    text = answer.get_data(as_text=True)
    found = text.split(f'data-store="{name}">', 1)[1].split("</script>", 1)[0]
    return dict(json.loads(found))


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/kommuner", 200, "<h1>Kommuner</h1>"),
        ("/kommuner?region=<script>&tilstand='--&sorter=x-y", 200, "<h1>Kommuner</h1>"),
        ("/kommune/0751", 200, "<h1>Aarhus</h1>"),
        ("/kommune/751", 200, "<h1>Aarhus</h1>"),
        ("/kommune/%C3%85rhus%20kommune", 200, "<h1>Aarhus</h1>"),
        ("/kommune/arhus", 404, 'href="/kommune/0751"'),
        ("/kommune/9999", 404, 'href="/kommuner"'),
        ("/kommune/%00", 404, 'href="/kommuner"'),
        ("/kommune/" + "x" * 5000, 404, 'href="/kommuner"'),
        ("/netvaerk", 200, "<h1>Netværk</h1>"),
        ("/netvaerk/abc", 404, 'href="/netvaerk"'),
        ("/netvaerk/0", 404, 'href="/netvaerk"'),
        ("/netvaerk/999999", 404, 'href="/netvaerk"'),
        ("/netvaerk/99999999999999999999", 404, 'href="/netvaerk"'),
        ("/netvaerk/-1", 404, 'href="/netvaerk"'),
        ("/netvaerk/²", 404, 'href="/netvaerk"'),
    ],
)
def test_every_address_is_a_page_or_a_way_on(client: Client, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in said(answer)


def test_without_data_all_98_are_listed_and_every_page_says_what_will_come(client: Client) -> None:
    listed = drawn(client.get("/kommuner"), "kommuner-liste")
    assert len(listed["table"]["cells"]["name"]) == 98
    assert listed["chips"]["counts"] == [["ikke_omfattet", 98]]
    assert "Her kommer de uddannede trænere" in said(client.get("/kommune/0751"))
    assert "Her kommer netværkene" in drawn(client.get("/netvaerk"), "netvaerk-liste")["networks"]["empty"]


def test_a_network_is_a_page_from_its_first_day_to_its_last(client: Client) -> None:
    network = actions.create_network(name="Netværk <Vest>", by=BOB)
    assert "Netværket har ingen kommuner endnu." in said(client.get(f"/netvaerk/{network}"))
    actions.set_network(municipality_code="0751", network_id=network, by=BOB)
    answer = client.get(f"/netvaerk/{network}")
    assert "0 af 1 kommune er i gang." in said(answer)
    assert "&lt;Vest&gt;" in answer.get_data(as_text=True)
    assert drawn(answer, "netvaerk-detalje")["municipalities"]["cells"]["name"] == ["Aarhus"]
    actions.close_network(network_id=network, by=BOB)
    assert client.get(f"/netvaerk/{network}").status_code == 404


def test_a_form_posted_by_hand_with_junk_is_refused_not_broken(client: Client) -> None:
    body = {
        "output": "..netvaerk-gemt.children@x...",
        "outputs": [],
        "inputs": [{"id": "netvaerk-opret", "property": "n_clicks", "value": 1}],
        "changedPropIds": ["netvaerk-opret.n_clicks"],
    }
    found = sessions.current(client.get_cookie("fodfaeste").value)
    headers = {"X-CSRFToken": found.csrf_token, "Origin": "http://localhost"}
    assert client.post("/_dash-update-component", json=body, headers=headers).status_code in (400, 404)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/kommune/0751/plan", "Plan for Aarhus"),
        ("/kommune/0751/tilbud", "Tilbud i Aarhus"),
        ("/kommune/0751", "Aarhus"),
    ],
)
def test_a_page_has_its_own_title_from_the_document_and_from_the_router(client, address, title):
    assert f"<title>{title} · Fodfæste</title>" in said(client.get(address))
    answer = client.post("/_dash-update-component", json=routed(address, ""), headers=_of_a_page(client))
    assert answer.json["response"]["_pages_store"]["data"]["title"] == f"{title} · Fodfæste"


def test_a_network_has_its_name_as_title_for_those_who_may_see_it(client: Client) -> None:
    network = actions.create_network(name="Netværk <Vest>", by=BOB)
    address = f"/netvaerk/{network}"
    assert "<title>Netværk <Vest> · Fodfæste</title>" in said(client.get(address))
    assert _router_title(client, address) == "Netværk <Vest> · Fodfæste"
    with writing() as connection:
        client.set_cookie("fodfaeste", _without_a_role(connection))
    assert "Vest" not in said(client.get(address))
    assert _router_title(client, address) == "Siden findes ikke · Fodfæste"


def _without_a_role(connection: Connection) -> str:
    nora = worlds.person(connection, "Nora", "reviewer")
    connection.execute(delete(role_grant).where(role_grant.c.account_id == nora.account_id))
    return nora.token


def _router_title(client: Client, address: str) -> str:
    answer = client.post("/_dash-update-component", json=routed(address, ""), headers=_of_a_page(client))
    return str(answer.json["response"]["_pages_store"]["data"]["title"])


def _of_a_page(client: Client) -> dict[str, str]:
    found = sessions.current(client.get_cookie("fodfaeste").value)
    return {"Accept": "*/*", "Origin": "http://localhost", "X-CSRFToken": found.csrf_token}
