"""What a form of the board means: the first line as title, five parts as one text, the files that go with it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

from flask import Response, redirect, request

from access.errors import Refused
from access.policy import Forbidden
from board import marks, posting, rooms
from board.views import Draft
from pages._shared import gate, page
from ui import address, board_write
from ui import texts_board as say
from ui.board_parts import Kept

LONGEST_FIRST_LINE, SHORTENED = 120, 100
_MARKS = re.compile(r"^[\s#>*-]+|[\s#*]+$")


def kept(error: str | None = None, *, preview: str | None = None) -> Kept:
    """Everything that the form of this request holds, to draw it again."""
    form = request.form
    return Kept(error, dict(form.items()), form.getlist("emne"), form.getlist("vedhaeft"), preview)


def key() -> str:
    """What makes the form's post one post."""
    return request.form.get("noegle", "")[:36]


def attachments() -> list[int]:
    """The ids of the files that were sent before ("17:billede.png")."""
    sent = [address.number(one.partition(":")[0], digits=10) for one in request.form.getlist("vedhaeft")]
    return [one for one in sent if one is not None]


def number(name: str) -> int | None:
    """A whole number of the form, None where there is none."""
    return address.number(request.form.get(name))


def new_thread() -> Draft:
    """The first post of a thread, from the quick box or the full form; raises Refused where nothing was written."""
    form = request.form
    kind = form.get("slags") or "talk"
    source = text_of()
    if not source.strip():
        raise Refused(say.Write.EMPTY)
    title = form.get("titel", "")
    if not form.get("fuld"):
        title, source = titled(source)
    tags = tuple(form.getlist("emne"))
    return Draft(kind, title, source, tags, form.get("barriere") or None, form.get("stoerrelse") or None)


def text_of() -> str:
    """What was written; of an experience its five parts under one another."""
    form = request.form
    if form.get("slags") != "experience" or not form.get("fuld"):
        return form.get("tekst", "")
    return board_write.text_of(form)


def drop_draft_of_experience(slug: str) -> None:
    """What was written of an experience is sent: the draft goes (the board itself drops those of other posts)."""
    if request.form.get("slags") == "experience":
        room = next((one for one in rooms.mine(viewer=gate.viewer()) if one.slug == slug), None)
        if room is not None:
            marks.drop_draft(board_write.draft_place("erfaring", room.id), by=gate.viewer())


def titled(text: str) -> tuple[str, str]:
    """A text without a title -> its first line as title, and the rest; a long first line is kept in the text too."""
    first, _, rest = text.strip().partition("\n")
    title = _MARKS.sub("", first) or first.strip()
    if len(title) > LONGEST_FIRST_LINE:
        words = textwrap.shorten(title, SHORTENED, placeholder=" …")
        return f"{title[:SHORTENED]} …" if words == "…" else words, text  # one long word, such as an address
    return title, rest.strip() or text


def try_it(act: Callable[[], str], back: str) -> Response:
    """Does what the form asks and goes where it shows; refused, the page is drawn again with all that was written."""
    try:
        return go(act())
    except Refused as refused:
        return _again(back, kept(str(refused)), refused)


def go(where: str) -> Response:
    """Off to another page of ours: the answer to every form that worked."""
    return redirect(where, 303)  # type: ignore[return-value]


def previewed(back: str, slug: str) -> Response:
    """The page again, with the text as it will look: what the button does without JavaScript."""
    try:
        return _again(back, kept(preview=posting.preview(text_of(), slug, viewer=gate.viewer())))
    except Refused as refused:
        return _again(back, kept(str(refused)))


def _again(back: str, held: Kept, refused: Refused | None = None) -> Response:
    """The page with all that was written; raises Forbidden where it is gone meanwhile: failures.py keeps the words."""
    address, _, search = back.partition("?")
    shown = page.render(address, search, held)
    if shown.status == 404:
        raise Forbidden(address) from refused
    return page.answer(shown)
