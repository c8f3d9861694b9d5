"""What was wrong with a file's rows, as table problem keeps it."""

from __future__ import annotations

from sqlalchemy import Connection

from data_pipeline.model import Problem
from storage import bulk
from storage.tables import problem


def store_problems(connection: Connection, run_id: int, problems: list[Problem]) -> None:
    """Stores problems under a run."""
    if problems:
        names = ("run_id", "row", "column", "value", "code", "severity", "message")
        rows = [
            (
                run_id,
                p.row,
                without_nul(p.column)[:200],
                p.value and without_nul(p.value),
                p.code,
                p.severity,
                without_nul(p.message),
            )
            for p in problems
        ]
        bulk.insert(connection, problem, names, rows)


def without_nul(text: str) -> str:
    """Text without what PostgreSQL does not keep and nobody can see."""
    return text.replace("\0", "")
