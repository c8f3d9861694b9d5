"""Asks a clamd of one's own about a file; without FODFAESTE_CLAMD nobody is asked."""

from __future__ import annotations

import logging
import socket
import struct

import config
from access.errors import Refused

SECONDS, PIECE = 20, 64 * 1024
_LOG = logging.getLogger("fodfaeste")


def check(content: bytes) -> None:
    """Raises Refused if clamd finds something, or cannot be asked although it is configured."""
    address = config.settings().clamd
    if not address:
        return
    try:
        answer = _ask(address, content)
    except OSError as error:
        _LOG.error("clamd at %s does not answer: %s", address, error)
        answer = ""
    if answer.endswith("FOUND"):
        raise Refused("Filen indeholder ifølge virusscanneren skadelig kode og er ikke gemt.")
    if not answer.endswith("OK"):
        raise Refused("Filen kan ikke undersøges for virus lige nu og er ikke gemt. Prøv igen om lidt.")


def _ask(address: str, content: bytes) -> str:
    """clamd's answer: "stream: OK", "stream: <name> FOUND" or an error."""
    with _connected(address) as door:
        door.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            door.sendall(struct.pack("!L", len(piece)) + piece)
        door.sendall(struct.pack("!L", 0))
        answer = b""
        while piece := door.recv(4096):
            answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        door = socket.socket(socket.AF_UNIX)
        try:
            door.settimeout(SECONDS)
            door.connect(address)
        except OSError:
            door.close()
            raise
        return door
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
