"""python -m tests.bench.gate_cost: CPU milliseconds of a callback that does nothing, bare and gated (JSON)."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from dash import Dash, Input, Output, dcc, html
from flask import Flask
from werkzeug.test import Client

from access import sessions
from access.permissions import Permission
from pages._shared import body, gate
from programme.setup import prepare_database
from storage.engine import writing
from tests.access import world

ROUNDS, REQUESTS = 15, 40
BODY = {
    "output": "b.children",
    "outputs": {"id": "b", "property": "children"},
    "inputs": [{"id": "a", "property": "value", "value": "x"}],
    "changedPropIds": ["a.value"],
}


def main() -> int:
    """Measures both in turns, so that a busy machine slows both."""
    prepare_database()
    with writing() as connection:
        token = world.person(connection, "Karen", "coordinator").token
    found = sessions.current(token)
    assert found is not None
    bare, gated = _app(_nothing), _app(gate.stand_before)
    gated.set_cookie(gate.cookie_name(), token)
    headers = {"Origin": "http://localhost", "X-CSRFToken": found.csrf_token}
    taken: dict[str, list[float]] = {"bare": [], "gated": []}
    for _ in range(ROUNDS):
        taken["bare"].append(_one(bare, {}))
        taken["gated"].append(_one(gated, headers))
    print(json.dumps({name: min(rounds) for name, rounds in taken.items()}))
    return 0


def _app(stand_before: Callable[[Flask], None]) -> Client:
    server = Flask("measured", static_folder=None)
    stand_before(server)
    app = Dash("measured", server=server, backend="flask", suppress_callback_exceptions=True)
    if stand_before is gate.stand_before:
        body.check_bodies(server, app)
    app.layout = html.Div([dcc.Input(id="a"), html.Div(id="b")])
    app.callback(Output("b", "children"), Input("a", "value"))(lambda value: value)
    app.callback_map["b.children"]["needs"] = Permission.SEE_PROGRESS
    return server.test_client()


def _nothing(_server: Flask) -> None:
    return None


def _one(client: Client, headers: dict[str, str]) -> float:
    started = time.process_time()
    for _ in range(REQUESTS):
        answer = client.post("/_dash-update-component", json=BODY, headers=headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
    return (time.process_time() - started) / REQUESTS * 1000


if __name__ == "__main__":
    sys.exit(main())
