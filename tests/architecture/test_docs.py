"""What README and docs say is so: settings, links and named files exist."""

import ast
import re

import pytest

from config import ROOT, Settings, read
from programme.definitions.read import shipped
from tests.architecture.source import python_files

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
NOT_COUNTED_YET = {"resupply", "kits_used", "reach"}  # defined; no page shows them
ROOMS = "access|assets|board|config|data_pipeline|docs|pages|programme|storage|tests|ui"


def broken_links(text: str, folder) -> list[str]:
    """Relative links to files that are not there."""
    links = re.findall(r"\]\(([^)#]+)\)|<img[^>]+src=\"([^\"]+)\"", text)
    return [
        link for pair in links if (link := pair[0] or pair[1]) and "://" not in link and not (folder / link).exists()
    ]


def missing_files(text: str) -> list[str]:
    """Paths of the project in `code` that are not there; <names> and * stand for any."""
    named = re.findall(rf"`((?:{ROOMS})/[\w./*<>-]+|app\.py)`", text)
    return [name for name in named if not list(ROOT.glob(re.sub(r"<[^>]*>", "*", name.rstrip("/"))))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_exists(path):
    text = path.read_text(encoding="utf-8")
    assert broken_links(text, path.parent) == []
    assert missing_files(text) == []
    assert missing_commands(text) == []


def missing_commands(text: str) -> list[str]:
    """`make target` and `python -m room` in documents that nothing answers."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    made = [f"make {name}" for name in re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M) if name not in targets]
    rooms = re.findall(r"python -m ([a-z_]+)", text)
    return made + [f"python -m {room}" for room in rooms if not (ROOT / room / "__main__.py").exists()]


def wrong_defaults(readme: str) -> list[str]:
    """Rows of the settings whose default, written as `value` or "none", is not what an empty environment gives."""
    rows = re.findall(r"^\| `FODFAESTE_(\w+)` \| (?:`([^`|]+)`|(none))? ?\|", readme, re.M)
    found = {name.lower(): "" if nothing else value for name, value, nothing in rows}
    real = {name: str(value) for name in found if (value := getattr(read({}), name)) is not None}
    return [name for name, value in found.items() if not (real[name].endswith(value) if value else real[name] == "")]


def named_indicators(source: str) -> set[str]:
    """Codes after "indicator:" or "indicators:" in the docstrings of a file."""
    places = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    said = [" ".join((ast.get_docstring(node) or "").split()) for node in places]
    lists = [found for text in said for found in re.findall(r"[Ii]ndicators?: ([a-z0-9_, ]+)", text)]
    return {code for found in lists for code in re.split(r"[, ]+", found)}


def test_every_indicator_is_named_where_it_is_counted():
    named = set()
    for path in python_files("programme"):
        named |= named_indicators(path.read_text(encoding="utf-8"))
    assert {one.code for one in shipped().indicators} - named == NOT_COUNTED_YET


def test_the_readme_lists_every_setting_with_its_default():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(FODFAESTE_\w+)` \| [^|]+ \|", readme, re.M)
    assert set(rows) == {f"FODFAESTE_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert wrong_defaults(readme) == []


def test_the_checkers_see(tmp_path):
    assert named_indicators('def f():\n    """Counts.\n\n    Indicators: kits,\n    reach."""') == {"kits", "reach"}
    assert named_indicators('def f():\n    """Counts kits."""') == set()
    assert missing_commands("`make tea`, `make run`, python -m board deliver, python -m teapot") == [
        "make tea",
        "python -m teapot",
    ]
    settings = "| `FODFAESTE_PORT` | `{}` | x |\n| `FODFAESTE_CLAMD` | none | x |\n| `FODFAESTE_MODE` | none | x |"
    assert wrong_defaults(settings.format("8050")) == ["mode"]
    assert wrong_defaults(settings.format("8051")) == ["port", "mode"]
    assert broken_links("[here](nowhere.md) [there](https://x.dk)", tmp_path) == ["nowhere.md"]
    assert missing_files("`programme/nowhere.py` `config/__init__.py` `pages/<name>.py`") == ["programme/nowhere.py"]
