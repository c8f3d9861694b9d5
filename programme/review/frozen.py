"""Reviews that are kept as they stood, and what has come of their figures since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import compress
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select

from access import audit
from access.permissions import Permission
from access.policy import require
from access.viewer import Grant, Viewer
from programme.calendar import now
from programme.queries import Figure, Selection
from programme.review.build import normal, review
from programme.review.keep import pack, unpack
from programme.review.views import Comparison, Frozen, Review
from programme.sight import Sight, sight
from programme.suppression import SMALLEST_SHOWN
from storage.engine import reading, writing
from storage.review_tables import review as table

MINISTRY = Viewer("ministeriets læser", frozenset({Grant("reviewer")}))  # whose sight the second copy has
OF_CITIZENS = ("citizens_trained", "kits", "kits_per_citizen", "kits_per_100000")
r = table.c


def freeze(selection: Selection, *, by: Viewer) -> int:
    """Keeps the review as it stands now, as everybody will read it; returns its id; raises Forbidden."""
    require(by, Permission.FREEZE_REVIEW)
    exact, published = review(selection, viewer=by), review(selection, viewer=MINISTRY)
    chosen = exact.selection
    row = {
        "title": exact.title,
        "as_of": exact.overview.as_of,
        "wave": chosen.wave,
        "region": chosen.region,
        "network_id": chosen.network,
        "model": exact.model,
        "frozen_at": now(),
        "frozen_by_id": by.account_id,
        "exact": pack(exact),
        "published": pack(published),
    }
    with writing() as connection:
        number = int(connection.scalars(insert(table).values(row).returning(r.id)).one())
        audit.record(connection, "review_frozen", by=by, detail=f"{number}: {exact.title}, {exact.overview.as_of}")
        return number


def frozen_reviews(selection: Selection | None = None, *, viewer: Viewer) -> pd.DataFrame:
    """One row per frozen review [id, title, as_of, wave, region, network_id, model, frozen_at], newest first.

    With a selection only those of the same scope, whatever their day.
    """
    require(viewer, Permission.SEE_PROGRESS)
    columns = (r.id, r.title, r.as_of, r.wave, r.region, r.network_id, r.model, r.frozen_at)
    query = select(*columns).order_by(r.frozen_at.desc(), r.id.desc())
    if selection is not None:
        query = query.where(*_same_scope(normal(selection)))
    with reading() as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=[column.name for column in columns])


def frozen_review(review_id: int, *, viewer: Viewer) -> Frozen | None:
    """A frozen review as the viewer may see it; None when there is none with this number."""
    may = sight(viewer)
    with reading() as connection:
        found = connection.execute(select(r.frozen_at, _kept(may)).where(r.id == review_id)).first()
    return None if found is None else Frozen(review_id, found.frozen_at, _as_seen(unpack(found.kept), may))


def last_before(current: Review, *, viewer: Viewer) -> Frozen | None:
    """The newest frozen review of the same scope about an earlier day: what a review's changes are counted from."""
    may = sight(viewer)
    with reading() as connection:
        found = connection.execute(
            select(r.id, r.frozen_at, _kept(may))
            .where(*_same_scope(current.selection), r.as_of < current.overview.as_of)
            .order_by(r.as_of.desc(), r.frozen_at.desc(), r.id.desc())
            .limit(1)
        ).first()
    return None if found is None else Frozen(found.id, found.frozen_at, _as_seen(unpack(found.kept), may))


def comparison(frozen: Frozen, *, viewer: Viewer) -> Comparison:
    """The frozen review beside the same one of now; of the same day, differences are corrections."""
    then, today = frozen.review, review(frozen.review.selection, viewer=viewer)
    return Comparison(
        is_revision=today.overview.as_of == then.overview.as_of,
        as_of=today.overview.as_of,
        is_other_model=today.model != then.model,
        figures=figures_beside(then, today),
        states=_states(then, today),
    )


def figures_beside(then: Review, today: Review) -> pd.DataFrame:
    """One row per figure [code, unit, then, now, shown_then, shown_now, has_change, is_changed].

    Those who may not see small numbers get no difference of citizens below 5.
    """
    before = {figure.code: figure for figure in then.indicators}
    rows = []
    for figure in today.indicators:
        old = before.get(figure.code)
        if old is not None:
            shows = today.is_exact or not _is_small_step(old, figure)
            now_value, now_shown = (figure.value, figure.shown) if shows else (old.value, old.shown)
            values = (old.value, now_value, old.shown, now_shown)
            has_change = today.is_exact or (figure.code not in OF_CITIZENS and not (old.shown or figure.shown))
            rows.append((figure.code, figure.unit, *values, has_change, values[0::2] != values[1::2]))
    columns = ["code", "unit", "then", "now", "shown_then", "shown_now", "has_change", "is_changed"]
    return pd.DataFrame(rows, columns=columns)


def _is_small_step(old: Figure, new: Figure) -> bool:
    """True where the difference itself would be a small number of citizens."""
    if new.code not in OF_CITIZENS or old.numerator is None or new.numerator is None:
        return False
    return 0 < abs(new.numerator - old.numerator) < SMALLEST_SHOWN


def _states(then: Review, today: Review) -> pd.DataFrame:
    was = dict(_pairs(then))
    names = dict(zip(today.overview.municipalities["code"], today.overview.municipalities["name"], strict=True))
    rows = [
        (code, names[code], was[code], state) for code, state in _pairs(today) if code in was and was[code] != state
    ]
    return pd.DataFrame(rows, columns=["code", "name", "then", "now"])


def _pairs(one: Review) -> Iterable[tuple[str, str]]:
    listed = one.overview.municipalities
    return compress(zip(listed["code"], listed["state"], strict=True), listed["is_selected"])


def _same_scope(selection: Selection) -> tuple[Any, ...]:
    return (
        r.region.is_(None) if selection.region is None else r.region == selection.region,
        r.network_id.is_(None) if selection.network is None else r.network_id == selection.network,
    )


def _kept(may: Sight) -> Any:
    return (r.exact if may.is_exact else r.published).label("kept")


def _as_seen(kept: Review, may: Sight) -> Review:
    """The exact copy holds what coordinators see; who may not see facts of notes gets none of them."""
    return kept if may.sees_notes else replace(kept, pauses=kept.pauses.head(0), sees_pauses=False)


def is_there(connection: Connection, review_id: int) -> date | None:
    """The day that a frozen review is about; None when there is none with this number."""
    return connection.scalar(select(r.as_of).where(r.id == review_id))
