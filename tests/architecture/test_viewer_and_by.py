"""Every read knows for whom (viewer=), every write knows by whom (by=); both can only be given by name."""

import ast
import importlib
import inspect
from types import ModuleType

import pytest

from config import ROOT
from tests.architecture.source import findings, public_functions, python_files

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
OPENS = {"reading", "writing", "shared.states"}  # the ways to a transaction
# Whoever else opens one for nobody by name, and why: room/file.py name.
FOR_NOBODY = {
    "access/demo.py make_people": "at the start, of a demo only",
    "access/demo.py entries": "the sign-in page of a demo",
    "access/demo.py enter": "signing in: who it is comes out of it",
    "access/demo.py has_people": "whether there are people of the demo",
    "access/invitations.py look": "the link is the right",
    "access/oidc.py begin": "signing in: who it is comes out of it",
    "access/oidc.py finish": "signing in: who it is comes out of it",
    "access/passkeys.py accept_invitation": "the link is the right",
    "access/passkeys.py sign_in": "signing in: who it is comes out of it",
    "access/sessions.py current": "the cookie is the right",
    "access/sessions.py end": "the cookie is the right",
    "access/signin.py with_password": "signing in: who it is comes out of it",
    "access/signin.py accept_with_password": "the link is the right",
    "access/mail.py deliver": "a command",
    "board/__main__.py main": "a command",
    "board/demo.py write_threads": "at the start, of a demo only",
    "board/mail.py deliver": "a command; asks the right of each who is written to",
    "board/mail.py stop": "the link is the right",
    "board/mail.py is_known": "the link is the right",
    "board/prompts.py ask": "a command",
    "board/search.py mend": "a command; shows nothing",
    "board/search.py rebuild": "a command; shows nothing",
    "board/wording.py prepared": "a part of posting, which has asked; tells who can be mentioned",
    "data_pipeline/importing.py learned_mappings": "a part of the import, which has asked; headings of files",
    "data_pipeline/runs.py fail_lost": HOUSEKEEPING["fail_lost"],
    "programme/queries/shared.py states": "a part of every query, behind its viewer",
    "programme/setup.py prepare_database": "at the start",
}


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


def opened_for_nobody(source: str) -> list[str]:
    """Public functions that open a transaction and take neither viewer= nor by=."""
    return [
        function.name
        for function in public_functions(ast.parse(source))
        if not {argument.arg for argument in function.args.kwonlyargs} & {"viewer", "by"} and _opens(function)
    ]


def _opens(function: ast.FunctionDef) -> bool:
    called = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(name.removeprefix("engine.") in OPENS for name in called)


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


def test_whoever_opens_a_transaction_says_for_whom_or_why_not():
    files = python_files("access", "board", "data_pipeline", "programme")
    found = {
        f"{path.relative_to(ROOT)} {name}"
        for path in files
        for name in opened_for_nobody(path.read_text(encoding="utf-8"))
    }
    assert found == set(FOR_NOBODY)


def test_the_checkers_of_the_door_see():
    module = ModuleType("checked")
    module.__all__ = ["open_to_all", "overview", "by_place"]
    exec("def overview(selection, *, viewer): ...\ndef open_to_all(): ...\ndef by_place(viewer): ...", module.__dict__)
    assert exported_without_viewer(module) == ["open_to_all", "by_place"]
    assert past_the_door("from programme.queries.overview import counts") != []
    assert past_the_door("import programme.queries.inner") != []
    assert past_the_door("from programme.queries import overview\nfrom programme import queries") == []
    assert opened_for_nobody("def f():\n    with engine.writing() as c: ...\ndef g(viewer):\n    reading()") == [
        "f",
        "g",
    ]
    assert opened_for_nobody("def f(*, by):\n    writing()\ndef _g():\n    reading()\ndef h():\n    read()") == []
    assert opened_for_nobody("def f(code):\n    with shared.states() as connection: ...") == ["f"]


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
