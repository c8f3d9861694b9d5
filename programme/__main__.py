"""python -m programme status | forecast | check-definitions"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import Any

LEVELS = ("municipality", "network", "site")


def main(arguments: list[str]) -> int:
    """Runs one command; 0 done, 1 refused with a reason, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m programme")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check-definitions", help="prøver, om definitionerne hænger sammen")
    status = commands.add_parser("status", help="viser hver kommunes, hvert netværks eller hvert steds tilstand")
    status.add_argument("--as-of", type=_day, metavar="DATO", help="tilstanden på en dag, fx 2021-07-01; ellers i dag")
    status.add_argument("--level", choices=LEVELS, default="municipality")
    status.add_argument("--json", action="store_true")
    commands.add_parser("forecast", help="regner den tidlige varsling på ny og gør gamle varsler op")
    given = parser.parse_args(arguments)
    if given.command == "check-definitions":
        return _check_definitions()
    if given.command == "forecast":
        return _forecast()
    return _status(given.level, given.as_of, given.json)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} er ikke en dato; skriv den som 2021-07-01") from None


def _check_definitions() -> int:
    from programme.definitions import DefinitionError, definitions

    try:
        made = definitions()
    except DefinitionError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return 1
    print(f"Definitionerne er i orden: {len(made.steps)} trin, {len(made.rules)} regler, {len(made.indicators)} tal.")
    return 0


def _forecast() -> int:
    import config
    from access.viewer import command_line
    from programme.definitions import DefinitionError
    from programme.setup import prepare_database
    from programme.warning.store import refit
    from storage.errors import StorageError

    try:
        prepare_database()
        done = refit(by=command_line())
    except (StorageError, DefinitionError, config.ConfigurationError) as error:
        print(error, file=sys.stderr)
        return 1
    what = "for få starter: kun reglen vises" if done.is_thin else f"efterprøvning: {done.verdict}"
    print(f"{done.forecasts} varsler pr. {done.as_of}, {done.starts} starter ({what}). {done.scored} er gjort op.")
    return 0


def _status(level: str, as_of: date | None, is_json: bool) -> int:
    import config
    from access.viewer import command_line
    from programme.calendar import today
    from programme.definitions import DefinitionError
    from programme.report import status
    from programme.setup import prepare_database
    from storage.errors import StorageError

    try:
        prepare_database()
        rows = status(level, as_of or today(), viewer=command_line())
    except (StorageError, DefinitionError, config.ConfigurationError) as error:
        print(error, file=sys.stderr)
        return 1
    print(_json(rows) if is_json else _table(rows))
    return 0


def _json(rows: list[dict[str, Any]]) -> str:
    import orjson

    return orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode()


def _table(rows: list[dict[str, Any]]) -> str:
    from programme.definitions import definitions

    labels = {state.code: state.label for state in definitions().states}
    lines = [("Navn", "Netværk", "Tilstand", "Trin", "Begrundelse")]
    for row in rows:
        steps = f"{row['steps_done']}/{row['steps_applicable']}"
        lines.append((row["name"], row["network"] or "-", labels[row["state"]], steps, row["reason"]))
    widths = [max(len(line[n]) for line in lines) for n in range(4)]
    return "\n".join("  ".join([*map(str.ljust, line[:4], widths), line[4]]) for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
