"""How long things are kept; run every night by `python -m access retain`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_

import config
from access import clock
from storage.access_tables import attempt, audit, challenge, invitation, outbox, session
from storage.board_tables import notice
from storage.migrate import owner_engine

ACCESS_ACTIONS = ("sign_in", "sign_in_refused", "sign_out", "sign_out_everywhere", "refused", "contact_viewed")


def retain() -> dict[str, int]:
    """Deletes what is older than the configuration allows; returns rows deleted by table."""
    settings, now = config.settings(), clock.now()
    access_log = now - timedelta(days=30.5 * settings.keep_access_log_months)
    audit_log = now - timedelta(days=30.5 * settings.keep_audit_months)
    rules: list[tuple[Any, Any]] = [
        (audit, or_(audit.c.at < audit_log, and_(audit.c.action.in_(ACCESS_ACTIONS), audit.c.at < access_log))),
        (session, or_(session.c.ended_at < access_log, session.c.created_at < access_log)),
        (invitation, invitation.c.created_at < access_log),
        (outbox, outbox.c.created_at < now - timedelta(days=30)),
        (attempt, attempt.c.at < now - timedelta(days=1)),
        (challenge, challenge.c.expires_at < now),
        (notice, notice.c.at < access_log),
    ]
    owner = owner_engine()  # on PostgreSQL the site's own role may not delete from the log
    with owner.connect().execution_options(fodfaeste_write=True) as connection, connection.begin():
        deleted = {table.name: connection.execute(delete(table).where(which)).rowcount for table, which in rules}
    owner.dispose()
    return deleted
