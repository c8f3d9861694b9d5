"""The site as a browser's requests meet it: friendly pages for wrong addresses, no traceback, no 500."""

import json
import sys

import pytest
from dash import Input, Output
from dash.exceptions import PreventUpdate
from flask import Flask

from access.permissions import Permission
from access.policy import Forbidden
from access.viewer import command_line
from app import create_app
from pages._shared import callback, gate, page
from programme.errors import Refused
from tests.access import world as worlds
from tests.doors.browser import HERE, Browser
from ui import texts

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(sqlite_database):
    """A browser in which Karen of Red Liv is signed in; tests/doors has everybody else."""
    karen = worlds.build().karen
    browser = Browser(create_app(), karen)
    browser.client.environ_base |= {"HTTP_X_CSRFTOKEN": browser.csrf_token, "HTTP_ORIGIN": HERE}
    return browser.client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/?region=9999&maaling=x&netvaerk=99999999999999999999", 200),
        ("/kommuner", 200),
        ("/findes-ikke", 404),
        ("/kommune/9999", 404),
        ("/" + "a" * 2000, 404),
        ("/%00", 404),
        ("/filer/site.0.js", 404),
        ("/assets/css/00-base.css", 404),
        ("/_dash-component-suites/dash/../../app.py", 404),
    ],
)
def test_every_address_is_answered(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_page_is_there_before_any_script(client):
    text = client.get("/kommuner").text
    assert '<html lang="da">' in text
    assert "<h1" in text
    assert text.index('id="first-view"') < text.index('id="react-entry-point"')


def test_no_script_comes_from_elsewhere_or_stands_in_the_page(client):
    text = client.get("/").text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text.split('id="_dash-config"')[0]
    assert "<script>" not in text
    assert "plotly.min.js" not in text


def test_the_health_check(client):
    assert client.get("/healthz").text == "ok"


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"output": "x.y"}', '{"output": 7, "inputs": []}', '{"output":"overblik.data"}']
)
def test_a_callback_request_that_no_page_makes_is_refused(client, body):
    answer = client.post("/_dash-update-component", data=body, headers=JSON)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


def test_a_huge_callback_request_is_refused(client):
    assert client.post("/_dash-update-component", data=b" " * 3_000_000, headers=JSON).status_code == 413


def test_an_unexpected_error_is_a_number_for_the_visitor_and_a_traceback_for_the_log(caplog):
    said = callback.error_text(ValueError("010190-1234"))
    number = said.rstrip(".").rsplit(" ", 1)[1]
    assert said == texts.Site.error.format(number=number)
    assert number in caplog.text
    assert "ValueError" in caplog.text


def test_a_refusal_speaks_for_itself():
    assert callback.error_text(Refused("Vælg et netværk.")) == "Vælg et netværk."


def test_a_page_that_breaks_is_still_a_page(sqlite_database, monkeypatch):
    site = create_app()
    monkeypatch.setattr(sys.modules["pages.overblik"], "layout", lambda *, viewer: 1 / 0)
    with site.server.test_request_context("/"):
        gate.act_as(command_line())
        shown = page.render("/")
    assert shown.status == 500
    assert texts.Site.error_title in str(shown.content)


def test_a_callback_gets_a_viewer_and_lets_dash_prevent_an_update(monkeypatch):
    monkeypatch.setattr(callback, "_REGISTERED", [])

    @callback.guarded_callback(Output("test-a", "children"), Input("test-b", "value"), needs=Permission.SEE_PROGRESS)
    def told(value, *, viewer):
        if value is None:
            raise PreventUpdate
        return f"{viewer.name} {value}"

    with Flask("test").test_request_context("/"):
        gate.act_as(command_line("Karen"))
        assert told("x") == "Karen x"
        with pytest.raises(PreventUpdate):
            told(None)
        gate.act_as(gate.NOBODY)
        with pytest.raises(Forbidden):
            told("x")


def test_a_filter_change_is_answered_with_the_whole_view(client):
    client.get("/")
    wanted = {"type": "drawing", "name": "overblik"}
    output = json.dumps(wanted, sort_keys=True, separators=(",", ":")) + ".data"
    answer = client.post(
        "/_dash-update-component",
        json={
            "output": output,
            "outputs": {"id": wanted, "property": "data"},
            "inputs": [{"id": "filters", "property": "data", "value": "?region=1084"}],
            "changedPropIds": ["filters.data"],
        },
    )
    assert answer.status_code == 200, answer.text
    data = next(iter(answer.json["response"].values()))["data"]
    assert len(data["map"]["outside"]) == 98 - 29
