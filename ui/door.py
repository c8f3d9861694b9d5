"""Sign-in, invitation and the open pages as plain HTML forms: they work before and without Dash."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
import segno
from dash import html

from ui import texts
from ui.ssr import to_html
from ui.texts_door import Account, Door, Privacy

CONTENT = "indhold"  # where the link past the navigation leads, as on every other page


def page(title: str, body: list[Any], *, css: str, script: str, icon: str) -> str:
    """A whole document with one column."""
    brand = html.A(texts.Site.name, href="/", className="brand")
    foot = [
        html.A(Privacy.title, href="/privatliv"),
        html.A(Privacy.accessibility_title, href="/was"),
    ]
    shell = html.Div(
        [
            html.A(texts.Site.skip, href="#indhold", className="skip"),
            html.Header(html.Div(brand)),
            html.Main([html.H1(title), *body], id=CONTENT, className="door", tabIndex=-1),
            html.Footer(html.Div(foot)),
        ],
        className="site",
    )
    return (
        '<!DOCTYPE html><html lang="da"><head><meta charset="utf-8">'
        f"<title>{escape(title)} · {texts.Site.name}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<link rel="icon" type="image/svg+xml" href="{icon}"><link rel="stylesheet" href="{css}">'
        f'<script defer src="{script}"></script></head><body>{to_html(shell)}</body></html>'
    )


def sign_in(
    *, after: str, error: str | None, passkey_address: str | None, demo: list[Any], has_oidc: bool
) -> list[Any]:
    """Passkey first, password below, demo entries where the data are fictional."""
    hidden = _hidden("til", after)
    parts: list[Any] = [html.P(Door.lead), *_alert(error)]
    if passkey_address:
        parts.append(html.P(Door.passkey_needs_name.format(address=passkey_address), className="soft"))
    else:
        parts.append(_passkey(Door.passkey_heading, Door.passkey_help, Door.passkey_button, "sign-in", "/log-ind"))
    if has_oidc:
        parts.append(
            html.Section(
                html.A(Door.oidc_button, href=f"/log-ind/arbejdskonto?{urlencode({'til': after})}", className="btn"),
                className="card",
            )
        )
    fields = [
        hidden,
        _field("email", Door.email, "email", autocomplete="username"),
        _field("password", Door.password, "password", autocomplete="current-password"),
        _field("code", Door.code, "text", autocomplete="one-time-code", help_text=Door.code_help),
        html.Button(Door.sign_in_button, type="submit", className="btn btn-primary"),
    ]
    parts.append(_card(Door.password_heading, _form("/log-ind/adgangskode", fields)))
    if demo:
        parts.append(
            _card(
                Door.demo_heading,
                html.P(Door.demo_help),
                html.Div([_demo(*one) for one in demo], className="demo-roles"),
            )
        )
    return [*parts, html.P(Door.no_access, className="soft")]


def invitation(*, role: str, token: str, secret: str, address: str, error: str | None, has_passkeys: bool) -> list[Any]:
    """Choose a passkey, or a password with an authenticator app."""
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    fields = [
        _hidden("secret", secret),
        _field("password", Door.new_password, "password", autocomplete="new-password", minLength=15),
        html.P(Door.scan),
        html.Img(src=picture, alt=Door.scan_alt, className="qr"),
        html.P(Door.type_key.format(key=secret), className="soft key"),
        _field("code", Door.new_code, "text", autocomplete="one-time-code"),
        html.Button(Door.make_password_button, type="submit", className="btn btn-primary"),
    ]
    path = f"/invitation/{token}"
    passkey = _passkey(Door.make_passkey_heading, Door.make_passkey_help, Door.make_passkey_button, "create", path)
    return [
        html.P(Door.invitation_lead.format(role=role.lower())),
        *_alert(error),
        *([passkey] if has_passkeys else []),
        _card(Door.make_password_heading, html.P(Door.make_password_help), _form(f"{path}/adgangskode", fields)),
    ]


def recovery_codes(codes: list[str]) -> list[Any]:
    """The codes, this once."""
    return [
        html.P(Door.codes_lead),
        html.Ul([html.Li(html.Code(code)) for code in codes], className="card codes"),
        html.A(Door.codes_button, href="/", className="btn btn-primary"),
    ]


def own_data(found: dict[str, Any]) -> list[Any]:
    """Everything about a person, a heading for each kind and a list for each row."""
    parts: list[Any] = [html.P(Account.OWN_DATA_MADE.format(made=found["made_at"]))]
    for kind, rows in found.items():
        if isinstance(rows, list):
            parts.append(html.H2(kind))
            parts += [_facts(row) for row in rows] or [html.P(Account.OWN_DATA_NONE)]
    return parts


def _facts(row: dict[str, Any]) -> Any:
    told = [(name, value) for name, value in row.items() if value is not None]
    return html.Dl([part for name, value in told for part in (html.Dt(name), html.Dd(str(value)))], className="card")


def prose(sections: tuple[tuple[str, str], ...], **values: Any) -> list[Any]:
    """Headings with a paragraph each."""
    return [
        html.Div([html.H2(heading), html.P(text.format(**values))], className="prose") for heading, text in sections
    ]


def _passkey(heading: str, help_text: str, button: str, what: str, path: str) -> Any:
    return _card(heading, html.P(help_text), *passkey_button(button, what, path))


def passkey_button(label: str, what: str, path: str, class_name: str = "btn btn-primary") -> list[Any]:
    """A button that makes (`create`) or finds (`sign-in`) a passkey, and the place where it says how that went."""
    told: dict[str, Any] = {
        "data-passkey": what,
        "data-path": path,
        "data-missing": Door.passkey_missing,
        "data-cancelled": Door.passkey_cancelled,
    }
    said: dict[str, Any] = {"data-passkey-message": "1"}
    return [
        html.Button(label, type="button", className=class_name, **told),
        html.P("", className="soft", role="status", **said),
    ]


def _demo(path: str, title: str, who: str) -> Any:
    return _form(path, [html.Button([html.Strong(title), html.Span(who)], type="submit", className="btn")])


def _card(heading: str, *children: Any) -> Any:
    return html.Section([html.H2(heading), *children], className="card")


def _form(path: str, children: list[Any]) -> Any:
    return html.Form(children, action=path, method="post", className="door-form")


def _hidden(name: str, value: str) -> Any:
    return dbc.Input(type="hidden", name=name, value=value)


def _field(name: str, label: str, kind: str, *, help_text: str | None = None, **options: Any) -> Any:
    field = dbc.Input(type=kind, name=name, required=True, className="form-control", **options)
    explained = [html.Span(help_text, className="soft")] if help_text else []
    return html.Label([html.Span(label), field, *explained], className="field")


def _alert(error: str | None) -> list[Any]:
    return [html.Div(error, className="notice", role="alert")] if error else []
