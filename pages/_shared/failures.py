"""What is answered when something goes wrong: a Danish page for people, a Danish sentence for scripts.

What does not exist and what one may not have look alike, to the byte.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from dash import html
from dash.exceptions import DashException, DependencyException
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from access.errors import Refused
from access.policy import Forbidden
from pages._shared import gate
from pages._shared.callback import error_text
from pages._shared.doorway import own_path
from ui import texts
from ui.texts_board import Write
from ui.texts_door import Door

MISSING = frozenset({404, 405})
CALLBACKS = "/_dash-update-component"
TURNED_AWAY = {401: (Door.again_title, Door.again), 403: (Door.stale_title, Door.stale_page)}
WRITTEN = ("titel", "tekst", *(name for name, _, _ in Write.EXPERIENCE_PARTS), "grund")  # fields of people's own words


def answer_errors(server: Flask, draw: Callable[[str, list[Any]], str], draw_missing: Callable[[], str]) -> None:
    """Registers the answers; draw(title, body) and draw_missing() make whole documents."""

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        status = status_of(error)
        if not gate.wants_page():
            return _for_a_script(status, message_of(error, status))
        if status == 404 and gate.viewer() is not gate.NOBODY:
            return Response(_gone(error, draw) or draw_missing(), status=404, mimetype="text/html")
        if status in TURNED_AWAY:
            title, told = TURNED_AWAY[status]
            return Response(
                draw(title, [html.P(told), *_written(Door.kept_lead), _way_back()]), status=status, mimetype="text/html"
            )
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


def _gone(error: Exception, draw: Callable[[str, list[Any]], str]) -> str:
    """What was written for a place that is not there (any longer), to be copied; empty where nothing was written."""
    if not (written := _written(Write.UNSENT_LEAD)):
        return ""
    told = str(error.__cause__) if isinstance(error.__cause__, Refused) else Write.UNSENT
    forum = html.P(html.A(Write.TO_FORUM, href="/forum", className="btn btn-primary"))
    return draw(Write.UNSENT_TITLE, [html.P(told), *written, forum])


def _written(lead: str) -> list[Any]:
    """What somebody wrote in a form of ours that was turned away: it was nowhere else."""
    if request.mimetype != gate.FORM or not gate.is_from_here():
        return []
    parts = [request.form.get(name, "").strip() for name in WRITTEN]
    text = "\n\n".join(filter(None, parts))
    if not text:
        return []
    box = html.Textarea("\n" + text, rows=10, readOnly=True, className="form-control")
    return [html.P(lead), html.Label([html.Span(Door.kept), box], className="field")]


def _way_back() -> Any:
    asked = urlsplit(request.referrer or "")
    page = own_path(f"{asked.path}?{asked.query}".rstrip("?"))
    if gate.viewer() is not gate.NOBODY:
        return html.P(html.A(Door.back_to_page, href=page, className="btn btn-primary"))
    sign_in = f"/log-ind?{urlencode({'til': page})}"
    return html.P(html.A(Door.sign_in_button, href=sign_in, className="btn btn-primary"))


def _for_a_script(status: int, message: str) -> Response:
    response = jsonify({"message": message, "error": message})
    response.status_code = status
    return response
