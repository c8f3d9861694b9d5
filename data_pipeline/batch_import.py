"""Several files in one call: participants first, so that answers find their trainers."""

from __future__ import annotations

from pathlib import Path

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline.importing import Report, import_file, opened, recognised_as
from data_pipeline.model import Kind, Refused

NO_FILE = "Filen kan ikke åbnes ({error}). Se efter, om navnet er rigtigt, og om du må læse den."


def import_files(paths: list[str], *, by: Viewer, kind: Kind | None = None, is_rehearsal: bool = False) -> list[Report]:
    """One report per path, in the order of paths."""
    require(by, Permission.IMPORT_DATA)
    contents, reports = dict[int, bytes](), dict[int, Report]()
    for place, path in enumerate(paths):
        try:
            contents[place] = Path(path).read_bytes()
        except OSError as error:
            reports[place] = Report(path, refused=NO_FILE.format(error=error.strerror or "fejl"))
    for place in sorted(contents, key=lambda each: _turn(paths[each], contents[each], kind, len(paths))):
        shown, name = paths[place], Path(paths[place]).name
        reports[place] = import_file(  # taken out here, so that nobody but the reader holds the bytes of a large file
            name, contents.pop(place), by=by, kind=kind, is_rehearsal=is_rehearsal, shown=shown
        )
    return [reports[place] for place in range(len(paths))]


def _turn(path: str, content: bytes, kind: Kind | None, files: int) -> int:
    """Participants 0, others 1; one file alone needs no look."""
    if files == 1 or kind:
        return 0
    try:
        raw, first, rest = opened(Path(path).name, content)
        found = recognised_as(raw, first, None).kind
        rest.close()
    except Refused:
        return 1
    return 0 if found == "participants" else 1


def readable(report: Report) -> str:
    """The report as a person reads it in a terminal."""
    if report.refused:
        return f"{report.file}: afvist. {report.refused}"
    counts = report.counts
    lines = [
        f"{report.file}: {counts.rows_read} rækker ({report.format}, kørsel {report.run or 'prøve'})",
        f"  {counts.loaded} nye, {counts.updated} opdateret, {counts.unchanged} uændret, "
        f"{counts.ignored} sprunget over, {counts.quarantined} i karantæne",
    ]
    if report.state_changes:
        is_one = report.state_changes == 1
        lines.append(f"  {report.state_changes} {'kommune' if is_one else 'kommuner'} skiftede tilstand")
    groups: dict[tuple[str, str, str], list[int]] = {}
    for each in report.problems:
        groups.setdefault((each.severity, each.column, each.message), []).append(each.row)
    for (severity, column, message), rows in sorted(groups.items()):
        shown = ", ".join(map(str, rows[:10])) + (f" og {len(rows) - 10} til" if len(rows) > 10 else "")
        lines.append(f"  {WORDS[severity]} i {column}, række {shown}: {message}")
    return "\n".join(lines)


WORDS = {"error": "Fejl", "warning": "Advarsel", "info": "Bemærk"}
