"""A thread: its head, its posts like letters, and what a reader or a moderator can do with it."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from board.views import PostView, ThreadView
from ui import formats
from ui import texts_board as say
from ui.board_parts import (
    Kept,
    Visit,
    act,
    button,
    card,
    chip,
    form,
    link,
    more,
    path,
    person,
    post_path,
    room_title,
    said,
    tag_chips,
    text_field,
    thread_chips,
    when,
)
from ui.tags import stored, tag


def head(view: ThreadView) -> list[Markup | None]:
    """Title, kind, tags, and the ways to the answer and to the first unread post."""
    line = view.thread
    ways = []
    if view.answer_number:
        ways.append(link(say.Thread.TO_ANSWER, _place(view, view.answer_number)))
    if view.unread_from and view.unread_from > 1:
        ways.append(link(say.Thread.TO_UNREAD, _place(view, view.unread_from)))
    pinned = [chip(say.Thread.PINNED)] if line.is_pinned else []
    chips = [*thread_chips(line), *pinned, *tag_chips(line.tags, view.room.slug)]
    return [
        tag("h1", line.title),
        tag("p", *[part for chip_ in chips for part in (chip_, " ")], class_="chips") if chips else None,
        tag("p", say.Thread.HIDDEN_FOR.format(reason=view.hidden_reason or ""), class_="notice")
        if line.is_hidden
        else None,
        tag("p", *[part for way in ways for part in (way, " ")], class_="ways") if ways else None,
    ]


def posts(view: ThreadView, visit: Visit) -> Markup:
    """The posts of this page, one under the other."""
    shown = []
    for one in view.posts:
        if one.number == view.unread_from and one.number > 1:
            shown.append(tag("p", tag("span", say.Thread.UNREAD_HERE), class_="unread-line"))
        shown.append(_post(one, view, visit))
    return tag("div", shown, class_="posts")


def pages(view: ThreadView) -> Markup | None:
    """The ways to the rest of a long thread."""
    first = view.posts[0].number if view.posts else 1
    ways = []
    if first > 1:
        ways.append(link(say.Thread.FIRST, path("traad", view.thread.id), "btn"))
    if view.next is not None:
        ways.append(link(say.Thread.NEXT, path("traad", view.thread.id, fra=view.next + 1), "btn"))
    return tag("p", ways, class_="paging") if ways else None


def tools(view: ThreadView, visit: Visit, kept: Kept) -> Markup:
    """Follow and print for all; pin, lock and hide for those who keep the room."""
    here = path("traad", view.thread.id)
    state = view.following
    told = say.Thread.FOLLOWING[state]
    if state == "mute":
        choices = [act(say.Thread.UNMUTE, f"{here}/foelg", name="valg", value="none")]
    else:
        other = (say.Thread.UNFOLLOW, "none") if state == "follow" else (say.Thread.FOLLOW, "follow")
        choices = [
            act(other[0], f"{here}/foelg", name="valg", value=other[1]),
            act(say.Thread.MUTE, f"{here}/foelg", name="valg", value="mute"),
        ]
    row = [tag("span", told, class_="soft") if told else None, *choices]
    row.append(link(say.Thread.PRINT, f"{here}/udskriv", "btn btn-quiet"))
    refused = None if "grund" in kept.fields else said(kept.error)
    return tag("div", refused, tag("div", row, class_="tools"), _keeping(view, visit, kept), class_="thread-tools")


def _keeping(view: ThreadView, visit: Visit, kept: Kept) -> Markup | None:
    here, line = path("traad", view.thread.id), view.thread
    row: list[Any] = []
    if view.can_pin:
        word = say.Thread.UNPIN if line.is_pinned else say.Thread.PIN
        row.append(act(word, f"{here}/fastgoer", class_name="btn", name="valg", value=0 if line.is_pinned else 1))
    if view.can_moderate:
        word = say.Thread.UNLOCK if line.is_locked else say.Thread.LOCK
        row.append(act(word, f"{here}/laas", class_name="btn", name="valg", value=0 if line.is_locked else 1))
        if line.is_hidden:
            row.append(act(say.Thread.SHOW, f"{here}/skjul", class_name="btn", name="valg", value=0))
        else:
            row.append(_hide(here, visit, kept))
    is_open = "grund" in kept.fields
    return more(say.Thread.TOOLS, tag("div", row, class_="keeping"), is_open=is_open) if row else None


def _hide(here: str, visit: Visit, kept: Kept) -> Markup:
    grund, told = kept.get("grund"), said(kept.error) if "grund" in kept.fields else None
    why = text_field("grund", say.Thread.HIDE_REASON, grund, required=True, maxlength=300, autofocus=told is not None)
    return form(f"{here}/skjul", visit, told, why, button(say.Thread.HIDE, "btn", name="valg", value=1))


def _post(one: PostView, view: ThreadView, visit: Visit) -> Markup:
    named = {"id": f"opslag-{one.number}"}
    kind = " is-answer" if one.is_answer else ""
    return tag(
        "article",
        _post_head(one, view, visit),
        *_body(one),
        _post_foot(one, view),
        class_=f"card post{kind}{' is-gone' if one.gone or one.is_hidden else ''}",
        **named,
    )


def _post_head(one: PostView, view: ThreadView, visit: Visit) -> Markup:
    number = tag(
        "a",
        when(one.created_at, visit),
        href=path("opslag", one.id),
        class_="permalink",
        aria_label=f"{say.Thread.LINK.format(number=one.number)}, {formats.since(one.created_at, visit.now)}",
    )
    parts: list[Any] = [tag("strong", person(one.author_id, one.author)), number]
    if one.quotes:
        to = say.Thread.REPLIES_TO.format(
            name=person(one.quotes.author_id, one.quotes.author), number=one.quotes.number
        )
        parts.append(link(to, _place(view, one.quotes.number), "soft"))
    if one.edited_at and not one.gone:
        parts.append(link(say.Thread.EDITED_PLAIN, path("opslag", one.id, "historik"), "soft"))
    if one.is_answer:
        parts.append(chip(say.Thread.ACCEPTED, "chip-done"))
    if one.note_id and not one.gone:
        parts.append(chip(say.Thread.NOTE))
    return tag("header", parts, class_="post-head")


def _body(one: PostView) -> list[Markup | None]:
    if one.gone:
        return [tag("p", say.Thread.GONE[one.gone], class_="soft")]
    told = None
    if one.is_hidden:
        reason = say.Thread.REASON.format(reason=one.hidden_reason) if one.hidden_reason else ""
        told = tag("p", f"{say.Thread.POST_HIDDEN} {reason}", class_="soft")
    html = tag("div", stored(one.html), class_="post-body") if one.html else None
    reported = [
        tag("p", say.Thread.REPORTED.format(reason=report.reason, who=person(0, report.by)), class_="notice")
        for report in one.reports
    ]
    return [told, html, files(one), *reported]


def files(one: PostView) -> Markup | None:
    """The attachments of a post as links."""
    if not one.attachments:
        return None
    links = [
        tag("li", link(say.Thread.FILE.format(name=file.name, size=formats.bytes_(file.bytes)), path("fil", file.id)))
        for file in one.attachments
    ]
    return tag("ul", links, class_="files", aria_label=say.Thread.FILES)


def _post_foot(one: PostView, view: ThreadView) -> Markup | None:
    if one.gone:
        return None
    here, row = path("opslag", one.id), []
    if not one.is_hidden:
        row.append(_thanks(one, view, here))
        if view.can_write:
            answer = path("traad", view.thread.id, fra=_page_from(view), svar=one.number, anchor="svar")
            row.append(link(say.Thread.QUOTE, answer, "btn btn-quiet"))
        row.append(_accept(one, view))
    if one.can_edit:
        row.append(link(say.Post.EDIT, f"{here}/ret", "btn btn-quiet"))
    label = say.Thread.MORE_LABEL.format(number=one.number)
    row.append(link(say.Thread.MORE, f"{here}/mere", "btn btn-quiet", aria_label=label))
    return tag("footer", row, class_="post-foot")


def _thanks(one: PostView, view: ThreadView, here: str) -> Markup | None:
    text = f"{say.Thread.THANK} · {one.thanks}" if one.thanks else say.Thread.THANK
    if not view.can_write or one.can_edit:  # nobody thanks oneself
        return tag("span", text, class_="soft thanked") if one.thanks else None
    pressed, wanted = ("true", "0") if one.i_thanked else ("false", "1")
    return act(text, f"{here}/tak", class_name="btn btn-quiet thank", aria_pressed=pressed, name="tak", value=wanted)


def _accept(one: PostView, view: ThreadView) -> Markup | None:
    if not view.can_accept or one.number == 1:
        return None
    action = path("traad", view.thread.id, "svar-godkendt")
    if one.is_answer:
        return act(say.Thread.UNACCEPT, action, name="opslag", value=0)
    return act(say.Thread.ACCEPT, action, name="opslag", value=one.id)


def _place(view: ThreadView, number: int) -> str:
    """Where a post of this thread stands: on this page if it is here."""
    if any(one.number == number for one in view.posts):
        return f"#opslag-{number}"
    return post_path(view.thread.id, number)


def _page_from(view: ThreadView) -> int | None:
    first = view.posts[0].number if view.posts else 1
    return first if first > 1 else None


def printed(view: ThreadView, visit: Visit) -> list[Any]:
    """The whole thread for paper."""
    told = say.Thread.PRINTED.format(day=formats.moment(visit.now), room=room_title(view.room))
    letters = [
        tag(
            "article",
            tag("h2", f"{one.number}. {person(one.author_id, one.author)}, {formats.moment(one.created_at)}"),
            *_body(one),
            class_="printed-post",
        )
        for one in view.posts
    ]
    return [tag("h1", view.thread.title), tag("p", told, class_="soft"), *letters]


def revisions(found: list[Any], visit: Visit) -> list[Markup]:
    """What a post said at each version, newest first, as it was written."""
    newest = max((one.version for one in found), default=0)
    return [
        card(
            say.Post.NOW if one.version == newest else say.Post.VERSION.format(version=one.version),
            tag("p", person(0, one.by), " · ", when(one.at, visit), class_="soft"),
            tag("div", one.source, class_="source"),
        )
        for one in sorted(found, key=lambda one: -one.version)
    ]
