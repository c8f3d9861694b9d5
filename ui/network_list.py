"""The list of networks with their municipalities by state, and the sentence above it."""

from __future__ import annotations

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
    return table_data(in_order(found.assign(split=split)), COLUMNS, caption=T.TABLE)


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
    return {"table": table_data(in_order(found), columns, caption=T.TABLE), "file": T.FILE, "title": Parts.csv}


def in_order(found: pd.DataFrame) -> pd.DataFrame:
    """Most stalled municipalities first, then most at risk."""
    return found.sort_values(["gaaet_i_staa", "i_risiko", "name"], ascending=[False, False, True])


def lead(found: pd.DataFrame, outside: int) -> str:
    """How many municipalities are in a network, how many in scope are not, and where help is needed most."""
    inside = int(found["municipalities"].sum())
    if not inside:
        return T.LEAD_NONE
    worst = in_order(found).iloc[0]
    sentence = {0: T.LEAD_ALL, 1: T.LEAD_ONE}.get(outside, T.LEAD).format(inside=inside, outside=outside)
    if not worst["gaaet_i_staa"]:
        return sentence
    return f"{sentence} {T.LEAD_WORST.format(name=worst['name'], count=int(worst['gaaet_i_staa']))}"
