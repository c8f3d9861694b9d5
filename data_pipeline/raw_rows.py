"""Rows as they came: their hash, and the packed blocks that keep every one of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from hashlib import blake2b

import orjson
from sqlalchemy import Connection, select

from data_pipeline import bulk
from data_pipeline.model import Batch, Mapping, Row
from storage.tables import raw_block

BLOCK_ROWS = 1000


def identity(mapping: Mapping, header: Row) -> bytes:
    """What a row's cells mean depends on the mapping and the header: both go into its hash."""
    return blake2b(orjson.dumps([header, mapping.as_dict()]), digest_size=32).digest()


def hashed(rows: list[Row], key: bytes) -> tuple[list[bytes], list[bytes]]:
    """Each row as JSON, and its hash under that mapping (16 bytes)."""
    packed = [orjson.dumps(row) for row in rows]
    return packed, [blake2b(each, digest_size=16, key=key).digest() for each in packed]


def blocks(run_id: int, batch: Batch, packed: list[bytes]) -> Iterator[tuple[int, int, int, bytes]]:
    """Rows of table raw_block: run, first row number, how many, packed."""
    for start in range(0, len(packed), BLOCK_ROWS):
        numbers = batch.numbers[start : start + BLOCK_ROWS]
        beyond = (
            {str(number): batch.extra[number] for number in numbers if number in batch.extra} if batch.extra else {}
        )
        cells = b",".join(packed[start : start + BLOCK_ROWS])
        content = b'{"numbers":%b,"extra":%b,"rows":[%b]}' % (orjson.dumps(numbers), orjson.dumps(beyond), cells)
        yield run_id, numbers[0], len(numbers), zlib.compress(content, 1)


def store(connection: Connection, run_id: int, batch: Batch, packed: list[bytes]) -> None:
    """Keeps the rows of a batch."""
    bulk.insert(connection, raw_block, ("run_id", "first_row", "row_count", "packed"), blocks(run_id, batch, packed))


def stored_batches(connection: Connection, run_id: int, size: int = 20) -> Iterator[Batch]:
    """The kept rows of a run, as many blocks at a time as make a batch."""
    query = select(raw_block.c.packed).where(raw_block.c.run_id == run_id).order_by(raw_block.c.first_row)
    found = [row.first_row for row in connection.execute(query.with_only_columns(raw_block.c.first_row))]
    for part in bulk.chunks(found, size):
        batch = Batch([], [])
        for row in connection.execute(query.where(raw_block.c.first_row.in_(part))):
            content = orjson.loads(zlib.decompress(row.packed))
            batch.numbers += content["numbers"]
            batch.rows += content["rows"]
            batch.extra |= {int(number): cells for number, cells in content["extra"].items()}
        yield batch
