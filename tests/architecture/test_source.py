"""Sizes, docstrings, pins, and nothing that names one machine."""

import ast
import re
import subprocess

import pytest

from config import ROOT
from tests.architecture.source import ROOMS, findings, product_files, public_functions, python_files

LONGEST = 300
LONGER_FOR_A_REASON = {"storage/tables.py": "every table in one list, as every migration is compared with it"}
REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+ +# \S.+")
# Put together here so that this file does not name them.
MACHINE = re.compile("|".join(["/" + "work/", "/" + "root/", "/" + "home/", r"\.\./" + "shared", "/Us" + "ers/"]))


def too_long(source: str) -> list[str]:
    """Files that should be two."""
    count = source.count("\n") + 1
    return [f"{count} lines, at most {LONGEST}"] if count > LONGEST else []


def undocumented(source: str) -> list[str]:
    """Modules, public functions and public classes without a docstring; a callback's outputs and inputs say it."""
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    functions = [one for one in public_functions(tree) if "guarded_callback" not in map(_name, one.decorator_list)]
    named = [(node.lineno, node.name, node) for node in [*functions, *classes]]
    if tree.body:
        named.append((1, "the module", tree))
    return [f"{line} {name} has no docstring" for line, name, node in named if not ast.get_docstring(node)]


def _name(decorator: ast.expr) -> str:
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)


def unpinned(source: str) -> list[str]:
    """Requirements without an exact version and a reason."""
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.startswith(("#", "-r"))]
    return [line for line in lines if not REQUIREMENT.fullmatch(line)]


def pins(source: str) -> dict[str, str]:
    """Name -> version of each line."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", source, re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in found}


def test_no_file_is_too_long():
    found = findings(too_long, *[str(path.relative_to(ROOT)) for path in product_files()])
    assert {one.split(":")[0] for one in found} == set(LONGER_FOR_A_REASON), found


def test_everything_public_says_what_it_is():
    assert findings(undocumented, *[str(path.relative_to(ROOT)) for path in product_files()]) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why(name):
    assert unpinned((ROOT / name).read_text()) == []


def test_the_constraints_pin_every_requirement_to_the_same_version():
    pinned = pins((ROOT / "constraints.txt").read_text())
    for name in ("requirements.txt", "requirements-dev.txt"):
        asked = pins((ROOT / name).read_text())
        assert {key: pinned.get(key) for key in asked} == asked


def test_no_file_names_a_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    if not listed:
        pytest.skip("no git checkout: which files are the project's is not known")
    found = []
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if path.suffix in (".png", ".xlsx", ".xls", ".woff2", ".geojson", ".ods") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {hit.group()}" for hit in MACHINE.finditer(text)]
    assert found == []


def test_every_folder_of_code_is_a_package():
    folders = {path.parent for path in python_files("tests", *ROOMS)}
    missing = [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()]
    assert missing in ([], ["storage/migrations"])


@pytest.mark.parametrize(
    ("checker", "source", "is_fine"),
    [
        (too_long, "x = 1\n" * 299, True),
        (too_long, "x = 1\n" * 301, False),
        (undocumented, '"""Module."""\ndef f():\n    """Says."""', True),
        (undocumented, '"""Module."""\ndef f(): ...', False),
        (undocumented, '"""Module."""\nclass A: ...', False),
        (undocumented, "x = 1", False),
        (undocumented, '"""Module."""\n@guarded_callback(Output("a", "b"))\ndef f(): ...', True),
        (unpinned, "dash==4.4.1   # the site", True),
        (unpinned, "psycopg[binary]==3.3.9  # driver", True),
        (unpinned, "dash>=4  # the site", False),
        (unpinned, "dash==4.4.1", False),
        (lambda text: MACHINE.findall(text), "see /wo" + "rk/main", False),
        (lambda text: MACHINE.findall(text), "pages/_shared/page.py", True),
    ],
)
def test_the_checkers_see(checker, source, is_fine):
    assert (not checker(source)) is is_fine
