"""The HTML document around every page: it shows the page before any of Dash has arrived."""

from __future__ import annotations

import re
from html import escape

from ui import texts

# React 18 runs only in browsers that need no polyfill; nothing here is a dash_table.
UNUSED = ("polyfill@", "dash_table/")
_SRC = re.compile(r'<script src="([^"]+)"></script>')
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def dash_scripts(markup: str) -> tuple[list[str], str]:
    """Dash's own script tags -> the addresses that are needed, in order, and its inline code as one text."""
    needed = [src for src in _SRC.findall(markup) if not any(name in src for name in UNUSED)]
    return needed, "\n".join(_INLINE.findall(markup))


def document(
    *,
    title: str,
    description: str,
    body: str,
    config: str,
    css: str,
    icon: str,
    first: str,
    plotly: str,
    later: list[str],
) -> str:
    """The document: `body` is seen at once, `first` draws its charts, `later` brings Dash to life."""
    scripts = "".join(f'<script defer fetchpriority="low" src="{src}"></script>' for src in later)
    return _head(title, description, css, icon) + (
        f'<script defer blocking="render" fetchpriority="high" src="{first}" data-plotly="{plotly}"></script>'
        f"{scripts}</head><body>"
        f"<noscript>{texts.Site.script_needed}</noscript>"
        f'<div id="first-view">{body}</div><div id="react-entry-point" hidden></div>{config}</body></html>'
    )


def plain(*, title: str, description: str, body: str, css: str, icon: str, script: str) -> str:
    """A document that is the whole page: nothing comes after it, and the script only makes it handier."""
    return _head(title, description, css, icon) + (
        f'<script defer src="{script}"></script></head><body>{body}</body></html>'
    )


def _head(title: str, description: str, css: str, icon: str) -> str:
    """A document's beginning, up to its scripts."""
    return (
        '<!DOCTYPE html><html lang="da"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="description" content="{escape(description)}">'
        f'<link rel="icon" type="image/svg+xml" href="{icon}"><link rel="stylesheet" href="{css}">'
    )
