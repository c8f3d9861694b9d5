"""Everything that Overblik shows: added up by the database from the states that are kept there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import compress, pairwise
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select

from access.viewer import Viewer
from programme import published, waves
from programme.calendar import today
from programme.definitions import definitions
from programme.queries import shared, statements
from programme.queries.figures import Sums, as_published, figures
from programme.queries.survival import median, survival
from programme.queries.views import Columns, Overview, Selection, by_column
from programme.sight import sight
from programme.suppression import SMALLEST_SHOWN

OUTSIDE, STALLED, UNKNOWN = "ikke_omfattet", "gaaet_i_staa", "ukendt"
NAMED = ("network_id", "network", "state")
MOST_CHANGES = 20


def overview(selection: Selection, *, viewer: Viewer) -> Overview:
    """Everything that Overblik shows for a selection, as of today or the close of its wave; shares are of 1.

    Those who may not see exact figures get counts of citizens as they are published, and trainers in bands.
    Indicators: states, steps, barriers, and those of figures() and survival().
    """
    may = sight(viewer)
    with shared.states() as connection:
        selection = shared.known(connection, selection)
        closes = waves.closes(connection)
        as_of = closes.get(selection.wave or 0, today())
        before = max((close for close in closes.values() if close < as_of), default=None)
        map_of_all = may.columns(_municipalities(connection, selection, as_of))
        days = [day for day in (as_of, before) if day]
        sums = _sums(connection, selection, days)
        curves = {day: survival(sites) for day, sites in _followed(connection, selection, days).items()}
        chosen = {name: list(compress(map_of_all[name], map_of_all["is_selected"])) for name in NAMED}
        rates = _response_rates(connection, selection, as_of, least=1 if may.is_exact else SMALLEST_SHOWN)
        medians = {day: median(curve) for day, curve in curves.items()}
        counts = sums[as_of].counts
        data_until, is_demo = _data(connection)
        before_sums = sums.get(before) if before else None
        strip = figures(sums[as_of], before_sums, medians, _rate_at(rates, closes, as_of))
        if not may.is_exact:
            strip = as_published(strip, selection, _cells(connection, selection, as_of))
        return Overview(
            as_of=as_of,
            data_until=data_until,
            is_demo=is_demo,
            counts=counts,
            municipality_counts=dict(Counter(chosen["state"])),
            not_answering=counts.get(UNKNOWN, 0),
            figures=strip,
            municipalities=map_of_all,
            networks=by_network(chosen),
            steps=_steps(connection, selection, as_of),
            survival=curves[as_of],
            barriers=_barriers(connection, selection, as_of),
            changes=may.columns(_changes(connection, selection, as_of)),
        )


def _municipalities(connection: Connection, selection: Selection, as_of: date) -> Columns:
    found = _columns(connection, statements.municipalities(selection), as_of=as_of)
    return found | {"is_selected": [bool(is_selected) for is_selected in found["is_selected"]]}


def _columns(connection: Connection, statement: Select[Any], **values: Any) -> Columns:
    found = connection.execute(statement, values)
    return by_column(list(found.keys()), found.all())


def _sums(connection: Connection, selection: Selection, days: list[date]) -> dict[date, Sums]:
    """What the figures are made of, per day."""
    found = {day: Sums() for day in days}
    for row in connection.execute(statements.sums(selection), {"as_of": days[0], "before": days[-1]}):
        found[row[0]].add(*row[1:])
    return found


def _cells(connection: Connection, selection: Selection, as_of: date) -> dict[str, published.Cell]:
    """The published counts of exactly this selection; none for a network, which is no cell of the cube."""
    if selection.network is not None:
        return {}
    return published.read(connection, as_of, selection.region, selection.size)


def _followed(
    connection: Connection, selection: Selection, days: list[date]
) -> dict[date, list[tuple[str, int, bool, int]]]:
    """Per day: size, days followed until start or the day, whether they started, how many sites with a trainer."""
    found: dict[date, list[tuple[str, int, bool, int]]] = {day: [] for day in days}
    rows = connection.execute(statements.followed(selection), {"as_of": days[0], "before": days[-1]})
    for day, size, followed, is_started, count in rows:
        found[day].append((size, max(followed, 0), bool(is_started), count))
    return found


def _steps(connection: Connection, selection: Selection, as_of: date) -> Columns:
    return step_shares(connection.execute(statements.steps(selection), {"as_of": as_of}).all())


def step_shares(masks: Sequence[Sequence[int]]) -> Columns:
    """One row per step from (done bits, applicable bits, sites); drop is the share lost since the step before."""
    done_bits, applicable_bits, sites = np.array([tuple(row) for row in masks], np.int64).reshape(-1, 3).T
    shares: list[float | None] = []
    rows: list[tuple[object, ...]] = []
    for n, step in enumerate(definitions().steps):
        applicable = int(sites[applicable_bits >> n & 1 == 1].sum())
        done = int(sites[done_bits & applicable_bits & 1 << n > 0].sum())
        shares.append(done / applicable if applicable else None)
        rows.append((step.code, step.title, step.phase, done, applicable))
    drops = [max(0.0, (old or 0.0) - (new if new is not None else 1.0)) for old, new in pairwise([None, *shares])]
    biggest = drops.index(max(drops)) if max(drops) > 0 else -1
    names = ("step", "title", "phase", "done", "applicable")
    measured: Columns = {"share": shares, "drop": drops, "is_biggest_drop": [n == biggest for n in range(len(rows))]}
    return by_column(names, rows) | measured


def _barriers(connection: Connection, selection: Selection, as_of: date) -> Columns:
    counted: Counter[str] = Counter()
    total = 0
    for codes, count in connection.execute(statements.barriers(selection), {"as_of": as_of}):
        total += count
        counted.update(dict.fromkeys(codes.split(","), count))
    groups = {group.code: group.title for group in definitions().groups}
    rows = [
        (b.code, b.title, b.group, groups[b.group], counted[b.code], counted[b.code] / total if total else 0.0)
        for b in definitions().barriers
    ]
    return by_column(("code", "name", "group", "group_name", "count", "share"), rows)


def by_network(municipalities: Columns) -> Columns:
    """Municipalities per state for each network, worst first: most stalled, of as many the one with fewer in all.

    Takes the columns network_id, network (None where there is none) and state; gives id, name, each state, total.
    """
    states = [state.code for state in definitions().states]
    counted: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for network_id, name, state in zip(*(municipalities[name] for name in NAMED), strict=True):
        if name is not None:
            counted[network_id, name][state] += 1
    worst, *others = sorted(states, key=definitions().severity)
    ranked = sorted(
        counted.items(),
        key=lambda one: (-one[1][worst], one[1].total(), [-one[1][state] for state in others], one[0][1]),
    )
    rows = [(*named, *(split[state] for state in states), split.total()) for named, split in ranked]
    return by_column(("id", "name", *states, "total"), rows)


def _changes(connection: Connection, selection: Selection, as_of: date) -> Columns:
    return _columns(connection, statements.changes(selection), as_of=as_of, most=MOST_CHANGES)


def _response_rates(connection: Connection, selection: Selection, as_of: date, least: int) -> dict[int, float]:
    """The share of those due who answered, by wave, where at least so many were due."""
    found = connection.execute(statements.response_rates(selection), {"as_of": as_of})
    return {wave: answered / due for wave, due, answered in found if due >= least}


def _rate_at(rates: Mapping[int, float], closes: Mapping[int, date], as_of: date) -> float | None:
    """That of the newest wave closed by a day."""
    closed = [wave for wave in rates if closes[wave] <= as_of]
    return rates[max(closed, key=lambda wave: (closes[wave], wave))] if closed else None


def _data(connection: Connection) -> tuple[date | None, bool]:
    """The day of the newest answer or course, and whether any of the files is a demonstration."""
    answered, held, demo = connection.execute(statements.data(), {"today": today()}).one()
    return max((day for day in (answered, held) if day), default=None), demo is not None
