"""One English word per Danish one: docs/glossary.md says which, and which not."""

import ast
import re

import pytest

from config import ROOT
from tests.architecture.source import product_files

GLOSSARY = ROOT / "docs" / "glossary.md"


def forbidden(glossary: str) -> dict[str, str]:
    """Word not to use -> the word to use, from the table's last column."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in glossary.splitlines() if line[:1] == "|"]
    return {word.strip(): row[1] for row in rows[2:] for word in row[3].split(",") if word.strip()}


def strange_words(source: str, instead: dict[str, str]) -> list[str]:
    """Functions, classes, arguments and fields whose names hold a word that the glossary replaces."""
    names = {
        (node.lineno, getattr(node, "name", None) or getattr(node, "arg", None) or getattr(node, "id", ""))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.arg | ast.Name)
    }
    split = {(line, name): re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() for line, name in names}
    return [
        f"{line} {name}: say {instead[word]}"
        for (line, name), text in sorted(split.items())
        for word in instead
        if re.search(rf"(^|_){re.escape(word.rstrip('_'))}s?(_|$)", text)
    ]


def test_the_code_speaks_the_words_of_the_glossary():
    instead = forbidden(GLOSSARY.read_text(encoding="utf-8"))
    found = [
        f"{path.relative_to(ROOT)}:{finding}"
        for path in product_files()
        for finding in strange_words(path.read_text(encoding="utf-8"), instead)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "is_fine"),
    [
        ("def municipality(code): ...", True),
        ("def boroughs(code): ...", False),
        ("def find(trainee): ...", False),
        ("class ClinicRow: ...", False),
        ("blocked_sites = 3", False),
        ("unblock = 3", True),
    ],
)
def test_the_checker_sees(source, is_fine):
    instead = forbidden(GLOSSARY.read_text(encoding="utf-8"))
    assert len(instead) > 12
    assert (strange_words(source, instead) == []) is is_fine
