"""Erasing a person: what is taken away, in every table; and the list that is replayed after a restore."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Table, delete, select, text, update

import config
from storage import kept_rows, scope
from storage.access_tables import account, invitation, outbox, passkey, recovery_code, role_grant, session
from storage.board_tables import (
    attachment,
    draft,
    follow,
    mail_choice,
    mention,
    notice,
    post,
    post_revision,
    read_mark,
    visit,
)
from storage.engine import is_sqlite
from storage.plan_tables import model_version, plan_word
from storage.tables import (
    match,
    participation,
    problem,
    quarantine,
    raw_block,
    record_history,
    response,
    site_note,
    trainer,
)

ERASED = "Slettet person"
ERASED_MENTION = "@tidligere medlem"


def erase(connection: Connection, *, trainer_id: int | None, account_id: int | None) -> None:
    """Takes name, contact details and free text away; what the programme counts (course, role, answers) stays."""
    if trainer_id is not None:
        _erase_trainer(connection, trainer_id)
    if account_id is not None:
        _erase_account(connection, account_id)


def note(*, trainer_id: int | None, account_id: int | None) -> None:
    """Adds to the deletion list, which lives outside the database and its backups."""
    line = {"trainer_id": trainer_id, "account_id": account_id, "at": datetime.now(UTC).isoformat(timespec="seconds")}
    path = Path(config.settings().erasure_list)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


def replay(connection: Connection) -> int:
    """Erases everybody on the deletion list again; returns how many lines were replayed."""
    path = Path(config.settings().erasure_list)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for line in map(json.loads, lines):
        erase(connection, trainer_id=line["trainer_id"], account_id=line["account_id"])
    return len(lines)


def _erase_trainer(connection: Connection, trainer_id: int) -> None:
    places = set[tuple[int | None, int | None]]()
    for table in (participation, response):
        rows = connection.execute(
            select(table.c.id, table.c.run_id, table.c.row_number).where(table.c.trainer_id == trainer_id)
        ).fetchall()
        for row in rows:
            places.add((row.run_id, row.row_number))
            _forget_history(connection, table, row.id)
            # A key may be made of the e-mail address.
            connection.execute(update(table).where(table.c.id == row.id).values(record_key=f"erased:{row.id}"))
    _forget_history(connection, trainer, trainer_id)
    _forget_rows(connection, places, _own_address(connection, trainer_id))
    connection.execute(delete(match).where(match.c.noun == "trainer", match.c.target == str(trainer_id)))
    connection.execute(
        update(response).where(response.c.trainer_id == trainer_id).values(respondent=None, free_text=None, extra=None)
    )
    connection.execute(
        update(trainer)
        .where(trainer.c.id == trainer_id)
        .values(
            participant_key=None,
            first_name=ERASED,
            last_name=None,
            folded_name=None,
            email=None,
            phone=None,
            gender=None,
            age_group=None,
            seniority=None,
            may_contact=False,
            may_network=False,
            remark=None,
        )
    )


def _erase_account(connection: Connection, account_id: int) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    own = connection.execute(select(account.c.name, account.c.email).where(account.c.id == account_id)).one_or_none()
    with scope.system_within(connection):  # whoever erases is in none of the person's rooms
        _erase_from_board(connection, account_id, own.name if own else ERASED)
    email = own.email if own else None
    if email:
        connection.execute(delete(invitation).where(invitation.c.email == email))
        connection.execute(delete(outbox).where(outbox.c.recipient == email))
    for table in (site_note, plan_word, model_version):
        connection.execute(update(table).where(table.c.author_id == account_id).values(author=ERASED))
    for table in (passkey, recovery_code, session):
        connection.execute(delete(table).where(table.c.account_id == account_id))
    connection.execute(
        update(role_grant).where(role_grant.c.account_id == account_id, role_grant.c.until.is_(None)).values(until=now)
    )
    connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(
            name=ERASED,
            email=None,
            password_hash=None,
            totp_secret=None,
            ended_at=now,
            erased_at=now,
        )
    )


def _erase_from_board(connection: Connection, account_id: int, name: str) -> None:
    """What the person wrote to others stays in its thread, under no name; what only the person saw goes."""
    for table in (draft, read_mark, visit, follow, notice, mail_choice):
        connection.execute(delete(table).where(table.c.account_id == account_id))
    connection.execute(delete(attachment).where(attachment.c.added_by_id == account_id, attachment.c.post_id.is_(None)))
    if name == ERASED:
        return
    named = select(mention.c.post_id).where(mention.c.account_id == account_id)
    posts = connection.execute(select(post.c.id, post.c.source, post.c.html).where(post.c.id.in_(named))).fetchall()
    revisions = select(post_revision.c.id, post_revision.c.source).where(post_revision.c.post_id.in_(named))
    for row in posts:
        new = {"source": _without(name, row.source), "html": _without(escape(name), row.html)}
        connection.execute(update(post).where(post.c.id == row.id).values(new))
        key = "rowid" if is_sqlite(connection) else "post_id"  # `python -m board deliver` makes them findable again
        connection.execute(text(f"DELETE FROM post_search WHERE {key} = :id"), {"id": row.id})  # nosec B608
    for old in connection.execute(revisions).fetchall():
        new = {"source": _without(name, old.source)}
        connection.execute(update(post_revision).where(post_revision.c.id == old.id).values(new))
    connection.execute(delete(mention).where(mention.c.account_id == account_id))


def _without(name: str, text: str) -> str:
    return re.sub(f"@{re.escape(name)}", ERASED_MENTION, text, flags=re.IGNORECASE)


def _forget_history(connection: Connection, table: Table, record_id: int) -> None:
    connection.execute(
        delete(record_history).where(record_history.c.table_name == table.name, record_history.c.record_id == record_id)
    )


def _own_address(connection: Connection, trainer_id: int) -> str | None:
    """The person's e-mail address, unless others have the same: a shared mailbox says nothing of one of them."""
    own = select(trainer.c.email).where(trainer.c.id == trainer_id).scalar_subquery()
    same = list(connection.execute(select(trainer.c.email).where(trainer.c.email == own)).scalars())
    return same[0] if len(same) == 1 else None


def _forget_rows(connection: Connection, places: set[tuple[int | None, int | None]], address: str | None) -> None:
    """Empties the person's rows in every kept file; their numbers stay, so that every row is still accounted for.

    places: (run, row number) that records came from; the same row may stand in files that came later, and other rows
    may have the address.
    """
    blocks = select(raw_block)
    here = blocks.where(raw_block.c.run_id.in_({run_id for run_id, _ in places}))
    own = [
        row
        for block in connection.execute(here)
        for number, row in _numbered(kept_rows.unpack(block.packed))
        if (block.run_id, number) in places
    ]
    for block in connection.execute(blocks.with_only_columns(raw_block.c.run_id, raw_block.c.first_row)).all():
        where = (raw_block.c.run_id == block.run_id) & (raw_block.c.first_row == block.first_row)
        kept = kept_rows.unpack(
            connection.execute(blocks.with_only_columns(raw_block.c.packed).where(where)).scalar_one()
        )
        gone = {
            number
            for number, row in _numbered(kept)
            if row in own or (block.run_id, number) in places or (address and _holds(row, address))
        }
        if not gone:
            continue
        rows = [orjson.dumps([""] * len(row) if number in gone else row) for number, row in _numbered(kept)]
        extra = {number: cells for number, cells in kept["extra"].items() if int(number) not in gone}
        problems = [each for each in kept["problems"] if each[0] not in gone]
        packed = kept_rows.pack(kept["numbers"], extra, problems, rows)
        connection.execute(update(raw_block).where(where).values(packed=packed))
        for table in (quarantine, problem):
            connection.execute(delete(table).where(table.c.run_id == block.run_id, table.c.row.in_(gone)))


def _numbered(block: dict[str, Any]) -> Iterator[tuple[int, list[str]]]:
    return zip(block["numbers"], block["rows"], strict=True)


def _holds(row: list[str], address: str) -> bool:
    return any(address in cell.lower() for cell in row)
