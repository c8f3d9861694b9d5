"""Everything that Overblik shows: added up by the database from the states that are kept there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Integer, case, cast, func, select

from access.viewer import Viewer
from programme import waves
from programme.answers import day_number
from programme.calendar import today
from programme.definitions import definitions
from programme.queries import shared
from programme.queries.figures import Sums, figures
from programme.queries.survival import median, survival
from programme.queries.views import Overview, Selection
from storage import tables as t

OUTSIDE, STALLED, UNKNOWN = "ikke_omfattet", "gaaet_i_staa", "ukendt"
MOST_CHANGES = 20
m, s, sm, ss = shared.m, shared.s, shared.sm, shared.ss


def overview(selection: Selection, *, viewer: Viewer) -> Overview:
    """Everything that Overblik shows for a selection, as of today or the close of its wave; shares are of 1."""
    with shared.states() as connection:
        selection = shared.known(connection, selection)
        closes = waves.closes(connection)
        as_of = closes.get(selection.wave or 0, today())
        before = max((close for close in closes.values() if close < as_of), default=None)
        map_of_all = _municipalities(connection, selection, as_of)
        days = [day for day in (as_of, before) if day]
        sums = _sums(connection, selection, days)
        curves = {day: survival(sites) for day, sites in _followed(connection, selection, days).items()}
        chosen = map_of_all if map_of_all["is_selected"].all() else map_of_all[map_of_all["is_selected"]]
        rates = _response_rates(connection, set(chosen["code"]))
        medians = {day: median(curve) for day, curve in curves.items()}
        counts = sums[as_of].counts
        networks = by_network(chosen)
        return Overview(
            as_of=as_of,
            data_until=_data_until(connection),
            is_demo=_is_demo(connection),
            counts=counts,
            municipality_counts=dict(Counter(chosen["state"])),
            worst_network=_worst(networks),
            not_answering=counts.get(UNKNOWN, 0),
            figures=figures(sums[as_of], sums.get(before) if before else None, medians, _rate_at(rates, closes, as_of)),
            municipalities=map_of_all,
            networks=networks,
            steps=_steps(connection, selection, as_of),
            survival=curves[as_of],
            barriers=_barriers(connection, selection, as_of),
            changes=_changes(connection, set(chosen["code"])),
        )


def _municipalities(connection: Connection, selection: Selection, as_of: date) -> pd.DataFrame:
    query = (
        select(
            *(m.code, m.name, m.region, m.size, sm.network_id, t.network.c.name.label("network")),
            *(sm.state, sm.rule, sm.reason),
            case((shared.municipalities_in(selection), 1), else_=0).label("is_selected"),
        )
        .join_from(t.municipality, t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == as_of))
        .outerjoin(t.network, t.network.c.id == sm.network_id)
        .order_by(m.name)
    )
    found = shared.frame(connection, query)
    return found.assign(is_selected=found["is_selected"].astype(bool), network_id=found["network_id"].astype("Int64"))


def _sums(connection: Connection, selection: Selection, days: list[date]) -> dict[date, Sums]:
    """What the figures are made of, per day."""
    recent = definitions().thresholds.recent_days
    query = select(
        *(ss.as_of, ss.state, func.count()),
        *(func.sum(column) for column in (ss.trained_trainers, ss.session_trainers, ss.citizens, ss.kits)),
        func.sum(case((ss.started_on.is_not(None) & (ss.trained_trainers > 0), 1), else_=0)),
        func.sum(case((ss.trained_trainers > 0, 1), else_=0)),
        func.sum(case((day_number(ss.last_kit_on) > day_number(ss.as_of) - recent, 1), else_=0)),
    ).where(ss.as_of.in_(days))
    found = {day: Sums() for day in days}
    for row in connection.execute(shared.with_places(query, selection).group_by(ss.as_of, ss.state)):
        found[row[0]].add(*row[1:])
    return found


def _followed(
    connection: Connection, selection: Selection, days: list[date]
) -> dict[date, list[tuple[str, int, bool, int]]]:
    """Per day: size, days followed until start or the day, whether they started, how many sites with a trainer."""
    ends = func.coalesce(day_number(ss.started_on), day_number(ss.as_of))
    followed = (ends - day_number(ss.day_zero)).label("followed")
    is_started = case((ss.started_on.is_not(None), 1), else_=0).label("is_started")
    size = _size()
    query = (
        shared.with_places(select(ss.as_of, size, followed, is_started, func.count()), selection)
        .where(ss.as_of.in_(days), ss.day_zero.is_not(None), ss.state != OUTSIDE)
        .group_by(ss.as_of, size, followed, is_started)
    )
    found: dict[date, list[tuple[str, int, bool, int]]] = {day: [] for day in days}
    for day, code, count_of_days, started, count in connection.execute(query):
        found[day].append((code, max(count_of_days, 0), bool(started), count))
    return found


def _size() -> Any:
    """A site's size as a subquery, so that it needs no join."""
    return (
        select(m.size)
        .join_from(t.municipality, t.site, s.municipality_code == m.code)
        .where(s.id == ss.site_id)
        .correlate(t.site_status)
        .scalar_subquery()
        .label("size")
    )


def _steps(connection: Connection, selection: Selection, as_of: date) -> pd.DataFrame:
    query = select(ss.done_mask, ss.applicable_mask, func.count()).where(ss.as_of == as_of, ss.state != OUTSIDE)
    query = shared.with_places(query, selection).group_by(ss.done_mask, ss.applicable_mask)
    return step_shares([tuple(row) for row in connection.execute(query)])


def step_shares(masks: Sequence[Sequence[int]]) -> pd.DataFrame:
    """One row per step from (done bits, applicable bits, sites); drop is the share lost since the step before."""
    done_bits, applicable_bits, sites = np.array(masks, np.int64).reshape(-1, 3).T
    shares: list[float | None] = []
    rows: list[tuple[object, ...]] = []
    for n, step in enumerate(definitions().steps):
        applicable = int(sites[applicable_bits >> n & 1 == 1].sum())
        done = int(sites[done_bits & applicable_bits & 1 << n > 0].sum())
        shares.append(done / applicable if applicable else None)
        rows.append((step.code, step.title, step.phase, done, applicable))
    drops = [max(0.0, (old or 0.0) - (new if new is not None else 1.0)) for old, new in pairwise([None, *shares])]
    biggest = drops.index(max(drops)) if max(drops) > 0 else -1
    rows = [(*row, shares[n], drops[n], n == biggest) for n, row in enumerate(rows)]
    columns = ["step", "title", "phase", "done", "applicable", "share", "drop", "is_biggest_drop"]
    return pd.DataFrame(rows, columns=columns).astype({"share": "float64"})


def _barriers(connection: Connection, selection: Selection, as_of: date) -> pd.DataFrame:
    query = select(ss.barriers, func.count()).where(ss.as_of == as_of, ss.barriers != "", ss.state != OUTSIDE)
    counted: Counter[str] = Counter()
    total = 0
    for codes, count in connection.execute(shared.with_places(query, selection).group_by(ss.barriers)):
        total += count
        counted.update(dict.fromkeys(codes.split(","), count))
    groups = {group.code: group.title for group in definitions().groups}
    rows = [
        (b.code, b.title, b.group, groups[b.group], counted[b.code], counted[b.code] / total if total else 0.0)
        for b in definitions().barriers
    ]
    return pd.DataFrame(rows, columns=["code", "name", "group", "group_name", "count", "share"])


def by_network(municipalities: pd.DataFrame) -> pd.DataFrame:
    """Municipalities per state for each network, worst first: most stalled share, then most stopped, and so on."""
    states = [state.code for state in definitions().states]
    counted: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    columns = (municipalities[name].tolist() for name in ("network_id", "network", "state"))
    for network_id, name, state in zip(*columns, strict=True):
        if isinstance(name, str):
            counted[network_id, name][state] += 1
    worst = sorted(states, key=definitions().severity)
    ranked = sorted(counted.items(), key=lambda one: ([-one[1][state] / one[1].total() for state in worst], one[0][1]))
    rows = [(*named, *(split[state] for state in states), split.total()) for named, split in ranked]
    return pd.DataFrame(rows, columns=["id", "name", *states, "total"])


def _worst(networks: pd.DataFrame) -> str | None:
    """The network with most stalled municipalities; of two with as many, the one with fewer municipalities."""
    columns = zip(networks["name"].tolist(), networks[STALLED].tolist(), networks["total"].tolist(), strict=True)
    found = [(-stalled, total, name) for name, stalled, total in columns if stalled]
    return str(min(found)[2]) if found else None


def _changes(connection: Connection, codes: set[str]) -> pd.DataFrame:
    c = t.state_change.c
    query = (
        select(c.at, m.code, m.name, c.from_state, c.to_state, c.reason)
        .join_from(t.state_change, t.municipality, m.code == c.municipality_code)
        .where(c.municipality_code.in_(codes))
        .order_by(c.at.desc(), c.id.desc())
        .limit(MOST_CHANGES)
    )
    return shared.frame(connection, query)


def _response_rates(connection: Connection, codes: set[str]) -> dict[int, float]:
    """The share of those due who answered, by wave."""
    w = t.wave_response.c
    query = select(w.wave, cast(func.sum(w.due), Integer), cast(func.sum(w.answered), Integer)).group_by(w.wave)
    found = connection.execute(query.where(w.municipality_code.in_(codes)))
    return {wave: answered / due for wave, due, answered in found if due}


def _rate_at(rates: Mapping[int, float], closes: Mapping[int, date], as_of: date) -> float | None:
    """That of the newest wave closed by a day."""
    closed = [wave for wave in rates if closes[wave] <= as_of]
    return rates[max(closed, key=lambda wave: (closes[wave], wave))] if closed else None


def _data_until(connection: Connection) -> date | None:
    answered = select(func.max(t.response.c.answered_on)).scalar_subquery()
    held = select(func.max(t.course.c.held_on)).where(t.course.c.held_on <= today()).scalar_subquery()
    newest = connection.execute(select(answered, held)).one()
    return max((day for day in newest if day), default=None)


def _is_demo(connection: Connection) -> bool:
    """Whether any file that is still in was put there as a demonstration."""
    run = t.import_run.c
    is_in = (run.by == "demo") & (run.state == "loaded")
    return connection.scalar(select(run.id).where(is_in).limit(1)) is not None
