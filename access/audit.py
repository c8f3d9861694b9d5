"""The log: who did what to whom, and when. Lines are added, never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, insert, or_, select

from access import clock
from access.permissions import Permission
from access.policy import require
from access.viewer import Viewer
from storage.access_tables import account, audit
from storage.engine import reading, writing

if TYPE_CHECKING:
    import pandas as pd

PAGE = 100
SAME_VIEW = timedelta(minutes=1)


def record(
    connection: Connection,
    action: str,
    *,
    by: Viewer,
    subject_id: int | None = None,
    trainer_id: int | None = None,
    network_id: int | None = None,
    detail: str | None = None,
    number: str | None = None,
) -> None:
    """Adds a line in the caller's transaction: without the line the act does not happen."""
    connection.execute(
        insert(audit).values(
            at=clock.now(),
            actor_id=by.account_id,
            actor=None if by.account_id else by.name,
            action=action,
            subject_id=subject_id,
            trainer_id=trainer_id,
            network_id=network_id,
            detail=detail,
            number=number,
        )
    )


def refusal(what: str, *, by: Viewer) -> None:
    """Notes, in a transaction of its own, that somebody asked for what they may not have."""
    with writing() as connection:
        record(connection, "refused", by=by, detail=_printable(what))


def failure(number: str, *, by: Viewer, detail: str) -> None:
    """Notes the number that an error page shows; detail says what failed, without what was sent."""
    with writing() as connection:
        record(connection, "error", by=by, detail=detail[:300], number=number)


def exported(what: str, *, by: Viewer) -> None:
    """Notes, in a transaction of its own, that a file with figures was taken along."""
    with writing() as connection:
        record(connection, "exported", by=by, detail=what[:300])


def contact_viewed(*, by: Viewer, network_id: int | None, detail: str) -> None:
    """Notes that a page with contact details was shown; drawn again within a minute it is the same view.

    A command has no account and leaves no line: who has the shell has the database.
    """
    if by.account_id is None:
        return
    recent = (
        select(audit.c.id)
        .where(audit.c.actor_id == by.account_id, audit.c.action == "contact_viewed", audit.c.detail == detail)
        .where(audit.c.at > clock.now() - SAME_VIEW)
        .limit(1)
    )
    with writing() as connection:
        if connection.execute(recent).first() is None:
            record(connection, "contact_viewed", by=by, network_id=network_id, detail=detail)


def log(*, viewer: Viewer, search: str = "", before: int | None = None) -> pd.DataFrame:
    """Up to 100 lines [id, at, actor, action, subject, detail, number], newest first; raises Forbidden."""
    require(viewer, Permission.READ_LOG)
    query = _lines()
    words = search.strip()
    if words:
        texts = (_ACTOR.c.name, _SUBJECT.c.name, audit.c.actor, audit.c.action, audit.c.detail)
        query = query.where(
            or_(audit.c.number == words.upper(), *(column.icontains(words, autoescape=True) for column in texts))
        )
    if before is not None:
        query = query.where(audit.c.id < before)
    return _frame(query)


def about_me(*, viewer: Viewer) -> pd.DataFrame:
    """Up to 100 lines by or about the viewer, newest first."""
    if viewer.account_id is None:
        return _frame(_lines().where(audit.c.id < 0))
    mine = select(account.c.trainer_id).where(account.c.id == viewer.account_id).scalar_subquery()
    own = or_(
        audit.c.actor_id == viewer.account_id, audit.c.subject_id == viewer.account_id, audit.c.trainer_id == mine
    )
    return _frame(_lines().where(own))


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text[:300])


_ACTOR, _SUBJECT = account.alias("actor_account"), account.alias("subject_account")


def _lines() -> Select[Any]:
    return (
        select(
            audit.c.id,
            audit.c.at,
            func.coalesce(_ACTOR.c.name, audit.c.actor).label("actor"),
            audit.c.action,
            _SUBJECT.c.name.label("subject"),
            audit.c.detail,
            audit.c.number,
        )
        .select_from(audit)
        .outerjoin(_ACTOR, _ACTOR.c.id == audit.c.actor_id)
        .outerjoin(_SUBJECT, _SUBJECT.c.id == audit.c.subject_id)
        .order_by(audit.c.id.desc())
        .limit(PAGE)
    )


def _frame(query: Select[Any]) -> pd.DataFrame:
    import pandas as pd

    with reading() as connection:
        return pd.read_sql_query(query, connection)
