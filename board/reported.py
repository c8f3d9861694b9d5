"""What was reported in a room and waits for somebody to look at it."""

from __future__ import annotations

from sqlalchemy import and_, select

from access.policy import RoomRight
from access.viewer import Viewer
from board import rooms
from board.views import ReportLine
from storage.access_tables import account
from storage.board_tables import report
from storage.engine import reading

MOST = 100


def waiting(slug: str, *, viewer: Viewer) -> list[ReportLine]:
    """Reports of the room that nobody has settled, the oldest first; raises Forbidden unless the viewer moderates."""
    room_id = rooms.opened(slug, RoomRight.MODERATE, by=viewer).id
    query = (
        select(report.c.id, report.c.post_id, report.c.reason, account.c.name, report.c.at, report.c.settled_at)
        .outerjoin(account, and_(account.c.id == report.c.account_id, account.c.erased_at.is_(None)))
        .where(report.c.room_id == room_id, report.c.settled_at.is_(None))
        .order_by(report.c.id)
        .limit(MOST)
    )
    with reading() as connection:
        return [ReportLine(*row) for row in connection.execute(query)]
