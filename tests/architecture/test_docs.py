"""What README and docs say is so: settings, links and named files exist."""

import re

import pytest

from config import ROOT, Settings

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
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


def test_the_readme_lists_every_setting_with_its_default():
    rows = dict(
        re.findall(r"^\| `(FODFAESTE_\w+)` \| (.+?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    )
    assert set(rows) == {f"FODFAESTE_{name.upper()}" for name in Settings.__dataclass_fields__}


def test_the_checkers_see(tmp_path):
    assert broken_links("[here](nowhere.md) [there](https://x.dk)", tmp_path) == ["nowhere.md"]
    assert missing_files("`programme/nowhere.py` `config/__init__.py` `pages/<name>.py`") == ["programme/nowhere.py"]
