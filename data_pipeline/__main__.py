"""python -m data_pipeline import | quarantine | replay | undo | demo | work"""

from __future__ import annotations

import argparse
import gc
import sys
from datetime import date
from pathlib import Path
from typing import Any

import orjson

import config
from access.viewer import command_line
from data_pipeline.model import Refused


def main(arguments: list[str]) -> int:
    """Runs one command: 0 handled, 1 something was refused, 2 wrong usage."""
    options = _parser().parse_args(arguments)
    gc.disable()  # rows are plain lists and strings: nothing to collect, and looking costs a tenth of the time
    from storage.errors import StorageError

    try:
        return int(options.run(options))
    except (Refused, StorageError) as error:
        print(getattr(error, "message", str(error)), file=sys.stderr)
        return 1
    except config.ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data_pipeline", description="Filer ind, tabeller ud.")
    commands = parser.add_subparsers(required=True, metavar="kommando")
    one = _command(commands, "import", _import, "indlæs filer")
    one.add_argument("files", nargs="+", metavar="FIL")
    one.add_argument("--kind", choices=("participants", "followup"))
    one.add_argument("--dry-run", action="store_true", help="vis, hvad der ville ske, uden at gemme noget")
    one.add_argument("--json", action="store_true")
    _command(commands, "quarantine", _quarantine, "rækker, der venter").add_argument("--json", action="store_true")
    _command(commands, "replay", _replay, "prøv de ventende rækker igen").add_argument("--json", action="store_true")
    undo = _command(commands, "undo", _undo, "fortryd en indlæsning")
    undo.add_argument("run_id", type=int, metavar="INDLÆSNING")
    demo = _command(commands, "demo", _demo, "skriv opdigtede filer")
    demo.add_argument("--out", required=True, type=Path, metavar="MAPPE")
    demo.add_argument("--seed", type=int, default=7)
    demo.add_argument("--as-of", type=date.fromisoformat)
    work = _command(commands, "work", _work, "læs filer fra standard input for siden")
    work.add_argument("step", choices=("read", "check", "load"))
    work.add_argument("runs", type=int, nargs="+")
    return parser


def _command(commands: Any, name: str, run: Any, text: str) -> Any:
    made = commands.add_parser(name, help=text)
    made.set_defaults(run=run)
    return made


def _import(options: argparse.Namespace) -> int:
    from data_pipeline.batch_import import import_files, readable

    _prepare()
    reports = import_files(options.files, by=command_line(), kind=options.kind, is_rehearsal=options.dry_run)
    if options.json:
        _write([report.as_dict() for report in reports])
    else:
        print("\n\n".join(readable(report) for report in reports), flush=True)
    if not options.dry_run:
        _forecast(reports)
    gc.freeze()  # nor is there at the end, where Python looks once more
    return int(any(report.refused for report in reports))


def _forecast(reports: list[Any]) -> None:
    from data_pipeline.forecasting import LARGE, fit_again

    has_news = any(report.counts.loaded or report.counts.updated for report in reports)
    if has_news and sum(report.counts.rows_read for report in reports) <= LARGE:
        fit_again(by=command_line())


def _quarantine(options: argparse.Namespace) -> int:
    from data_pipeline.quarantine import waiting_rows

    _prepare()
    rows = waiting_rows(viewer=command_line())
    if options.json:
        _write(rows)
    else:
        for row in rows:
            print(f"{row['file']} række {row['row']}: {row['message']}")
        print(f"{len(rows)} {'række' if len(rows) == 1 else 'rækker'} venter.")
    return 0


def _replay(options: argparse.Namespace) -> int:
    from data_pipeline.quarantine import replay

    _prepare()
    result = replay(by=command_line())
    if options.json:
        _write(result.as_dict())
    else:
        print(result.sentence())
    return 0


def _undo(options: argparse.Namespace) -> int:
    from data_pipeline.undo import undo

    _prepare()
    print(undo(options.run_id, by=command_line()))
    return 0


def _demo(options: argparse.Namespace) -> int:
    from data_pipeline.demo import write_demo
    from programme.calendar import today

    for path in write_demo(options.out, seed=options.seed, as_of=options.as_of or today()):
        print(path)
    return 0


def _work(options: argparse.Namespace) -> int:
    from data_pipeline.worker import work

    work(options.step, options.runs, sys.stdin.buffer.read())
    return 0


def _prepare() -> None:
    from programme.setup import prepare_database

    prepare_database()


def _write(found: Any) -> None:
    sys.stdout.buffer.write(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
