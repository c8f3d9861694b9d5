"""A page = an address, a title, an entry in the navigation, and a layout that gets a viewer."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import dash
from dash import ALL, Input, Output, dcc, html
from dash.development.base_component import Component
from flask import Response, current_app

from access.policy import Forbidden
from access.viewer import Viewer
from pages._shared import bell, gate
from pages._shared.callback import NOTICE, NotFound, browser_callback, error_text
from programme import queries
from ui import components, texts
from ui.texts_door import Account, Privacy

browser_callback("all", Output(components.SIGNAL, "title"), Input(components.drawing(ALL), "data"))


# In the server's extensions: the functions that make a document of Rendered, and of a page for nobody in particular.
DOCUMENTS, OPEN_DOCUMENTS = "fodfaeste-documents", "fodfaeste-open-documents"


@dataclass(frozen=True)
class Rendered:
    """What an address leads to."""

    content: Component
    title: str
    description: str
    status: int
    plain: bool = False


@dataclass(frozen=True)
class Titled:
    """What a plain page's layout returns when its title depends on what it shows."""

    content: Any
    title: str


def register(
    module: str,
    *,
    path: str,
    name: str,
    title: str | Callable[..., str],
    needs: gate.Needs,
    nav: bool = False,
    description: str = "",
    order: int = 100,
    plain: bool = False,
) -> None:
    """Registers the module's layout(); call it at the module's top. Variables stand as <name> in the path.

    needs is the right that the page takes, or several of which one will do; None: to be signed in is enough.

    layout gets the path's variables, viewer= and, when it asks for it, search= (the address' text after '?').

    plain: the page is a document without Dash, made of ui.tags; its forms are sent to routes. layout may return
    Titled(content, title), and takes kept= if it has a form that can be refused.
    """
    has_variables = "<" in path
    dash.register_page(
        module,
        path=None if has_variables else path,
        path_template=path if has_variables else None,
        name=name,
        title=_title_for_those_who_may(_tab_title(title), needs),
        description=description,
        order=order,
        layout=_layout_of_route,
        in_navigation=nav,
        needs=needs,
        plain=plain,
    )


def longest_first() -> None:
    """Dash takes the first template that an address begins like, also for its title: the longer ones go first."""
    templates = [page for page in dash.page_registry.values() if page["path_template"]]
    for page in sorted(templates, key=lambda page: -page["path_template"].count("/")):
        dash.page_registry.move_to_end(page["module"])


def check_rules() -> None:
    """Raises if a page came into Dash's registry without register(): it would have no rule."""
    if strangers := [name for name, page in dash.page_registry.items() if page["layout"] is not _layout_of_route]:
        raise RuntimeError(f"pages without a rule, use pages._shared.page.register: {', '.join(strangers)}")


def render(path: str, search: str = "", kept: Any = None) -> Rendered:
    """The whole page (shell and content) at an address; never raises: errors are pages too.

    kept is what a plain page's form held when it came back (kept.error: refused): the page is drawn again with it.
    """
    viewer = gate.viewer()
    page, variables = find(path)
    if page is None or not _may(page["needs"]):
        return missing()
    layout = sys.modules[page["module"]].layout
    offered = {"search": search, "kept": kept}
    asked = {name: value for name, value in offered.items() if name in inspect.signature(layout).parameters}
    try:
        drawn = layout(**variables, viewer=viewer, **asked)
        titled = drawn if isinstance(drawn, Titled) else Titled(drawn, page["title"](**variables))
        shell = _shell(titled.content, path, is_demo=queries.is_demo(viewer=viewer))
    except NotFound as nothing:
        return _missing(path, nothing, viewer)
    except Forbidden:
        return missing()
    except Exception as error:
        return Rendered(_shell(_failed(error), path), str(_tab_title(texts.Site.error_title)), "", 500)
    title = str(_tab_title(titled.title)) if titled is drawn else titled.title
    status = 422 if getattr(kept, "error", None) else 200
    return Rendered(shell, title, page["description"], status, page["plain"])


def answer(shown: Rendered) -> Response:
    """A page as the answer to a form."""
    document = current_app.extensions[DOCUMENTS](shown)
    return Response(document, status=shown.status, mimetype="text/html")


def missing() -> Rendered:
    """What an address shows that leads nowhere, and one that leads to what the viewer may not see."""
    return _missing("", NotFound(texts.Site.not_found), gate.viewer())


def _may(needs: gate.Needs) -> bool:
    viewer = gate.viewer()
    return viewer is not gate.NOBODY and gate.has(viewer, needs)


def _title_for_those_who_may(title: str | Callable[..., str], needs: gate.Needs) -> Callable[..., str]:
    # Dash's router answers with the title too, for pages that the viewer may not see.
    def shown(**variables: str) -> str:
        if not _may(needs):
            return str(_tab_title(texts.Site.not_found_title))
        return title(**variables) if callable(title) else title

    return shown


def find(path: str) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """The page registered for a path, and the path's variables."""
    for page in sorted(dash.page_registry.values(), key=_variables):  # a fixed address before one that varies
        template = page["path_template"] or page["path"]
        pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", template)
        matched = re.fullmatch(pattern, path.rstrip("/") or "/")
        if matched:
            return page, {name: unquote(text) for name, text in matched.groupdict().items()}
    return None, {}


def _variables(page: dict[str, Any]) -> int:
    return (page["path_template"] or "").count("<")


def _layout_of_route(route_: str = "/", query_: str = "", **_ignored: Any) -> Component:
    # Dash mixes path variables and the query into one dict; the address itself cannot be faked by either.
    shown = render(route_ or "/", query_ or "")
    if shown.plain:  # a document without Dash: the browser asks for it
        return _shell(components.drawn("plain", components.slot("leave", "leave"), data={"leave": True}), route_)
    return shown.content


def _missing(path: str, missing: NotFound, viewer: Viewer) -> Rendered:
    from pages import not_found_404

    content = not_found_404.layout(message=str(missing), instead=missing.instead, viewer=viewer)
    return Rendered(_shell(content, path), str(_tab_title(texts.Site.not_found_title)), "", 404)


def _failed(error: Exception) -> Component:
    return html.Div([html.H1(texts.Site.error_title), components.notice(error_text(error))], className="stack")


def _shell(content: Component, path: str, *, is_demo: bool = False) -> Component:
    return html.Div(
        [
            html.A(texts.Site.skip, href=f"#{components.CONTENT}", className="skip"),
            _header(path),
            *([html.Div(html.Div(texts.Site.demo), className="demo", role="note")] if is_demo else []),
            html.Div(id=NOTICE, className="notices", role="status"),
            html.Main(content, id=components.CONTENT, tabIndex=-1),
            _footer(),
        ],
        className="site",
    )


def _header(path: str) -> Component:
    entries = [page for page in dash.page_registry.values() if page.get("in_navigation") and _may(page["needs"])]
    links = [_entry(page, path) for page in entries]
    brand = dcc.Link(texts.Site.name, href="/", className="brand")
    account = dcc.Link(gate.viewer().name, href="/konto", className="account", title=Account.TITLE)
    navigation = html.Nav(html.Ul(links), **{"aria-label": texts.Site.navigation})
    return html.Header(html.Div([brand, navigation, html.Div([*bell.link(gate.viewer()), account], className="own")]))


def _entry(page: dict[str, Any], path: str) -> Component:
    here = path == page["path"] or (page["path"] != "/" and path.startswith(page["path"].rstrip("r") + "/"))
    link = html.A if page["plain"] else dcc.Link  # Dash's router would draw it and then ask for the document
    told = {"aria-current": "page"} if here else {}  # on the item: Dash's link takes no such word
    return html.Li(link(page["name"], href=page["path"], className="here" if here else ""), **told)


def _footer() -> Component:
    lines: list[Component] = [html.Span(f"{texts.Site.name} · {texts.Site.tagline}")]
    if not gate.is_tls():
        lines.append(html.Span(texts.Site.local_only))
    lines += [html.A(Privacy.title, href="/privatliv"), html.A(Privacy.accessibility_title, href="/was")]
    return html.Footer(html.Div(lines))


def _tab_title(title: str | Callable[..., str]) -> str | Callable[..., str]:
    if callable(title):
        return lambda **variables: f"{title(**variables)} · {texts.Site.name}"
    return f"{title} · {texts.Site.name}"
