"""The outbox against a real local SMTP server."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import config
from access import invitations, mail
from access.invitations import Invitee
from storage.access_tables import outbox
from storage.engine import reading
from tests.access.mailbox import Mailbox, free_port
from tests.access.world import World


def test_each_mail_leaves_once_and_a_refused_one_waits_with_its_reason(world: World, mailbox: Mailbox):
    people = [Invitee(f"{name}@eksempel.invalid", name, "trainer") for name in ("dora", "refused", "erik")]
    invitations.invite(people, address="https://fodfaeste.invalid", by=world.karen.viewer)
    assert mail.deliver() == (2, 1)
    assert mail.deliver() == (0, 1)
    assert len(mailbox.mails) == 2
    with reading() as connection:
        rows = connection.execute(outbox.select().order_by(outbox.c.id)).fetchall()
    assert [(row.sent_at is not None, row.error, row.tries) for row in rows] == [
        (True, None, 1),
        (False, "SMTPRecipientsRefused", 2),
        (True, None, 1),
    ]
    assert rows[0].body == ""


def test_without_a_server_nothing_is_sent_and_nothing_is_lost(world: World):
    invitations.invite(
        [Invitee("dora@eksempel.invalid", "Dora", "trainer")], address="https://x.invalid", by=world.karen.viewer
    )
    assert mail.deliver() == (0, 0)
    with reading() as connection:
        assert connection.execute(outbox.select()).one().tries == 0


def invite_dora(world: World) -> None:
    dora = Invitee("dora@eksempel.invalid", "Dora", "trainer")
    invitations.invite([dora], address="https://fodfaeste.invalid", by=world.karen.viewer)


def test_two_that_deliver_at_once_send_each_mail_once(world: World, mailbox: Mailbox, monkeypatch):
    invite_dora(world)
    connect = mail._server

    def slowly():
        monkeypatch.setattr(mail, "_server", connect)
        assert mail.deliver() == (1, 0)  # another process, while this one connects
        return connect()

    monkeypatch.setattr(mail, "_server", slowly)
    assert mail.deliver()[0] == 0
    assert len(mailbox.mails) == 1


def test_where_nothing_waits_the_server_is_not_asked(world: World, monkeypatch):
    monkeypatch.setenv("FODFAESTE_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")  # nobody answers there
    config.settings.cache_clear()
    assert mail.deliver() == (0, 0)


USER, WORD = "site@fodfaeste", "hemmelig/ord"
LOGIN = "site%40fodfaeste:hemmelig%2Ford"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_name_and_password_go_to_the_server_under_tls(world: World, tmp_path: Path, monkeypatch, scheme: str):
    invite_dora(world)
    with _tls_server(tmp_path, scheme) as (port, box, logins):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        monkeypatch.setenv("FODFAESTE_SMTP_URL", f"{scheme}://{LOGIN}@localhost:{port}")
        config.settings.cache_clear()
        assert mail.deliver() == (1, 0)
    assert logins == [(USER, WORD)]
    assert len(box.mails) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(
    world: World, tmp_path: Path, monkeypatch, scheme: str
):
    invite_dora(world)
    with _tls_server(tmp_path, scheme) as (port, box, logins):
        monkeypatch.setenv("FODFAESTE_SMTP_URL", f"{scheme}://{LOGIN}@localhost:{port}")
        config.settings.cache_clear()
        with pytest.raises(ssl.SSLCertVerificationError):
            mail.deliver()
    assert (logins, box.mails) == ([], [])
    with reading() as connection:
        assert connection.execute(outbox.select()).one().tries == 0


@contextmanager
def _tls_server(folder: Path, scheme: str) -> Iterator[tuple[int, Mailbox, list[tuple[str, str]]]]:
    """A server that takes mail after a login under TLS alone, with a certificate of its own making."""
    box, logins = Mailbox(), []

    def let_in(_server, _session, _envelope, _mechanism, given: LoginPassword) -> AuthResult:
        logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=logins[-1] == (USER, WORD))

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder / "certificate.pem"))
    port = free_port()
    at_once = {"ssl_context": context, "auth_require_tls": False}  # it is under TLS and does not know it
    asked_for = {"tls_context": context, "require_starttls": True, "auth_required": True}
    options = at_once if scheme == "smtps" else asked_for
    server = Controller(box, hostname="127.0.0.1", port=port, authenticator=let_in, **options)
    server.start()
    try:
        yield port, box, logins
    finally:
        server.stop()
        config.settings.cache_clear()


def _certificate(path: Path) -> Path:
    """Key and certificate of localhost in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path
