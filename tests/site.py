"""The real site as a process of its own, for browser tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

import config


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, which process it is, and where its data are."""

    url: str
    process: psutil.Process
    log: Path
    database_url: str


@contextmanager
def running_site(
    database_url: str, *, command: list[str] | None = None, seconds: float = 120, **settings: str
) -> Iterator[Site]:
    """Starts `python app.py` (or a command that names {port}) on a free port and waits until it answers."""
    port = _free_port()
    environment = os.environ | settings | {"FODFAESTE_DATABASE_URL": database_url, "FODFAESTE_PORT": str(port)}
    arguments = [part.format(port=port) for part in command or [sys.executable, "app.py"]]
    with tempfile.NamedTemporaryFile("w+b", prefix="site-", suffix=".log") as log:
        process = psutil.Popen(arguments, cwd=config.ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, Path(log.name), seconds)
            yield Site(url, process, Path(log.name), database_url)
        finally:
            _end(process)


def _wait_for(url: str, process: psutil.Popen, log: Path, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10):
                return
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The site did not answer at {url}:\n{log.read_text()[-3000:]}") from None
            time.sleep(0.05)


def _end(process: psutil.Popen) -> None:
    """Ends the site and whatever it started."""
    everyone = [process]
    if process.is_running():
        everyone += process.children(recursive=True)
    for one in everyone:
        _terminate(one)
    _, left = psutil.wait_procs(everyone, timeout=10)
    for one in left:
        one.kill()
    process.wait(10)


def _terminate(process: psutil.Process) -> None:
    try:
        process.terminate()
    except psutil.NoSuchProcess:
        return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
