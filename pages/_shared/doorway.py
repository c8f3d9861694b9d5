"""The way in and out: sign-in, invitation, sign-out, the two open pages. Plain routes, each named in gate.py."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, jsonify, redirect, request

import config
from access import demo, devices, invitations, oidc, passkeys, privacy, secrets, sessions, signin
from access.errors import Refused
from access.roles import ROLES
from pages._shared import gate, oidc_door
from ui import door
from ui.texts_door import Account, Door, Privacy

Draw = Callable[..., str]
LONGEST_EMAIL = 254
SECRET = re.compile("[A-Z2-7]{32}")  # what secrets.new_totp_secret() makes, and the form sends back


def add(server: Flask, draw: Draw) -> None:
    """Adds the routes; draw(title, body) makes a document with the site's own style sheet."""
    routes: list[tuple[str, str, Callable[..., Any], str]] = [
        ("/log-ind", "door_sign_in", lambda: _sign_in(draw), "GET"),
        ("/log-ind/adgangskode", "door_password", lambda: _password(draw), "POST"),
        ("/log-ind/noegle/spoergsmaal", "door_passkey_ask", _passkey_ask, "POST"),
        ("/log-ind/noegle", "door_passkey", _passkey, "POST"),
        ("/invitation/<token>", "door_invitation", lambda token: _invitation(draw, token), "GET"),
        ("/invitation/<token>/adgangskode", "door_invitation_password", lambda token: _accept(draw, token), "POST"),
        ("/invitation/<token>/noegle/spoergsmaal", "door_invitation_ask", _invitation_ask, "POST"),
        ("/invitation/<token>/noegle", "door_invitation_passkey", _invitation_passkey, "POST"),
        ("/log-ind/demo/<int(max=2147483647):account_id>", "door_demo", _demo, "POST"),
        ("/log-ind/arbejdskonto", "door_oidc", lambda: oidc_door.leave(partial(_sign_in, draw), _after()), "GET"),
        (
            "/log-ind/arbejdskonto/tilbage",
            "door_oidc_back",
            lambda: oidc_door.come_back(partial(_sign_in, draw), place(), agent()),
            "GET",
        ),
        ("/log-ud", "door_sign_out", _sign_out, "POST"),
        ("/log-ud/overalt", "door_sign_out_everywhere", _sign_out_everywhere, "POST"),
        ("/konto/noegle/spoergsmaal", "account_passkey_ask", _account_ask, "POST"),
        ("/konto/noegle", "account_passkey", _account_passkey, "POST"),
        ("/konto/mine-data.json", "account_data_json", _own_data_json, "GET"),
        ("/konto/mine-data.html", "account_data_page", lambda: _own_data_page(draw), "GET"),
        ("/privatliv", "door_privacy", lambda: draw(Privacy.title, door.prose(Privacy.sections, **_months())), "GET"),
        (
            "/was",
            "door_accessibility",
            lambda: draw(Privacy.accessibility_title, door.prose(Privacy.accessibility_sections)),
            "GET",
        ),
    ]
    for path, endpoint, function, method in routes:
        server.add_url_rule(path, endpoint, function, methods=[method])


def _sign_in(draw: Draw, error: str | None = None, status: int = 200) -> Response:
    if gate.viewer().account_id is not None and error is None:
        return _go("/")
    body = door.sign_in(
        after=_after(),
        error=error,
        passkey_address=_address_for_passkeys(),
        demo=[(f"/log-ind/demo/{one}", title, who) for one, title, who in demo.entries()],
        has_oidc=oidc.is_on(),
    )
    return Response(draw(Door.title, body), status=status, mimetype="text/html")


def _password(draw: Draw) -> Response:
    email = "".join(filter(str.isprintable, request.form.get("email", "")))[:LONGEST_EMAIL]
    device = devices.device_of(request.cookies.get(_device_cookie()), email)
    try:
        signed_in = signin.with_password(
            email,
            request.form.get("password", ""),
            request.form.get("code", ""),
            place=place(),
            device=device,
            agent=agent(),
        )
    except Refused as refused:
        return _sign_in(draw, str(refused), 403)
    response = gate.sign_in_cookies(_go(_after()), signed_in)
    response.set_cookie(
        _device_cookie(),
        devices.cookie_for(email),
        max_age=365 * 86400,
        secure=gate.is_tls(),
        httponly=True,
        samesite="Strict",
    )
    return response


def _passkey_ask() -> Response:
    return _asked(passkeys.ask_sign_in(_party()))


def _passkey() -> Response:
    return _answer(lambda ticket, answer: passkeys.sign_in(_party(), ticket, answer, place=place(), agent=agent()))


def _invitation(draw: Draw, token: str, error: str | None = None, secret: str = "") -> Response:
    try:
        invited = invitations.look(token)
    except Refused as refused:
        return Response(draw(Door.invitation_gone_title, [str(refused)]), status=410, mimetype="text/html")
    secret = secret if SECRET.fullmatch(secret) else secrets.new_totp_secret()
    body = door.invitation(
        role=ROLES[invited.role].title,
        token=token,
        secret=secret,
        address=secrets.totp_address(secret, invited.email),
        error=error,
        has_passkeys=_address_for_passkeys() is None,
    )
    title = Door.invitation_title.format(name=invited.name)
    return Response(draw(title, body), status=403 if error else 200, mimetype="text/html")


def _accept(draw: Draw, token: str) -> Response:
    secret = request.form.get("secret", "")
    if not SECRET.fullmatch(secret):
        return _invitation(draw, token, Door.stale)
    try:
        welcome = signin.accept_with_password(
            token, request.form.get("password", ""), secret, request.form.get("code", ""), agent=agent()
        )
    except Refused as refused:
        return _invitation(draw, token, str(refused), secret)
    shown = Response(draw(Door.codes_title, door.recovery_codes(welcome.recovery_codes)), mimetype="text/html")
    return gate.sign_in_cookies(shown, welcome.signed_in)


def _invitation_ask(token: str) -> Response:
    try:
        invited = invitations.look(token)
    except Refused as refused:
        return _error(str(refused))
    handle = invitations.handle_of(invited)
    return _asked(passkeys.ask_new(_party(), email=invited.email, name=invited.name, handle=handle))


def _invitation_passkey(token: str) -> Response:
    return _answer(lambda ticket, answer: passkeys.accept_invitation(_party(), token, ticket, answer, agent=agent()))


def _demo(account_id: int) -> Response:
    try:
        return gate.sign_in_cookies(_go("/"), demo.enter(account_id, agent=agent()))
    except Refused:
        abort(404)


def _sign_out() -> Response:
    sessions.end(request.cookies.get(gate.cookie_name(), ""))
    return gate.sign_out_cookies(_go("/log-ind"))


def _sign_out_everywhere() -> Response:
    sessions.end_everywhere(by=gate.viewer())
    return gate.sign_out_cookies(_go("/log-ind"))


def _account_ask() -> Response:
    viewer = gate.viewer()
    email, handle = passkeys.owner(viewer=viewer)
    return _asked(passkeys.ask_new(_party(), email=email, name=viewer.name, handle=handle))


def _account_passkey() -> Response:
    body = _json()
    if not isinstance(body, dict) or not isinstance(body.get("answer"), dict):
        return _error(passkeys.FAILED)
    try:
        passkeys.add(_party(), str(body.get("ticket")), body["answer"], by=gate.viewer())
    except Refused as refused:
        return _error(str(refused))
    return jsonify({"to": "/konto"})


def _own_data_json() -> Response:
    return _download(json.dumps(privacy.own_data(viewer=gate.viewer()), ensure_ascii=False, indent=1), "json")


def _own_data_page(draw: Draw) -> Response:
    found = privacy.own_data(viewer=gate.viewer())
    return _download(draw(Account.OWN_DATA_TITLE, door.own_data(found)), "html")


def _download(text: str, kind: str) -> Response:
    kinds = {"json": "application/json", "html": "text/html"}
    response = Response(text, mimetype=kinds[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="mine-data.{kind}"'
    return response


def _asked(asked: passkeys.Asked) -> Response:
    return jsonify({"ticket": asked.ticket, "options": asked.options})


def _answer(act: Callable[[str, dict[str, Any]], sessions.SignedIn]) -> Response:
    body = _json()
    if not isinstance(body, dict) or not isinstance(body.get("answer"), dict):
        return _error(passkeys.FAILED)
    try:
        signed_in = act(str(body.get("ticket")), body["answer"])
    except Refused as refused:
        return _error(str(refused))
    return gate.sign_in_cookies(jsonify({"to": own_path(str(body.get("til") or "/"))}), signed_in)


def _json() -> Any:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _error(message: str) -> Response:
    response = jsonify({"message": message})
    response.status_code = 403
    return response


def _after() -> str:
    return own_path(request.values.get("til", "/"))


def own_path(path: str) -> str:
    """A path of this site; anything that leads elsewhere becomes the front page."""
    is_own = path.startswith("/") and not path.startswith(("//", "/log-ind")) and "\\" not in path
    return path if is_own and path.isprintable() else "/"


def _go(path: str) -> Response:
    return redirect(path, 303)  # type: ignore[return-value]


def _party() -> passkeys.Party:
    address = urlsplit(config.settings().address)
    return passkeys.Party(host=address.hostname or "localhost", origin=config.settings().address)


def _address_for_passkeys() -> str | None:
    """Where passkeys work, if not here: they are bound to a name, and 127.0.0.1 is none."""
    asked, known = request.host.rsplit(":", 1)[0], _party().host
    try:
        ipaddress.ip_address(asked.strip("[]"))
    except ValueError:
        return None if asked == known else config.settings().address
    return config.settings().address


def place() -> str:
    """Where the request came from, for the counting of tries."""
    return request.remote_addr or "ukendt"


def agent() -> str:
    """What the browser calls itself."""
    return request.headers.get("User-Agent", "")[:120]


def _device_cookie() -> str:
    return "__Host-enhed" if gate.is_tls() else "enhed"


def _months() -> dict[str, int]:
    settings = config.settings()
    return {"access": settings.keep_access_log_months, "audit": settings.keep_audit_months}
