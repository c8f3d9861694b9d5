"""Small files as people would drop them, and what became of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from access.viewer import command_line
from data_pipeline.importing import Report, import_file
from storage.engine import reading

ALICE = command_line("Alice")


def table(drawn: str, separator: str = ";") -> bytes:
    """A drawn table (cells between bars) as a CSV file."""
    lines = [line.split("|") for line in drawn.splitlines() if line.strip()]
    return "\n".join(separator.join(cell.strip() for cell in line) for line in lines).encode()


def dropped(drawn: str, name: str = "fil.csv", **named: Any) -> Report:
    """What importing a drawn table reports; a row of it that starts the header is row 1."""
    return import_file(name, table(drawn), by=ALICE, **named)


def counts(report: Report) -> str:
    """The counts that are not zero, in words."""
    assert report.refused is None, report.refused
    found = report.counts.as_dict()
    assert found["rows_read"] == sum(found.values()) - found["rows_read"]
    return ", ".join(f"{count} {name}" for name, count in found.items() if count and name != "rows_read")


def told(report: Report) -> list[tuple[int, str, str]]:
    """(row, code, severity) of every problem about a row."""
    return [(each.row, each.code, each.severity) for each in report.problems if each.row]


def rows(query: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All facts of the database: what importing twice must not change."""
    tables = (
        "site", "site_serves", "course", "trainer", "participation", "response", "network", "network_municipality",
        "record_history", "match", "quarantine",
    )  # fmt: skip
    return {name: sorted(rows(f"SELECT * FROM {name}"), key=repr) for name in tables}
