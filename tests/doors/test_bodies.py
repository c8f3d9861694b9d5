"""Whatever is sent to the callbacks: an answer or a plain no, never a breakdown, never what is another's."""

from __future__ import annotations

import copy
import itertools
import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import Site, create_app
from data_pipeline import runs
from storage.engine import writing
from tests.access import world as worlds
from tests.access.world import World
from tests.doors.bodies import callbacks, right
from tests.doors.browser import Browser

FINE = (200, 204)
REFUSED = (400, 404, 413)
EXAMPLES = settings(
    max_examples=1100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

ODD = st.sampled_from(
    [
        None, True, False, 0, -1, 1.5, 2**31, 2**63, 10**400, float("nan"), float("inf"), float("-inf"), "", "0", "1",
        "9999; other network", "1 OR 1=1", "' OR ''='", "\x00", "\ud800", "\udfff", "../../etc/passwd", "²", "١",
        "<script>alert(1)</script>", "{bad", "{}", "{}.n_clicks", "a" * 5000, [], {}, [[]], [None], {"id": {}},
        {"id": {"$ne": 1}}, {"__proto__": 1}, "alice@eksempel.invalid", "2021-02-31", "Red Liv", ["ALL"],
        {"index": ["ALL"]},
    ]
)  # fmt: skip
JSON = st.recursive(
    ODD | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
SECRETS = ("password_hash", "totp_secret", "token_hash", "argon2", "Traceback", 'File "')
OF_OTHERS = ("Charlie", "charlie@", "alice@", "bob@")
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL + 1)
    monkeypatch.setattr(runs, "start_import", lambda *_, **__: [1])


def places(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every part of a body."""
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else []
    return [path] + [one for key, part in inner for one in places(part, (*path, key))]


def put(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The body with something else at one place."""
    if not path:
        return value
    changed = copy.copy(body)
    changed[path[0]] = put(body[path[0]], path[1:], value)
    return changed


def without(body: Any, path: tuple[Any, ...]) -> Any:
    """The body without one of its parts."""
    if len(path) == 1:
        changed = copy.copy(body)
        del changed[path[0]]
        return changed
    return put(body, path[:1], without(body[path[0]], path[1:]))


@st.composite
def mutated(draw: st.DrawFn, bodies: list[dict[str, Any]]) -> Any:
    """A right body of some callback with one to three things wrong with it."""
    body = copy.deepcopy(draw(st.sampled_from(bodies)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(body)))
        how = draw(st.sampled_from(["put", "put", "drop", "add", "twice"]))
        if how == "drop" and path:
            body = without(body, path)
        elif how == "twice" and path and isinstance(path[-1], int):
            body = put(body, path[:-1], _at(body, path[:-1]) * 2)
        elif how == "add" and isinstance(_at(body, path), dict):
            body = put(body, path, _at(body, path) | {draw(st.text(max_size=8)): draw(JSON)})
        else:
            body = put(body, path, draw(JSON))
        if not isinstance(body, dict):
            break
    return body


@st.composite
def forged(draw: st.DrawFn, bodies: list[dict[str, Any]]) -> Any:
    """A body of the right shape with any values: what is in a Store comes from whoever calls."""
    body = copy.deepcopy(draw(st.sampled_from(bodies)))
    for path in places(body):
        if path and path[-1] == "value" and path[0] in ("inputs", "state"):
            body = put(body, path, draw(JSON))
    return body


def test_any_json_is_answered(site: Site, people: World) -> None:
    alice = Browser(site, people.alice)

    @EXAMPLES
    @given(JSON)
    def check(body: Any) -> None:
        assert alice.raw(json.dumps(body).encode()).status_code in REFUSED

    check()


@pytest.mark.parametrize("role", ["trainer", "coordinator"])
@pytest.mark.parametrize("kind", [mutated, forged])
def test_no_body_breaks_the_site_or_tells_of_others(sqlite_database: str, role: str, kind: Any) -> None:
    worlds.build()
    site = create_app()
    asking = [_somebody(site, role)]
    asking[0].get("/konto")
    bodies = [right(site, output, value) for output in callbacks(site) for value in (None, 1)]

    @EXAMPLES
    @given(kind(bodies))
    def check(body: Any) -> None:
        if not asking[0].csrf_token:  # the body before this one closed the account, as it may
            asking[0] = _somebody(site, role)
        answer = asking[0].raw(json.dumps(body).encode())
        assert answer.status_code in FINE + REFUSED, answer.get_data(as_text=True)
        told = answer.get_data(as_text=True)
        assert not [one for one in (SECRETS + OF_OTHERS if role == "trainer" else SECRETS) if one in told]

    check()


def _somebody(site: Site, role: str) -> Browser:
    with writing() as connection:
        return Browser(site, worlds.person(connection, f"Dora{next(_numbers)}", role))


def test_the_bodies_that_are_mutated_are_right_before(site: Site, people: World) -> None:
    karen = Browser(site, people.karen)
    statuses = {output: karen.call(right(site, output)).status_code for output in callbacks(site)}
    assert set(statuses.values()) <= set(FINE), statuses


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b'{"output": 1}', 400),
        (b"[" * 100_000, 400),
        (b'{"output": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 400),
        (b'{"output": "x", "inputs": ' + b"9" * 5000 + b"}", 400),
        (b'{"output": "x", "output": "log-linjer.children"}', 404),
        (b'{"output": "log-linjer.children", "output": "x"}', 404),
        (b" " * (256 * 1024 + 1), 413),
    ],
)
def test_what_is_no_body_is_refused(site: Site, people: World, body: bytes, status: int) -> None:
    assert Browser(site, people.alice).raw(body).status_code == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "a/b; c"]
)
def test_another_content_type_is_refused(site: Site, people: World, kind: str) -> None:
    body = json.dumps(right(site, "konto-koder.children")).encode()
    assert Browser(site, people.alice).raw(body, kind).status_code == 400


def test_a_body_without_a_length_is_cut_off(site: Site, people: World) -> None:
    from io import BytesIO

    alice = Browser(site, people.alice)
    answer = alice.client.post(
        "/_dash-update-component",
        headers={"Origin": "http://localhost", "X-CSRFToken": alice.csrf_token},
        content_type="application/json",
        environ_overrides={
            "wsgi.input": BytesIO(b" " * 300_000),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
        },
    )
    assert answer.status_code in (400, 413)  # read up to the cap, and what was read is no JSON


@pytest.mark.parametrize(
    "index", ["9999; other network", "1", -1, 1.5, True, None, [1], {"a": 1}, 2**31, 10**30, "x" * 201]
)
def test_an_id_is_a_number_of_a_row_or_a_short_name(site: Site, people: World, index: Any) -> None:
    body = right(site, next(one for one in callbacks(site) if one.startswith("..konto-indhold")), 1)
    body["inputs"][0][0]["id"]["index"] = index
    body["changedPropIds"] = []
    is_name = isinstance(index, str) and len(index) <= 200
    assert Browser(site, people.alice).call(body).status_code in (FINE if is_name else (400,))


def test_what_changed_must_be_among_the_inputs(site: Site, people: World) -> None:
    body = right(site, next(one for one in callbacks(site) if one.startswith("..konto-indhold")), 1)
    body["changedPropIds"] = ['{"index":7,"type":"konto-log-ud-der"}.n_clicks']
    assert Browser(site, people.alice).call(body).status_code == 400


def _at(body: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        body = body[key]
    return body
