"""Lists across rooms: what was found, what is new for me, what waits for an answer, what others learned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup

from board import tags
from board.views import ThreadLine
from ui import formats
from ui import texts_board as say
from ui.board_parts import (
    Kept,
    Visit,
    button,
    chip,
    empty,
    form,
    labelled,
    link,
    more,
    path,
    person,
    room_name,
    said,
    select,
    thread_list,
    when,
)
from ui.tags import hidden, tag

MORE = "mere"  # asks for the fields of narrowing()


def search_box(query: str = "", slug: str = "", *, narrow: Any = None) -> Markup:
    """The field that searches; a form that asks for an address, so that a search can be sent to others."""
    field = tag(
        "input",
        type="search",
        name="q",
        value=query,
        class_="form-control",
        maxlength=200,
        aria_label=say.Search.FIELD,
        placeholder=say.Search.FIELD,
    )
    row = tag("div", field, button(say.Search.DO, "btn"), class_="search-row")
    return tag(
        "form",
        row,
        hidden("rum", slug) if slug and narrow is None else None,
        narrow,
        action=path("soeg"),
        class_="search",
        role="search",
    )


def narrowing(asked: Mapping[str, str], rooms: Iterable[tuple[str, str]], people: Iterable[tuple[int, str]]) -> Markup:
    """Room, author, days and tag, out of the way until one of them is used."""
    rest = [asked.get(name, "") for name in ("rum", "af", "fra", "til", "emne")]
    fields = [
        select("rum", say.Search.WHERE, [("", say.Search.ALL_ROOMS), *rooms], rest[0]),
        select("af", say.Search.AUTHOR, [("", say.Search.ANY), *people], rest[1]),
        labelled(say.Search.SINCE, tag("input", type="date", name="fra", value=rest[2], class_="form-control")),
        labelled(say.Search.UNTIL, tag("input", type="date", name="til", value=rest[3], class_="form-control")),
        select("emne", say.Search.TAG, [("", say.Search.ANY), *tags.titles().items()], rest[4]),
    ]
    return more(say.Search.NARROW, tag("div", fields, class_="narrowing"), is_open=any([*rest, asked.get(MORE)]))


def narrow_button() -> Markup:
    """The way to narrowing() from the hits."""
    return button(say.Search.NARROW, "btn btn-quiet", name=MORE, value="1")


def hits(found: Any, visit: Visit, older: str | None) -> Markup:
    """What was found, with the words marked; text is text, whatever it holds."""
    if not found.hits:
        return empty(say.Search.NONE)
    listed = [_hit(one, visit) for one in found.hits]
    way = tag("p", link(say.Search.OLDER, older, "btn"), class_="paging") if older else None
    return tag("div", tag("section", tag("ul", listed, class_="threads"), class_="card"), way)


def _hit(one: Any, visit: Visit) -> Markup:
    parts = [tag("mark", text) if is_hit else text for text, is_hit in one.snippet]
    about = [room_name(one.slug, one.room), " · ", person(one.author_id, one.author), " · ", when(one.at, visit)]
    return tag(
        "li",
        tag("a", one.title, href=path("opslag", one.post_id), class_="thread-title"),
        tag("p", parts, class_="snippet"),
        tag("div", about, class_="soft"),
    )


def notices(found: Sequence[Any], visit: Visit) -> Markup:
    """The bell's lines, newest first."""
    if not found:
        return empty(say.Bell.EMPTY)
    return tag("ul", [_notice(one, visit) for one in found], class_="threads")


def _notice(one: Any, visit: Visit) -> Markup:
    text = say.Bell.KINDS.get(one.kind, say.Bell.OTHER).format(
        who=one.actor or say.Thread.SYSTEM, title=one.title or "", room=room_name(one.slug, one.room)
    )
    return tag(
        "li",
        tag("a", text, href=_leads_to(one), class_="thread-title"),
        tag("div", say.Bell.REASON.format(reason=one.reason)) if one.reason else None,
        tag("div", room_name(one.slug, one.room), " · ", when(one.at, visit), class_="soft"),
        class_="is-unread" if one.is_new else None,
    )


def _leads_to(one: Any) -> str:
    if one.kind == "prompt":
        return path()
    if one.post_id is not None:
        return path("opslag", one.post_id)
    return path("traad", one.thread_id) if one.thread_id is not None else path(one.slug)


def mail_form(chosen: str, visit: Visit, kept: Kept) -> Markup:
    """How often a person wants mail."""
    options = [
        tag(
            "label",
            tag(
                "input",
                type="radio",
                name="hyppighed",
                value=code,
                checked=code == chosen,
                class_="form-check-input",
            ),
            tag("span", text),
            class_="form-check",
        )
        for code, text in say.Mail.CHOICES
    ]
    return form(
        "/nyt/indstillinger",
        visit,
        said(kept.error),
        tag("fieldset", tag("legend", say.Mail.HOW_OFTEN), options, class_="plain-fieldset"),
        button(say.Mail.SAVE),
    )


def unanswered(lines: Sequence[ThreadLine], visit: Visit) -> Markup:
    """Open questions with how long they have waited."""
    if not lines:
        return empty(say.Lists.UNANSWERED_NONE)

    def waited(line: ThreadLine) -> Markup:
        days = max(0, (visit.now - line.created_at).days)
        return chip(say.Lists.WAITED.format(days=formats.count(days, *say.Life.DAY)), "chip-open")

    return thread_list(lines, visit, shows_room=True, aside=waited)


def experience_filter(
    barriers: Sequence[tuple[str, str]], sizes: Sequence[tuple[str, str]], barrier: str, size: str
) -> Markup:
    """What experiences are found by."""
    fields = [
        select("barriere", say.Write.BARRIER, [("", say.Lists.ANY_BARRIER), *barriers], barrier),
        select("stoerrelse", say.Write.SIZE, [("", say.Lists.ANY_SIZE), *sizes], size),
        button(say.Lists.SHOW, "btn"),
    ]
    return tag("form", fields, action="/erfaringer", class_="narrowing")


def experiences(lines: Sequence[ThreadLine], visit: Visit, labels: Mapping[str, str]) -> Markup:
    """Experience reports with the barrier and the size that they are about."""
    if not lines:
        share = link(say.Lists.EXPERIENCES_SHARE, path("faelles", "ny", slags="experience"), "btn btn-primary")
        return empty(say.Lists.EXPERIENCES_NONE, share)

    def about(line: ThreadLine) -> Markup:
        return tag("span", [chip(labels[code]) for code in filter(None, (line.barrier, line.size)) if code in labels])

    return thread_list(lines, visit, aside=about)


def of_network(lines: Sequence[ThreadLine], slug: str, visit: Visit) -> Component:
    """The last threads of a network's room as a part of its page, which Dash draws."""
    shown = [_network_line(line, visit) for line in lines]
    return html.Section(
        [
            html.H2(say.Network.TITLE),
            html.Ul(shown, className="plain") if shown else html.P(say.Network.EMPTY),
            html.P(html.A(say.Network.ALL, href=path(slug), className="btn")),
        ],
        className="card",
    )


def _network_line(line: ThreadLine, visit: Visit) -> Component:
    last = f"{person(line.last_author_id, line.last_author)} {formats.since(line.last_at, visit.now)}"
    title = html.A(line.title, href=path("traad", line.id), className="thread-title")
    return html.Li([html.Strong(title) if line.unread else title, html.Span(last, className="soft")])
