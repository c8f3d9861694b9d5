"""The one gate: every request passes here before Dash or any route sees it."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, g, redirect, request
from werkzeug.exceptions import SecurityError

import config
from access import audit, sessions
from access.permissions import Permission
from access.policy import allows
from access.viewer import Viewer

Needs = Permission | tuple[Permission, ...] | None  # one right, several of which one will do, or none
# Guests of a closed room may have no other right than to read it; which room is asked where it is opened.
FORUM = (Permission.READ_COMMON_FORUM, Permission.READ_ROOM)
BOARD = (  # its routes: each asks for its room, and for what may be done there, where it reads or writes
    *("board_write", "board_reply", "board_edit", "board_delete", "board_permalink", "board_file", "board_attach"),
    *("board_thank", "board_report", "board_hide_post", "board_show_post", "board_redact", "board_settle"),
    *("board_follow", "board_pin", "board_lock", "board_hide_thread", "board_accept", "board_save_draft"),
    *("board_read_all", "board_names"),
    *("board_preview", "board_bell_count", "board_choose_mail", "board_answer_prompt"),
    *("board_let_in", "board_show_out", "board_archive", "board_export"),
)
# What somebody who is not signed in may ask for; everything else answers 401, or the sign-in page.
OPEN_ENDPOINTS = frozenset(
    {
        "healthz",
        "files",  # our own style sheet and scripts: the same for all, no data
        "door_sign_in",
        "door_password",
        "door_passkey_ask",
        "door_passkey",
        "door_invitation",
        "door_invitation_password",
        "door_invitation_ask",
        "door_invitation_passkey",
        "door_demo",
        "door_oidc",
        "door_oidc_back",
        "door_privacy",
        "door_accessibility",
        "board_stop_mail",
    }
)
FROM_MAIL = "board_stop_mail"  # a mail program sends it from anywhere; the token in the address is the key
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 256 * 1024
OWN_CAP = frozenset({"data_upload", "board_attach"})  # files are larger, and that route counts them itself
FORM = "application/x-www-form-urlencoded"
CSRF_HEADER = "X-CSRFToken"
CSRF_COOKIE = "fodfaeste_csrf"  # read by Dash's own script; not the key to anything by itself
NOBODY = Viewer(name="ikke logget ind", grants=frozenset())

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DOCUMENT_HEADERS = {  # they mean nothing elsewhere, and every answer pays for its headers
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


# What those who are signed in may ask for, and the right that it needs; nothing else answers. Pages and callbacks
# (the first lines) name their own right, which is asked for where they are drawn and called. None: no right but to
# be signed in.
ROUTE_NEEDS: dict[str, Needs] = {
    "/": None,
    "/<path:path>": None,
    "/_dash-layout": None,
    "/_dash-dependencies": None,
    "/_dash-update-component": None,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": None,
    "data_upload": Permission.IMPORT_DATA,
    "data_rejects": Permission.IMPORT_DATA,
    "data_template": Permission.IMPORT_DATA,
    "review_pdf": Permission.SEE_PROGRESS,
    "review_xlsx": Permission.SEE_PROGRESS,
    "status_note_save": Permission.WRITE_STATUS_NOTES,
    "status_note_unchanged": Permission.WRITE_STATUS_NOTES,
    "status_note_read": Permission.WRITE_STATUS_NOTES,
    "status_note_recognise": Permission.WRITE_STATUS_NOTES,
    "door_sign_out": None,
    "door_sign_out_everywhere": None,
    **dict.fromkeys(BOARD, FORUM),
    "board_break_glass": Permission.BREAK_GLASS,
    "account_passkey_ask": None,
    "account_passkey": None,
    "account_data_json": None,
    "account_data_page": None,
    "plan_calendar": Permission.SEE_PROGRESS,
}


def stand_before(server: Flask) -> None:
    """Puts the gate before everything; called before Dash is made, so that it runs first."""
    server.config["TRUSTED_HOSTS"] = sorted(_own_hosts())  # a foreign name that leads here is not this site
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.before_request(_enter)
    server.after_request(_leave)


def viewer() -> Viewer:
    """Who asks; from the session row alone, never from what the request says."""
    return getattr(g, "viewer", NOBODY)


def csrf_token() -> str:
    """What a form of this session must carry."""
    return getattr(g, "csrf_token", "")


def cookie_name() -> str:
    """`__Host-` ties the cookie to this host and to TLS; without TLS (development) browsers refuse it."""
    return "__Host-fodfaeste" if is_tls() else "fodfaeste"


def is_tls() -> bool:
    """True when people reach the site through https."""
    return config.settings().address.startswith("https://")


def _own_hosts() -> set[str]:
    settings = config.settings()
    return {urlsplit(settings.address).hostname or "localhost", settings.host, "localhost", "127.0.0.1", "::1"}


def _enter() -> Response | None:
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if request.endpoint == "files" and request.method in SAFE_METHODS:
        return None
    if request.endpoint not in OWN_CAP and (request.content_length or 0) > LARGEST_BODY:
        abort(413)
    found = sessions.enter(request.cookies.get(cookie_name(), ""))
    if found is not None:
        g.viewer, g.csrf_token = found.viewer, found.csrf_token
    elif request.endpoint not in OPEN_ENDPOINTS:
        return _to_sign_in()
    if not _has_right(viewer()):
        audit.refusal(f"{request.method} {request.path}", by=viewer())
        abort(404)
    if request.method not in SAFE_METHODS and not _is_ours():
        if found is not None:  # strangers cannot fill the log
            audit.refusal(f"{request.method} {request.path}: fremmed afsender", by=viewer())
        abort(403)
    return None


def has(viewer: Viewer, needs: Needs) -> bool:
    """True if the viewer has the right, or one of several."""
    if needs is None:
        return True
    return any(allows(viewer, one) for one in (needs if isinstance(needs, tuple) else (needs,)))


def _has_right(viewer: Viewer) -> bool:
    if request.endpoint in OPEN_ENDPOINTS:
        return True
    return request.endpoint in ROUTE_NEEDS and has(viewer, ROUTE_NEEDS[request.endpoint])


def act_as(somebody: Viewer) -> None:
    """For work inside a request that nobody sent: the first drawing of pages at start-up."""
    g.viewer = somebody


def wants_page() -> bool:
    """True if a person looks at the answer: a browser that follows a link or sends a form."""
    return "text/html" in request.headers.get("Accept", "text/html") and not request.path.startswith("/_")


def _to_sign_in() -> Response:
    if request.method not in SAFE_METHODS or not wants_page():
        abort(401)
    asked = request.full_path.rstrip("?")
    return redirect("/log-ind" if asked == "/" else f"/log-ind?til={quote(asked)}", 302)  # type: ignore[return-value]


def _is_ours() -> bool:
    """The request was made by a page of this site: its origin, what the browser says, and the session's own token.

    The open forms need no token: whoever is let in by them is let in by what the form holds, and a browser that does
    not say where a form comes from is not let in at all.
    """
    if request.endpoint == FROM_MAIL:
        return True
    if not is_from_here():
        return False
    if request.endpoint in OPEN_ENDPOINTS:
        return "Origin" in request.headers or request.headers.get("Sec-Fetch-Site") == "same-origin"
    # Only short forms are read here: another body may be a file that must not be kept on disk.
    given = request.headers.get(CSRF_HEADER) or (request.form.get("csrf") if request.mimetype == FORM else None)
    return bool(csrf_token()) and hmac.compare_digest((given or "").encode(), csrf_token().encode())


def is_from_here() -> bool:
    """Nothing in what the browser says of the sender speaks against a page of this site."""
    if request.headers.get("Sec-Fetch-Site") not in (None, "same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or _is_own_origin(origin)


def _is_own_origin(origin: str) -> bool:
    try:
        asked = urlsplit(origin)
    except ValueError:
        return False
    return asked.netloc == request.host and (asked.scheme == "https" or not is_tls())


def _leave(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a file that somebody uploaded has a stricter policy of its own
    if response.mimetype == "text/html":
        response.headers.update(DOCUMENT_HEADERS)
    if "immutable" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "no-store"
    if is_tls():
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    response.headers.pop("Server", None)
    return response


def sign_in_cookies(response: Response, signed_in: sessions.SignedIn) -> Response:
    """Sets the session's cookies; the session that this browser had until now ends."""
    if old := request.cookies.get(cookie_name()):
        sessions.end(old)
    lasting: dict[str, Any] = {
        "max_age": config.settings().session_days * 86400,
        "path": "/",
        "samesite": "Lax",
        "secure": is_tls(),
    }
    response.set_cookie(cookie_name(), signed_in.token, httponly=True, **lasting)
    response.set_cookie(CSRF_COOKIE, signed_in.csrf_token, **lasting)
    return response


def sign_out_cookies(response: Response) -> Response:
    """Takes them away, and everything else the browser kept of the site."""
    response.delete_cookie(cookie_name(), path="/", secure=is_tls(), httponly=True, samesite="Lax")
    response.delete_cookie(CSRF_COOKIE, path="/", secure=is_tls(), samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
