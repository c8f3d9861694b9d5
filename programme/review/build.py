"""A review as of a day, put together from the same queries as the pages it sums up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Integer, cast, func, or_, select

from access.viewer import Viewer
from programme import queries, waves
from programme.calendar import now
from programme.definitions import definitions
from programme.queries import Figure, Overview, Selection, shared
from programme.review import goals
from programme.review.measures import courses, measures
from programme.review.terms import COURSES, fixed_targets, model_version
from programme.review.views import Review
from programme.sight import Sight, sight
from programme.suppression import SMALLEST_SHOWN, whole_percents
from storage import tables as t

NATION = "Hele landet"
STALLED = "gaaet_i_staa"
BESIDES = ("states", "barriers")  # what is explained besides the figures
m, s, sm, ss, w, note = shared.m, shared.s, shared.sm, shared.ss, t.wave_response.c, t.site_note.c


def review(selection: Selection, *, viewer: Viewer) -> Review:
    """A review of the whole country, a region or a network, today or at the close of a wave; shares are of 1.

    Those who may not see exact figures get counts of citizens as published, and staff in bands; nobody gets a name.
    """
    may = sight(viewer)
    selection = normal(selection)
    found = queries.overview(selection, viewer=viewer)
    listed = queries.municipality_table(selection, viewer=viewer)
    with shared.states() as connection:
        selection = shared.known(connection, selection)
        before = max((day for day in waves.closes(connection).values() if day < found.as_of), default=None)
        figures = measures(connection, found, before, selection, may)
        return Review(
            title=title(connection, selection),
            selection=selection,
            model=model_version(),
            made_at=now(),
            is_exact=may.is_exact,
            overview=found,
            indicators=figures,
            stalled=_stalled(listed),
            pauses=_pauses(connection, selection, found.as_of, may),
            sees_pauses=may.sees_notes,
            responses=_responses(connection, selection, found, may),
            waiting=connection.scalar(select(func.count()).where(t.quarantine.c.state == "open")) or 0,
            targets=_targets(connection, selection, found, figures),
            gains=goals.gains(connection),
            terms=_terms([*(figure.code for figure in figures), *BESIDES]),
        )


def normal(selection: Selection) -> Selection:
    """A review is about one thing: a network before its region, and never a size."""
    return replace(selection, size=None, region=None if selection.network is not None else selection.region)


def title(connection: Connection, selection: Selection) -> str:
    """What a selection is about, in words."""
    n = t.network.c
    if selection.network is not None:
        return str(connection.scalar(select(n.name).where(n.id == selection.network)))
    if selection.region:
        return str(connection.scalar(select(m.region).where(m.region_code == selection.region).limit(1)))
    return NATION


def _terms(codes: list[str]) -> pd.DataFrame:
    columns = ["code", "title", "definition", "why", "source"]
    found = [one for code in codes if (one := definitions().indicator(code))]
    return pd.DataFrame([[getattr(one, name) for name in columns] for one in found], columns=columns)


def _stalled(listed: pd.DataFrame) -> pd.DataFrame:
    columns = ["code", "name", "network", "reason", "clears", "days_since_day_zero", "last_heard"]
    found = listed.loc[listed["state"] == STALLED, columns]
    return found.sort_values(["days_since_day_zero", "name"], ascending=[False, True], ignore_index=True)


def _pauses(connection: Connection, selection: Selection, as_of: date, may: Sight) -> pd.DataFrame:
    """Documented pauses that are open on the day: facts, never the text; one row per municipality."""
    query = (
        select(
            *(m.code, m.name, func.count(func.distinct(s.id)).label("sites")),
            *(func.min(note.dated_on).label("since"), func.max(note.until).label("until")),
        )
        .join_from(t.site_note, t.site, s.id == note.site_id)
        .join(t.municipality, m.code == s.municipality_code)
        .join(t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == as_of))
        .where(note.kind == "pause", note.retracted_at.is_(None), note.dated_on <= as_of)
        .where(or_(note.until.is_(None), note.until >= as_of), shared.sites_in(selection))
        .group_by(m.code, m.name)
        .order_by(m.name)
    )
    found = shared.frame(connection, query)
    return found if may.sees_notes else found.head(0)


def _responses(connection: Connection, selection: Selection, found: Overview, may: Sight) -> pd.DataFrame:
    """Who was due and who answered, by wave closed by the day."""
    closed = [wave for wave, day in waves.closes(connection).items() if day <= found.as_of]
    query = (
        select(
            w.wave, cast(func.sum(w.due), Integer).label("due"), cast(func.sum(w.answered), Integer).label("answered")
        )
        .join_from(t.wave_response, t.municipality, m.code == w.municipality_code)
        .join(t.municipality_status, (sm.municipality_code == m.code) & (sm.as_of == found.as_of))
        .where(shared.municipalities_in(selection), w.wave.in_(closed))
        .group_by(w.wave)
        .order_by(w.wave)
    )
    least = 1 if may.is_exact else SMALLEST_SHOWN
    rows = [
        (wave, may.staff(due), may.staff(answered), _share(answered, due, may) if due >= least else None)
        for wave, due, answered in connection.execute(query)
    ]
    return pd.DataFrame(rows, columns=["wave", "due", "answered", "share"])


def _share(answered: int, due: int, may: Sight) -> float:
    """Of 1; in whole percents for those who may not see small numbers, whom the fraction would tell both of them."""
    return answered / due if may.is_exact else whole_percents(answered / due)


def _targets(connection: Connection, selection: Selection, found: Overview, figures: list[Figure]) -> pd.DataFrame:
    """Targets against results: those of the definitions, then those that were added. They hold for the nation."""
    columns = ["id", "title", "wanted", "result", "shown", "share", "source", "responsible", "measure"]
    if selection != Selection(wave=selection.wave):
        return pd.DataFrame(columns=columns)
    results: dict[str, tuple[float | None, str | None]] = {one.code: (one.value, one.shown) for one in figures}
    results[COURSES] = (courses(connection, found.as_of), None)
    rows = []
    for row in [*fixed_targets(), *goals.targets(connection)]:
        by_hand = (row.get("result"), None)
        result, shown = results.get(str(row["measure"]), by_hand) if row["measure"] else by_hand
        unit = next((one.unit for one in figures if one.code == row["measure"]), "antal")
        reached = round(whole_percents(result) * 100) if unit == "procent" and result is not None else result
        share = reached / row["wanted"] if reached is not None else None
        rows.append((row.get("id"), row["title"], row["wanted"], reached, shown, share, *_who(row)))
    return pd.DataFrame(rows, columns=columns)


def _who(row: dict[str, object]) -> tuple[object, ...]:
    return row["source"], row["responsible"], row["measure"]
