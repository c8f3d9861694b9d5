"""Dash components as plain HTML, so that the first answer of the server already shows the page."""

from __future__ import annotations

from html import escape
from typing import Any

import orjson
from dash.development.base_component import Component
from markupsafe import Markup

VOID = {"br", "hr", "img", "input", "meta", "link"}
NAMES = {"className": "class", "htmlFor": "for", "tabIndex": "tabindex", "colSpan": "colspan", "rowSpan": "rowspan"}
SKIPPED = {"children", "style", "n_clicks", "key", "refresh", "options", "value", "data", "id"}


def to_html(node: Any) -> str:
    """The HTML of a component, a list of them, or text."""
    if node is None or node is False:
        return ""
    if isinstance(node, (list, tuple)):
        return "".join(map(to_html, node))
    if isinstance(node, Markup):  # of ui.tags, escaped there
        return node
    if not isinstance(node, Component):
        return escape(str(node), quote=False)
    return _SPECIAL.get(type(node).__name__, _element)(node)


def json_for_html(data: Any) -> str:
    """JSON that cannot close the script element that it stands in."""
    text = orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _element(node: Component) -> str:
    tag = type(node).__name__.lower()
    if tag in VOID:
        return f"<{tag}{_attributes(node)}>"
    return f"<{tag}{_attributes(node)}>{to_html(getattr(node, 'children', None))}</{tag}>"


def _link(node: Component) -> str:
    return f"<a{_attributes(node)}>{to_html(getattr(node, 'children', None))}</a>"


def _select(node: Component) -> str:
    chosen = str(getattr(node, "value", ""))
    options = "".join(
        f'<option value="{escape(str(one["value"]))}"{" selected" if str(one["value"]) == chosen else ""}>'
        f"{escape(str(one['label']))}</option>"
        for one in getattr(node, "options", None) or []
    )
    return f"<select{_attributes(node)}>{options}</select>"


def _store(node: Component) -> str:
    identity = getattr(node, "id", None)
    name = identity.get("name") if isinstance(identity, dict) else identity
    data = json_for_html(getattr(node, "data", None))
    return f'<script type="application/json" data-store="{escape(str(name))}">{data}</script>'


def _field(node: Component) -> str:
    return f'<input{_attributes(node)} value="{escape(str(getattr(node, "value", "") or ""))}">'


def _nothing(_node: Component) -> str:
    return ""


def _attributes(node: Component) -> str:
    written = []
    identity = getattr(node, "id", None)
    if isinstance(identity, str):
        written.append(f' id="{escape(identity)}"')
    for name, value in _props(node).items():
        if name in SKIPPED or value is None or value is False:
            continue
        name = NAMES.get(name, name)
        written.append(f" {name}" if value is True else f' {name}="{escape(str(value))}"')
    return "".join(written)


def _props(node: Component) -> dict[str, Any]:
    plain: dict[str, Any] = node.to_plotly_json()  # type: ignore[no-untyped-call]
    return plain["props"]  # type: ignore[no-any-return]


_SPECIAL = {
    "Link": _link,
    "Select": _select,
    "Store": _store,
    "Location": _nothing,
    "Download": _nothing,
    "Interval": _nothing,
    "Input": _field,
}
