"""The statements behind Overblik, each built once per selection: building them costs more than running them."""

from __future__ import annotations

import functools
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, Select, bindparam, case, cast, func, select

from programme.answers import day_number
from programme.queries import shared
from programme.queries.views import Selection
from storage import tables as t

OUTSIDE = "ikke_omfattet"
m, s, sm, ss = shared.m, shared.s, shared.sm, shared.ss
AS_OF: BindParameter[Any] = bindparam("as_of")
BEFORE: BindParameter[Any] = bindparam("before")
once = functools.lru_cache(maxsize=128)


@once
def municipalities(selection: Selection) -> Select[Any]:
    """All 98 with their state as of a day, and whether the selection holds them."""
    return (
        select(
            *(m.code, m.name, m.region, m.size, sm.network_id, t.network.c.name.label("network")),
            *(sm.state, sm.rule, sm.reason),
            case((shared.municipalities_in(selection), 1), else_=0).label("is_selected"),
        )
        .join_from(t.municipality, t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == AS_OF))
        .outerjoin(t.network, t.network.c.id == sm.network_id)
        .order_by(m.name)
    )


@once
def sums(selection: Selection) -> Select[Any]:
    """What figures are made of, by day and state."""
    query = select(
        *(ss.as_of, ss.state, func.count()),
        *(func.sum(column) for column in (ss.trained_trainers, ss.session_trainers, ss.citizens, ss.kits)),
        func.sum(case((ss.started_on.is_not(None) & (ss.trained_trainers > 0), 1), else_=0)),
        func.sum(case((ss.trained_trainers > 0, 1), else_=0)),
    ).where(ss.as_of.in_((AS_OF, BEFORE)))
    return shared.with_places(query, selection).group_by(ss.as_of, ss.state)


@once
def followed(selection: Selection) -> Select[Any]:
    """Sites with a trainer by day, size, days followed and whether they started."""
    days = (func.coalesce(day_number(ss.started_on), day_number(ss.as_of)) - day_number(ss.day_zero)).label("days")
    is_started = case((ss.started_on.is_not(None), 1), else_=0).label("is_started")
    query = select(ss.as_of, m.size, days, is_started, func.count())
    query = query.where(ss.as_of.in_((AS_OF, BEFORE)), ss.day_zero.is_not(None), ss.state != OUTSIDE)
    return shared.joined(query, selection).group_by(ss.as_of, m.size, days, is_started)


@once
def steps(selection: Selection) -> Select[Any]:
    """Sites by which steps are done and which apply."""
    query = select(ss.done_mask, ss.applicable_mask, func.count()).where(ss.as_of == AS_OF, ss.state != OUTSIDE)
    return shared.with_places(query, selection).group_by(ss.done_mask, ss.applicable_mask)


@once
def barriers(selection: Selection) -> Select[Any]:
    """Sites by the barriers that they name."""
    query = select(ss.barriers, func.count()).where(ss.as_of == AS_OF, ss.barriers != "", ss.state != OUTSIDE)
    return shared.with_places(query, selection).group_by(ss.barriers)


@once
def changes(selection: Selection) -> Select[Any]:
    """The newest changes of state that were known on a day."""
    c = t.state_change.c
    query = select(c.at, m.code, m.name, c.from_state, c.to_state, c.reason)
    query = query.join_from(t.state_change, t.municipality, m.code == c.municipality_code)
    query = query.join(t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == AS_OF))
    query = query.where(func.date(c.at, type_=Date) <= AS_OF)
    return query.where(shared.municipalities_in(selection)).order_by(c.at.desc(), c.id.desc()).limit(bindparam("most"))


@once
def response_rates(selection: Selection) -> Select[Any]:
    """Who was due and who answered, by wave."""
    w = t.wave_response.c
    query = select(w.wave, cast(func.sum(w.due), Integer), cast(func.sum(w.answered), Integer))
    query = query.join_from(t.wave_response, t.municipality, m.code == w.municipality_code)
    query = query.join(t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == AS_OF))
    return query.where(shared.municipalities_in(selection)).group_by(w.wave)


@once
def data() -> Select[Any]:
    """The newest answer, the newest course that has been held, and a file that is a demonstration."""
    run = t.import_run.c
    held_on = t.course.c.held_on
    answered = select(func.max(t.response.c.answered_on)).scalar_subquery()
    held = select(func.max(held_on)).where(held_on <= bindparam("today")).scalar_subquery()
    demo = select(run.id).where(run.by == "demo", run.state == "loaded").limit(1).scalar_subquery()
    return select(answered, held, demo)
