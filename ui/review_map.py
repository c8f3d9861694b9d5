"""The map of a review as a drawing of its own, for paper: the same borders as on the page, coloured by state."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

import config
from ui import theme

BORDERS = config.ROOT / "assets" / "draw" / "15-kommuner.js"
CAPITAL_FROM, CAPITAL_TO = (2325, 1800, 330, 350), (1905, 20, 620, 657)  # as in assets/draw/30-map.js
OUTSIDE_OPACITY = "0.22"
LINE = theme.LIGHT["field-line"]


@functools.cache
def borders() -> dict[str, Any]:
    """{box, inset, paths}: the file that the browser draws from."""
    text = BORDERS.read_text(encoding="utf-8")
    found: dict[str, Any] = orjson.loads(text[text.index("{") : text.rindex("}") + 1])
    return found


def svg(rows: Iterable[Mapping[str, Any]]) -> str:
    """The drawing from rows with code, state and is_selected."""
    areas = "".join(_area(row) for row in rows)
    left, top, wide, high = CAPITAL_TO
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{borders()["box"]}"><defs>{_hatch()}</defs>'
        f"{_frame(*borders()['inset'])}<g>{areas}</g>{_frame(*CAPITAL_FROM)}"
        f'<svg x="{left}" y="{top}" width="{wide}" height="{high}" viewBox="{" ".join(map(str, CAPITAL_FROM))}">'
        f"<g>{areas}</g></svg>{_frame(*CAPITAL_TO)}</svg>"
    )


def _area(row: Mapping[str, Any]) -> str:
    path = borders()["paths"].get(row["code"])
    if path is None:
        return ""
    fill = "url(#hatch)" if row["state"] == "ukendt" else theme.STATES[row["state"]].fill
    pale = "" if row["is_selected"] else f' opacity="{OUTSIDE_OPACITY}"'
    return f'<path d="{path}" fill="{fill}" stroke="#FFFFFF" stroke-width="4"{pale}/>'


def _hatch() -> str:
    grey = theme.STATES["ukendt"].fill
    return (
        '<pattern id="hatch" width="36" height="36" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="36" height="36" fill="{theme.LIGHT["hatch"]}"/><rect width="16" height="36" fill="{grey}"/>'
        "</pattern>"
    )


def _frame(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{LINE}" stroke-width="4"/>'
