"""The rooms: the two on the front page, what stands above a room, its members, and its leader's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup

from board import tags
from board.views import Member, Room, RoomHead
from ui import formats
from ui import texts_board as say
from ui.board_parts import (
    Kept,
    Visit,
    act,
    button,
    card,
    chip,
    empty,
    form,
    link,
    more,
    path,
    person,
    room_title,
    said,
    select,
    text_field,
    unread_text,
    when,
)
from ui.tags import tag


def cards(rooms: Sequence[Room], visit: Visit) -> Markup:
    """The rooms that the visitor has, side by side."""
    return tag("div", [_card(one, visit) for one in rooms], class_="rooms")


def _card(one: Room, visit: Visit) -> Markup:
    last: list[Any] = []
    if one.last_at is not None:
        before, _, after = say.Room.LAST.partition("{when}")
        last = [before, when(one.last_at, visit), after]
    unread = tag("span", unread_text(one.unread), class_="unread-count") if one.unread else say.Room.ALL_READ
    return tag(
        "a",
        tag("h2", room_title(one)),
        tag("p", unread, class_="" if one.unread else "soft"),
        tag("p", last, class_="soft") if last else None,
        href=path(one.slug),
        class_=f"card room{' is-unread' if one.unread else ''}",
    )


def about(room: RoomHead) -> str:
    """Who a room is for."""
    return say.Room.common_about if room.network_id is None else say.Room.closed_about.format(name=room_title(room))


def news(count: int) -> Markup | None:
    """What is new since the visit before this one."""
    if not count:
        return None
    text = say.Room.NEW_ONE if count == 1 else say.Room.NEW.format(count=count)
    return tag("p", text, class_="soft")


def ways(room: RoomHead) -> Markup:
    """Members, and the leader's page."""
    links = [link(say.Room.MEMBERS, path(room.slug, "medlemmer"))]
    if room.can_moderate:
        links.append(link(say.Room.LEAD, path(room.slug, "leder")))
    return tag("p", *[part for one in links for part in (one, " ")], class_="ways")


def banners(room: RoomHead, broken: Sequence[Any], visit: Visit) -> list[Markup]:
    """What every reader of the room is told: that it is closed for writing, and who broke its glass."""
    told = []
    if room.archived_at:
        told.append(tag("p", say.Room.ARCHIVED.format(day=formats.day(room.archived_at)), class_="notice"))
    events = [one for one in broken if one.role == "break_glass"]
    told += [tag("p", _glass(one, visit), class_="notice") for one in events if one.until > visit.now]
    if past := [one for one in events if one.until <= visit.now]:
        lines = tag("ul", [tag("li", _glass(one, visit)) for one in past])
        told.append(more(say.Room.GLASS_MORE.format(count=len(past)), lines, class_name="card"))
    return told


def _glass(one: Any, visit: Visit) -> str:
    text = say.Room.GLASS_NOW if one.until > visit.now else say.Room.GLASS_WAS
    return text.format(
        who=one.name, reason=one.reason, until=formats.moment(one.until), since=formats.moment(one.since)
    )


def tag_filter(slug: str, chosen: str | None) -> Markup:
    """The tags as ways to the threads that carry them."""
    links = [link(say.Room.ALL_TAGS, path(slug), "chip chip-tag")] if chosen else []
    for code, title in tags.titles().items():
        here = "true" if code == chosen else None
        links.append(link(title, path(slug, emne=code), "chip chip-tag", aria_current=here))
    return more(say.Room.TAGS, tag("p", links, class_="chips"), is_open=chosen is not None)


def glass_form(networks: Iterable[tuple[int, str]], visit: Visit, kept: Kept) -> Markup:
    """A coordinator's way into a closed room when it cannot wait."""
    return more(
        say.Forum.GLASS,
        tag("p", say.Forum.GLASS_LEAD),
        form(
            path("noedadgang"),
            visit,
            said(kept.error),
            select("netvaerk", say.Forum.GLASS_ROOM, networks, kept.get("netvaerk")),
            text_field("grund", say.Forum.GLASS_REASON, kept.get("grund"), required=True, minlength=10, maxlength=300),
            button(say.Forum.GLASS_DO, "btn"),
        ),
        is_open=kept.error is not None,
        class_name="card",
    )


def prompt(slug: str, name: str, month: str, visit: Visit) -> Markup:
    """The monthly question, answered by one press or by a status note."""
    return card(
        say.Forum.PROMPT,
        tag("p", say.Forum.PROMPT_LEAD.format(room=name, month=month), class_="soft"),
        form(
            path("maaned", slug),
            visit,
            tag(
                "div",
                button(say.Forum.PROMPT_SAME, "btn"),
                link(say.Forum.STATUS_NOTE, "/statusnotat", "btn btn-primary"),
                class_="row",
            ),
        ),
    )


def members(found: Sequence[Member], professions: dict[int, str]) -> Markup:
    """Everybody who reads the room, the leaders first."""
    ordered = sorted(found, key=lambda one: not one.is_lead)
    return tag("ul", [_member(one, professions) for one in ordered], class_="people")


def _member(one: Member, professions: dict[int, str]) -> Markup:
    marks = [chip(say.People.LEADER)] if one.is_lead else [chip(say.People.GUEST)] if one.is_guest else []
    where = " · ".join(filter(None, [one.municipality, professions.get(one.profession or 0)]))
    handle = "" if one.handle == one.name else say.People.MENTION.format(handle=f"@{one.handle}")
    told = " · ".join(filter(None, [where, handle]))
    return tag("li", tag("strong", one.name), marks, tag("span", told, class_="soft") if told else None)


def guests(found: Sequence[Any], slug: str, account_id: int | None, *, can_moderate: bool) -> Markup:
    """Guests of the room with the way out: the leader's for all, a guest's own."""
    shown = []
    for one in found:
        way = None
        if can_moderate or one.account_id == account_id:
            word = say.People.LEAVE if one.account_id == account_id else say.People.SHOW_OUT
            way = act(word, path(slug, "luk-ud"), class_name="btn", name="gaest", value=one.id)
        since = say.People.SINCE.format(day=formats.day(one.since))
        shown.append(tag("li", tag("strong", one.name), tag("span", since, class_="soft"), way))
    return card(say.People.GUESTS, tag("ul", shown, class_="people"))


def let_in(people: Iterable[tuple[int, str]], slug: str, visit: Visit, kept: Kept) -> Markup:
    """The leader's form that lets a guest in."""
    options = [("", say.People.LET_IN_NONE), *people]
    return card(
        say.People.LET_IN,
        tag("p", say.People.LET_IN_LEAD, class_="soft"),
        form(
            path(slug, "luk-ind"),
            visit,
            said(kept.error),
            select("hvem", say.People.LET_IN_WHO, options, kept.get("hvem")),
            button(say.People.LET_IN_DO, "btn"),
        ),
    )


def archive(room: RoomHead, visit: Visit, kept: Kept) -> Markup:
    """The room taken home (export) or closed for good, by those who keep it."""
    slug = room.slug
    close = None
    if not room.archived_at:
        sure = tag("input", type="checkbox", name="sikker", value="1", class_="form-check-input", required=True)
        close = more(
            say.Life.ARCHIVE,
            tag("p", say.Life.ARCHIVE_LEAD),
            form(
                path(slug, "luk"),
                visit,
                said(kept.error),
                tag("label", sure, tag("span", say.Life.SURE), class_="form-check"),
                button(say.Life.ARCHIVE, "btn"),
            ),
            is_open=kept.error is not None,
        )
    return card(
        say.Life.EXPORT,
        tag("p", say.Life.EXPORT_LEAD, class_="soft"),
        form(path(slug, "hent"), visit, button(say.Life.EXPORT, "btn")),
        close,
    )


def life(found: Any) -> Markup:
    """How many read and write, in three sentences, and the posts of each week as a small row of bars."""
    total = len(found.members)
    facts = [
        say.Life.READERS.format(count=found.readers, total=total),
        say.Life.WRITERS.format(count=found.writers, total=total),
    ]
    most = max([*found.weeks, 1])
    bars = [
        tag(
            "span", class_="week", style={"--share": round(count / most, 2)}, title=formats.count(count, *say.Life.POST)
        )
        for count in found.weeks
    ]
    told = say.Life.WEEKS.format(counts=", ".join(map(str, found.weeks)))
    return tag(
        "div",
        [tag("p", one) for one in facts],
        tag("p", told, class_="visually-hidden"),
        tag("div", bars, class_="weeks", aria_hidden="true"),
        tag("p", say.Life.WEEKS_UNDER, class_="soft"),
    )


def silent(found: Any) -> Markup:
    """Members who have neither read nor written for two months."""
    if not found.silent:
        return tag("p", say.Life.NO_SILENT, class_="soft")
    names = [tag("li", tag("strong", one.member.name), _where(one.member)) for one in found.silent]
    return tag("div", tag("p", say.Life.SILENT_LEAD, class_="soft"), tag("ul", names, class_="people"))


def _where(one: Member) -> Markup | None:
    return tag("span", one.municipality, class_="soft") if one.municipality else None


def open_questions(found: Sequence[Any]) -> Markup:
    """Questions without an accepted answer, and how long they have waited."""
    if not found:
        return tag("p", say.Life.NO_OPEN, class_="soft")
    lines = [
        tag(
            "li",
            link(one.title, path("traad", one.thread_id), "thread-title"),
            tag(
                "div",
                chip(say.Lists.WAITED.format(days=formats.count(one.days, *say.Life.DAY)), "chip-open"),
                formats.count(one.replies, *say.Life.REPLY),
                class_="thread-about soft",
            ),
        )
        for one in found
    ]
    return tag("ul", lines, class_="threads")


def reports(found: Sequence[Any]) -> Markup:
    """What was reported and waits: the post, why, and the way to settle it."""
    if not found:
        return empty(say.Life.NO_REPORTS)
    lines = [
        tag(
            "li",
            tag("p", say.Thread.REPORTED.format(reason=one.reason, who=person(0, one.by))),
            tag(
                "div",
                link(say.Post.LINK, path("opslag", one.post_id), "btn"),
                act(say.Post.SETTLE, path("melding", one.id), class_name="btn"),
                class_="row",
            ),
        )
        for one in found
    ]
    return tag("ul", lines, class_="people")
