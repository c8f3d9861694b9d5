"""The review as a tagged A4 PDF with real text: its tables and drawings given as data to a template."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, cast

import orjson

from programme.review import Frozen, Review
from ui import components, formats, review_map, theme
from ui.components import Column
from ui.figures.survival import ALL
from ui.review_tables import Sheet, quality_notes, sheets, written
from ui.review_xlsx import front
from ui.texts import Overview as Words
from ui.texts import Site
from ui.texts_review import Review as W
from ui.texts_review import Sections as P

TEMPLATE = Path(__file__).with_name("review.typ")
STANDARD: Any = "ua-1"  # PDF/UA: tags, title, language and alternative texts, or no file
NUMBERS = ("integer", "percent", "days", "decimal")
DAYS_SHOWN = (30, 60, 90, 120, 180, 270, 365)
BAR = Column("bar", "")
Block = dict[str, Any]


def pdf(review: Review, last: Frozen | None = None, frozen: Frozen | None = None) -> bytes:
    """The file, in PDF/UA-1."""
    import typst  # takes time to import, and few ask

    given = {"data": orjson.dumps(document(review, last, frozen)).decode()}
    compiler = typst.Compiler(_template(), font_paths=_fonts(), sys_inputs=given)
    made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=int(review.made_at.timestamp()))
    return cast(bytes, made)  # one document is one file


def document(review: Review, last: Frozen | None = None, frozen: Frozen | None = None) -> dict[str, Any]:
    """What the template is given."""
    made = sheets(review, last)
    heading, lead, *notes = front(review, frozen)
    notes = [one for one in notes if one not in quality_notes(review)]
    return {
        "title": f"{heading}, {formats.day(review.overview.as_of)}",
        "author": Site.name,
        "heading": heading,
        "lead": lead,
        "notes": notes,
        "footer": f"{Site.name} · {heading} · {formats.day(review.overview.as_of)}",
        "page_of": W.page_of,
        "sections": [
            _section(P.indicators, [_table(made["indicators"])]),
            _section(P.map, [_map(review)]),
            _section(P.states, [_states(made["states"]), _heading(P.networks), _table(made["networks"])]),
            _section(P.steps, [_bars(made["steps"], "share", theme.PALETTE[0], without=("phase_name",))]),
            _section(P.survival, _survival(made["survival"])),
            _section(P.barriers, [_bars(made["barriers"], "share", theme.PALETTE[1])]),
            _section(P.stalled, [_table(made["stalled"])]),
            _section(P.quality, _quality(review, made)),
            _section(P.targets, [_bars(made["targets"], "share", theme.PALETTE[0])]),
            _section(P.gains, [_table(made["gains"])]),
            _section(P.definitions, [_table(made["definitions"])]),
        ],
    }


@functools.cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


@functools.cache
def _fonts() -> Any:
    """Those that the package carries: the same page on every machine, and nothing is fetched."""
    import typst

    return typst.Fonts(include_system_fonts=False)


def _section(title: str, blocks: list[Block]) -> dict[str, Any]:
    return {"title": title, "blocks": blocks}


def _heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def _soft(text: str) -> Block:
    return {"kind": "soft", "text": text}


def _table(sheet: Sheet) -> Block:
    """A sheet as a table; where it has no rows, the sentence that says so."""
    return _grid(sheet, sheet.columns, sheet.written())


def _bars(sheet: Sheet, key: str, fill: str, without: tuple[str, ...] = ()) -> Block:
    """The same with a bar behind the last number of each row."""
    columns = [column for column in sheet.columns if column.key not in without]
    rows = [
        [
            *(written(sheet.kind(column, row), row[column.key]) for column in columns),
            {"share": row[key] or 0, "fill": fill},
        ]
        for row in sheet.rows
    ]
    return _grid(sheet, [*columns, BAR], rows)


def _states(sheet: Sheet) -> Block:
    most = max([row["municipalities"] for row in sheet.rows] or [1]) or 1
    rows = [
        [*words, {"share": row["municipalities"] / most, "fill": theme.STATES[row["state"]].fill}]
        for words, row in zip(sheet.written(), sheet.rows, strict=True)
    ]
    return _grid(sheet, [*sheet.columns, BAR], rows)


def _grid(sheet: Sheet, columns: Any, rows: list[list[Any]]) -> Block:
    if not rows:
        return _soft(sheet.empty or formats.MISSING)
    return {
        "kind": "table",
        "heads": [column.title for column in columns],
        "aligns": ["right" if column.kind in NUMBERS or column.kind == "figure" else "left" for column in columns],
        "widths": [4 if column.wide else 2 if column is BAR else 0 for column in columns],
        "rows": rows,
    }


def _map(review: Review) -> Block:
    found = review.overview
    counts = {state: count for state, count in found.municipality_counts.items() if count}
    labels = ", ".join(f"{written('state', state)} {counts[state]}" for state in theme.STATES if state in counts)
    rows = components.rows(found.municipalities)
    return {"kind": "map", "svg": review_map.svg(rows), "alt": f"{Words.map_caption}: {labels}", "caption": labels}


def _survival(sheet: Sheet) -> list[Block]:
    if not sheet.rows:
        return [_soft(sheet.empty)]
    by_size: dict[str, list[dict[str, Any]]] = {}
    for row in sheet.rows:
        by_size.setdefault(row["size"], []).append(row)
    last = max(row["day"] for row in sheet.rows) or 1
    series = [_series(rows, number) for number, rows in enumerate(by_size.values())]
    _spread(series)
    told = list(by_size.get(ALL, []))
    drawn = {
        "kind": "curves",
        "last": last,
        "ticks": [day for day in (0, *DAYS_SHOWN, 540, 730) if day <= last],
        "axis": Words.days_since,
        "series": series,
        "alt": f"{P.survival_note} {_said(told)}",
        "caption": P.survival_note,
    }
    short = Sheet(sheet.key, sheet.title, sheet.columns, _at(told), sheet.empty)
    return [drawn, _table(short)]


def _series(rows: list[dict[str, Any]], number: int) -> dict[str, Any]:
    points = [[row["day"], row["started_share"]] for row in rows]
    colour = theme.PALETTE[number % len(theme.PALETTE)]
    is_all = rows[0]["size"] == ALL
    return {"name": rows[0]["size_name"], "colour": colour, "width": 2 if is_all else 1, "points": points}


def _spread(series: list[dict[str, Any]]) -> None:
    """Names at the ends of the curves, moved apart where they would touch."""
    taken: list[float] = []
    for one in sorted(series, key=lambda one: one["points"][-1][1]):
        one["label_at"] = max([one["points"][-1][1], *(below + 0.07 for below in taken)])
        taken.append(one["label_at"])


def _at(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The curve at a few days: the last step until each."""
    last = rows[-1]["day"] if rows else 0
    found = []
    for day in (one for one in DAYS_SHOWN if one <= last):
        step = [row for row in rows if row["day"] <= day][-1]
        found.append(step | {"day": day, "at_risk": next((r["at_risk"] for r in rows if r["day"] >= day), None)})
    return found


def _said(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    end = rows[-1]
    share, low, high = (formats.percent(end[name]) for name in ("started_share", "low", "high"))
    return Words.survival_summary.format(share=share, days=formats.integer(end["day"]), low=low, high=high)


def _quality(review: Review, made: dict[str, Sheet]) -> list[Block]:
    return [
        {"kind": "list", "items": quality_notes(review)},
        *(_heading(P.responses), _table(made["responses"])),
        *(_heading(P.pauses), _soft(P.pauses_note), _table(made["pauses"])),
    ]
