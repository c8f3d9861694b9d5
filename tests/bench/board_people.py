"""A hundred and fifty people at once, over HTTP against one gunicorn worker: each looks around, reads and now and then
writes. Errors are counted, and how the worker's memory grows once it is warm."""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

from tests.bench.measure import cpu_of
from tests.site import Site, running_site

THINKING = (4.0, 12.0)  # seconds between two things that a person does
ONE_IN = 6  # visits in which something is written
WARM_SHARE = 0.25  # of the time is warm-up, in which they hurry: all four threads have then done everything at once
HURRIED = 0.1  # of the usual thinking
WORKER = [sys.executable, "-m", "gunicorn", "app:create_app()", "--workers", "1", "--bind", "127.0.0.1:{port}"]


@dataclass
class Seen:
    """What the people met."""

    requests: int = 0
    errors: list[str] = field(default_factory=list)
    written: int = 0
    is_warm: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)


def live(url: str, told: Path, seconds: float) -> dict[str, Any]:
    """Lets them live for a while; {requests, errors, written, growth_mb, memory, cpu_ms}."""
    people = json.loads(told.read_text())
    seen, stopped = Seen(), threading.Event()
    with running_site(url, command=WORKER) as site:
        threads = [
            threading.Thread(target=_live, args=(site, one, people["slugs"], seen, stopped), daemon=True)
            for one in people["people"]
        ]
        for thread in threads:
            thread.start()
        cpu_before, memory = cpu_of(site.process), []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            stopped.wait(min(5, seconds / 20))
            memory.append(_memory(site.process))
            seen.is_warm = time.monotonic() > until - seconds * (1 - WARM_SHARE)
        stopped.set()
        for thread in threads:
            thread.join(60)
        cpu = cpu_of(site.process) - cpu_before
        left = site.log.read_text()
    warm = memory[int(len(memory) * WARM_SHARE) :]
    fifth = max(1, len(warm) // 5)  # single looks jump with what is being answered: the ends are averaged
    first, last = sum(warm[:fifth]) / fifth, sum(warm[-fifth:]) / fifth
    errors = seen.errors + [line for line in left.splitlines() if "Traceback" in line or "ERROR" in line]
    for line in errors[:5]:
        sys.stderr.write(f"{line}\n")
    return {
        "requests": seen.requests,
        "errors": len(errors),
        "written": seen.written,
        "growth_mb": last - first,
        "memory": f"{first:.0f} MB warm, {last:.0f} MB at the end, {seen.written} posts written",
        "cpu_ms": cpu * 1000 / max(1, seen.requests),
    }


def _memory(process: psutil.Process) -> float:
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / 1e6


def _live(site: Site, one: dict[str, Any], slugs: list[str], seen: Seen, stopped: threading.Event) -> None:
    """One person, over one connection that stays open as a browser's does."""
    chance = random.Random(one["account_id"])
    place = urlsplit(site.url)
    door = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)

    def think() -> None:
        stopped.wait(chance.uniform(*THINKING) * (1 if seen.is_warm else HURRIED))

    stopped.wait(chance.uniform(0, THINKING[1]))
    while not stopped.is_set():
        try:
            slug = slugs[chance.choice(one["rooms"])]
            _ask(door, one, "/forum", seen)
            shown = _ask(door, one, f"/forum/{slug}", seen)
            think()
            if found := _threads(shown):
                thread = chance.choice(found)
                _ask(door, one, f"/forum/traad/{thread}", seen)
                if chance.random() < 1 / ONE_IN:
                    _write(door, one, thread, seen)
            if chance.random() < 0.2:
                _ask(door, one, "/forum/soeg?q=kursus", seen)
        except (OSError, http.client.HTTPException) as error:
            with seen.turn:
                seen.errors.append(f"{type(error).__name__}: {error}")
            door.close()
        think()
    door.close()


def _ask(door: http.client.HTTPConnection, one: dict[str, Any], address: str, seen: Seen) -> str:
    door.request("GET", address, headers={"Cookie": f"fodfaeste={one['token']}", "Accept": "text/html"})
    answer = door.getresponse()
    body = answer.read().decode()
    _count(seen, answer.status, 200, f"GET {address}")
    return body


def _write(door: http.client.HTTPConnection, one: dict[str, Any], thread: str, seen: Seen) -> None:
    fields = {"csrf": one["csrf"], "noegle": uuid.uuid4().hex, "tekst": "Kursus holdt, fire borgere og to kit."}
    headers = {
        "Cookie": f"fodfaeste={one['token']}",
        "Origin": f"http://{door.host}:{door.port}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html",
    }
    door.request("POST", f"/forum/svar/{thread}", urlencode(fields), headers)
    answer = door.getresponse()
    answer.read()
    _count(seen, answer.status, 303, "POST")
    with seen.turn:
        seen.written += "#opslag-" in (answer.getheader("Location") or "")


def _count(seen: Seen, status: int, wanted: int, what: str) -> None:
    with seen.turn:
        seen.requests += 1
        if status != wanted:
            seen.errors.append(f"{what}: {status}")


def _threads(body: str) -> list[str]:
    """The ids of the threads that a page links to."""
    parts = body.split("/forum/traad/")[1:]
    ids = ["".join(sign for sign in part[:10].split('"')[0].split("?")[0].split("#")[0]) for part in parts]
    return [one for one in ids if one.isdigit()]
