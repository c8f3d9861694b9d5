"""Finds a Chromium: on the system, else Playwright's own, else installed through apt when we may."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # the network cable is pulled
]


def launch(playwright: Playwright) -> Browser | None:
    """A headless Chromium, or None when there is none and none can be had."""
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])  # Chromium refuses its sandbox to root
    path = _on_the_system() or _of_playwright(playwright) or _from_apt()
    return playwright.chromium.launch(executable_path=path, args=flags) if path else None


def _on_the_system() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _of_playwright(playwright: Playwright) -> str | None:
    path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _from_apt() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    subprocess.run(["apt-get", "update", "-qq"], check=False, timeout=300)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    subprocess.run(install, check=False, timeout=900, env=environment)
    return _on_the_system()
