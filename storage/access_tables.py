"""Tables of accounts, roles, sessions and the log; part of the same metadata as storage/tables.py."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from storage.tables import metadata

account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(240), nullable=False),
    Column("email", String(254), unique=True),  # NULL once erased
    Column("trainer_id", ForeignKey("trainer.id", ondelete="SET NULL"), index=True),
    Column("password_hash", String(200)),
    Column("totp_secret", String(64)),
    Column("totp_step", Integer, nullable=False, server_default="0"),  # the newest 30-second step that was used
    Column("is_demo", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("erased_at", DateTime),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("used_at", DateTime),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("code_hash", LargeBinary(32), nullable=False),
    Column("used_at", DateTime),
)

# Roles with scope and history: a role that ended stays, with who ended it and when.
role_grant = Table(
    "role_grant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    # A lead's network. A trainer's follows the workplace and is looked up at each request, so it is NULL here.
    Column("network_id", ForeignKey("network.id", ondelete="CASCADE"), index=True),
    Column("since", DateTime, nullable=False),
    Column("until", DateTime),
    Column("granted_by", String(240), nullable=False),
    Column("ended_by", String(240)),
    Column("reason", String(300)),  # of a break-glass hour; the members of the room read it
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("email", String(254), nullable=False, index=True),
    Column("name", String(240), nullable=False),
    Column("role", String(20), nullable=False),
    Column("network_id", ForeignKey("network.id", ondelete="CASCADE")),
    Column("trainer_id", ForeignKey("trainer.id", ondelete="SET NULL")),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE")),  # set when it restores access to an account
    Column("invited_by", String(240), nullable=False),
    Column("invited_by_id", Integer),
    Column("created_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("used_at", DateTime),
    Column("withdrawn_at", DateTime),
)

session = Table(
    "session",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("account_id", ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("csrf_token", String(64), nullable=False),
    Column("agent", String(120), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
)

# A passkey's question, asked once and valid for minutes.
challenge = Table(
    "challenge",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("challenge", LargeBinary, nullable=False),
    Column("expires_at", DateTime, nullable=False),
)

# One row a try; counted over a window, so a restart forgets nothing.
attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", String(120), nullable=False),
    Column("at", DateTime, nullable=False),
    Index("ix_attempt_subject_at", "subject", "at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("recipient", String(254), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("sent_at", DateTime),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", String(300)),
    Column("tried_at", DateTime),  # somebody is sending it since then
    Column("account_id", Integer),  # of the board's mails: made anew from what the person may read until it is sent
    Column("stop_url", String(300)),  # where one click ends such mails
)

# Append-only, and without names: those of accounts are looked up when the log is read, so that erasing a person
# needs no change here. No foreign keys, for the same reason.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("actor_id", Integer, index=True),
    Column("actor", String(40)),  # where there is no account: the command line, somebody who is not signed in
    Column("action", String(40), nullable=False, index=True),
    Column("subject_id", Integer, index=True),  # the account that it is about
    Column("trainer_id", Integer, index=True),  # the trainer that it is about
    Column("network_id", Integer),
    Column("detail", Text),
    Column("number", String(12), index=True),  # the number that an error page shows
)
