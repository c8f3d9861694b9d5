"""The site with the people of Vest and Øst, and what a test of the board's pages does again and again."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse

from app import create_app
from board import posting
from board.views import Draft, Written
from tests.access import world as worlds
from tests.access.world import Person
from tests.doors.browser import Browser


class Board:
    """Alice, Bob and the others, each with a browser without JavaScript."""

    def __init__(self) -> None:
        self.site = create_app()
        self.world = worlds.build()
        self.vest = f"netvaerk-{self.world.vest}"

    def __getattr__(self, name: str) -> Browser:
        return Browser(self.site, getattr(self.__dict__["world"], name))

    def thread(self, slug: str, by: Person, title: str = "En tråd", text: str = "Tekst", kind: str = "talk") -> Written:
        """A thread that stands there before the test begins."""
        key = f"{title}-{by.account_id}".encode().hex()[:32].ljust(8, "0")
        return posting.start_thread(slug, Draft(kind, title, text), key=key, by=by.viewer)


def hidden(answer: TestResponse, name: str) -> str:
    """The value of a hidden field of a page."""
    return fields(answer, name)[0]


def fields(answer: TestResponse, name: str) -> list[str]:
    """The values of all hidden fields of a name."""
    pattern = rf'<input type="hidden" name="{name}" value="([^"]*)">'
    return [unescape(value) for value in re.findall(pattern, answer.get_data(as_text=True))]


def seen(answer: TestResponse) -> str:
    """What a page says, without its tags."""
    main = answer.get_data(as_text=True).split("<main", 1)[1].split("</main>", 1)[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)))
