"""How much a request may be, and how slowly it may come."""

from __future__ import annotations

import asyncio
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coterie.web.problems import RefusedError, answered
from coterie.web.settings import Settings, bytes_of

LARGEST = 8_000_000  # bytes of a body that is no upload
AROUND = 1_000_000  # bytes that a form may have around its files
SILENT, PATIENCE, SLOWEST = 20.0, 30.0, 1_000.0  # seconds without a byte; after so many seconds, fewer bytes a second are no upload


class Limits:
    """Answers 413 to what is too large and 408 to what comes too slowly, whatever a route was doing with it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.largest_upload = app, bytes_of(settings.max_upload)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the body on as it comes, and no further than it may go."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        request = Request(scope)
        upload = request.headers.get("content-type", "").startswith("multipart/")
        body = _Body(receive, self.largest_upload + AROUND if upload else LARGEST)
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if body.refusal and not begun:
                return  # what a route makes of a body that broke off is not the answer
            begun = True
            await send(message)

        try:
            body.check(request.headers.get("content-length", ""))
            await self.app(scope, body, sent)
        except RefusedError as refusal:
            if refusal is not body.refusal:
                raise
        if body.refusal and not begun:
            await answered(request, body.refusal)(scope, receive, send)
        return None


class _Body:
    """A body that is counted as it comes."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self.receive, self.largest = receive, largest
        self.size, self.start, self.whole = 0, time.monotonic(), False
        self.refusal: RefusedError | None = None

    def check(self, length: str) -> None:
        """Refuse what says itself that it is too large."""
        if length.isascii() and length.isdecimal() and int(length) > self.largest:
            raise self._too_large()

    async def __call__(self) -> Message:
        """The next part."""
        if self.whole:
            return await self.receive()
        try:
            async with asyncio.timeout(SILENT):
                message = await self.receive()
        except TimeoutError:
            raise self._too_slow() from None
        self.size += len(message.get("body", b""))
        self.whole = not message.get("more_body")
        if self.size > self.largest:
            raise self._too_large()
        seconds = time.monotonic() - self.start
        if not self.whole and seconds > PATIENCE and self.size / seconds < SLOWEST:
            raise self._too_slow()
        return message

    def _too_large(self) -> RefusedError:
        remedy = "Send less at a time, or start the server with a larger --max-upload."
        self.refusal = RefusedError(413, "too-large", f"The body has more than {self.largest:,} bytes", remedy=remedy)
        return self.refusal

    def _too_slow(self) -> RefusedError:
        self.refusal = RefusedError(408, "too-slow", "The body comes too slowly", remedy="Send it again over a better line.")
        return self.refusal
