"""The boxes to write in: the quick one, the full one, the reply, the correction. All of them are plain forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from board import tags
from board.views import PostView, RoomHead, SavedDraft
from ui import texts_board as say
from ui.board_parts import (
    Kept,
    Visit,
    button,
    check,
    form,
    link,
    more,
    new_key,
    path,
    person,
    room_title,
    said,
    select,
    text_area,
    text_field,
    when,
)
from ui.tags import hidden, stored, tag

LONGEST, LONGEST_TITLE = 20_000, 160
NO_KEPT = Kept()


@dataclass(frozen=True)
class Choices:
    """What an experience report can be found by: barriers and sizes as (code, label)."""

    barriers: Sequence[tuple[str, str]]
    sizes: Sequence[tuple[str, str]]


def draft_place(kind: str, number: int) -> str:
    """Where a draft lies: one per room ("rum-3"), thread ("traad-17") and post ("opslag-88")."""
    return f"{kind}-{number}"


def text_of(parts: Mapping[str, str]) -> str:
    """The parts of an experience as one text, each under its heading; empty ones are left out."""
    named = [(label, parts.get(name, "").strip()) for name, label, _ in say.Write.EXPERIENCE_PARTS]
    return "\n\n".join(f"## {label}\n\n{text}" for label, text in named if text)


def parts_of(text: str) -> dict[str, str]:
    """And back: what stood under each heading."""
    names = {label: name for name, label, _ in say.Write.EXPERIENCE_PARTS}
    pieces = re.split(rf"^## ({'|'.join(map(re.escape, names))})$", text, flags=re.MULTILINE)
    return {names[label]: part.strip() for label, part in zip(pieces[1::2], pieces[2::2], strict=True)}


def quick(
    rooms: Sequence[RoomHead],
    visit: Visit,
    *,
    chosen: RoomHead,
    here: str,
    draft: SavedDraft | None = None,
    kept: Kept = NO_KEPT,
) -> Markup:
    """One box: the first line becomes the title. With several rooms the writer chooses; here: where the box stands."""
    words = kept.get("tekst") or (_both(draft) if draft else "")
    where = _where(rooms, kept.get("rum") or chosen.slug) if len(rooms) > 1 else None
    later = tag(
        "div",
        where or hidden("rum", chosen.slug),
        check("slags", "question", say.Write.QUESTION, is_on=kept.get("slags") == "question"),
        _warning(),
        _offer(),
        None if where else _files(chosen, kept),  # a file belongs to one room
        _send(say.Write.SEND, link(say.Write.MORE, path(chosen.slug, "ny"), "btn btn-quiet")),
        class_="later",
    )
    return _form(
        path("skriv", chosen.slug),
        visit,
        _compose(draft_place("rum", chosen.id), chosen),
        hidden("fra", here),
        said(kept.error),
        _preview(kept),
        _box(say.Forum.WRITE, words, kept, hint=say.Write.QUICK_HINT, rows=3),
        later,
        _draft_line(draft, visit, kept),
        kept=kept,
        class_name="board-form quick is-open" if words else "board-form quick",
    )


def _where(rooms: Sequence[RoomHead], slug: str) -> Markup:
    options = [
        check(
            "rum",
            one.slug,
            room_title(one),
            is_on=one.slug == slug,
            kind="radio",
            data_place=draft_place("rum", one.id),
            data_facts=one.network_id is not None,
        )
        for one in rooms
    ]
    return tag("fieldset", tag("legend", say.Forum.WHERE, class_="visually-hidden"), options, class_="where")


def full(
    room: RoomHead, kind: str, visit: Visit, choices: Choices, *, draft: SavedDraft | None = None, kept: Kept = NO_KEPT
) -> Markup:
    """Title, text and tags; an experience has five parts instead of the text, and what it can be found by."""
    title = kept.get("titel") or (draft.title if draft else "")
    parts = parts_of(draft.source) if draft else {}
    fields: list[Any] = [text_field("titel", say.Write.TITLE_FIELD, title, maxlength=LONGEST_TITLE, required=True)]
    if kind == "experience":
        fields += [
            text_area(
                name, label, kept.get(name) or parts.get(name, ""), hint=hint, rows=3, maxlength=4000, data_part=label
            )
            for name, label, hint in say.Write.EXPERIENCE_PARTS
        ]
        none = ("", say.Write.NO_CHOICE)
        fields.append(select("barriere", say.Write.BARRIER, [none, *choices.barriers], kept.get("barriere")))
        fields.append(select("stoerrelse", say.Write.SIZE, [none, *choices.sizes], kept.get("stoerrelse")))
    else:
        words = kept.get("tekst") or (draft.source if draft else "")
        fields.append(_box(say.Write.TEXT, words, kept, hint=say.Write.FORMAT_HINT, rows=8))
    place = draft_place("erfaring" if kind == "experience" else "rum", room.id)
    return _form(
        path("skriv", room.slug),
        visit,
        _compose(place, room),
        hidden("slags", kind),
        hidden("rum", room.slug),
        hidden("fuld", "1"),
        said(kept.error),
        _preview(kept),
        fields,
        _warning(),
        _tags(kept),
        _files(room, kept),
        _send(say.Write.SEND),
        _draft_line(draft, visit, kept),
        kept=kept,
    )


def reply(
    thread_id: int,
    room: RoomHead,
    visit: Visit,
    *,
    to: PostView | None = None,
    draft: SavedDraft | None = None,
    kept: Kept = NO_KEPT,
) -> Markup:
    """The box under a thread. `to` is the post that is answered, where it is one of them."""
    quotes = None
    if to is not None:
        text = say.Write.REPLY_TO.format(name=person(to.author_id, to.author), number=to.number)
        away = link(say.Write.NO_QUOTE, path("traad", thread_id, anchor="svar"), "btn btn-quiet")
        quotes = tag("p", text, " ", away, hidden("citerer", to.id))
    place = draft_place("traad", thread_id)
    words = kept.get("tekst") or (draft.source if draft else "")
    return _form(
        path("svar", thread_id),
        visit,
        _compose(place, room),
        said(kept.error),
        _preview(kept),
        quotes,
        _box(say.Write.REPLY, words, kept, rows=3),
        _warning(),
        _offer(),
        _files(room, kept),
        _send(say.Write.SEND_REPLY),
        _draft_line(draft, visit, kept),
        kept=kept,
    )


def edit(
    one: PostView,
    title: str | None,
    room: RoomHead,
    visit: Visit,
    *,
    draft: SavedDraft | None = None,
    kept: Kept = NO_KEPT,
) -> Markup:
    """The author's own post to correct, with the thread's title if it is the first one.

    The version says what the correction was made from.
    """
    named = kept.get("titel") or ((draft.title if draft else "") or title if title else None)
    words = kept.get("tekst") or (draft.source if draft else one.source or "")
    heading = text_field("titel", say.Write.TITLE_FIELD, named, maxlength=LONGEST_TITLE) if named else None
    return _form(
        path("opslag", one.id, "ret"),
        visit,
        _compose(draft_place("opslag", one.id), room),
        hidden("version", kept.get("version") or one.version),
        said(kept.error),
        _preview(kept),
        heading,
        _box(say.Write.TEXT, words, kept, rows=8),
        _warning(),
        _send(say.Write.SAVE),
        _draft_line(draft, visit, kept),
        kept=kept,
    )


def _form(
    action: str, visit: Visit, compose: dict[str, Any], *children: Any, kept: Kept, class_name: str = "board-form"
) -> Markup:
    key = hidden("noegle", kept.get("noegle") or new_key())
    return form(action, visit, key, *children, class_name=class_name, **compose)


def _compose(place: str, room: RoomHead) -> dict[str, Any]:
    """What the browser's script needs to know of a box."""
    told = {"data_saved": say.Write.SAVED, "data_not_saved": say.Write.NOT_SAVED, "data_slug": room.slug}
    told |= {"data_attaching": say.Write.ATTACHING, "data_detach": say.Write.DETACH}
    told |= {"data_too_many": say.Write.TOO_MANY, "data_signed_out": say.Write.SIGNED_OUT}
    told["data_offline"] = say.Write.OFFLINE
    return told | {"data_compose": True, "data_place": place or None, "data_facts": room.network_id is not None or None}


def _box(label: str, text: str, kept: Kept, *, rows: int, hint: str = "") -> Markup:
    is_back = bool(kept.error or kept.preview)  # a form that came back is where the eye should be
    told = {"maxlength": LONGEST, "required": True, "data_box": True, "autofocus": is_back}
    return text_area("tekst", label, text, hint=hint, rows=rows, **told)


def _warning() -> Markup:
    return tag("p", say.Write.WARNING, class_="soft health-warning")


def _offer() -> Markup:
    """Where the script puts the facts that the text tells, to be confirmed; nothing of it counts by itself."""
    return tag("div", data_offer=True, aria_live="polite")


def _tags(kept: Kept) -> Markup:
    boxes = [check("emne", code, title, is_on=code in kept.tags) for code, title in tags.titles().items()]
    return more(say.Write.TAGS, tag("div", boxes, class_="tag-boxes"), is_open=bool(kept.tags))


def _files(room: RoomHead, kept: Kept) -> Markup:
    """Shown by the script, which sends the files; what was sent before is kept as hidden fields."""
    chosen = tag("input", type="file", multiple=True, accept=".pdf,.png,.jpg,.jpeg,.webp", class_="visually-hidden")
    there = [tag("li", file.partition(":")[2], hidden("vedhaeft", file)) for file in kept.files]
    return tag(
        "div",
        tag("ul", there, class_="files", data_files=True),
        tag("label", chosen, tag("span", say.Write.ATTACH, class_="btn"), hidden=True, data_attach=True),
        tag("span", say.Write.ATTACH_HINT, class_="soft", hidden=True, data_attach_hint=True),
        class_="attach",
        data_address=path("vedhaeft", room.slug),
    )


def _send(text: str, *others: Any) -> Markup:
    preview = tag("button", say.Write.PREVIEW, name="vis", value="1", class_="btn btn-quiet", data_preview=True)
    return tag("div", button(text), preview, *others, class_="row")


def _preview(kept: Kept) -> Markup:
    heading = tag("h3", say.Write.PREVIEWED)
    body = tag("div", stored(kept.preview or ""), class_="post-body")
    return tag("div", heading, body, class_="preview", data_previewed=True, hidden=kept.preview is None)


def _draft_line(draft: SavedDraft | None, visit: Visit, kept: Kept) -> Markup:
    told: list[Any] = []
    if draft is not None and not kept.fields:
        before, _, after = say.Write.DRAFT.partition("{when}")
        told = [before, when(draft.saved_at, visit), after]
    return tag("p", told, tag("span", class_="draft-said"), class_="soft draft", role="status")


def _both(draft: SavedDraft) -> str:
    return f"{draft.title}\n\n{draft.source}" if draft.title else draft.source
