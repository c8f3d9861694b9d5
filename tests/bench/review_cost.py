"""Seconds of the server for the review of the nation, page, PDF and spreadsheet, as ministry and coordinator."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from access.viewer import Grant, Viewer
from app import create_app
from pages._shared import gate, page
from programme import review as reviews
from programme.queries import Selection
from ui import review_pdf, review_xlsx

ROUNDS = 5


def main() -> None:
    """Prints {"reviewer page": [seconds on the wall, seconds of CPU], ...}, medians after a first visit."""
    site = create_app()
    measured: dict[str, Any] = {}
    for role in ("reviewer", "coordinator"):
        viewer = Viewer("bench", frozenset({Grant(role)}))

        def shown(viewer: Viewer = viewer) -> None:
            with site.server.test_request_context("/rapport"):
                gate.act_as(viewer)
                site._document(page.render("/rapport"))

        def written(make: Callable[[reviews.Review], bytes], viewer: Viewer = viewer) -> None:
            make(reviews.review(Selection(), viewer=viewer))

        measured[f"{role} page"] = _median(shown)
        measured[f"{role} pdf"] = _median(lambda written=written: written(review_pdf.pdf))
        measured[f"{role} xlsx"] = _median(lambda written=written: written(review_xlsx.xlsx))
    print(json.dumps(measured))


def _median(act: Callable[[], None]) -> list[float]:
    act()
    taken = []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    return [round(statistics.median(column), 3) for column in zip(*taken, strict=True)]


if __name__ == "__main__":
    main()
