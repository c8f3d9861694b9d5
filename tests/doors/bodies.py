"""Bodies as the pages send them, made from what each callback declares."""

from __future__ import annotations

import json
import re
from typing import Any

from app import Site

ROUTER = ".._pages_content.children..._pages_store.data.."


def right(site: Site, output: str, value: Any = None) -> dict[str, Any]:
    """A body of the right shape with one value everywhere; where ids have wildcards, one element that has id 1."""
    declared = site.callback_map[output]
    inputs = [_sent(one, value) for one in declared["inputs"]]
    first = inputs[0][0] if isinstance(inputs[0], list) else inputs[0]
    return {
        "output": output,
        "outputs": outputs(output),
        "inputs": inputs,
        "state": [_sent(one, value) for one in declared["state"]],
        "changedPropIds": [f"{_written(first['id'])}.{first['property']}"],
    }


def outputs(output: str) -> Any:
    """What the renderer sends as `outputs`."""
    names = output[2:-2].split("...") if output.startswith("..") else [output]
    made = []
    for name in names:
        identity, _, name = name.rpartition(".")
        sent = _sent({"id": identity, "property": re.sub("@.*", "", name)}, None, with_value=False)
        made.append(sent * 3 if "netvaerk-valg" in identity else sent)  # that page has three of them
    return made if output.startswith("..") else made[0]


def callbacks(site: Site) -> list[str]:
    """The names of all callbacks that run on the server."""
    return [output for output, declared in site.callback_map.items() if "callback" in declared]


def _sent(declared: dict[str, Any], value: Any, *, with_value: bool = True) -> Any:
    identity, extra = str(declared["id"]), {"value": value} if with_value else {}
    if not identity.startswith("{"):
        return {"id": identity, "property": declared["property"], **extra}
    pattern = json.loads(identity)
    one = {"id": {k: 1 if v == ["ALL"] else v for k, v in pattern.items()}, "property": declared["property"], **extra}
    return [one] if ["ALL"] in pattern.values() else one


def _written(identity: Any) -> str:
    return identity if isinstance(identity, str) else json.dumps(dict(sorted(identity.items())), separators=(",", ":"))
