"""Several files in one call: participants first, so that answers find their trainers."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from data_pipeline.companions import DATASET_REFUSED, FORMAT, Companion, about, among
from data_pipeline.importing import Report, import_file, opened, recognised_as
from data_pipeline.model import Kind, Refused
from data_pipeline.run_rows import RunRow

NO_FILE = "Filen kan ikke åbnes ({error}). Se efter, om navnet er rigtigt, og om du må læse den."


def import_files(paths: list[str], *, by: Viewer, kind: Kind | None = None, is_rehearsal: bool = False) -> list[Report]:
    """One report per path, in the order of paths; SurveyXact's structure and labels are read with their dataset."""
    require(by, Permission.IMPORT_DATA)
    contents, reports = dict[int, bytes](), dict[int, Report]()
    for place, path in enumerate(paths):
        try:
            contents[place] = Path(path).read_bytes()
        except OSError as error:
            reports[place] = Report(path, refused=NO_FILE.format(error=error.strerror or "fejl"))
    beside = among({place: (Path(paths[place]).name, content) for place, content in contents.items()})
    tables = [place for place in contents if place not in beside]

    def loaded(place: int) -> Report:
        name, told = Path(paths[place]).name, list(beside.values())
        return import_file(  # the bytes are taken out here and not named, so that only the reader holds a large file
            name, contents.pop(place), by=by, kind=kind, is_rehearsal=is_rehearsal, shown=paths[place], beside=told
        )

    for place in sorted(tables, key=lambda each: _turn(paths[each], contents[each], kind, len(tables))):
        reports[place] = loaded(place)
    for place, companion in beside.items():
        datasets = [each for each in reports.values() if companion in each.used]
        if datasets:
            reports[place] = _told_of(companion, contents[place], datasets, by, is_rehearsal, paths[place])
        else:
            reports[place] = loaded(place)  # says that it has no rows of its own
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


def _told_of(
    companion: Companion, content: bytes, datasets: list[Report], by: Viewer, is_rehearsal: bool, shown: str
) -> Report:
    """The report of a companion: no rows of its own, and the datasets that were read with it."""
    report = Report(shown, FORMAT)
    read = [each for each in datasets if each.refused is None]
    if read:
        report.problems = [about([Path(each.file).name for each in read])]
    else:
        report.refused = DATASET_REFUSED.format(Path(datasets[0].file).name)
    run = RunRow(companion.name, sha256(content).hexdigest(), len(content), by)
    if not is_rehearsal:
        report.run = run.refused(report) if report.refused else run.companion(report, read[0].run)
    return report


def readable(report: Report) -> str:
    """The report as a person reads it in a terminal."""
    if report.refused:
        return f"{report.file}: afvist. {report.refused}"
    if report.kind is None and report.format == FORMAT:
        return f"{report.file}: {report.problems[0].message}"
    counts = report.counts
    lines = [
        f"{report.file}: {counts.rows_read} rækker ({report.format}, indlæsning {report.run or 'prøve'})",
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
        where = f"{column}, række {shown}" if any(rows) else column
        lines.append(f"  {WORDS[severity]} i {where}: {message}")
    return "\n".join(lines)


WORDS = {"error": "Fejl", "warning": "Advarsel", "info": "Bemærk"}
