"""Tickets: what a browser holds between two requests. A cookie that we signed, and from it the token that every form carries."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

GUEST, MEMBER = "g", "m"  # of whom a ticket tells nothing, and of whom it tells that the token was given
LASTS = 12 * 3600


class Tickets:
    """Makes and checks tickets, with a secret that stays in the folder of the server and changes with its token.

    >>> import tempfile
    >>> tickets = Tickets(Path(tempfile.mkdtemp()) / "secret", "a token")
    >>> ticket = tickets.new(MEMBER)
    >>> tickets.kind(ticket), tickets.kind(ticket + "x"), tickets.proves(ticket, tickets.proof(ticket))
    ('m', '', True)
    """

    def __init__(self, file: Path, token: str) -> None:
        self._key = hmac.digest(_kept(file), token.encode(), "sha256")
        self._token = token
        self.cookie = f"coterie_{hashlib.sha256(self._key).hexdigest()[:8]}"  # cookies of one host are shared by all its ports

    def new(self, kind: str) -> str:
        """A ticket for so many hours."""
        body = f"{kind}.{int(time.time()) + LASTS}.{secrets.token_urlsafe(16)}"
        return f"{body}.{self._signed('ticket', body)}"

    def kind(self, ticket: str) -> str:
        """Whose ticket it is; "" where it is not ours, or no longer good."""
        if not ticket:
            return ""
        body, _, signature = ticket.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signed("ticket", body).encode()):
            return ""
        kind, until, _ = body.split(".")
        return kind if int(until) > time.time() else ""

    def proof(self, ticket: str) -> str:
        """What a form of ours carries, and what no other page can know."""
        return self._signed("proof", ticket)

    def proves(self, ticket: str, proof: str) -> bool:
        """Whether a form is ours, and of this ticket."""
        return hmac.compare_digest(self.proof(ticket).encode(), proof.encode())

    def is_token(self, given: str) -> bool:
        """Whether it is the token; it takes as long whichever is wrong."""
        return bool(self._token) and hmac.compare_digest(given.encode(), self._token.encode())

    def _signed(self, what: str, text: str) -> str:
        return base64.urlsafe_b64encode(hmac.digest(self._key, f"{what}:{text}".encode(), "sha256")).decode().rstrip("=")


def _kept(file: Path) -> bytes:
    """The secret in the file, made where there is none; two servers that start at once agree."""
    temporary = file.with_name(f"{file.name}-{os.getpid()}")
    temporary.touch(mode=0o600)
    try:
        temporary.write_bytes(secrets.token_bytes(32))
        if not file.exists():
            with suppress(FileExistsError):
                os.link(temporary, file)
    finally:
        temporary.unlink()
    return file.read_bytes()
