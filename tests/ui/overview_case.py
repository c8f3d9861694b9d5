"""A made-up overview with every state in it, for tests of what the page says and draws."""

from __future__ import annotations

from datetime import date

import pandas as pd

from programme.definitions import definitions
from programme.queries import Figure, Overview
from programme.setup import municipalities

STATES = ("gaaet_i_staa", "i_risiko", "ukendt", "stoppet", "paa_vej", "i_drift", "forankret", "ikke_omfattet")
NETWORKS = ("Netværk Vest", "Netværk Øst", "Netværk Fyn", "Netværk Nord")


def overview(*, region: str | None = None) -> Overview:
    """98 municipalities whose states go round; four networks."""
    country = _municipalities(region)
    counts = country.loc[country["is_selected"], "state"].value_counts().to_dict()
    return Overview(
        as_of=date(2021, 7, 1),
        data_until=date(2021, 6, 28),
        is_demo=True,
        counts=counts,
        municipality_counts=counts,
        not_answering=counts.get("ukendt", 0),
        figures=figures(),
        municipalities=country.to_dict("list"),
        networks=_networks(country).to_dict("list"),
        steps=_steps().to_dict("list"),
        survival=_survival().to_dict("list"),
        barriers=_barriers().to_dict("list"),
        changes=_changes(country).to_dict("list"),
    )


def figures() -> list[Figure]:
    return [
        Figure("active_trainers", 141, 118, "antal", 141, 324, 0.62),
        Figure("start_rate", 0.54, 0.41, "procent", 41, 76, 0.62),
        Figure("time_to_start", 96.0, 103.0, "dage", None, None, 0.62),
        Figure("citizens_trained", 1234, 901, "antal", 1234, None, 0.62),
        Figure("kits", 1180, 1180, "antal", 1180, 1234, 0.62),
    ]


def _municipalities(region: str | None) -> pd.DataFrame:
    rows = [
        {
            "code": code,
            "name": row["name"],
            "region": row["region_code"],
            "size": "small",
            "network_id": at % 4 + 1,
            "network": NETWORKS[at % 4],
            "state": STATES[at % 8],
            "rule": f"{STATES[at % 8]}.a",
            "reason": "Intet borgerkursus 143 dage efter første træner (12. jan. 2021), og ingen plan med dato.",
            "is_selected": region in (None, row["region_code"]),
        }
        for at, (code, row) in enumerate(municipalities().items())
    ]
    return pd.DataFrame(rows)


def _networks(country: pd.DataFrame) -> pd.DataFrame:
    chosen = country[country["is_selected"]]
    split = chosen.pivot_table(index=["network_id", "network"], columns="state", values="code", aggfunc="count")
    split = split.reindex(columns=STATES).fillna(0).astype(int)
    return split.assign(total=split.sum(axis=1)).reset_index().rename(columns={"network_id": "id", "network": "name"})


def _steps() -> pd.DataFrame:
    rows = []
    for at, step in enumerate(definitions().steps):
        share = 0.95 - 0.05 * at - (0.15 if at >= 8 else 0)
        rows.append(
            {
                "step": step.code,
                "title": step.title,
                "phase": step.phase,
                "done": round(76 * share),
                "applicable": 76,
                "share": share,
                "drop": 0.2 if at == 8 else 0.05,
                "is_biggest_drop": at == 8,
            }
        )
    return pd.DataFrame(rows)


def _survival() -> pd.DataFrame:
    rows = []
    for number, size in enumerate(("alle", "small", "medium", "large_medium")):
        for at, day in enumerate(range(0, 330, 15)):
            share = min(0.9, at * (0.035 + 0.004 * number))
            rows.append((size, day, share, max(0, share - 0.1), min(1, share + 0.1), 80 - 3 * at, False))
    rows.append(("large", 0, 0.0, 0.0, 0.0, 6, True))
    return pd.DataFrame(rows, columns=["size", "day", "started_share", "low", "high", "at_risk", "is_too_few"])


def _barriers() -> pd.DataFrame:
    known = definitions()
    titles = {group.code: group.title for group in known.groups}
    return pd.DataFrame(
        [
            {
                "code": one.code,
                "name": one.title,
                "group": one.group,
                "group_name": titles[one.group],
                "count": 21 - at,
                "share": (21 - at) / 60,
            }
            for at, one in enumerate(known.barriers)
        ]
    )


def _changes(country: pd.DataFrame) -> pd.DataFrame:
    few = country.head(6)
    return pd.DataFrame(
        {
            "at": pd.Timestamp("2021-06-28"),
            "code": few["code"],
            "name": few["name"],
            "from_state": "i_risiko",
            "to_state": few["state"],
            "reason": few["reason"],
        }
    )
