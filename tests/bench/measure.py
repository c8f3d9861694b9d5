"""What a command costs: CPU seconds of it and all that it started, wall time, and the peak of their memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import psutil

import config


class NotMeasured(Exception):
    """Why a figure could not be had; it stands beside the empty figure in the report."""


@dataclass(frozen=True)
class Cost:
    """cpu and wall in seconds, peak in MB (all processes together, at the worst moment), and what was printed."""

    cpu: float
    wall: float
    peak: float
    output: str


def cost_of(arguments: list[str], *, timeout: float, **settings: str) -> Cost:
    """Runs `python -m ...` with settings in its environment; raises NotMeasured when it fails or takes too long."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = psutil.Popen(
        [sys.executable, "-m", *arguments],
        cwd=config.ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak: list[float] = [0.0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    try:
        output, errors = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        end_tree(process)
        process.communicate()
        raise NotMeasured(f"stopped after {timeout:.0f} s") from None
    watcher.join(5)
    if process.returncode != 0:
        last = (errors or output).strip().splitlines() or ["no message"]
        raise NotMeasured(f"exit code {process.returncode}: {last[-1][:200]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, time.monotonic() - started, peak[0], output)


def end_tree(process: psutil.Process) -> None:
    """Kills a process and everything that it started."""
    for one in [*process.children(recursive=True), process]:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait(10)


def cpu_of(process: psutil.Process) -> float:
    """CPU seconds that a running process and its children have used so far."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        times = one.cpu_times()
        total += times.user + times.system
    return total


def _watch(process: psutil.Process, peak: list[float]) -> None:
    while True:
        try:
            family = [process, *process.children(recursive=True)]
            peak[0] = max(peak[0], sum(one.memory_info().rss for one in family) / 1e6)
        except psutil.NoSuchProcess:
            if not process.is_running():
                return
        if process.poll() is not None:
            return
        time.sleep(0.02)
