"""The one door to the server: every callback of the product is registered here."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, set_props

from access.viewer import local_viewer
from programme.errors import Refused
from ui import components, texts

NOTICE = "notice"
_LOG = logging.getLogger("fodfaeste")


@dataclass(frozen=True)
class Registered:
    """A callback as its page wrote it."""

    function: Callable[..., Any] | ClientsideFunction
    dependencies: tuple[Any, ...]
    options: dict[str, Any]


# Filled while pages are imported and read by every create_app(): Dash's own list empties at its first app.
_REGISTERED: list[Registered] = []


def guarded_callback(*dependencies: Any, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Like dash.callback; the function also gets viewer=, and an error becomes a Danish notice with a number."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def guarded(*values: Any, **named: Any) -> Any:
            return function(*values, **named, viewer=local_viewer())

        guarded.is_guarded = True  # type: ignore[attr-defined]
        _REGISTERED.append(Registered(guarded, dependencies, options))
        return guarded

    return decorate


def browser_callback(function_name: str, *dependencies: Any, **options: Any) -> None:
    """A callback that runs in the browser: window.dash_clientside.draw.<function_name>."""
    _REGISTERED.append(Registered(ClientsideFunction("draw", function_name), dependencies, options))


def attach(app: Dash) -> None:
    """Gives every registered callback to an app."""
    for one in _REGISTERED:
        if isinstance(one.function, ClientsideFunction):
            app.clientside_callback(one.function, *one.dependencies, **one.options)
        else:
            app.callback(*one.dependencies, on_error=answer_error, **one.options)(one.function)


def answer_error(error: Exception) -> None:
    """Shows what went wrong in the notice of the page; the outputs stay as they are."""
    set_props(NOTICE, {"children": components.notice(error_text(error))})


def error_text(error: Exception) -> str:
    """A refusal's own sentence, or a number under which the log holds the traceback."""
    if isinstance(error, Refused):
        return str(error)
    number = secrets.token_hex(3).upper()
    _LOG.error("Fejl %s", number, exc_info=error)
    return texts.Site.error.format(number=number)
