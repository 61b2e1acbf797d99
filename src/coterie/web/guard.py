"""Who may ask: the name that the server is asked by, the token, and for every change a proof that no foreign page asks."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coterie.web.place import inner
from coterie.web.problems import RefusedError, answered, wants_page
from coterie.web.settings import Settings, is_loopback
from coterie.web.tickets import GUEST, LASTS, MEMBER, Tickets

SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/health", "/ready", "/sign-in")  # asked for without a token
LOOKS = ("/static/", "/assets/")  # styles and scripts, which hold nothing of anybody
PROOF, PROGRAM = "X-CSRF-Token", "X-Requested-With"
FIELD = re.compile(
    rb'^(?:csrf=([\w-]+)(?:&|$)|--[^\r\n]+\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n([\w-]+)\r\n)', re.IGNORECASE
)
KNOWN = 100
ENOUGH = 1024  # bytes of a form in which its first field must stand
AGAIN = '<!doctype html><html lang="en"><meta http-equiv="refresh" content="0"><title>Coterie</title>'  # asked anew, by a page of ours
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (name.lower().encode(), value.encode())
    for name, value in {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }.items()
]


@dataclass
class Asking:
    """Who asks: a program with the token, or a browser with a ticket of a kind, or nobody known."""

    program: bool = False
    ticket: str = ""
    kind: str = ""


class Guard:
    """Refuses who may not ask, and gives every answer the headers that keep browsers safe."""

    def __init__(self, app: ASGIApp, settings: Settings, tickets: Tickets) -> None:
        self.app, self.settings, self.tickets = app, settings, tickets
        self.known: set[str] = set()  # Host headers that were looked at and are right

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request, replay = Request(scope), _Replay(receive)
        fresh = ""
        answer: Response | None = None
        try:
            self._check_host(request.headers.getlist("host"))
            asking = self._asking(request)
            if not asking.ticket and _led_from_elsewhere(request):
                answer = HTMLResponse(AGAIN)
            elif not asking.ticket and not asking.program and wants_page(request):
                asking.ticket = fresh = self.tickets.new(GUEST)
            if asking.ticket:
                scope.setdefault("state", {}).update(csrf=self.tickets.proof(asking.ticket), member=asking.kind == MEMBER)
            answer = answer or self._signed_out(request, asking)
            if not answer and request.method not in SAFE:
                await self._check_change(request, asking, replay, fresh=bool(fresh))
        except RefusedError as refusal:
            answer = answered(request, refusal)
        return await (answer or self.app)(scope, replay, with_headers(send, cookie(request, self.tickets.cookie, fresh) if fresh else ""))

    def _check_host(self, hosts: list[str]) -> None:
        """Refuse a name that is not ours: a page elsewhere may have made its own name lead here."""
        host = hosts[0] if len(hosts) == 1 else ""
        if host in self.known:
            return
        name = (host if re.fullmatch(r"\[[0-9a-fA-F:.]+\]", host) else re.sub(r":\d+$", "", host)).casefold()
        listening = self.settings.host.casefold()
        known = name in {listening, *map(str.casefold, self.settings.names)} or (is_loopback(name) and bool(name))
        if not known and not (listening in ("0.0.0.0", "::") and _is_address(name)):
            remedy = "Ask by the address that the server listens on, or start it with --name and this name."
            raise RefusedError(400, "foreign-host", "The server is not known by this name", remedy=remedy)
        if len(self.known) < KNOWN:
            self.known.add(host)

    def _asking(self, request: Request) -> Asking:
        """Who asks."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() == "bearer" and self.settings.token:
            if not self.tickets.is_token(given.strip()):
                raise RefusedError(401, "wrong-token", "The token is not right", remedy="Send the token that the server was started with.")
            return Asking(program=True)
        ticket = request.cookies.get(self.tickets.cookie, "")
        kind = self.tickets.kind(ticket)
        return Asking(ticket=ticket if kind else "", kind=kind)

    def _signed_out(self, request: Request, asking: Asking) -> Response | None:
        """Send a browser without the token to where it can be given, and refuse a program."""
        path = inner(request.scope)
        if not self.settings.token or asking.program or asking.kind == MEMBER or path in OPEN or path.startswith(LOOKS):
            return None
        if request.method in SAFE and wants_page(request):
            back = quote(path, safe="/")
            return RedirectResponse(f"{request.scope.get('root_path', '')}/sign-in?next={back}", 303)
        raise RefusedError(401, "no-token", "This needs the token", remedy="Send it in the header: Authorization: Bearer TOKEN")

    async def _check_change(self, request: Request, asking: Asking, replay: _Replay, *, fresh: bool) -> None:
        """Refuse a change that a foreign page may have asked for; a program with the token is none."""
        if asking.program and not _from_browser(request):
            return
        self._check_origin(request)
        if not self.settings.token and not _from_browser(request) and request.headers.get(PROGRAM):
            return  # no form elsewhere can send this header
        given = request.headers.get(PROOF) or await replay.first_field(request.headers.get("content-type", ""))
        if fresh or not asking.ticket or not self.tickets.proves(asking.ticket, given):
            remedy = f"Load the page again. A program sends the token, or where the server has none the header {PROGRAM}: coterie"
            raise RefusedError(403, "no-proof", "Nothing shows that no foreign page asked for this", remedy=remedy)

    def _check_origin(self, request: Request) -> None:
        """Refuse a change that a page from elsewhere asks for."""
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
        own = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
        if (origin is not None and origin.casefold() != own.casefold()) or site not in (None, "same-origin"):
            raise RefusedError(403, "foreign-origin", "A page from elsewhere asked for this", remedy="Do it on the server's own page.")


def with_headers(send: Send, fresh: str = "") -> Send:
    """Every answer with its headers, and a ticket for a browser that has none."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = {name for name, _ in message["headers"]}
            own = [pair for pair in HEADERS if pair[0] not in there]
            own += [(b"set-cookie", fresh.encode())] if fresh and b"set-cookie" not in there else []
            message["headers"] = [*message["headers"], *own]
        await send(message)

    return sent


def cookie(request: Request, name: str, ticket: str) -> str:
    """The header that gives a browser a ticket, which no script can read and no other site can send."""
    path = request.scope.get("root_path", "") or "/"
    secure = "; Secure" if request.scope["scheme"] == "https" else ""
    return f"{name}={ticket}; Path={path}; Max-Age={LASTS if ticket else 0}; HttpOnly; SameSite=Strict{secure}"


def _led_from_elsewhere(request: Request) -> bool:
    """Whether a link on another site led here: then a browser keeps our ticket to itself, and one more would take its place."""
    elsewhere = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    return elsewhere and request.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate"


def _from_browser(request: Request) -> bool:
    """Whether a page asks: programs send neither header."""
    return "origin" in request.headers or "sec-fetch-site" in request.headers


def _is_address(name: str) -> bool:
    """Whether it is a number, which no one can make lead elsewhere."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class _Replay:
    """The body of a request, of which the first bytes may be looked at before it is handed on whole."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.seen: list[Message] = []

    async def __call__(self) -> Message:
        """The next message."""
        return self.seen.pop(0) if self.seen else await self.receive()

    async def first_field(self, kind: str) -> str:
        """The proof that a form carries as its first field; "" where there is none."""
        if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
            return ""
        head = b"".join([part async for part in self._head()])
        found = FIELD.match(head)
        return next((part.decode() for part in found.groups() if part), "") if found else ""

    async def _head(self) -> AsyncIterator[bytes]:
        size = 0
        while size < ENOUGH:
            message = await self.receive()
            self.seen.append(message)
            body = message.get("body", b"")
            size += len(body)
            yield body
            if not message.get("more_body"):
                return
