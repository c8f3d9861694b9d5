"""The tables of a municipality's page: people, answers and sites as draw.table wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ui.components import Column, table_data
from ui.texts_places import Kommune as T

PEOPLE = (
    Column("name", T.PERSON),
    Column("role", T.ROLE),
    Column("profession", T.PROFESSION),
    Column("site", T.WORKPLACE),
    Column("status", T.STATUS),
    Column("last_answer", T.LAST_ANSWER, kind="ago"),
    Column("phone", T.PHONE, kind="phone"),
    Column("email", T.EMAIL, kind="email"),
)
ANSWERS = (
    Column("label", T.QUESTION),
    Column("value", T.ANSWER, wide=True),
    Column("counts", T.COUNTS),
    Column("answered_on", T.ANSWERED_ON, kind="day"),
    Column("wave", T.WAVE, kind="integer"),
    Column("who", T.WHO),
)
SITES = (
    Column("name", T.SITE),
    Column("kind", T.KIND),
    Column("state", T.STATE, kind="state"),
    Column("reason", T.REASON, wide=True),
    Column("steps_done", T.STEPS_DONE, kind="steps", of="steps_applicable"),
    Column("active_trainers", T.TRAINERS, kind="integer"),
    Column("last_heard", T.HEARD, kind="ago"),
)


def people(found: pd.DataFrame) -> dict[str, Any]:
    """Everybody trained here; phone and e-mail only of those who said yes to being contacted."""
    allowed = found["may_contact"].fillna(False).astype(bool)
    shown = found.assign(phone=found["phone"].where(allowed), email=found["email"].where(allowed))
    columns = [one for one in PEOPLE if one.key != "site" or found["site"].nunique() > 1]
    return table_data(shown, columns, caption=T.PEOPLE)


def answers(found: pd.DataFrame, file_name: str) -> dict[str, Any]:
    """What was answered, contradictions first, then question by question, the newest on top."""
    ordered = found.assign(
        counts=[_counts(one.is_newest, one.is_contradicted) for one in found.itertuples()],
        _first=pd.factorize(found["question"])[0],
    ).sort_values(["is_contradicted", "_first", "answered_on"], ascending=[False, True, False], kind="stable")
    return table_data(ordered, ANSWERS, caption=T.ANSWERS, searchable=len(found) > 15, file_name=file_name)


def sites(found: pd.DataFrame, kinds: Mapping[int, str]) -> dict[str, Any]:
    """The sites of a municipality with their own states; kinds gives the words of arbejdsplads_type."""
    return table_data(found.assign(kind=found["kind"].map(kinds)), SITES, caption=T.SITES)


def _counts(is_newest: Any, is_contradicted: Any) -> str:
    if is_contradicted:
        return T.CONTRADICTED
    return T.CURRENT if is_newest else T.EARLIER
