"""Rows as they came: their hash, and the packed blocks that keep every one of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from hashlib import blake2b

import orjson
from sqlalchemy import Connection, select

from data_pipeline.model import CPR_MASK, FIRST_ROWS, Batch, Mapping, Problem, Row
from storage import bulk, kept_rows
from storage.tables import raw_block

BLOCK_ROWS = 1000
AT_ONCE = FIRST_ROWS // BLOCK_ROWS  # blocks in one statement or transaction, and in the first batch


def header_key(header: Row) -> bytes:
    """Rows under the same header are the same row when their cells are."""
    return blake2b(orjson.dumps(header), digest_size=32).digest()


def mapping_key(mapping: Mapping, header: Row) -> bytes:
    """What a loaded row meant depends on its mapping too: a corrected mapping has to look at it again."""
    return blake2b(orjson.dumps(mapping.as_dict()), digest_size=32, key=header_key(header)).digest()


def row_hashes(packed: list[bytes], key: bytes) -> list[bytes]:
    """16 bytes each that stand for rows as they came."""
    begun, made = blake2b(digest_size=16, key=key), []
    for each in packed:
        one = begun.copy()  # a third quicker than to begin with the key each time
        one.update(each)
        made.append(one.digest())
    return made


def blocks(run_id: int, batch: Batch, packed: list[bytes]) -> Iterator[tuple[int, int, int, bytes]]:
    """Rows of table raw_block: run, first row number, how many, packed."""
    for start in range(0, len(packed), BLOCK_ROWS):
        numbers = batch.numbers[start : start + BLOCK_ROWS]
        beyond = (
            {str(number): batch.extra[number] for number in numbers if number in batch.extra} if batch.extra else {}
        )
        noted = [_as_list(each) for each in batch.problems if numbers[0] <= each.row <= numbers[-1]]
        block = kept_rows.pack(numbers, beyond, noted, packed[start : start + BLOCK_ROWS])
        yield run_id, numbers[0], len(numbers), block


def store(connection: Connection, run_id: int, batch: Batch, packed: list[bytes]) -> None:
    """Keeps the rows of a batch."""
    bulk.insert(connection, raw_block, ("run_id", "first_row", "row_count", "packed"), blocks(run_id, batch, packed))


def stored_batches(connection: Connection, run_id: int, first: int = AT_ONCE) -> Iterator[Batch]:
    """The kept rows of a run, so many blocks as the first batch, then one by one."""
    query = select(raw_block.c.packed).where(raw_block.c.run_id == run_id).order_by(raw_block.c.first_row)
    found = [row.first_row for row in connection.execute(query.with_only_columns(raw_block.c.first_row))]
    for number, part in enumerate(bulk.chunks(found, AT_ONCE)):
        packed = connection.execute(query.where(raw_block.c.first_row.in_(part))).scalars().all()
        if number == 0:
            yield _unpacked(packed[:first])
            packed = packed[first:]
        for block in packed:
            yield _unpacked([block])


def stored_rows(connection: Connection, run_id: int, numbers: set[int]) -> Batch:
    """The kept rows of a run that have these numbers."""
    query = select(raw_block.c.first_row).where(raw_block.c.run_id == run_id).order_by(raw_block.c.first_row)
    firsts = list(connection.execute(query).scalars())
    wanted = {firsts[place - 1] for number in numbers if (place := bisect_right(firsts, number))}
    blocks = select(raw_block.c.packed).where(raw_block.c.run_id == run_id, raw_block.c.first_row.in_(wanted))
    whole = _unpacked(connection.execute(blocks.order_by(raw_block.c.first_row)).scalars())
    kept = [each for each in zip(whole.numbers, whole.rows, strict=True) if each[0] in numbers]
    return Batch(
        [number for number, _ in kept],
        [row for _, row in kept],
        [each for each in whole.cpr if each[0] in numbers],
        [each for each in whole.problems if each.row in numbers],
        {number: cells for number, cells in whole.extra.items() if number in numbers},
    )


def _unpacked(packed: Iterable[bytes]) -> Batch:
    """The rows of blocks."""
    batch = Batch([], [])
    for each in packed:
        content = kept_rows.unpack(each)
        batch.numbers += content["numbers"]
        batch.rows += content["rows"]
        batch.problems += [Problem(*told) for told in content["problems"]]
        batch.extra |= {int(number): cells for number, cells in content["extra"].items()}
    batch.cpr = [(number, "") for number, row in zip(batch.numbers, batch.rows, strict=True) if is_masked(row)]
    return batch


def is_masked(row: Row) -> bool:
    """True when a CPR number was masked in the row."""
    return any(CPR_MASK in text for text in row)


def _as_list(problem: Problem) -> list[object]:
    return [problem.row, problem.column, problem.value, problem.code, problem.severity, problem.message]
