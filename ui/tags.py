"""HTML from Python, for pages that need no Dash: text is escaped, whatever it holds.

A component of Dash costs ten times as much, and a thread has a thousand elements.
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


def tag(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """<name ...>children</name>; class_, for_ and data_x become class, for and data-x; None and False are left out."""
    opened = f"<{name}{_attributes(attributes)}>" if attributes else f"<{name}>"
    if name in VOID:
        return Markup(opened)  # nosec B704  # escaped in _attributes
    return Markup(f"{opened}{join(children)}</{name}>")  # nosec B704  # escaped in join


def join(children: Any) -> str:
    """Children side by side; lists in lists are one list."""
    if isinstance(children, (list, tuple)):
        return "".join([one if type(one) is Markup else join(one) for one in children])
    if children is None or children is False:
        return ""
    return escape(children)


def stored(html: str) -> Markup:
    """HTML that board.markup made, as it lies in the database; the only HTML that comes from outside the code."""
    return Markup(html)  # nosec B704  # cleaned when it was made


def hidden(name: str, value: Any) -> Markup:
    """A field of a form that nobody sees."""
    return tag("input", type="hidden", name=name, value=value)


def _attributes(attributes: dict[str, Any]) -> str:
    written = []
    for name, value in attributes.items():
        if value is None or value is False:
            continue
        if isinstance(value, dict):  # custom properties, as Dash takes them: {"--share": 0.5}
            value = "; ".join(f"{key}: {one}" for key, one in value.items())
        shown = name.rstrip("_").replace("_", "-")
        written.append(f" {shown}" if value is True else f' {shown}="{escape(value)}"')
    return "".join(written)
