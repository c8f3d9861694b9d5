"""A browser for tests: one person's cookies, and the headers that a page of the site would send."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from access import sessions
from app import Site
from tests.access.world import Person

HERE = "http://localhost"
CALLBACKS = "/_dash-update-component"


class Browser:
    """Asks the site for things, signed in as a person or as nobody."""

    def __init__(self, site: Site, person: Person | None = None) -> None:
        self.client = site.server.test_client()
        self.token = person.token if person else ""
        if person:
            self.client.set_cookie("fodfaeste", person.token)

    @property
    def csrf_token(self) -> str:
        """What the pages of this session send along."""
        found = sessions.current(self.token) if self.token else None
        return found.csrf_token if found else ""

    def get(self, address: str, **headers: str) -> TestResponse:
        """What a link leads to."""
        return self.client.get(address, headers={"Accept": "text/html"} | _named(headers))

    def form(self, address: str, fields: dict[str, str] | None = None, **headers: str) -> TestResponse:
        """What a form of the site leads to."""
        sent = {"csrf": self.csrf_token} | (fields or {})
        return self.client.post(address, data=sent, headers={"Accept": "text/html", "Origin": HERE} | _named(headers))

    def json(self, address: str, body: Any, **headers: str) -> TestResponse:
        """What a script of the site gets."""
        known = {"Accept": "*/*", "Origin": HERE, "X-CSRFToken": self.csrf_token}
        return self.client.post(address, json=body, headers=known | _named(headers))

    def raw(self, body: bytes, content_type: str = "application/json") -> TestResponse:
        """Any bytes, where callbacks are called."""
        headers = {"Accept": "*/*", "Origin": HERE, "X-CSRFToken": self.csrf_token}
        return self.client.post(CALLBACKS, data=body, content_type=content_type, headers=headers)

    def call(self, body: Any) -> TestResponse:
        """Calls a callback."""
        return self.json(CALLBACKS, body)

    def show(self, path: str, search: str = "") -> TestResponse:
        """What Dash's router answers when a page of the site is walked to."""
        return self.call(routed(path, search))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def routed(path: str, search: str = "") -> dict[str, Any]:
    """The body that asks the router for a page."""
    location = [("pathname", path), ("search", search)]
    values = [{"id": "_pages_location", "property": name, "value": value} for name, value in location]
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": values,
        "state": values,
        "changedPropIds": ["_pages_location.pathname"],
    }
