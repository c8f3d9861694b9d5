"""The drawn borders: all there, small, and the ones that the committed file holds."""

import re

from ui import map_paths


def test_the_committed_file_is_what_the_script_makes():
    assert map_paths.TARGET.read_text(encoding="utf-8") == map_paths.script()


def test_every_municipality_has_a_shape():
    paths = map_paths.paths()
    assert len(paths) == 98
    assert all(re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", path) for path in paths.values())


def test_neighbours_share_their_border_point_for_point():
    corners = {code: set(_corners(path)) for code, path in map_paths.paths().items()}
    assert len(corners["0101"] & corners["0147"]) >= 4  # Frederiksberg lies inside København
    assert len(corners["0751"] & corners["0746"]) >= 2  # Aarhus and Skanderborg meet


def _corners(path: str) -> list[tuple[int, int]]:
    found = []
    for ring in path.split("z")[:-1]:
        start, steps = ring[1:].split("l")
        x, y = map(int, start.split())
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        found.append((x, y))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
    return found
