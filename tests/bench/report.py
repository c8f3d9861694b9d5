"""The rows of the benchmark, as a table for people and as var/bench.json for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass

import config


@dataclass(frozen=True)
class Row:
    """One figure; a smaller value is better. What could not be measured is None with a reason."""

    name: str
    value: float | None
    unit: str
    goal: float | None = None
    peer: float | None = None
    floor: float | None = None
    reason: str | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal is met, and what could not be measured beside it."""
        if self.value is None:
            return self.reason or "not measured"
        met = "" if self.goal is None else "ok" if self.value <= self.goal else "OVER"
        return "; ".join(part for part in (met, self.reason) if part)


def table(rows: list[Row]) -> str:
    """Names on the left, figures right-aligned."""
    lines = [("what", "unit", "value", "goal", "peer", "floor", "")]
    lines += [
        (row.name, row.unit, *(_figure(x) for x in (row.value, row.goal, row.peer, row.floor)), row.verdict)
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), line[1].ljust(widths[1])]
            + [cell.rjust(width) for cell, width in zip(line[2:6], widths[2:], strict=True)]
            + [line[6]]
        ).rstrip()
        for line in lines
    )


def save(rows: list[Row]) -> None:
    """var/bench.json; figures of this run replace those of the same name, the others stay."""
    path = config.ROOT / "var" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    kept = {one["name"]: one for one in json.loads(path.read_text())} if path.exists() else {}
    for row in rows:
        kept[row.name] = {key: value for key, value in vars(row).items() if key != "reason" or value}
    path.write_text(json.dumps(list(kept.values()), indent=1, ensure_ascii=False) + "\n")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:,.3g}" if value < 100 else f"{value:,.0f}"
