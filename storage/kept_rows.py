"""How a block of table raw_block is packed: the pipeline keeps rows in it, erasing a person empties some."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from isal import isal_zlib


def pack(numbers: list[int], extra: dict[str, list[str]], problems: list[Any], rows: Iterable[bytes]) -> bytes:
    """Row numbers, cells beyond the header by number, what reading saw, and each row's cells as JSON."""
    head = orjson.dumps({"numbers": numbers, "extra": extra, "problems": problems})
    return isal_zlib.compress(b'%b,"rows":[%b]}' % (head[:-1], b",".join(rows)))


def unpack(packed: bytes) -> dict[str, Any]:
    """The same again: numbers, extra, problems and rows."""
    return dict(orjson.loads(isal_zlib.decompress(packed)))
