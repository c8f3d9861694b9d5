"""The list of networks with their municipalities by state, and the sentence above it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ui import theme
from ui.components import Column, table_data
from ui.texts import Parts
from ui.texts_places import Netvaerk as T

COLUMNS = (
    Column("name", T.NAME, link="/netvaerk/{id}"),
    Column("split", T.STATES, kind="split", wide=True),
    Column("municipalities", T.MUNICIPALITIES, kind="integer"),
    Column("gaaet_i_staa", T.STALLED, kind="integer"),
    Column("active_trainers", T.TRAINERS, kind="integer"),
    Column("last_heard", T.HEARD, kind="ago"),
)


def table(found: pd.DataFrame) -> dict[str, Any]:
    """What draw.table needs: queries.networks() worst first, the states as one split bar; or what will be here."""
    if found.empty:
        return {"empty": T.EMPTY}
    counts = zip(*(found[state] for state in theme.STATES), strict=True)
    split = ["/".join(str(int(count)) for count in row) for row in counts]
    return table_data(found.assign(split=split), COLUMNS, caption=T.TABLE)


def file(found: pd.DataFrame, labels: dict[str, str]) -> dict[str, Any]:
    """The same for a spreadsheet: one column per state."""
    columns = [
        Column("name", T.NAME),
        Column("municipalities", T.MUNICIPALITIES, kind="integer"),
        *(Column(code, labels[code], kind="integer") for code in theme.STATES),
        Column("sites", T.SITES, kind="integer"),
        Column("active_trainers", T.TRAINERS, kind="integer"),
        Column("last_heard", T.HEARD, kind="day"),
    ]
    return {"table": table_data(found, columns, caption=T.TABLE), "file": T.FILE, "title": Parts.csv}


def most_stalled(names: Sequence[str], stalled: Sequence[int]) -> str | None:
    """The network where most municipalities have stalled; None where it is the only one, or where two have as many."""
    most = max(stalled, default=0)
    has_one = len(names) > 1 and most > 0 and list(stalled).count(most) == 1
    return names[list(stalled).index(most)] if has_one else None


def lead(found: pd.DataFrame, outside: int) -> str:
    """How many municipalities are in a network, how many in scope are not, and where help is needed most."""
    inside = int(found["municipalities"].sum())
    if not inside:
        return T.LEAD_NONE
    in_scope = inside - int(found["ikke_omfattet"].sum())
    said = {0: T.LEAD_ALL, 1: T.LEAD_ONE}.get(outside, T.LEAD)
    sentence = said.format(inside=inside, in_scope=in_scope, outside=outside)
    stalled = found["gaaet_i_staa"].tolist()
    worst = most_stalled(found["name"].tolist(), stalled)
    return f"{sentence} {T.LEAD_WORST.format(name=worst, count=max(stalled))}" if worst else sentence
