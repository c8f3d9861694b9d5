"""A text made ready to be stored, before the transaction begins: others need not wait for the parser."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from access import cpr
from access.errors import Refused
from board import markup, people
from storage.engine import reading

LONGEST_TITLE = 160


@dataclass(frozen=True)
class Words:
    """What is stored: the text as written, the HTML made of it, and whom it mentions."""

    title: str
    source: str
    html: str
    people: frozenset[int]

    @property
    def to_find(self) -> str:
        """The words that a search finds it by."""
        return f"{self.title}\n{markup.text_of(self.html)}"


def prepared(slug: str, source: str, *, title: str | None = None) -> Words:
    """The text (and title) for this room; raises Refused where it is empty, too long or holds a CPR number."""
    source, title = markup.clean(source), None if title is None else " ".join(markup.clean(title).split())
    if title is not None and not _is_seen(title):
        raise Refused("Giv tråden en overskrift.")
    if title and len(title) > LONGEST_TITLE:
        raise Refused(f"Overskriften er for lang: {len(title)} tegn. Kort den ned til højst {LONGEST_TITLE}.")
    if not _is_seen(source):
        raise Refused("Skriv noget først.")
    if len(source) > markup.LONGEST:
        raise Refused(f"Teksten er for lang: {len(source)} tegn. Kort den ned til højst {markup.LONGEST}.")
    cpr.refuse(source, title or "")
    known = {}
    if "@" in source:
        with reading() as connection:
            known = people.handles(connection, slug)
    html, mentioned = markup.rendered(source, known)
    return Words(title or "", source, html, frozenset(mentioned))


def _is_seen(text: str) -> bool:
    """There is more than blanks and signs that nobody sees: what is posted can be read, and a title can be pressed."""
    return any(unicodedata.category(one)[0] not in "CZ" for one in text)
