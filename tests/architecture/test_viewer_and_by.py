"""Every read knows for whom (viewer=), every write knows by whom (by=); both can only be given by name."""

import ast
import importlib
import inspect
from types import ModuleType

import pytest

from config import ROOT
from tests.architecture.source import findings, public_functions

# Each door to the data, and what it may be asked with. Behind the doors of a package are its rooms: what
# programme.queries exports takes viewer=, and nobody outside programme may reach past it.
DOORS_OF_READS = ("programme.queries",)
WRITES = ("programme/actions.py", "board/moderation.py", "programme/plan_actions.py")
HOUSEKEEPING = {"fail_lost": "marks runs whose process is gone; shows nothing, and does nobody's bidding"}
ABSENT = inspect.Parameter("absent", inspect.Parameter.POSITIONAL_ONLY)
EITHER = (
    "programme/model_edits.py",
    "data_pipeline/runs.py",
    "data_pipeline/quarantine.py",
    *(f"board/{name}.py" for name in ("reading", "posting", "marks", "life", "reported", "status_threads")),
)


def without(*wanted: str):
    """A checker: public functions that take none of the wanted keyword-only arguments.

    A function that wants a connection is a part of somebody's transaction; pages have no connection to give it.
    """

    def check(source: str) -> list[str]:
        return [
            f"{function.lineno} {function.name}() must take keyword-only {' or '.join(name + '=' for name in wanted)}"
            for function in public_functions(ast.parse(source))
            if not {argument.arg for argument in function.args.kwonlyargs} & set(wanted)
            and [argument.arg for argument in function.args.args[:1]] != ["connection"]
            and function.name not in HOUSEKEEPING
        ]

    return check


def exported_without_viewer(module: ModuleType) -> list[str]:
    """Functions that a module offers and that take no keyword-only viewer=."""
    offered = [getattr(module, name) for name in module.__all__]
    return [
        one.__name__
        for one in offered
        if inspect.isfunction(one)
        and inspect.signature(one).parameters.get("viewer", ABSENT).kind != inspect.Parameter.KEYWORD_ONLY
    ]


def past_the_door(source: str) -> list[str]:
    """Imports of something inside programme.queries instead of from it."""
    tree = ast.parse(source)
    named = [(node.lineno, node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named += [(node.lineno, one.name) for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    return [
        f"{line} import from {door}" for line, name in named for door in DOORS_OF_READS if name.startswith(door + ".")
    ]


@pytest.mark.parametrize("door", [door for door in DOORS_OF_READS if (ROOT / door.replace(".", "/")).exists()])
def test_every_query_takes_a_viewer(door):
    assert exported_without_viewer(importlib.import_module(door)) == []


def test_nobody_reaches_past_the_door():
    assert findings(past_the_door, "app.py", "pages", "ui", "data_pipeline") == []


def test_every_write_takes_its_author():
    assert findings(without("by"), *WRITES) == []


def test_every_public_function_of_the_import_and_the_board_takes_a_viewer_or_an_author():
    assert findings(without("viewer", "by"), *EITHER) == []


def test_the_checkers_of_the_door_see():
    module = ModuleType("checked")
    module.__all__ = ["open_to_all", "overview", "by_place"]
    exec("def overview(selection, *, viewer): ...\ndef open_to_all(): ...\ndef by_place(viewer): ...", module.__dict__)
    assert exported_without_viewer(module) == ["open_to_all", "by_place"]
    assert past_the_door("from programme.queries.overview import counts") != []
    assert past_the_door("import programme.queries.inner") != []
    assert past_the_door("from programme.queries import overview\nfrom programme import queries") == []


@pytest.mark.parametrize(
    ("source", "is_fine"),
    [
        ("def overview(selection, *, viewer): ...", True),
        ("def overview(selection): ...", False),
        ("def overview(selection, viewer): ...", False),
        ("def _inner(selection): ...", True),
        ("def store(connection, row): ...", True),
        ("def store(row, connection): ...", False),
    ],
)
def test_the_checker_sees(source, is_fine):
    assert (without("viewer")(source) == []) is is_fine
