"""What is held about a person: shown, handed out, and taken away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Table, and_, func, or_, select

from access import audit, clock
from access.errors import Refused
from access.permissions import Permission
from access.policy import RoomRight, require, rooms
from access.viewer import Viewer
from storage import erasure, scope
from storage.access_tables import account, passkey, role_grant, session
from storage.access_tables import audit as audit_table
from storage.board_tables import (
    attachment,
    draft,
    follow,
    mail_choice,
    notice,
    post,
    post_revision,
    prompt_answer,
    report,
    room,
    thanks,
    thread,
    visit,
)
from storage.engine import reading, writing
from storage.review_tables import offer, offer_history, review_comment
from storage.tables import course, municipality, participation, response, site, site_note, site_scope, trainer

MOST_CALLED = 20  # people of one name or mailbox that are shown
SECRET = frozenset({"password_hash", "totp_secret", "totp_step", "token_hash", "csrf_token", "token"})


def own_data(*, viewer: Viewer) -> dict[str, Any]:
    """All that is held about the viewer, by table name, without the secrets that open the door.

    {"made_at": str, "account": [row], "roles": [...], "trainer": [...], "courses": [...], "responses": [...], ...};
    each row a dict of column -> text, number or None.
    """
    if viewer.account_id is None:
        raise Refused("Log ind for at hente dine egne data.")
    with reading() as connection:
        own = connection.execute(select(account).where(account.c.id == viewer.account_id)).mappings().one()
        trainer_id = own["trainer_id"] or 0  # nobody's id; None would find the answers that belong to nobody yet
        about = audit_table.c.actor_id == viewer.account_id
        about |= audit_table.c.subject_id == viewer.account_id
        about |= audit_table.c.trainer_id == trainer_id
        found = {
            "account": [_plain(own)],
            "roles": _rows(connection, role_grant, role_grant.c.account_id == viewer.account_id),
            "sessions": _rows(connection, session, session.c.account_id == viewer.account_id),
            "passkeys": _rows(connection, passkey, passkey.c.account_id == viewer.account_id),
            "trainer": _rows(connection, trainer, trainer.c.id == trainer_id),
            "workplace": _rows(
                connection, site, site.c.id.in_(select(trainer.c.site_id).where(trainer.c.id == trainer_id))
            ),
            "courses": _rows(
                connection,
                course,
                course.c.id.in_(select(participation.c.course_id).where(participation.c.trainer_id == trainer_id)),
            ),
            "responses": _rows(connection, response, response.c.trainer_id == trainer_id),
            "log": _rows(connection, audit_table, about),
            "notes": _rows(connection, site_note, site_note.c.author_id == viewer.account_id),
            "scope": _rows(connection, site_scope, site_scope.c.by_id == viewer.account_id),
            **_board(connection, viewer),
            "review_comments": _rows(connection, review_comment, review_comment.c.author_id == viewer.account_id),
            "offers": _rows(connection, offer, offer.c.owner_id == viewer.account_id),
            "offer_history": _rows(connection, offer_history, offer_history.c.by_id == viewer.account_id),
        }
    with writing() as connection:
        audit.record(connection, "own_data_exported", by=viewer, subject_id=viewer.account_id)
    return {"made_at": clock.now().isoformat(timespec="seconds"), **found}


def _board(connection: Connection, viewer: Viewer) -> dict[str, Any]:
    """What the person wrote, also in rooms that the person has left; of what others did, what may be seen now."""
    own = viewer.account_id
    mine = select(room.c.id).where(room.c.slug.in_(sorted(rooms(viewer, RoomRight.READ))))
    with scope.system_within(connection):
        return {
            "threads": _rows(connection, thread, thread.c.author_id == own),
            "posts": _rows(connection, post, post.c.author_id == own),
            "post_revisions": _rows(connection, post_revision, post_revision.c.by_id == own),
            "drafts": _rows(connection, draft, draft.c.account_id == own),
            "attachments": _rows(connection, attachment, attachment.c.added_by_id == own),
            "thanks": _rows(connection, thanks, thanks.c.account_id == own),
            "reports": _rows(connection, report, report.c.account_id == own),
            "follows": _rows(connection, follow, follow.c.account_id == own),
            "visits": _rows(connection, visit, visit.c.account_id == own),
            "prompt_answers": _rows(connection, prompt_answer, prompt_answer.c.account_id == own),
            "mail_choice": _rows(connection, mail_choice, mail_choice.c.account_id == own),
            "notices": _rows(connection, notice, and_(notice.c.account_id == own, notice.c.room_id.in_(mine))),
        }


def erase_account(account_id: int, *, by: Viewer) -> None:
    """Erases a person with an account, and the trainer behind it; the person may do it alone, or an administrator."""
    if account_id != by.account_id:
        require(by, Permission.MANAGE_ROLES)
    with writing() as connection:
        found = connection.execute(
            select(account.c.trainer_id, account.c.erased_at).where(account.c.id == account_id)
        ).first()
        if found is None or found.erased_at is not None:
            raise Refused("Personen er allerede slettet.")
        _erase(connection, trainer_id=found.trainer_id, account_id=account_id, by=by)


def trainers_called(text: str, *, viewer: Viewer) -> list[Row[Any]]:
    """Trainers of the lists with this e-mail or full name, as (id, name, workplace, municipality), at most 20.

    For those who may erase them. Raises Forbidden.
    """
    require(viewer, Permission.MANAGE_ROLES)
    asked = " ".join(text.split())
    name = func.trim(func.coalesce(trainer.c.first_name, "") + " " + func.coalesce(trainer.c.last_name, ""))
    is_asked = or_(trainer.c.email == asked.lower(), name == asked, func.lower(name) == asked.lower())
    query = (
        select(trainer.c.id, name.label("name"), site.c.name.label("workplace"), municipality.c.name.label("home"))
        .join(site, site.c.id == trainer.c.site_id)
        .outerjoin(municipality, municipality.c.code == site.c.municipality_code)
        .where(is_asked, name.not_in(("", erasure.ERASED)))
        .order_by(name, trainer.c.id)
        .limit(MOST_CALLED)
    )
    with reading() as connection:
        return list(connection.execute(query)) if asked else []


def erase_trainer(trainer_id: int, *, by: Viewer) -> None:
    """Erases a trainer of the participant list, and the account if there is one."""
    require(by, Permission.MANAGE_ROLES)
    with writing() as connection:
        account_id = connection.execute(
            select(account.c.id).where(account.c.trainer_id == trainer_id)
        ).scalar_one_or_none()
        _erase(connection, trainer_id=trainer_id, account_id=account_id, by=by)


def _erase(connection: Connection, *, trainer_id: int | None, account_id: int | None, by: Viewer) -> None:
    erasure.note(trainer_id=trainer_id, account_id=account_id)  # first: a crash after it erases once more, not less
    erasure.erase(connection, trainer_id=trainer_id, account_id=account_id)
    audit.record(connection, "erased", by=by, subject_id=account_id, trainer_id=trainer_id)


def _rows(connection: Connection, table: Table, where: Any) -> list[dict[str, Any]]:
    return [_plain(row) for row in connection.execute(select(table).where(where)).mappings()]


def _plain(row: Any) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | float | str | None) else str(value)
        for name, value in row.items()
        if name not in SECRET and not isinstance(value, bytes)
    }
