"""Holds what a callback is sent against what the callback declares: Dash itself believes whatever comes."""

from __future__ import annotations

import json
import re
from typing import Any

from dash import Dash
from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest, NotFound, UnsupportedMediaType

from access import audit
from access.policy import allows
from pages._shared import gate

PATH = "/_dash-update-component"
KEYS = {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}
# Dash's own callback that shows a page; pages/_shared/page.py asks for the page's right.
ROUTER = ".._pages_content.children..._pages_store.data.."
WILDCARDS = ("ALL", "MATCH", "ALLSMALLER")
LARGEST_NUMBER = 2**31 - 1  # in an id, where numbers are those of rows
_ODD = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
_HASH = re.compile(r"@[0-9a-f]{64}$")  # Dash's mark of an output that several callbacks write


def check_bodies(server: Flask, site: Dash) -> None:
    """Refuses with 400 what no page of ours sends, and with 404 what the viewer has no right to."""

    @server.before_request
    def check() -> Response | None:
        if request.path != PATH or request.method != "POST":
            return None
        body = _read()
        output = body.get("output")
        if not isinstance(output, str):
            raise BadRequest
        if not may_call(output, site.callback_map):
            audit.refusal(output, by=gate.viewer())
            raise NotFound
        if not fits(body, site.callback_map):
            raise BadRequest
        return None


def _read() -> dict[str, Any]:
    """The body as JSON; Flask keeps what was parsed, so Dash sees exactly this."""
    try:
        body = request.get_json()
        is_right = isinstance(body, dict) and _is_plain(request.get_data())
    except (RecursionError, ValueError, UnsupportedMediaType):
        is_right = False
    if not is_right:
        raise BadRequest
    return body  # type: ignore[no-any-return]


def may_call(output: str, callback_map: dict[str, Any]) -> bool:
    """True if the viewer has the right that the callback names; a callback that names none answers nobody."""
    declared = callback_map.get(output)
    if declared is None:
        return False
    if "needs" not in declared:
        return output == ROUTER
    return declared["needs"] is None or allows(gate.viewer(), declared["needs"])


def fits(body: dict[str, Any], callback_map: dict[str, Any]) -> bool:
    """True if the body carries exactly the inputs, states and outputs that its callback declares."""
    declared = callback_map[body["output"]]
    if not set(body) <= KEYS or "callback" not in declared:
        return False
    return (
        _all_fit(body.get("inputs"), declared["inputs"])
        and _all_fit(body.get("state", []), declared["state"])
        and _outputs_fit(body.get("outputs"), body["output"])
        and _changed_fit(body.get("changedPropIds"), body["inputs"])
    )


def _is_plain(raw: bytes) -> bool:
    """False if a text holds what databases and UTF-8 do not: the character 0, or half of a pair."""
    if not _ODD.search(raw) and b"\x00" not in raw:
        return True
    written = json.dumps(json.loads(raw), ensure_ascii=False)
    return "\\u0000" not in written and not any("\ud800" <= one <= "\udfff" for one in written)


def _all_fit(given: Any, declared: list[dict[str, Any]]) -> bool:
    return (
        isinstance(given, list)
        and len(given) == len(declared)
        and all(_fits(one, wanted) for one, wanted in zip(given, declared, strict=True))
    )


def _fits(given: Any, wanted: dict[str, Any]) -> bool:
    """One property, or the list of those whose ids match where the declared id has ALL in it."""
    identity = str(wanted["id"])
    pattern = json.loads(identity) if identity.startswith("{") else None
    if pattern is not None and ["ALL"] in pattern.values():
        return isinstance(given, list) and all(_is(one, pattern, wanted["property"]) for one in given)
    return _is(given, identity if pattern is None else pattern, wanted["property"])


def _is(given: Any, wanted: str | dict[str, Any], name: str) -> bool:
    if not isinstance(given, dict) or not {"id", "property"} <= set(given) <= {"id", "property", "value"}:
        return False
    is_it = _matches(given["id"], wanted) if isinstance(wanted, dict) else given["id"] == wanted
    return is_it and given["property"] == name


def _matches(identity: Any, pattern: dict[str, Any]) -> bool:
    """The id has the pattern's keys; where the pattern has a wildcard, a short text or a row's number stands."""
    if not isinstance(identity, dict) or set(identity) != set(pattern):
        return False
    return all(
        _is_name(identity[key]) if _is_wildcard(value) else identity[key] == value for key, value in pattern.items()
    )


def _is_wildcard(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1 and value[0] in WILDCARDS


def _is_name(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= 200
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER


def _outputs_fit(given: Any, output: str) -> bool:
    """The outputs are those that the callback's own name lists; Dash answers to the ids that stand here."""
    names = output[2:-2].split("...") if output.startswith("..") else [output]
    declared = [{"id": name.rpartition(".")[0], "property": _HASH.sub("", name.rpartition(".")[2])} for name in names]
    many = given if output.startswith("..") else [given]
    return isinstance(many, list) and _all_fit(_without_hashes(many), declared)


def _without_hashes(given: list[Any]) -> list[Any]:
    """The renderer sends `children@<hash>` back as it was told."""

    def plain(one: Any) -> Any:
        if isinstance(one, list):
            return [plain(part) for part in one]
        if isinstance(one, dict) and isinstance(one.get("property"), str):
            return one | {"property": _HASH.sub("", one["property"])}
        return one

    return [plain(one) for one in given]


def _changed_fit(changed: Any, inputs: list[Any]) -> bool:
    """What is said to have changed is among the inputs: a page acts on the id that stands here."""
    if not isinstance(changed, list):
        return False
    sent = [one for some in inputs for one in (some if isinstance(some, list) else [some])]
    known = {f"{_written(one['id'])}.{one['property']}" for one in sent}
    return all(isinstance(one, str) and one in known for one in changed)


def _written(identity: Any) -> str:
    """An id as Dash's renderer writes it."""
    if isinstance(identity, str):
        return identity
    return json.dumps(dict(sorted(identity.items())), separators=(",", ":"), ensure_ascii=False)
