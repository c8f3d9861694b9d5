"""The yardstick itself: what it counts, and that it never waits for ever."""

import json

import psutil
import pytest

import config
from tests.bench.measure import NotMeasured, cost_of
from tests.bench.report import Row, save, table

BUSY = "import time\nuntil = time.process_time() + 0.5\nwhile time.process_time() < until: pass\n"


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Writes a module that `python -m` finds."""
    monkeypatch.setenv("PYTHONPATH", f"{config.ROOT}:{tmp_path}")

    def write(source: str) -> str:
        (tmp_path / "measured.py").write_text(source)
        return "measured"

    return write


def test_the_cpu_and_the_memory_of_children_count(module):
    child = BUSY + "held = b'x' * 60_000_000\ntime.sleep(0.3)\n"
    parent = "import subprocess, sys\nheld = b'x' * 60_000_000\n"
    parent += f"subprocess.run([sys.executable, '-c', {child!r}])\nprint('done')"
    cost = cost_of([module(parent)], timeout=30)
    assert cost.output == "done\n"
    assert 0.45 < cost.cpu < 3
    assert cost.peak > 120


def test_what_fails_is_told_with_its_last_line(module):
    with pytest.raises(NotMeasured, match="exit code 3: it broke"):
        cost_of([module("import sys\nprint('it broke', file=sys.stderr)\nsys.exit(3)")], timeout=30)


def test_what_takes_too_long_is_stopped_with_all_that_it_started(module):
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    with pytest.raises(NotMeasured, match="stopped after 1 s"):
        cost_of([module("import subprocess\nsubprocess.run(['sleep', '60'])")], timeout=1)
    assert {one.pid for one in psutil.Process().children(recursive=True)} <= before


def test_the_report_is_a_table_and_a_file(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "ROOT", tmp_path)
    rows = [
        Row("fast", 2.5, "s", goal=3, peer=81.7),
        Row("slow", 5000, "ms", goal=50),
        Row("none", None, "s", reason="no Chromium"),
    ]
    assert table(rows).splitlines()[1:] == [
        "fast  s       2.5     3  81.7      -  ok",
        "slow  ms    5,000    50     -      -  OVER",
        "none  s         -     -     -      -  no Chromium",
    ]
    save(rows)
    save([Row("slow", 40, "ms", goal=50)])
    saved = json.loads((tmp_path / "var" / "bench.json").read_text())
    assert [(one["name"], one["value"]) for one in saved] == [("fast", 2.5), ("slow", 40), ("none", None)]
    assert saved[2]["reason"] == "no Chromium"
    assert set(saved[0]) == {"name", "value", "unit", "goal", "peer", "floor"}
