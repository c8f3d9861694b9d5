"""The product's source files, for the checkers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from config import ROOT

ROOMS = ("config", "storage", "access", "programme", "board", "data_pipeline", "ui", "pages")


def python_files(*places: str) -> list[Path]:
    """Every Python file under the places, which are folders or files of the project; generated migrations are not."""
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += [path] if path.suffix == ".py" and path.exists() else sorted(path.rglob("*.py"))
    return [path for path in found if "versions" not in path.parts]


def product_files() -> list[Path]:
    """Every Python file that visitors' requests may run."""
    return python_files("app.py", *ROOMS)


def findings(check, *places: str) -> list[str]:
    """What a checker (source text -> list of findings) says about the files, with the file before each."""
    return [
        f"{path.relative_to(ROOT)}:{finding}"
        for path in python_files(*places)
        for finding in check(path.read_text(encoding="utf-8"))
    ]


def public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions at the top of a module whose names do not begin with an underscore."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node
