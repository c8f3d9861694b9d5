"""All networks, and everything that one network's page shows."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, or_, select

from access import audit
from access.viewer import Viewer
from programme.calendar import danish, today
from programme.definitions import definitions
from programme.queries import shared, table
from programme.queries.early_warning import bands
from programme.queries.experience import Pace, paces
from programme.queries.overview import NAMED, STALLED, by_network
from programme.queries.views import NetworkView, Selection
from programme.sight import Sight, homes, sight
from storage import tables as t

OUTSIDE = "ikke_omfattet"
CALLED = ("gaaet_i_staa", "stoppet", "ukendt", "i_risiko")  # states that a call may change
LIKELY = "sandsynlig"  # the band of those that will hardly have started in half a year
MONTHS_SHOWN = 12
WARNED = " Tidlig varsling: sandsynligvis heller ikke i gang om et halvt år."
Contact = tuple[str | None, str | None, str | None]  # name, phone, e-mail
m, s, sm, ss = shared.m, shared.s, shared.sm, shared.ss


def networks(selection: Selection, *, viewer: Viewer) -> pd.DataFrame:
    """One row per network, worst first: its municipalities per state, sites, active trainers, last heard.

    stalled_share is of 1, of the municipalities that are in scope. Networks without municipalities come last.
    Those who may not see exact figures get active_trainers as text: 0, 1-4 or 5+.
    """
    may = sight(viewer)
    with shared.states() as connection:
        selection = shared.known(connection, selection)
        return may.rows(_networks(connection, selection))


def network(network_id: int, *, viewer: Viewer) -> NetworkView | None:
    """Everything about a network today, as the viewer may see it; None when there is no such open network.

    Whom to call is there for those who may see the network's people; showing how is noted in the log.
    Indicators: states, steps, network_activity.
    """
    may = sight(viewer)
    with shared.states() as connection:
        n = t.network.c
        if connection.scalar(select(n.id).where(n.id == network_id, n.closed_on.is_(None))) is None:
            return None
        selection = Selection(network=network_id)
        municipalities = may.rows(table.rows(connection, selection))
        all_of_them = may.rows(_networks(connection, selection))
        view = NetworkView(
            row={str(name): value for name, value in all_of_them.to_dict("records")[0].items()},
            call_first=_call_first(connection, municipalities, may),
            matrix=_matrix(connection, municipalities),
            municipalities=municipalities,
            activity=_activity(connection, list(municipalities["code"]), may),
            sees_people=may.people.covers(network_id),
        )
    if view.call_first[["email", "phone"]].notna().to_numpy().any():
        audit.contact_viewed(by=viewer, network_id=network_id, detail=f"netværk {network_id}")
    return view


def _networks(connection: Connection, selection: Selection) -> pd.DataFrame:
    municipalities = table.rows(connection, selection)
    named = municipalities.dropna(subset=["network"])
    split = pd.DataFrame(by_network({name: named[name].tolist() for name in NAMED}))
    split = split.assign(id=split["id"].astype("int64"))
    n = t.network.c
    listed = select(n.id, n.name).where(n.closed_on.is_(None)).order_by(n.name)
    if selection.network is not None:
        listed = listed.where(n.id == selection.network)
    else:
        split = split[split["id"].isin(list(connection.scalars(select(n.id).where(n.closed_on.is_(None)))))]
    alone = shared.frame(connection, listed)
    if selection.region or selection.size:
        alone = alone[alone["id"].isin(split["id"])]
    alone = alone[~alone["id"].isin(split["id"])]
    found = pd.concat([split, alone], ignore_index=True) if len(alone) else split
    states = [state.code for state in definitions().states]
    found[[*states, "total"]] = found[[*states, "total"]].fillna(0).astype("int64")
    in_scope = found["total"] - found[OUTSIDE]
    found = found.assign(
        municipalities=found["total"], stalled_share=(found[STALLED] / in_scope.where(in_scope > 0)).astype(float)
    )
    found = found.merge(_summed(connection, selection), on="id", how="left")
    return found.assign(**{name: found[name].fillna(0).astype("int64") for name in ("sites", "active_trainers")})


def _summed(connection: Connection, selection: Selection) -> pd.DataFrame:
    """The sites of a selection and what they add up to, per network; a private site belongs to the network it chose."""
    home = func.coalesce(s.network_id, sm.network_id).label("id")
    query = (
        select(
            *(home, func.count().label("sites"), func.sum(ss.active_trainers).label("active_trainers")),
            func.max(ss.last_heard).label("last_heard"),
        )
        .join_from(t.site_status, t.site, s.id == ss.site_id)
        .join(t.municipality_status, (sm.municipality_code == s.municipality_code) & (sm.as_of == ss.as_of))
        .join(t.municipality, m.code == s.municipality_code)
        .where(ss.as_of == shared.day_of(connection, selection), ss.state != OUTSIDE, home.is_not(None))
        .where(shared.sites_in(selection))
        .group_by(home)
    )
    return shared.frame(connection, query).astype({"id": "int64", "sites": "int64", "active_trainers": "int64"})


def _call_first(connection: Connection, municipalities: pd.DataFrame, may: Sight) -> pd.DataFrame:
    """Municipalities that a call may move, worst first, with whom to call; then those of which we are warned.

    Within a state those that most likely will not have started come first, then the longest silent. Whom: an active
    trainer who may be contacted, the one who answered last before the others.
    """
    columns = ["code", "name", "state", "reason", "clears", "trainer", "phone", "email", "why"]
    severity = definitions().severity
    warned = municipalities["code"].map(bands(connection)).eq(LIKELY)
    waiting = municipalities.assign(_calm=~warned)[municipalities["state"].isin(CALLED) | warned]
    ranked = waiting.assign(
        _worst=waiting["state"].map(severity), _heard=pd.to_datetime(waiting["last_heard"])
    ).sort_values(["_worst", "_calm", "_heard", "name"], na_position="first")
    people = contacts(connection, list(ranked["code"]), may) if may.people else {}
    nobody = (None, None, None)
    rows = [
        (*(row[name] for name in columns[:5]), *people.get(str(row["code"]), nobody), _why(row))
        for row in ranked.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=columns)


def _why(row: Mapping[Hashable, Any]) -> str:
    heard = "" if pd.isna(row["last_heard"]) else f" Hørt senest {danish(row['last_heard'])}."
    return f"{row['reason']}{heard}{'' if row['_calm'] else WARNED}"


def contacts(connection: Connection, codes: list[str], may: Sight) -> dict[str, Contact]:
    """Whom to ask in each municipality: who may be contacted and answered last; details where they may be shown."""
    p, r = t.trainer.c, t.response.c
    newest = (
        select(r.trainer_id, func.max(r.answered_on).label("on"))
        .where(r.answered_on <= today())
        .group_by(r.trainer_id)
        .subquery()
    )
    query = (
        select(s.id, s.municipality_code, p.first_name, p.last_name, p.phone, p.email, p.may_network)
        .join_from(t.trainer, t.site, s.id == p.site_id)
        .outerjoin(newest, newest.c.trainer_id == p.id)
        .where(s.municipality_code.in_(codes), p.may_contact, or_(p.status.is_(None), p.status.in_((1, 9))))
        .order_by(newest.c.on.is_(None), newest.c.on.desc(), p.id)
    )
    people = connection.execute(query).all()
    network_of = homes(connection, {one.id for one in people})
    found: dict[str, Contact] = {}
    for one in people:
        home = network_of[one.id]
        if may.people.covers(home):
            is_shown = may.may_show_contact(home, may_contact=True, may_network=one.may_network)
            name = " ".join(filter(None, (one.first_name, one.last_name)))
            found.setdefault(one.municipality_code, (name, *((one.phone, one.email) if is_shown else (None, None))))
    return found


def _matrix(connection: Connection, municipalities: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality and step: done, late, due (its typical day has come), waiting, not_applicable.

    A municipality with several sites has done a step when all of them have.
    """
    query = (
        select(s.municipality_code, ss.day_zero, ss.done_mask, ss.applicable_mask)
        .join_from(t.site_status, t.site, s.id == ss.site_id)
        .where(ss.as_of == today(), s.municipality_code.in_(list(municipalities["code"])), ss.state != OUTSIDE)
    )
    sites: dict[str, list[tuple[date | None, int, int]]] = {}
    for code, *site in connection.execute(query):
        sites.setdefault(code, []).append((site[0], site[1], site[2]))
    pace = {size: paces(connection, size) for size in set(municipalities["size"])}
    rows = [
        (code, name, step, status)
        for code, name, size in municipalities[["code", "name", "size"]].itertuples(index=False, name=None)
        for step, status in _statuses(sites.get(code, []), pace[size])
    ]
    return pd.DataFrame(rows, columns=["code", "name", "step", "status"])


def _statuses(sites: list[tuple[date | None, int, int]], pace: dict[str, Pace]) -> Iterator[tuple[str, str]]:
    for n, step in enumerate(definitions().steps):
        applies = [(zero, done >> n & 1) for zero, done, applicable in sites if applicable >> n & 1]
        waiting = [zero for zero, is_done in applies if not is_done]
        if not applies:
            yield step.code, "not_applicable"
        elif not waiting:
            yield step.code, "done"
        else:
            days = max(((today() - zero).days for zero in waiting if zero), default=-1)
            own = pace[step.code]
            yield step.code, "late" if days > own.late_day else "due" if days >= own.typical_day else "waiting"


def _activity(connection: Connection, codes: list[str], may: Sight) -> pd.DataFrame:
    """Answers and notes per month (YYYY-MM), the newest twelve months; in bands where staff may not be counted."""
    months = [_months_back(today(), n) for n in reversed(range(MONTHS_SHOWN))]
    opens = date.fromisoformat(f"{months[0]}-01")
    r, n = t.response.c, t.site_note.c
    answered = (
        select(r.answered_on, func.count())
        .outerjoin_from(t.response, t.site, s.id == r.site_id)
        .where(or_(s.municipality_code.in_(codes), r.site_id.is_(None) & r.municipality_code.in_(codes)))
        .where(r.answered_on >= opens, r.answered_on <= today())
        .group_by(r.answered_on)
    )
    noted = (
        select(n.dated_on, func.count())
        .join_from(t.site_note, t.site, s.id == n.site_id)
        .where(s.municipality_code.in_(codes), n.retracted_at.is_(None), n.dated_on >= opens, n.dated_on <= today())
        .group_by(n.dated_on)
    )
    counted = pd.DataFrame(0, index=pd.Index(months, name="month"), columns=["answers", "notes"])
    for name, query in (("answers", answered), ("notes", noted)):
        for day, count in connection.execute(query):
            counted.loc[f"{day:%Y-%m}", name] += count
    return (counted if may.is_exact else counted.map(may.staff)).reset_index()


def _months_back(day: date, months: int) -> str:
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return f"{first:%Y-%m}"
