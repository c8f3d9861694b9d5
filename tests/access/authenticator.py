"""A passkey that lives in the test: makes a key, answers questions, and can be made to answer wrongly."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url, encode_cbor

from access.passkeys import Asked

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


class Authenticator:
    """One key of one person; `uses` is the counter that a copied key cannot keep in step."""

    def __init__(self, credential_id: bytes = b"alices-telefon-1") -> None:
        self.credential_id = credential_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.uses = 0

    def make(self, asked: Asked, *, origin: str, host: str, flags: int = PRESENT | VERIFIED) -> dict[str, Any]:
        """The answer to the question that makes a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        length = len(self.credential_id).to_bytes(2)
        known = self._data(host, flags | NEW_KEY) + bytes(16) + length + self.credential_id + public
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": known})
        said = _said("webauthn.create", asked, origin)
        return self._answer(clientDataJSON=said, attestationObject=attested)

    def sign(self, asked: Asked, *, origin: str, host: str, flags: int = PRESENT | VERIFIED) -> dict[str, Any]:
        """The answer to the question of a sign-in."""
        self.uses += 1
        known, said = self._data(host, flags), _said("webauthn.get", asked, origin)
        signature = self.key.sign(known + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=known, signature=signature)

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4)

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        name = bytes_to_base64url(self.credential_id)
        response = {key: bytes_to_base64url(part) for key, part in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}


def _said(kind: str, asked: Asked, origin: str) -> bytes:
    said = {"type": kind, "challenge": asked.options["challenge"], "origin": origin, "crossOrigin": False}
    return json.dumps(said).encode()
