"""Every callback is an open endpoint: each of them, and each route, goes through a known door."""

import re
from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, dcc, html
from flask import Flask

# Dash's own: they carry no data of ours.
DASH_CALLBACKS = ("_pages_", "_dash")
DASH_ROUTES = ("/_dash", "/_reload-hash", "/_favicon")
# Every other address on the server, and where it is tested that it keeps its own door.
ROUTES = {
    "/": "Dash's catch-all: the document, drawn by pages/_shared/page.py",
    "/<path:path>": "the same",
    "/healthz": "says ok and nothing else",
    "/filer/<name>": "public files: scripts, styles, pictures",
    "/data/upload": "tests/pages: refuses other sites; starts an import by=",
    "/data/karantaene.xlsx": "tests/pages: viewer=",
    "/data/skabelon/<name>": "an empty template",
}


def unguarded(callback_map: dict[str, dict[str, Any]]) -> list[str]:
    """Callbacks with a function on the server that did not come through guarded_callback."""
    return [
        output
        for output, entry in callback_map.items()
        if "callback" in entry and not output.startswith(DASH_CALLBACKS) and not _is_guarded(entry["callback"])
    ]


def _is_guarded(function: Callable[..., Any] | None) -> bool:
    while function is not None:
        if getattr(function, "is_guarded", False):
            return True
        function = getattr(function, "__wrapped__", None)
    return False


def test_every_callback_came_through_the_one_decorator(application):
    assert unguarded(application.callback_map) == []
    assert any(_is_guarded(entry.get("callback")) for entry in application.callback_map.values())


def unknown_routes(server: Flask) -> list[str]:
    """Addresses of the server that nobody has vouched for above."""
    known = [re.compile(re.sub("<[^>]+>", "[^/]+", route)) for route in ROUTES if "path:" not in route]
    rules = [rule.rule for rule in server.url_map.iter_rules()]
    return [
        rule
        for rule in rules
        if not rule.startswith(DASH_ROUTES) and rule not in ROUTES and not any(one.fullmatch(rule) for one in known)
    ]


def test_every_route_is_vouched_for(application):
    assert unknown_routes(application.server) == []


def test_the_checker_sees_a_new_route():
    server = Flask("checked", static_folder=None)
    server.add_url_rule("/data/skabelon/svar.csv", "known", str)
    server.add_url_rule("/alle-telefonnumre", "open", str)
    assert unknown_routes(server) == ["/alle-telefonnumre"]


def test_the_checker_sees_a_callback_that_did_not():
    app = Dash("checked", use_pages=False)
    app.layout = html.Div([dcc.Input(id="a"), html.Div(id="b")])

    @app.callback(Output("b", "children"), Input("a", "value"))
    def open_to_all(value):
        return value

    app._setup_server()
    assert unguarded(app.callback_map) == ["b.children"]
