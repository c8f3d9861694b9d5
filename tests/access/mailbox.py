"""A real local SMTP server that keeps what arrives."""

import socket

import pytest
from aiosmtpd.controller import Controller

import config


class Mailbox:
    """Keeps what arrives; refuses one address."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address.startswith("refused@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.mails.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mailbox(monkeypatch):
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("FODFAESTE_SMTP_URL", f"smtp://127.0.0.1:{port}")
    config.settings.cache_clear()
    yield box
    controller.stop()
    config.settings.cache_clear()


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
