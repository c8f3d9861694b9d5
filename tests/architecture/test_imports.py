"""import-linter's contracts, kept as a test, and a broken import on purpose to see them fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.architecture.source import ROOMS


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's verdict on a project folder."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_point_down():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("programme/planted.py", "import pages", "Imports point down"),
        ("pages/planted.py", "import sqlalchemy", "Pages and ui know nothing of tables"),
        ("ui/planted.py", "import storage.tables", "Pages and ui know nothing of tables"),
        ("data_pipeline/planted.py", "import dash", "Nothing below ui knows the web"),
    ],
)
def test_a_planted_import_is_seen(tmp_path, file, line, contract):
    for room in ROOMS:
        if (ROOT / room).is_dir():
            shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "*.geojson"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / file).write_text(f'"""Planted."""\n\n{line}\n')
    done = lint(tmp_path)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout
