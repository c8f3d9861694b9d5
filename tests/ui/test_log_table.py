"""Every line of the log says what was done in Danish, not the code of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from ui.texts_door import Admin

ROOT = Path(__file__).parents[2]
WRITERS = {  # file or folder -> the functions whose second argument is the action
    "access": ("record",),
    "board": ("record", "_log", "_change"),
    "programme": ("record", "_insert"),
}
MADE = {  # actions that are put together of two words
    *(f"offer_{act}" for act in ("added", "changed", "confirmed", "removed")),
    *("_".join(parts) for parts in product(("review_target", "review_gain"), ("added", "ended"))),
}


def actions(tree: ast.AST, writers: tuple[str, ...]) -> Iterator[str]:
    """The texts that stand where a call of a writer names what was done."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        named = call.args[1:3] if name in writers else []
        either = [choice for one in named if isinstance(one, ast.IfExp) for choice in (one.body, one.orelse)]
        for part in (*named, *either):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and "_" in part.value:
                yield part.value


def test_every_action_of_the_log_has_a_danish_name():
    found = set(MADE)
    for folder, writers in WRITERS.items():
        for path in (ROOT / folder).rglob("*.py"):
            found |= {one for one in actions(ast.parse(path.read_text("utf-8")), writers) if one.islower()}
    assert {"review_frozen", "thread_pinned", "contact_viewed", "model_edited"} <= found
    assert found - set(Admin.ACTIONS) == set()
