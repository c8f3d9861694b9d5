"""What is answered when something goes wrong: a Danish page for people, a Danish sentence for scripts.

What does not exist and what one may not have look alike, to the byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html
from dash.exceptions import DashException, DependencyException
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from access.policy import Forbidden
from pages._shared import gate
from pages._shared.callback import error_text
from ui import texts
from ui.texts_door import Door

MISSING = frozenset({404, 405})
CALLBACKS = "/_dash-update-component"


def answer_errors(server: Flask, draw: Callable[[str, list[Any]], str], draw_missing: Callable[[], str]) -> None:
    """Registers the answers; draw(title, body) and draw_missing() make whole documents."""

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        status = status_of(error)
        if not gate.wants_page():
            return _for_a_script(status, message_of(error, status))
        if status == 404 and gate.viewer() is not gate.NOBODY:
            return Response(draw_missing(), status=404, mimetype="text/html")
        title = texts.Site.not_found_title if status == 404 else texts.Site.error_title
        home = html.P(html.A(texts.Site.to_overview, href="/", className="btn btn-primary"))
        body = [html.P(message_of(error, status)), home]
        return Response(draw(title, body), status=status, mimetype="text/html")


def status_of(error: Exception) -> int:
    """The status that an error is answered with."""
    if isinstance(error, (DependencyException, Forbidden)):
        return 404
    if isinstance(error, HTTPException) and error.code and error.code < 500:
        return 404 if error.code in MISSING else error.code
    if isinstance(error, DashException) and request.path == CALLBACKS:
        return 400  # as many outputs as no page of ours has
    return 500


def message_of(error: Exception, status: int) -> str:
    """What a person reads; from 500 on with the number that the log can be searched for."""
    if status >= 500:
        return error_text(error)
    known = {401: Door.signed_out, 403: Door.stale, 404: texts.Site.not_found, 413: Door.too_large}
    return known.get(status, texts.Site.bad_request)


def _for_a_script(status: int, message: str) -> Response:
    response = jsonify({"message": message, "error": message})
    response.status_code = status
    return response
