"""What a visit costs, beside the same page as a plain Dash app, in the same minute on the same machine."""

from __future__ import annotations

import functools
import json
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page

from tests.bench import generate
from tests.bench.browser import PICK, SELECT, Load, callbacks_of, choose, chromium, load, repaints
from tests.bench.measure import Cost, NotMeasured, cost_of, cpu_of
from tests.bench.pipeline import SEED, import_file
from tests.bench.report import Row
from tests.browser.conftest import enter
from tests.site import Site, running_site

TODAY = "2021-07-01"
TRAINERS, ANSWERS = 100_000, 1_000_000
REPLAYS = 60
SCREEN: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 800},
    "bypass_csp": True,  # the tool evaluates text while it waits
}
# True as soon as headline, strip, map and bars are on the screen.
OURS_DRAWN = """() => document.querySelector('h1')?.textContent.trim()
  && document.querySelectorAll('.strip .value').length >= 5
  && document.querySelectorAll('[data-draw=map] path.area').length >= 98
  && document.querySelectorAll('[data-draw=bars] .bar').length >= 2"""
OURS_LIVE = "() => document.documentElement.hasAttribute('data-ready')"
PEER_DRAWN = """() => document.querySelector('h1')?.textContent.trim()
  && document.querySelectorAll('#strip > div').length >= 5
  && document.querySelectorAll('#bars .bars path').length >= 2"""
OURS = ("select[name=region]", ["1084", "1085", "1083", "1082", "1081"], "[data-draw=map]", SELECT)
PEER = (
    "region",
    [f"Region {name}" for name in ("Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland")],
    "#bars .cartesianlayer",
    PICK,
)

Measured = TypeVar("Measured")


def overblik() -> Iterator[Row]:
    """The overview, first and second visit on slow 4G with a four times slower CPU."""
    with _demo() as database, chromium() as browser:
        with running_site(_url(database), FODFAESTE_TODAY=TODAY) as site:
            first, second = _visits(browser, site, OURS_DRAWN, 60)
        with _peer(database) as site:
            peer_first, peer_second = _visits(browser, site, PEER_DRAWN, 90)
        yield _row("Overblik cold, slow 4G + 4x CPU: drawn", first, "seconds", "s", 4, peer_first)
        yield _row("Overblik cold: on the wire before it", first, "before_kb", "kB", 300, peer_first)
        yield _row("Overblik cold: whole page", first, "whole_kb", "kB", 650, peer_first)
        yield _row("Overblik cold: layout shift", first, "shift", "", 0.05, peer_first)
        yield _row("Overblik second visit: drawn", second, "seconds", "s", 2.2, peer_second)
        yield _row("Overblik second visit: on the wire", second, "whole_kb", "kB", 30, peer_second)


def filters() -> Iterator[Row]:
    """A filter change, as the visitor sees it and as the server pays for it."""
    with _demo() as database, chromium() as browser:
        with running_site(_url(database), FODFAESTE_TODAY=TODAY) as site:
            repaint, cpu = _changes(browser, site, OURS_LIVE, OURS)
        with _peer(database) as site:
            peer_repaint, peer_cpu = _changes(browser, site, PEER_DRAWN, PEER)
    yield _plain("Filter change to repaint, median of 10", repaint, "ms", 50, peer_repaint)
    yield _plain("Server CPU per filter change, demo data", cpu, "ms", 8, peer_cpu)


def gate() -> Iterator[Row]:
    """What the gate (session, roles, origin, token, shape of the body) adds to a callback that does nothing."""
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder:
        told = cost_of(["tests.bench.gate_cost"], timeout=120, FODFAESTE_DATABASE_URL=_url(Path(folder) / "gate.db"))
    measured = json.loads(told.output)
    yield Row("The gate per request, CPU", measured["gated"] - measured["bare"], "ms", goal=2, peer=measured["bare"])


def start() -> Iterator[Row]:
    """From `make run` on a prepared machine to the first page."""
    with _demo() as database:
        taken = []
        for _ in range(3):
            started = time.monotonic()
            with running_site(_url(database), command=["make", "run"], FODFAESTE_TODAY=TODAY):
                taken.append(time.monotonic() - started)
    yield Row("Warm start of `make run` to first page, median of 3", statistics.median(taken), "s", goal=5)


def large() -> Iterator[Row]:
    """100,000 trainers and 1,000,000 answers: import, status of every site from scratch, filter changes."""
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder:
        database = Path(folder) / "large.db"
        imported = _tried(lambda: _load_large(Path(folder), _url(database)))
        if isinstance(imported, str):
            names = ("1,000,000 answers imported", "Status of every site", "Server CPU per filter change, large data")
            yield from (Row(name, None, "s", reason=imported) for name in names)
            return
        yield Row("1,000,000 answers imported, CPU", imported.cpu, "s")
        yield Row("1,000,000 answers imported, peak memory", imported.peak, "MB")
        status = _tried(lambda: _status_from_scratch(_url(database)))
        yield _plain("Status of every site from scratch, 1,000,000 answers", status, "s", 3, None)
        yield from _reviews(_url(database))
        with chromium() as browser, running_site(_url(database), seconds=300) as site:
            repaint, cpu = _changes(browser, site, OURS_LIVE, OURS)
        yield _plain("Server CPU per filter change, 1,000,000 answers", cpu, "ms", 40, None)
        yield _plain("Filter change to repaint, 1,000,000 answers", repaint, "ms", None, None)


def _load_large(folder: Path, url: str) -> Cost:
    people, answers = folder / "participants.csv", folder / "answers.csv"
    generate.participants_csv(people, TRAINERS, SEED)
    generate.answers_csv(answers, ANSWERS, SEED, trainers=TRAINERS)
    import_file(people, url, "participants", timeout=300)
    return import_file(answers, url, "followup", timeout=900)[0]


def _reviews(url: str) -> Iterator[Row]:
    """The review of the nation by every door it leaves by, on the wall."""
    told = _tried(lambda: cost_of(["tests.bench.review_cost"], timeout=300, FODFAESTE_DATABASE_URL=url))
    measured = {} if isinstance(told, str) else json.loads(told.output)
    for door in ("page", "pdf", "xlsx"):
        wall, _ = measured.get(f"reviewer {door}", (str(told), None))
        yield _plain(f"Review of the nation as {door}, 1,000,000 answers", wall, "s", 2, None)


def _status_from_scratch(url: str) -> float:
    told = cost_of(["tests.bench.status_from_scratch"], timeout=300, FODFAESTE_DATABASE_URL=url)
    return float(told.output)


def _visits(browser: Browser, site: Site, drawn: str, timeout: float) -> tuple[Load | str, Load | str]:
    """The first and the second visit of a browser that knew nothing."""
    with closing(browser.new_context(**SCREEN)) as context:
        if drawn != PEER_DRAWN:
            enter(context, site)
        first = _tried(lambda: load(context, site.url, drawn, timeout=timeout))
        return first, _tried(lambda: load(context, site.url, drawn, timeout=timeout))


def _changes(
    browser: Browser, site: Site, drawn: str, how: tuple[str, list[str], str, str]
) -> tuple[float | str, float | str]:
    """Milliseconds to the repaint of ten changes, and the server's CPU milliseconds for one."""
    control, values, part, script = how
    with closing(browser.new_context(**SCREEN)) as context:
        if drawn != PEER_DRAWN:
            enter(context, site)
        page = context.new_page()
        page.goto(site.url)
        page.wait_for_function(drawn, timeout=60_000)
        page.wait_for_load_state("networkidle")
        ten = (values * 3)[:10]
        repaint = _tried(lambda: repaints(page, control, ten, part, script))
        return repaint, _tried(lambda: _server_cpu(page, site, control, values, script))


def _server_cpu(page: Page, site: Site, control: str, values: list[str], script: str) -> float:
    seen = [
        one for value in values for one in callbacks_of(page, lambda value=value: choose(page, control, value, script))
    ]
    if len(seen) < len(values):
        raise NotMeasured(f"{len(values)} changes caused {len(seen)} callbacks")
    sent_along = _sent_along(page, site)
    _replay(seen, sent_along)
    before = cpu_of(site.process)
    rounds = max(1, REPLAYS // len(values))
    for _ in range(rounds):
        _replay(seen, sent_along)
    return (cpu_of(site.process) - before) / (rounds * len(values)) * 1000


def _sent_along(page: Page, site: Site) -> dict[str, str]:
    """The headers that the page's own requests carry; a plain Dash app has no cookies to send."""
    held = {one["name"]: one["value"] for one in page.context.cookies(site.url)}
    cookies = "; ".join(f"{name}={value}" for name, value in held.items())
    token = held.get("fodfaeste_csrf", "")
    return {"Content-Type": "application/json", "Cookie": cookies, "X-CSRFToken": token, "Origin": site.url}


def _replay(seen: list[tuple[str, bytes]], headers: dict[str, str]) -> None:
    for url, body in seen:
        asked = urllib.request.Request(url, data=body, headers=headers)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            answer.read()


@contextmanager
def _demo() -> Iterator[Path]:
    """A copy of a database with the demo data."""
    with tempfile.TemporaryDirectory(prefix="fodfaeste-bench-") as folder:
        copy = Path(folder) / "demo.db"
        shutil.copyfile(Path(_made_demo().name) / "demo.db", copy)
        yield copy


@functools.cache
def _made_demo() -> tempfile.TemporaryDirectory[str]:
    """A folder with the demo data, made by the site's own first start; removed when the benchmark ends."""
    folder = tempfile.TemporaryDirectory(prefix="fodfaeste-bench-")
    database = Path(folder.name) / "demo.db"
    with running_site(_url(database), seconds=180, FODFAESTE_TODAY=TODAY):
        pass
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@contextmanager
def _peer(database: Path) -> Iterator[Site]:
    command = [sys.executable, "-m", "tests.bench.peers.naive_dash", "{port}", str(database)]
    with running_site(_url(database), command=command) as site:
        yield site


def _url(database: Path) -> str:
    return f"sqlite:///{database}"


def _tried(measure: Callable[[], Measured]) -> Measured | str:
    try:
        return measure()
    except NotMeasured as reason:
        return str(reason)


def _row(name: str, ours: Load | str, figure: str, unit: str, goal: float, peer: Load | str) -> Row:
    value = ours if isinstance(ours, str) else getattr(ours, figure)
    return _plain(name, value, unit, goal, peer if isinstance(peer, str) else getattr(peer, figure))


def _plain(name: str, ours: float | str, unit: str, goal: float | None, peer: float | str | None) -> Row:
    reason = ours if isinstance(ours, str) else f"peer: {peer}" if isinstance(peer, str) else None
    value, beside = (None if isinstance(one, str) else one for one in (ours, peer))
    return Row(name, value, unit, goal=goal, peer=beside, reason=reason)
