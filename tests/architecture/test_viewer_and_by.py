"""Every read knows for whom (viewer=), every write knows by whom (by=); both can only be given by name."""

import ast

import pytest

from tests.architecture.source import findings, public_functions

# Each door to the data, and what it may be asked with.
READS = ("programme/queries", "programme/queries.py", "board/queries.py")
WRITES = ("programme/actions.py", "board/actions.py")
EITHER = ("data_pipeline/runs.py", "data_pipeline/quarantine.py")


def without(*wanted: str):
    """A checker: public functions that take none of the wanted keyword-only arguments."""

    def check(source: str) -> list[str]:
        return [
            f"{function.lineno} {function.name}() must take keyword-only {' or '.join(name + '=' for name in wanted)}"
            for function in public_functions(ast.parse(source))
            if not {argument.arg for argument in function.args.kwonlyargs} & set(wanted)
        ]

    return check


def test_every_query_takes_a_viewer():
    assert findings(without("viewer"), *READS) == []


def test_every_write_takes_its_author():
    assert findings(without("by"), *WRITES) == []


def test_every_public_function_of_the_import_takes_a_viewer_or_an_author():
    assert findings(without("viewer", "by"), *EITHER) == []


@pytest.mark.parametrize(
    ("source", "is_fine"),
    [
        ("def overview(selection, *, viewer): ...", True),
        ("def overview(selection): ...", False),
        ("def overview(selection, viewer): ...", False),
        ("def _inner(selection): ...", True),
    ],
)
def test_the_checker_sees(source, is_fine):
    assert (without("viewer")(source) == []) is is_fine
