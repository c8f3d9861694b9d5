"""After an import the early warning is fitted anew: when all is committed, so that nobody waits for it."""

from __future__ import annotations

import logging

from access.viewer import Viewer

LARGE = 20_000  # rows; after a larger file a command leaves the fit to `python -m programme forecast`
_LOG = logging.getLogger("fodfaeste")


def fit_again(*, by: Viewer) -> None:
    """Fits and forecasts; what goes wrong is logged and leaves the forecasts of before, for the import is done."""
    from programme.warning.store import refit  # 0.3 s to import, and needed only here

    try:
        refit(by=by)
    except Exception:
        _LOG.exception("Den tidlige varsling blev ikke regnet på ny; kør python -m programme forecast")
