"""What an import costs, beside the same import written the usual ways: all into a database that has its tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import config
from tests.bench import generate
from tests.bench.measure import Cost, NotMeasured, cost_of
from tests.bench.report import Row
from tests.postgres import address, administer, postgres_server

SEED = 2021
ROWS, MILLION = 100_000, 1_000_000


def csv() -> Iterator[Row]:
    """100,000 participants as CSV into SQLite, and the same file once more."""
    with _folder() as folder:
        path = _participants(folder, ROWS)
        url = _prepared(folder / "ours.db")
        orm = _tried(lambda: _peer("row_loop", path, _prepared(folder / "orm.db")))
        pandas = _tried(lambda: _peer("vectorised", path, _prepared(folder / "pandas.db")))
        ours = _tried(lambda: _import(path, url, loaded=ROWS))
        yield _row("CSV 100,000 x 25 to SQLite, CPU", ours, "cpu", "s", goal=3, peer=orm)
        yield _row("CSV 100,000 x 25 to SQLite, peak memory", ours, "peak", "MB", goal=450, peer=orm)
        yield _row("  vectorised pandas, same file, CPU", pandas, "cpu", "s", peer=orm)
        yield _row("  vectorised pandas, same file, peak memory", pandas, "peak", "MB", peer=orm)
        again = _tried(lambda: _import(path, url, loaded=0))
        yield _row("The same CSV again, CPU", again, "cpu", "s", goal=2)


def xlsx() -> Iterator[Row]:
    """The same as XLSX."""
    with _folder() as folder:
        path = folder / "participants.xlsx"
        generate.as_xlsx(_participants(folder, ROWS), path)
        pandas = _tried(lambda: _peer("vectorised", path, _prepared(folder / "pandas.db")))
        ours = _tried(lambda: _import(path, _prepared(folder / "ours.db"), loaded=ROWS))
        yield _row("XLSX 100,000 x 25 to SQLite, CPU", ours, "cpu", "s", goal=4, peer=pandas)


def postgresql() -> Iterator[Row]:
    """The same into PostgreSQL; CPU of our processes, the server's own is not in it."""
    with _folder() as folder, postgres_server() as socket:
        path = _participants(folder, ROWS)
        for name in ("peer", "ours"):
            administer(socket, f"CREATE DATABASE {name}")
            _migrate(address(socket, name))
        peer_url = address(socket, "peer").replace("postgresql:", "postgresql+psycopg:")
        orm = _tried(lambda: _peer("row_loop", path, peer_url))
        ours = _tried(lambda: _import(path, address(socket, "ours"), loaded=ROWS))
        yield _row("CSV 100,000 x 25 to PostgreSQL, CPU", ours, "cpu", "s", goal=3.5, peer=orm)


def million() -> Iterator[Row]:
    """1,000,000 participants as CSV into SQLite."""
    with _folder() as folder:
        path = _participants(folder, MILLION)
        ours = _tried(lambda: _import(path, _prepared(folder / "ours.db"), loaded=MILLION))
        yield _row("CSV 1,000,000 x 25 to SQLite, CPU", ours, "cpu", "s", goal=35)
        yield _row("CSV 1,000,000 x 25 to SQLite, peak memory", ours, "peak", "MB", goal=1500)


def import_file(path: Path, url: str, kind: str, *, timeout: float) -> tuple[Cost, dict]:
    """One import by the command, and what it reported; raises NotMeasured when the file was refused."""
    cost = cost_of(
        ["data_pipeline", "import", str(path), "--kind", kind, "--json"], timeout=timeout, FODFAESTE_DATABASE_URL=url
    )
    told = json.loads(cost.output)[0]
    if told["refused"]:
        raise NotMeasured(f"refused: {told['refused']}")
    return cost, told


def _import(path: Path, url: str, *, loaded: int) -> Cost:
    """An import that must have handled every row; `loaded` rows at most 10 % fewer (the bad ones wait)."""
    cost, told = import_file(path, url, "participants", timeout=600)
    if not loaded * 0.9 <= told["loaded"] <= loaded:
        raise NotMeasured(f"loaded {told['loaded']} of {told['rows_read']} rows, {told['quarantined']} quarantined")
    return cost


def _peer(name: str, path: Path, url: str) -> Cost:
    return cost_of([f"tests.bench.peers.{name}", str(path), url], timeout=300)


def _prepared(path: Path) -> str:
    url = f"sqlite:///{path}"
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    prepare = "from programme.setup import prepare_database; prepare_database()"
    environment = os.environ | {"FODFAESTE_DATABASE_URL": url}
    subprocess.run([sys.executable, "-c", prepare], cwd=config.ROOT, env=environment, check=True, timeout=60)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder:
        yield Path(folder)


def _participants(folder: Path, rows: int) -> Path:
    path = folder / "participants.csv"
    generate.participants_csv(path, rows, SEED)
    return path


def _tried(measure: Callable[[], Cost]) -> Cost | str:
    try:
        return measure()
    except NotMeasured as reason:
        return str(reason)


def _row(
    name: str, cost: Cost | str, figure: str, unit: str, *, goal: float | None = None, peer: Cost | str | None = None
) -> Row:
    value = getattr(cost, figure) if isinstance(cost, Cost) else None
    beside = getattr(peer, figure) if isinstance(peer, Cost) else None
    reason = cost if isinstance(cost, str) else f"peer: {peer}" if isinstance(peer, str) else None
    return Row(name, value, unit, goal=goal, peer=beside, reason=reason)
