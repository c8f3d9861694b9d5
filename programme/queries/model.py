"""How long each step of the model takes here."""

from __future__ import annotations

import numpy as np
import pandas as pd

from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from programme.definitions import definitions
from programme.queries import shared
from programme.queries.experience import days_done


def step_experience(*, viewer: Viewer) -> pd.DataFrame:
    """Per step [step, sites, median, late]: sites that have done it, and median and 75th percentile of their days.

    Days are counted from the site's first trained trainer. median and late are missing below the number of sites that
    the model asks for; indicator: steps.
    """
    require(viewer, Permission.SEE_PROGRESS)
    with shared.states() as connection:
        done = days_done(connection)
    least = definitions().own_experience_from
    rows = []
    for step, listed in done.items():
        days = [max(int(day), 0) for day in listed if day]
        is_enough = len(days) >= least
        median = round(float(np.median(days))) if is_enough else None
        late = round(float(np.percentile(days, 75))) if is_enough else None
        rows.append((step, len(days), median, late))
    return pd.DataFrame(rows, columns=["step", "sites", "median", "late"]).astype({"median": "Int64", "late": "Int64"})
