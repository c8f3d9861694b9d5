"""How many answered in each wave: one bar per wave."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ui import formats, theme
from ui.texts_data import QualityPage as Texts


def response_rate(rates: pd.DataFrame) -> dict[str, Any]:
    """A Plotly figure of rates [wave, due, answered, share (0..1, missing where nobody was due)]."""
    shares = [None if pd.isna(share) else round(100 * share, 1) for share in rates["share"]]
    bar = {
        "type": "bar",
        "x": [Texts.wave.format(wave=wave) for wave in rates["wave"]],
        "y": shares,
        "text": [formats.percent(share) for share in rates["share"]],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    layout = theme.plotly_layout()
    layout["yaxis"] = {**layout["yaxis"], "range": [0, 110], "tickvals": [0, 50, 100], "ticksuffix": "\u00a0%"}
    return {"data": [bar], "layout": {**layout, "height": 260, "bargap": 0.6}}
