"""Lines of the log as a table."""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from ui import components, formats
from ui.components import Column
from ui.texts_door import Admin

COLUMNS = (
    Column("at", Admin.LOG_AT),
    Column("actor", Admin.LOG_ACTOR),
    Column("action", Admin.LOG_ACTION),
    Column("subject", Admin.LOG_SUBJECT),
    Column("detail", Admin.LOG_DETAIL, wide=True),
)


def table(name: str, lines: pd.DataFrame, caption: str) -> Component:
    """[at, actor, action, subject, detail, number] as people read it, newest first."""
    shown = lines.assign(
        at=[formats.moment(moment) for moment in lines["at"]],
        action=[Admin.ACTIONS.get(action, action) for action in lines["action"]],
        detail=[
            " · ".join(part for part in (detail, number) if isinstance(part, str) and part)
            for detail, number in zip(lines["detail"], lines["number"], strict=True)
        ],
    )
    return components.data_table(name, shown, COLUMNS, caption=caption)
