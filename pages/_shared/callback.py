"""The one door to the server: every callback of the product is registered here."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, set_props

import access.errors
from access import audit
from access.permissions import Permission
from access.policy import Forbidden, require
from pages._shared import gate
from programme.errors import Refused
from ui import components, texts

NOTICE = "notice"
_LOG = logging.getLogger("fodfaeste")


class NotFound(Exception):
    """The address has the shape of a page, but nothing is there; the message says what was looked for.

    `instead` holds (name, address) of what may have been meant.
    """

    def __init__(self, message: str, instead: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.instead = instead


@dataclass(frozen=True)
class Registered:
    """A callback as its page wrote it."""

    function: Callable[..., Any] | ClientsideFunction
    dependencies: tuple[Any, ...]
    options: dict[str, Any]
    needs: Permission | None = None


# Filled while pages are imported and read by every create_app(): Dash's own list empties at its first app.
_REGISTERED: list[Registered] = []


def guarded_callback(
    *dependencies: Any, needs: Permission | None, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Like dash.callback for those who have the right `needs` (None: all who are signed in), with viewer=.

    An error becomes a Danish notice with a number.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def guarded(*values: Any, **named: Any) -> Any:
            viewer = gate.viewer()
            if viewer is gate.NOBODY:
                raise Forbidden("signed out")
            if needs is not None:
                require(viewer, needs)
            return function(*values, **named, viewer=viewer)

        guarded.is_guarded = True  # type: ignore[attr-defined]
        _REGISTERED.append(Registered(guarded, dependencies, options, needs))
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
            known = set(app.callback_map)
            app.callback(*one.dependencies, on_error=answer_error, **one.options)(one.function)
            for output in set(app.callback_map) - known:
                app.callback_map[output]["needs"] = one.needs  # the gate reads it


def answer_error(error: Exception) -> None:
    """Shows what went wrong in the notice of the page; the outputs stay as they are."""
    set_props(NOTICE, {"children": components.notice(error_text(error))})


def error_text(error: Exception) -> str:
    """A refusal's own sentence, or a number under which the log holds the traceback."""
    if isinstance(error, (Refused, access.errors.Refused, NotFound)):
        return str(error)
    if isinstance(error, Forbidden):
        return texts.Site.not_found
    number = secrets.token_hex(3).upper()
    _LOG.error("Fejl %s", number, exc_info=error)
    try:
        audit.failure(number, by=gate.viewer(), detail=type(error).__name__)
    except Exception:  # the database itself may be what failed
        _LOG.exception("Fejl %s kunne ikke skrives i loggen", number)
    return texts.Site.error.format(number=number)
