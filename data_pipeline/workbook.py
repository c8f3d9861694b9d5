"""Talks to the process that reads a spreadsheet: bytes in, batches out, and a clear refusal whatever happens to it."""

from __future__ import annotations

import contextlib
import marshal
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from config import ROOT, Settings
from data_pipeline import cpr, decoding
from data_pipeline.model import Batch, Problem, Refused, Row
from data_pipeline.shape import FORMULA, Shaper
from data_pipeline.sheet_xml import TOO_BIG

CELL, ROW = "\x1e", "\x1d"
TOO_SLOW = "Regnearket tog for lang tid at åbne. Gem arket som CSV, eller del det i flere filer, og prøv igen."


class Workbook:
    """A spreadsheet opened elsewhere: what its table is, and its rows, once."""

    def __init__(self, content: bytes, settings: Settings) -> None:
        self._seconds = float(settings.reader_seconds)
        command = [sys.executable, "-m", "data_pipeline.spreadsheet"]
        limits = (settings.reader_memory_mb, settings.reader_seconds, settings.max_rows, settings.max_columns)
        self._process = subprocess.Popen(  # nosec B603  # our own program; whole numbers from the configuration
            [*command, *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            bufsize=0,
        )
        self._feeder = threading.Thread(target=self._feed, args=(content,), daemon=True)
        self._feeder.start()
        self._messages = self._read()
        try:
            self.table: dict[str, Any] = next(self._messages)
        except BaseException:
            self.close()
            raise

    def batches(self) -> Iterator[Batch]:
        """The data rows; raises Refused when the reading process fails on the way."""
        header: Row = self.table["header"]
        shaper, uncached = Shaper(header), self.table["uncached"]
        try:
            for numbers, text in self._messages:
                rows = [row.split(CELL) for row in text.split(ROW)]
                batch = Batch(numbers, rows)
                for number in uncached.keys() & set(numbers):
                    batch.problems += [
                        Problem(number, column, None, "damaged_text", "warning", FORMULA) for column in uncached[number]
                    ]
                yield shaper.finish(
                    batch,
                    is_masked=cpr.MARK in text,
                    has_short=cpr.looks_short(text),
                    is_damaged=decoding.looks_damaged(text),
                )
        finally:
            self.close()

    def close(self) -> None:
        """Ends the reading process."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._feeder.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()

    def __del__(self) -> None:
        if self._process.poll() is None:
            self.close()

    def _feed(self, content: bytes) -> None:
        stdin = self._process.stdin
        if stdin is not None:
            with contextlib.suppress(OSError):
                rest = memoryview(content)
                while rest:
                    rest = rest[stdin.write(rest) :]
                stdin.close()

    def _read(self) -> Iterator[Any]:
        while True:
            length = int.from_bytes(self._exactly(8), "little")
            message = marshal.loads(self._exactly(length))  # nosec B302  # from our own reader process
            if message is None:
                return
            if isinstance(message, dict) and "refused" in message:
                raise Refused(message["refused"])
            yield message

    def _exactly(self, count: int) -> bytes:
        """So many bytes from the reading process; only waiting for it counts against the time limit."""
        stdout = self._process.stdout
        parts: list[bytes] = []
        while count and stdout is not None:
            started = time.monotonic()
            if not select.select([stdout], [], [], max(0.0, self._seconds))[0]:
                raise Refused(TOO_SLOW)
            self._seconds -= time.monotonic() - started
            part = os.read(stdout.fileno(), min(count, 1 << 20))
            if not part:
                raise Refused(TOO_BIG)
            parts.append(part)
            count -= len(part)
        return b"".join(parts)
