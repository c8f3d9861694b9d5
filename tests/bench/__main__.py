"""python -m tests.bench [names] [--large]: the figures as a table, and in var/bench.json."""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench import board, pipeline, site
from tests.bench.measure import NotMeasured
from tests.bench.report import Row, save, table

QUICK: dict[str, Callable[[], Iterator[Row]]] = {
    "csv": pipeline.csv,
    "xlsx": pipeline.xlsx,
    "postgresql": pipeline.postgresql,
    "overblik": site.overblik,
    "filters": site.filters,
    "gate": site.gate,
    "start": site.start,
    "board": board.sqlite,
    "board_postgresql": board.postgresql,
    "board_kill": board.kill,
}
LARGE: dict[str, Callable[[], Iterator[Row]]] = {
    "million": pipeline.million,
    "large": site.large,
    "board_million": board.sqlite_million,
    "board_million_postgresql": board.postgresql_million,
    "board_people": board.people,
}


def main(arguments: list[str]) -> int:
    """Measures what is asked for; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(QUICK | LARGE)} (default: {', '.join(QUICK)})")
    parser.add_argument("--large", action="store_true", help="also the million rows and the large database")
    parser.add_argument("--minutes", type=float, default=10, help="how long board_people goes on (default: 10)")
    asked = parser.parse_args(arguments)
    LARGE["board_people"] = lambda: board.people(asked.minutes)
    if unknown := set(asked.names) - set(QUICK | LARGE):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(QUICK | LARGE)}")
    names = asked.names or [*QUICK, *(LARGE if asked.large else [])]
    rows: list[Row] = []
    for name in names:
        print(f"... {name}", file=sys.stderr, flush=True)
        rows += _measured(name)
    print(table(rows))
    save(rows)
    return int(any(row.verdict.startswith("OVER") for row in rows))


def _measured(name: str) -> list[Row]:
    rows = []
    try:
        for row in (QUICK | LARGE)[name]():
            rows.append(row)  # one at a time: what was measured before something broke is kept
    except (NotMeasured, RuntimeError, OSError) as error:
        rows.append(Row(name, None, "", reason=str(error).splitlines()[0]))
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
