"""The PostgreSQL server of the tests: real, and never left behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from config import ROOT
from tests.postgres import address, postgres_server

HOLDER = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background is told to ignore it
from tests.postgres import postgres_server
with postgres_server() as socket:
    print(socket, flush=True)
    time.sleep(600)
"""


def servers_in(folder: str) -> list[psutil.Process]:
    """The PostgreSQL processes that work in a folder."""
    return [one for one in psutil.process_iter(["cmdline"]) if f"{folder}/data" in (one.info["cmdline"] or [])]


def wait_until_gone(folder: str) -> None:
    until = time.monotonic() + 20
    while (servers_in(folder) or Path(folder).exists()) and time.monotonic() < until:
        time.sleep(0.1)


def test_it_is_a_real_server_of_its_own():
    with postgres_server() as socket, psycopg.connect(address(socket, "postgres")) as connection:
        assert connection.info.server_version >= 140_000
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert servers_in(socket)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_goes_with_the_process_that_asked_for_it(end):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    folder = holder.stdout.readline().decode().strip()
    assert servers_in(folder)
    holder.send_signal(end)
    holder.communicate(timeout=60)
    wait_until_gone(folder)
    assert servers_in(folder) == []
    assert not Path(folder).exists()
