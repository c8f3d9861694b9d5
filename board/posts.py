"""Posts of a thread as the viewer sees them: one query each for posts, thanks, files and reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, select

from access.viewer import Viewer
from board.views import AttachmentLine, PostView, Quoted, ReportLine, RoomHead
from storage.access_tables import account
from storage.board_tables import attachment, post, report, thanks

_QUOTED, _QUOTED_AUTHOR = post.alias("quoted"), account.alias("quoted_author")


def of_thread(
    connection: Connection, around: Row[Any], where: RoomHead, *, viewer: Viewer, after: int, most: int
) -> list[PostView]:
    """Up to `most` posts whose number is above `after`; the caller has cleared the thread for the viewer."""
    found = connection.execute(_query(around.id, viewer).where(post.c.number > after).limit(most)).fetchall()
    ids = [row.id for row in found]
    thanked, files = _thanks(connection, ids, viewer), _files(connection, ids)
    reported = _reports(connection, ids) if where.can_moderate else {}
    may_edit = where.can_write and (around.locked_at is None or where.can_moderate)
    views = []
    for row in found:
        is_shown = row.gone is None and (row.hidden_at is None or where.can_moderate)
        is_own = row.author_id is not None and row.author_id == viewer.account_id
        is_there = row.gone is None and row.hidden_at is None
        count, mine = thanked.get(row.id, (0, 0))
        views.append(
            PostView(
                id=row.id,
                number=row.number,
                author_id=row.author_id,
                author=row.author,
                html=row.html if is_shown else "",
                source=row.source if is_own and is_there else None,
                created_at=row.created_at,
                edited_at=row.edited_at,
                version=row.version,
                gone=row.gone,
                is_hidden=row.hidden_at is not None,
                hidden_reason=row.hidden_reason,
                quotes=Quoted(row.quoted_number, row.quoted_author_id, row.quoted_author)
                if row.quoted_number
                else None,
                thanks=count,
                i_thanked=bool(mine),
                note_id=row.note_id if is_shown else None,
                is_answer=row.id == around.answer_id,
                can_edit=is_own and is_there and may_edit,
                can_remove=is_own and row.gone is None,
                attachments=files.get(row.id, []) if is_shown else [],
                reports=reported.get(row.id, []),
            )
        )
    return views


def _query(thread_id: int, viewer: Viewer) -> Any:
    author = account.alias("author")
    own_source = case((post.c.author_id == viewer.account_id, post.c.source), else_=None)
    columns = [one for one in post.c if one.name not in ("source", "key")]
    return (
        select(
            *columns,
            own_source.label("source"),
            author.c.name.label("author"),
            _QUOTED.c.number.label("quoted_number"),
            _QUOTED.c.author_id.label("quoted_author_id"),
            _QUOTED_AUTHOR.c.name.label("quoted_author"),
        )
        .outerjoin(author, and_(author.c.id == post.c.author_id, author.c.erased_at.is_(None)))
        .outerjoin(_QUOTED, and_(_QUOTED.c.id == post.c.quotes_id, _QUOTED.c.thread_id == post.c.thread_id))
        .outerjoin(
            _QUOTED_AUTHOR, and_(_QUOTED_AUTHOR.c.id == _QUOTED.c.author_id, _QUOTED_AUTHOR.c.erased_at.is_(None))
        )
        .where(post.c.thread_id == thread_id)
        .order_by(post.c.number)
    )


def _thanks(connection: Connection, ids: list[int], viewer: Viewer) -> dict[int, tuple[int, int]]:
    mine = func.sum(case((thanks.c.account_id == viewer.account_id, 1), else_=0))
    query = select(thanks.c.post_id, func.count(), mine).where(thanks.c.post_id.in_(ids)).group_by(thanks.c.post_id)
    return {post_id: (count, own) for post_id, count, own in connection.execute(query)}


def _files(connection: Connection, ids: list[int]) -> dict[int, list[AttachmentLine]]:
    query = (
        select(attachment.c.post_id, attachment.c.id, attachment.c.name, attachment.c.media_type, attachment.c.bytes)
        .where(attachment.c.post_id.in_(ids))
        .order_by(attachment.c.id)
    )
    found: dict[int, list[AttachmentLine]] = {}
    for post_id, *about in connection.execute(query):
        found.setdefault(post_id, []).append(AttachmentLine(*about))
    return found


def _reports(connection: Connection, ids: list[int]) -> dict[int, list[ReportLine]]:
    query = (
        select(report, account.c.name)
        .outerjoin(account, and_(account.c.id == report.c.account_id, account.c.erased_at.is_(None)))
        .where(report.c.post_id.in_(ids), report.c.settled_at.is_(None))
        .order_by(report.c.id)
    )
    found: dict[int, list[ReportLine]] = {}
    for row in connection.execute(query):
        found.setdefault(row.post_id, []).append(
            ReportLine(row.id, row.post_id, row.reason, row.name, row.at, row.settled_at)
        )
    return found
