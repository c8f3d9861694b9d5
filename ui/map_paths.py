"""Borders -> SVG paths: `python -m ui.map_paths` writes assets/draw/15-kommuner.js from kommuner.geojson."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import config

SOURCE = config.ROOT / "programme" / "denmark" / "kommuner.geojson"
TARGET = config.ROOT / "assets" / "draw" / "15-kommuner.js"
BORNHOLM = "0400"
UNITS_PER_DEGREE = 100.0  # one unit is about 1.1 km; paths are written in tenths of a unit
COSINE = math.cos(math.radians(56.0))  # degrees of longitude are shorter here
WEST, NORTH = 8.05, 57.78
INSET_SHIFT = (-150.0, -168.0)  # Bornholm, moved up beside Skåne's empty sea, as on most Danish maps
TOLERANCE = 4.0  # tenths of a unit: about 450 m
SMALLEST_RING = 30.0  # square tenths: smaller islets vanish, unless they are all there is

Point = tuple[int, int]
Ring = list[Point]


def paths() -> dict[str, str]:
    """Municipality code -> path data in tenths of a unit; neighbours share their simplified border exactly."""
    features = json.loads(SOURCE.read_text(encoding="utf-8"))["features"]
    rings = {feature["properties"]["kommunekode"]: _rings(feature) for feature in features}
    junctions = _junctions(rings)
    return {
        code: "".join(_written(_simplified(ring, junctions)) for ring in _worth(own)) for code, own in rings.items()
    }


def _rings(feature: dict[str, Any]) -> list[Ring]:
    geometry, code = feature["geometry"], feature["properties"]["kommunekode"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    shift = INSET_SHIFT if code == BORNHOLM else (0.0, 0.0)
    return [
        _without_repeats([_projected(point[0], point[1], shift) for point in ring])
        for polygon in polygons
        for ring in polygon
    ]


def _projected(longitude: float, latitude: float, shift: tuple[float, float]) -> Point:
    x = (longitude - WEST) * COSINE * UNITS_PER_DEGREE + shift[0]
    y = (NORTH - latitude) * UNITS_PER_DEGREE + shift[1]
    return round(x * 10), round(y * 10)


def _without_repeats(ring: Ring) -> Ring:
    kept = [point for before, point in zip([None, *ring], ring, strict=False) if point != before]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _junctions(rings: dict[str, list[Ring]]) -> set[Point]:
    """Points where the set of municipalities that share the border changes: these never move."""
    owners: dict[Point, set[str]] = defaultdict(set)
    for code, own in rings.items():
        for ring in own:
            for point in ring:
                owners[point].add(code)
    fixed: set[Point] = set()
    for own in rings.values():
        for ring in own:
            for before, point in zip([ring[-1], *ring], ring, strict=False):
                if owners[before] != owners[point]:
                    fixed.update((before, point))
    return fixed


def _simplified(ring: Ring, junctions: set[Point]) -> Ring:
    anchors = [index for index, point in enumerate(ring) if point in junctions]
    if len(anchors) < 2:
        far = max(range(len(ring)), key=lambda index: math.dist(ring[0], ring[index]))
        anchors = [0, far]
    turned = ring[anchors[0] :] + ring[: anchors[0]] + [ring[anchors[0]]]
    stops = [index - anchors[0] for index in anchors] + [len(ring)]
    kept: Ring = []
    for start, end in pairwise(stops):
        kept += _arc(turned[start : end + 1])[:-1]
    return kept


def _arc(points: Ring) -> Ring:
    """Douglas-Peucker, walked from the same end whichever neighbour asks."""
    if points[0] > points[-1]:
        return _arc(points[::-1])[::-1]
    if len(points) < 3:
        return points
    distances = [_distance(point, points[0], points[-1]) for point in points[1:-1]]
    furthest = max(range(len(distances)), key=distances.__getitem__)
    if distances[furthest] <= TOLERANCE:
        return [points[0], points[-1]]
    return _arc(points[: furthest + 2])[:-1] + _arc(points[furthest + 1 :])


def _distance(point: Point, start: Point, end: Point) -> float:
    along = math.dist(start, end)
    if not along:
        return math.dist(point, start)
    (x, y), (x1, y1), (x2, y2) = point, start, end
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / along


def _worth(rings: list[Ring]) -> list[Ring]:
    large = [ring for ring in rings if abs(_area(ring)) >= SMALLEST_RING and len(ring) > 2]
    return large or [max(rings, key=lambda ring: abs(_area(ring)))]


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _written(ring: Ring) -> str:
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(ring)]
    line = "".join(f"{x}{'' if y < 0 else ' '}{y} " for x, y in steps).strip()
    return f"M{ring[0][0]} {ring[0][1]}l{line}z"


def _view_box(rings: list[Ring]) -> str:
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    return f"{min(xs) - 10} {min(ys) - 10} {max(xs) - min(xs) + 20} {max(ys) - min(ys) + 20}"


def script() -> str:
    """The JavaScript file: window.dash_clientside.draw.borders = {box, inset, paths}."""
    features = json.loads(SOURCE.read_text(encoding="utf-8"))["features"]
    rings = {feature["properties"]["kommunekode"]: _rings(feature) for feature in features}
    every = [ring for own in rings.values() for ring in own]
    island = [point for ring in rings[BORNHOLM] for point in ring]
    left, top = min(x for x, _ in island) - 60, min(y for _, y in island) - 60
    right, bottom = max(x for x, _ in island) + 60, max(y for _, y in island) + 60
    data = {
        "box": _view_box([*every, [(left, top), (right, bottom)]]),
        "inset": [left, top, right - left, bottom - top],
        "paths": dict(sorted(paths().items())),
    }
    written = json.dumps(data, separators=(",", ":"))
    origin = "/* Made by `python -m ui.map_paths`; see programme/denmark/README.md for the source. */"
    return f"{origin}\nwindow.dash_clientside.draw.borders={written};\n"


if __name__ == "__main__":
    Path(TARGET).write_text(script(), encoding="utf-8")
