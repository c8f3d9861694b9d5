"""What the programme says no to, in words for the person who asked."""

from __future__ import annotations


class Refused(Exception):
    """A wish that cannot be met; the message is Danish and names the remedy."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
