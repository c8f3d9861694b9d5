"""What several pages of the board are made of: names, times, forms, lists of threads."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from board import tags
from board.views import RoomHead, ThreadLine
from ui import formats
from ui import texts_board as say
from ui.tags import hidden, tag

HANDLING = "handling"  # the one form behind all small buttons of a page
MOST = 99
POSTS = 50  # on a page of a thread


@dataclass(frozen=True)
class Visit:
    """What drawing needs to know of the request: the token that forms carry, and what time it is (UTC)."""

    csrf: str
    now: datetime


@dataclass(frozen=True)
class Kept:
    """A form that was refused, or asked to be previewed: drawn again with everything that was written."""

    error: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: Sequence[str] = ()
    files: Sequence[str] = ()
    preview: str | None = None

    def get(self, name: str, otherwise: str = "") -> str:
        """What a field held."""
        return self.fields.get(name, otherwise)


def new_key() -> str:
    """What makes a form's post one post, however often it is sent."""
    return secrets.token_hex(16)


def page(*children: Any, class_name: str = "") -> Markup:
    """The content of a page of the board."""
    return tag("div", *children, class_=f"stack board {class_name}".strip())


def columns(box: Any, main: Any, rest: Any) -> Markup:
    """On a phone the box, the list, the rest; where there is room the box and the rest stand beside the list."""
    parts = (("columns-box", box), ("columns-main", main), ("columns-rest", rest))
    return tag("div", [tag("div", part, class_=name) for name, part in parts if part], class_="columns")


def path(*parts: Any, anchor: str = "", **query: Any) -> str:
    """/forum/a/b?x=y#anchor; empty values of the query are left out."""
    asked = urlencode({name: value for name, value in query.items() if value not in (None, "")})
    return "/".join(["/forum", *map(str, parts)]) + (f"?{asked}" if asked else "") + (f"#{anchor}" if anchor else "")


def post_path(thread_id: int, number: int) -> str:
    """Where a post stands: the page of its thread that holds it."""
    first = (number - 1) // POSTS * POSTS + 1
    return path("traad", thread_id, fra=first if first > 1 else None, anchor=f"opslag-{number}")


def link(text: Any, href: str, class_name: str | None = None, **more: Any) -> Markup:
    """A way somewhere."""
    return tag("a", text, href=href, class_=class_name, **more)


def back(text: str, href: str) -> Markup:
    """The way to where this page hangs."""
    return tag("p", link(text, href), class_="back")


def room_name(slug: str, name: str | None) -> str:
    """A room's name; the common forum has none of its own in the database."""
    return name if name is not None and slug else say.Room.common


def room_title(room: RoomHead) -> str:
    """The same for a room."""
    return room_name(room.slug, room.name)


def person(author_id: int | None, name: str | None) -> str:
    """An author's name; Fodfæste where the site itself speaks, a former member where a person was erased."""
    if name is not None:
        return name
    return say.Thread.SYSTEM if author_id is None else say.Thread.FORMER


def when(at: datetime, visit: Visit) -> Markup:
    """How long ago, and the moment itself for whoever points at it."""
    return tag("time", formats.since(at, visit.now), datetime=f"{at.isoformat()[:16]}Z", title=formats.moment(at))


def form(action: str, visit: Visit, *children: Any, class_name: str = "board-form", **more: Any) -> Markup:
    """A form of ours that is sent to a route."""
    return tag("form", hidden("csrf", visit.csrf), *children, action=action, method="post", class_=class_name, **more)


def handling(visit: Visit, here: str = "") -> Markup:
    """The form that the small buttons of the page send; each names its own address. here: where to come back to."""
    return tag("form", hidden("csrf", visit.csrf), hidden("fra", here) if here else None, id=HANDLING, method="post")


def act(text: Any, action: str, *, class_name: str = "btn btn-quiet", **more: Any) -> Markup:
    """A small button that does one thing."""
    return tag("button", text, form=HANDLING, formaction=action, formmethod="post", class_=class_name, **more)


def button(text: str, class_name: str = "btn btn-primary", **more: Any) -> Markup:
    """The button that sends the form it stands in."""
    return tag("button", text, type="submit", class_=class_name, **more)


def labelled(label: str, control: Any, hint: str = "") -> Markup:
    """A field with its name, and what helps to fill it in."""
    return tag("label", tag("span", label), control, tag("span", hint, class_="soft") if hint else None, class_="field")


def text_field(name: str, label: str, value: str = "", **more: Any) -> Markup:
    """One line of text."""
    return labelled(label, tag("input", name=name, value=value, class_="form-control", **more))


def text_area(name: str, label: str, value: str = "", *, hint: str = "", **more: Any) -> Markup:
    """Several lines of text. A browser swallows the first line break, so there is one to swallow."""
    return labelled(label, tag("textarea", "\n" + value, name=name, class_="form-control", **more), hint)


def select(name: str, label: str, options: Iterable[tuple[Any, str]], chosen: Any = "") -> Markup:
    """A choice of one; an option with the value '' is no choice."""
    shown = [
        tag("option", text, value=value, selected=str(value) == str(chosen if chosen is not None else ""))
        for value, text in options
    ]
    return labelled(label, tag("select", shown, name=name, class_="form-select"))


def check(name: str, value: str, text: str, *, is_on: bool = False, kind: str = "checkbox", **more: Any) -> Markup:
    """A box to tick, or one of several to choose."""
    box = tag("input", type=kind, name=name, value=value, checked=is_on, class_="form-check-input", **more)
    return tag("label", box, tag("span", text), class_="form-check")


def more(summary: str, *children: Any, is_open: bool = False, class_name: str = "") -> Markup:
    """What stays out of the way until it is asked for."""
    return tag("details", tag("summary", summary), *children, open=is_open, class_=class_name or None)


def card(title: str | None, *children: Any, class_name: str = "", level: int = 2, **named: Any) -> Markup:
    """A white box with a heading."""
    heading = tag(f"h{level}", title) if title else None
    return tag("section", heading, *children, class_=f"card {class_name}".strip(), **named)


def said(text: str | None, class_name: str = "notice") -> Markup | None:
    """A message above a form; nothing where there is none."""
    return tag("div", text, class_=class_name, role="alert") if text else None


def unsent(kept: Kept) -> Markup | None:
    """Why it was refused, and what was written, where the box is not there any more: to be copied."""
    if not kept.get("tekst").strip():
        return said(kept.error)
    words = text_area("skrevet", say.Write.UNSENT_TEXT, kept.get("tekst"), rows=6, readonly=True)
    return card(None, tag("div", said(kept.error), tag("p", say.Write.UNSENT_LEAD), words, class_="stack"))


def empty(text: str, *children: Any) -> Markup:
    """What will be here, and the one thing to do."""
    return tag("div", tag("p", text), *children, class_="empty")


def chip(text: str, kind: str = "") -> Markup:
    """A short word about a thread or a person."""
    return tag("span", text, class_=f"chip {kind}".strip())


def tag_chips(codes: Iterable[str], slug: str) -> list[Markup]:
    """The tags of a thread, each a way to the others that carry it."""
    titles = tags.titles()
    return [link(titles.get(code, code), path(slug, emne=code), "chip chip-tag") for code in codes]


def unread_text(count: int) -> str:
    """How many are unread, in words."""
    if count > MOST:
        return say.Room.UNREAD_CAP
    return (say.Room.UNREAD if count == 1 else say.Room.UNREAD_MANY).format(count=count)


def thread_list(lines: Sequence[ThreadLine], visit: Visit, *, shows_room: bool = False, aside: Any = None) -> Markup:
    """Threads as a list; those with something unread stand out. aside(line) adds what this list is about."""
    return tag(
        "ul",
        [_thread_line(line, visit, shows_room, aside(line) if aside else None) for line in lines],
        class_="threads",
    )


def thread_chips(line: ThreadLine) -> list[Markup]:
    """What kind of thread it is, and how it stands."""
    told = []
    if line.kind in say.Thread.KINDS:
        told.append(chip(say.Thread.KINDS[line.kind]))
    if line.kind == "question":
        told.append(chip(say.Thread.ANSWERED, "chip-done") if line.is_answered else chip(say.Thread.OPEN, "chip-open"))
    for is_so, word in ((line.is_locked, say.Thread.LOCKED), (line.is_hidden, say.Thread.HIDDEN)):
        if is_so:
            told.append(chip(word))
    return told


def _thread_line(line: ThreadLine, visit: Visit, shows_room: bool, aside: Any) -> Markup:
    who = person(line.last_author_id, line.last_author)
    posts = say.Thread.POSTS_ONE if line.posts == 1 else say.Thread.POSTS.format(count=formats.integer(line.posts))
    about = [who, " ", when(line.last_at, visit), " · ", posts]
    if shows_room:
        about = [room_name(line.slug, line.room), " · ", *about]
    count = min(line.unread, MOST)
    new = say.Thread.UNREAD_ONE if count == 1 else say.Thread.UNREAD.format(count=count)
    badge = tag("span", new, class_="unread-count") if count else None
    return tag(
        "li",
        tag("a", line.title, href=path("traad", line.id), class_="thread-title"),
        badge,
        tag("div", thread_chips(line), tag("span", about), aside, class_="thread-about soft"),
        class_="is-unread" if line.unread else None,
    )
