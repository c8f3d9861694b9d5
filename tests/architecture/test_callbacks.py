"""Every callback is an open endpoint: each of them goes through the one door. Who may what: tests/doors."""

from collections.abc import Callable
from typing import Any

from dash import Dash, Input, Output, dcc, html

# Dash's own: they carry no data of ours.
DASH_CALLBACKS = ("_pages_", "_dash")


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


def test_the_checker_sees_a_callback_that_did_not():
    app = Dash("checked", use_pages=False)
    app.layout = html.Div([dcc.Input(id="a"), html.Div(id="b")])

    @app.callback(Output("b", "children"), Input("a", "value"))
    def open_to_all(value):
        return value

    app._setup_server()
    assert unguarded(app.callback_map) == ["b.children"]
