"""Sends what the outbox holds, each mail once, through the SMTP server of the configuration."""

from __future__ import annotations

import email.policy
import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, Row, and_, or_, select, update

import config
from access import clock
from storage.access_tables import outbox
from storage.engine import reading, writing

TRIES = 8
_POLICY = email.policy.SMTP.clone(max_line_length=998)  # an address that is broken over lines is none to a mail program
LONGEST_TRY = timedelta(minutes=10)


def deliver(*, of_board: bool = False) -> tuple[int, int]:
    """Sends what waits; returns (sent, failed). Safe to run twice at once: a mail is claimed before it is sent.

    The board's mails are left to board.mail, which first makes them anew from what the person may read by now.
    """
    if not config.settings().smtp_url:
        return 0, 0
    which = outbox.c.account_id.is_not(None) if of_board else outbox.c.account_id.is_(None)
    with reading() as connection:
        waiting = connection.execute(select(outbox).where(which, waits()).order_by(outbox.c.id).limit(500)).fetchall()
    if not waiting:
        return 0, 0
    with _server() as server:
        done = [_send(server, mail) for mail in waiting]
    return done.count(True), done.count(False)


def waits() -> ColumnElement[bool]:
    """The condition of a mail that is to be sent: nobody is sending it, or who did was killed."""
    is_free = or_(outbox.c.tried_at.is_(None), outbox.c.tried_at < clock.now() - LONGEST_TRY)
    return and_(outbox.c.sent_at.is_(None), outbox.c.tries < TRIES, is_free)


def _send(server: smtplib.SMTP, mail: Row[Any]) -> bool | None:
    """Whether it was sent; None if another process has it, or has written it anew since it was read."""
    is_as_read = and_(outbox.c.id == mail.id, outbox.c.tries == mail.tries, outbox.c.created_at == mail.created_at)
    with writing() as connection:
        claimed = connection.execute(
            update(outbox).where(is_as_read, waits()).values(tries=mail.tries + 1, tried_at=clock.now())
        )
    if claimed.rowcount != 1:
        return None
    message = EmailMessage(policy=_POLICY)
    message["From"], message["To"], message["Subject"] = config.settings().mail_from, mail.recipient, mail.subject
    message["Date"], message["Auto-Submitted"] = format_datetime(datetime.now(UTC)), "auto-generated"
    message["Message-ID"] = f"<{mail.id}.{mail.created_at:%Y%m%d%H%M%S}@{urlsplit(config.settings().address).hostname}>"
    if mail.stop_url:
        message["List-Unsubscribe"] = f"<{mail.stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body)
    try:
        server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        done: dict[str, Any] = {"error": type(error).__name__, "tried_at": None}
    else:
        done = {"sent_at": clock.now(), "body": "", "error": None}  # a sent link is not kept
    with writing() as connection:
        connection.execute(update(outbox).where(outbox.c.id == mail.id).values(**done))
    return "sent_at" in done


def _server() -> smtplib.SMTP:
    address = urlsplit(config.settings().smtp_url)
    host, is_tls = address.hostname or "localhost", address.scheme == "smtps"
    if is_tls:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, address.port or 465, context=ssl.create_default_context(), timeout=20
        )
    else:
        server = smtplib.SMTP(host, address.port or 25, timeout=20)
    if address.username:
        if not is_tls:
            server.starttls(context=ssl.create_default_context())
        server.login(unquote(address.username), unquote(address.password or ""))
    return server
