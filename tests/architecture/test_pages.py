"""What pages and ui may not do: styles in the code, ids twice, words outside texts.py, odd addresses."""

import ast
import re

import dash
import pytest

from tests.architecture.source import findings, python_files

LOOKS = ("pages", "ui", "app.py")
# Pages that are reached from another page, or from a wrong address.
NOT_IN_NAVIGATION = {
    "/kommune/<code>",
    "/kommune/<code>/plan",
    "/implementeringsmodel/rediger",
    "/kommune/<code>/tilbud",
    "/rapport/<review_id>",
    "/netvaerk/<network_id>",
    "/data/koersel/<run_id>",
    "/data/karantaene",
    "/data/kvalitet",
    "/konto",
    "/saadan-er-det-regnet",
    "/hvad-nu-hvis",
    "/statusnotat",
    "/administration/log",
    "/administration/roller",
    "/administration/slet",
    "/administration/person/<account>",
    "/erfaringer",
    "/forum/<slug>",
    "/forum/<slug>/ny",
    "/forum/<slug>/medlemmer",
    "/forum/<slug>/leder",
    "/forum/traad/<thread_id>",
    "/forum/traad/<thread_id>/udskriv",
    "/forum/opslag/<post_id>/mere",
    "/forum/opslag/<post_id>/ret",
    "/forum/opslag/<post_id>/historik",
    "/forum/soeg",
    "/forum/ubesvarede",
    "/nyt",
    "/nyt/indstillinger",
}
# formats.py writes numbers and days the Danish way; app.py speaks to the terminal.
HOMES_OF_WORDS = ("ui/texts", "ui/formats.py", "app.py")
WORDS = re.compile(r"[æøåÆØÅ]|^[A-Z][a-z]+ [a-z]+ [a-z]+")


def inline_styles(source: str) -> list[str]:
    """style= anywhere; custom properties ({"--share": ...}) are values, not styles, and may be given."""
    return [
        f"{call.lineno} style= belongs in assets/ (only custom properties may be given here)"
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "style" and not _only_custom_properties(keyword.value)
    ]


def interface_strings(source: str) -> list[str]:
    """Danish letters or sentences in code; docstrings and log lines are not read by visitors."""
    tree = ast.parse(source)
    skipped = {id(node) for outer in ast.walk(tree) for node in _not_for_visitors(outer)}
    return [
        f"{node.lineno} {node.value[:40]!r} belongs in ui/texts.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
        if len(node.value) > 1 and WORDS.search(node.value)
    ]


def component_ids(source: str) -> list[str]:
    """Every literal that is given to a component as its id."""
    return [
        keyword.value.value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "id" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
    ]


def odd_paths(paths: list[str]) -> list[str]:
    """Addresses that are not kebab-case ASCII; <variables> may stand in them."""
    return [path for path in paths if not re.fullmatch(r"/|(/([a-z0-9]+(-[a-z0-9]+)*|<[a-z_]+>))+", path)]


def twice(values: list[str]) -> list[str]:
    """What occurs more than once."""
    return sorted({value for value in values if values.count(value) > 1})


def test_no_style_in_code():
    assert findings(inline_styles, *LOOKS) == []


def test_every_word_on_the_screen_is_in_texts():
    found = findings(interface_strings, *LOOKS)
    assert [one for one in found if not one.startswith(HOMES_OF_WORDS)] == []


def test_no_id_is_given_twice():
    ids = [name for path in python_files(*LOOKS) for name in component_ids(path.read_text(encoding="utf-8"))]
    assert twice(ids) == []


def test_every_address_is_kebab_case_ascii_and_used_once(registry):
    paths = [page["path_template"] or page["path"] for page in registry.values()]
    assert odd_paths(paths) == []
    assert twice(paths) == []


def test_every_page_is_in_the_navigation_or_left_out_by_name(registry):
    left_out = {page["path_template"] or page["path"] for page in registry.values() if not page["in_navigation"]}
    assert left_out == NOT_IN_NAVIGATION


@pytest.fixture(scope="module")
def registry(application):
    """Dash's page registry, without the page for wrong addresses."""
    return {name: page for name, page in dash.page_registry.items() if "not_found" not in name}


@pytest.mark.parametrize(
    ("checker", "source", "is_fine"),
    [
        (inline_styles, 'html.Div(style={"color": "red"})', False),
        (inline_styles, "html.Div(style=wide)", False),
        (inline_styles, 'html.Div(style={"--share": 0.5})', True),
        (interface_strings, 'html.H1("Netværk")', False),
        (interface_strings, 'html.P("Der er ingen data")', False),
        (interface_strings, 'html.P(className="card wide open")', True),
        (interface_strings, 'def f():\n    """Draws the netværk."""', True),
        (interface_strings, 'LOG.warning("This is for the log")', True),
        (lambda source: twice(component_ids(source)), 'html.A(id="x")\nhtml.B(id="x")', False),
        (lambda source: twice(component_ids(source)), 'html.A(id="x")\nhtml.B(id="y")', True),
        (lambda path: odd_paths([path]), "/kommune/<code>", True),
        (lambda path: odd_paths([path]), "/implementerings-model", True),
        (lambda path: odd_paths([path]), "/netværk", False),
        (lambda path: odd_paths([path]), "/Data_side", False),
    ],
)
def test_the_checkers_see(checker, source, is_fine):
    assert (checker(source) == []) is is_fine


def _only_custom_properties(value: ast.expr) -> bool:
    return isinstance(value, ast.Dict) and all(
        isinstance(key, ast.Constant) and str(key.value).startswith("--") for key in value.keys
    )


def _not_for_visitors(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        first = node.body[0] if node.body else None
        return [first.value] if isinstance(first, ast.Expr) else []
    if isinstance(node, ast.Raise):
        return list(ast.walk(node))
    is_log = isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0].strip("_").lower() in (
        "log",
        "logging",
    )
    return list(ast.walk(node)) if is_log else []
