"""The way to the work account's sign-in and back; access.oidc does the work."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, redirect, request

import config
from access import oidc
from access.errors import Refused
from pages._shared import gate

BACK = "/log-ind/arbejdskonto/tilbage"


def leave(fail: Callable[[str, int], Response], after: str) -> Response:
    """Sends the browser to the provider, with a cookie that says which question was asked here."""
    if not oidc.is_on():
        abort(404)
    try:
        started = oidc.begin(back=_back(), after=after)
    except Refused as refused:
        return fail(str(refused), 403)
    response: Response = redirect(started.url, 303)  # type: ignore[assignment]
    seconds = int(oidc.LIFE.total_seconds())
    options = {"secure": gate.is_tls(), "httponly": True, "samesite": "Lax"}
    response.set_cookie(_cookie(), started.state, max_age=seconds, **options)  # type: ignore[arg-type]
    return response


def come_back(fail: Callable[[str, int], Response], place: str, agent: str) -> Response:
    """Lets in whom the provider vouches for; fail(message, status) draws the sign-in page again."""
    if not oidc.is_on():
        abort(404)
    try:
        signed_in, after = oidc.finish(
            state=request.args.get("state", ""),
            brought=request.cookies.get(_cookie(), ""),
            code=request.args.get("code", ""),
            back=_back(),
            place=place,
            agent=agent,
        )
    except Refused as refused:
        return _forget(fail(str(refused), 403))
    return _forget(gate.sign_in_cookies(redirect(after, 303), signed_in))  # type: ignore[arg-type]


def _forget(response: Response) -> Response:
    response.delete_cookie(_cookie(), secure=gate.is_tls(), httponly=True, samesite="Lax")
    return response


def _back() -> str:
    return f"{config.settings().address}{BACK}"


def _cookie() -> str:
    return "__Host-arbejdskonto" if gate.is_tls() else "arbejdskonto"
