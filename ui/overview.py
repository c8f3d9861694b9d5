"""The overview as data for its slots: what programme.queries.overview() found, in words and small arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from programme.definitions import definitions
from programme.queries import Figure, Overview
from ui import components, formats, theme
from ui.components import Column
from ui.figures.barriers import barriers
from ui.figures.steps import steps
from ui.figures.survival import survival
from ui.network_list import most_stalled
from ui.texts import Drawn
from ui.texts import Overview as Words

STARTED = ("i_drift", "forankret")
STALLED, SILENT, OUTSIDE = "gaaet_i_staa", "ukendt", "ikke_omfattet"
FIGURES = ("active_trainers", "start_rate", "time_to_start", "citizens_trained", "kits")
MAP_COLUMNS = (
    Column("name", Words.municipality, link="/kommune/{code}"),
    Column("network", Words.network),
    Column("state", Words.state, "state"),
    Column("reason", Words.reason, wide=True),
)


def overview_data(found: Overview) -> dict[str, Any]:
    """Everything that the page draws, part by part; about 40 kB of JSON for the whole country."""
    sizes = {size.code: size.label for size in definitions().sizes}
    phases = {phase.code: phase.title for phase in definitions().phases}
    median = next((figure.value for figure in found.figures if figure.code == "time_to_start"), None)
    return {
        "headline": headline(found),
        "as_of": _as_of(found),
        **{f"figure-{figure.code}": figure_words(figure) for figure in found.figures},
        "bars": _bars(found),
        "map": _map(found),
        "steps": steps(found.steps, phases),
        "survival": survival(found.survival, sizes, median),
        "barriers": barriers(found.barriers),
        "changes": _changes(found),
    }


def headline(found: Overview) -> str:
    """The one sentence: "41 af 76 steder er i gang. 12 er gået i stå, flest i Netværk Vest. 9 mangler svar."."""
    total = sum(count for state, count in found.counts.items() if state != OUTSIDE)
    if not total:
        return Words.no_sites
    stalled = found.counts.get(STALLED, 0)
    worst = most_stalled(found.networks["name"], found.networks[STALLED])
    where = Words.where.format(network=worst) if worst and stalled > 1 else ""
    parts = [
        Words.headline.format(
            started=formats.integer(sum(found.counts.get(state, 0) for state in STARTED)), total=formats.integer(total)
        ),
        Words.stalled.format(count=formats.integer(stalled), where=where) if stalled else Words.stalled_none,
    ]
    if found.not_answering:
        parts.append(Words.silent.format(count=formats.integer(found.not_answering)))
    return " ".join(parts)


def figure_words(figure: Figure) -> dict[str, str]:
    """One figure of the strip as it is written: value, change, response rate."""
    rate = figure.response_rate
    return {
        "value": figure.shown or _written(figure),
        "change": (_compared(figure) if figure.value is not None else Drawn.not_known) if figure.has_change else "",
        "rate": Drawn.answer_rate.format(share=formats.percent(rate)) if rate is not None else "",
    }


def _compared(figure: Figure) -> str:
    change = formats.change(figure.value, figure.previous, figure.unit)
    if not change:
        return Drawn.no_earlier
    if figure.unit == "dage" and change[0] in "+−":  # »−35 dage siden« would be read as a time
        return (Drawn.longer if change[0] == "+" else Drawn.shorter).format(days=change[1:])
    return Drawn.since.format(change=change)


def _written(figure: Figure) -> str:
    value = figure.value
    if value is None or value != value:
        return formats.MISSING
    if figure.unit == "procent":
        return formats.percent(value)
    return formats.count(round(value), Words.day, Words.days) if figure.unit == "dage" else formats.integer(value)


def _as_of(found: Overview) -> str:
    until = [Words.until.format(day=formats.day(found.data_until))] if found.data_until else []
    return " · ".join([Words.as_of.format(day=formats.day(found.as_of)), *until])


def _bars(found: Overview) -> dict[str, Any]:
    lists = found.networks
    states = [state for state in theme.STATES if any(lists.get(state, ()))]
    columns = [
        Column("name", Words.network),
        *(Column(state, _label(state), "integer") for state in states),
        Column("total", Words.total, "integer"),
    ]
    return {
        "title": _bars_title(found),
        "summary": Words.bars_summary,
        "states": states,
        "ids": lists["id"],
        "names": lists["name"],
        "counts": list(zip(*(lists[state] for state in states), strict=True)) if states else [],
        "table": components.table_data(lists, columns, caption=Words.bars_caption),
        "file": "netvaerk",
    }


def _bars_title(found: Overview) -> str:
    names, stalled = found.networks["name"], found.networks[STALLED]
    if not names:
        return Words.bars_none
    if not any(stalled):
        return Words.bars_calm
    if sum(map(bool, stalled)) == 1:
        at = stalled.index(max(stalled))
        count = _municipalities(found.networks["total"][at])
        return Words.bars_one.format(stalled=stalled[at], count=count, network=names[at])
    if worst := most_stalled(names, stalled):
        return Words.bars_title.format(network=worst)
    return Words.bars_even.format(count=_municipalities(max(stalled)))


def _map_title(counts: Mapping[str, int]) -> str:
    if not any(counts.values()):
        return Words.map_none
    stalled, silent = counts.get(STALLED, 0), counts.get(SILENT, 0)
    return Words.map_title.format(
        stalled=_municipalities(stalled) if stalled else Words.map_no_stalled,
        silent=formats.integer(silent) if silent else Words.map_no_silent,
    )


def _map(found: Overview) -> dict[str, Any]:
    lists, counts = found.municipalities, found.municipality_counts
    outside = [code for code, inside in zip(lists["code"], lists["is_selected"], strict=True) if not inside]
    note = Words.map_outside.format(count=_municipalities(len(outside))) if outside else ""
    return {
        "title": _map_title(counts),
        "summary": Words.map_summary.format(outside=note).strip(),
        "counts": {state: counts[state] for state in theme.STATES if counts.get(state)},
        "outside": outside,
        "table": components.table_data(lists, MAP_COLUMNS, caption=Words.map_caption, searchable=True),
        "file": "kommuner",
    }


def _changes(found: Overview) -> dict[str, Any]:
    rows = components.rows(found.changes)
    title = {0: Words.changes_none, 1: Words.changes_one}.get(len(rows), Words.changes_title)
    return {
        "title": title.format(count=len(rows)),
        "rows": [
            [formats.day(row["at"]), *(row[name] for name in ("code", "name", "from_state", "to_state", "reason"))]
            for row in rows
        ],
    }


def _municipalities(count: int) -> str:
    return formats.count(count, Words.kommune, Words.kommuner)


def _label(state: str) -> str:
    return next(one.label for one in definitions().states if one.code == state)
