"""A file on the web, at an http or https address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import CoterieError, InputError, SurroundingsError
from coterie.plan import Plan
from coterie.read._address import named, scheme_of
from coterie.read._door import open_as
from coterie.read._magic import HEAD
from coterie.read._scratch import scratch_file
from coterie.read._table import Reader, Table

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import Request

SCHEMES = ("http", "https")
REDIRECTS = 5
TIMEOUT = 30.0  # seconds without a byte
PATIENCE, SLOWEST = 60.0, 1_000.0  # after so many seconds, fewer bytes a second are no download
# The unpackers tell by content what came packed.
PACKINGS = ("", "identity", "gzip", "x-gzip", "zstd")
PAGES = (b"<!doctype html", b"<html")


class WebReader:
    """Fetches a file over HTTP."""

    takes = ("table", "query")

    def recognises(self, thing: Any, head: bytes) -> bool:
        """An address that begins with http:// or https://."""
        return scheme_of(thing) in SCHEMES

    def open(self, engine: DuckDBEngine, thing: str, slot: str, plan: Plan) -> Table:
        """Fetch it, and open what came."""
        name = named(thing)
        with _told(name), _answer(thing, name) as response:
            path = _saved(engine, response, name)
        with path.open("rb") as file:
            head = file.read(HEAD)
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(PAGES):
            remedy = "Give the address of the file itself; where one has to sign in first, download it with the browser."
            raise InputError("web-page", "This is the address of a web page, not of a file", place=name, remedy=remedy)
        return open_as(engine, path, name, slot, plan)


def _answer(address: str, name: str) -> HTTPResponse:
    """The answer with the file. Redirects are followed here, for the standard library would read their bodies whole."""
    from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler

    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    request = _request(address, name)
    for _ in range(REDIRECTS + 1):
        response: HTTPResponse = opener.open(request, timeout=TIMEOUT)
        if not (300 <= response.status < 400 and (target := response.headers.get("Location"))):
            _check_answer(response, name)
            return response
        response.close()
        request = _redirected(request, target, name)
    raise InputError("too-many-redirects", f"The address leads on more than {REDIRECTS} times", place=name, remedy="Check the address.")


def _request(address: str, name: str) -> Request:
    """The request for an address. A user and a password in it become a header."""
    from base64 import b64encode
    from urllib.parse import quote, unquote, urlsplit, urlunsplit
    from urllib.request import Request

    safe = "/%:@!$&'()*+,;=~?"
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
        if not host:
            raise ValueError("no host")
        netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    except ValueError as error:
        raise _bad_address(name) from error
    url = urlunsplit((parts.scheme, netloc, quote(parts.path or "/", safe=safe), quote(parts.query, safe=safe), ""))
    request = Request(url, headers={"User-Agent": "coterie", "Accept": "*/*", "Accept-Encoding": "identity"})
    if parts.username is not None:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_unredirected_header("Authorization", f"Basic {b64encode(secret.encode()).decode()}")
    return request


def _bad_address(name: str) -> InputError:
    """The refusal of an address, or of one that it leads to."""
    return InputError("bad-address", "The address is not complete or not valid", place=name, remedy="Check the address.")


def _redirected(request: Request, target: str, name: str) -> Request:
    """The request that a redirect asks for. A password goes to no other server, and nothing goes from https back to http."""
    from urllib.parse import urljoin

    try:
        target = urljoin(request.full_url, target)
    except ValueError as error:
        raise _bad_address(name) from error
    found = _request(target, name) if scheme_of(target) in SCHEMES else None
    if found is None or (request.type == "https" and found.type == "http"):
        fact = f"The address leads on to {scheme_of(target)}://"
        raise InputError("bad-redirect", fact, place=name, remedy="Give the address of the file itself.")
    secret = request.get_header("Authorization")
    if secret and (request.type, request.host) == (found.type, found.host):
        found.add_unredirected_header("Authorization", secret)
    return found


def _check_answer(response: HTTPResponse, name: str) -> None:
    """Refuse an answer that is not the file."""
    status = response.status
    said = f"The server says: {status} {HTTPStatus(status).phrase if status in set(HTTPStatus) else ''}".rstrip()
    if status >= 500:
        raise SurroundingsError("server-failed", said, place=name, remedy="Try again later.")
    if status in (401, 403, 407):
        remedy = "A user and a password may stand in the address: https://user:password@host/…"
        raise InputError("not-allowed", said, place=name, remedy=remedy)
    if status not in (200, 203):
        raise InputError("not-found" if status in (404, 410) else "bad-answer", said, place=name, remedy="Check the address.")
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing not in PACKINGS:
        raise InputError("packed-otherwise", "The server packs the file in a way that is not read", place=name, remedy="Download it.")


def _saved(engine: DuckDBEngine, response: HTTPResponse, name: str) -> Path:
    """The body as a scratch file; less than was announced is refused."""
    announced, size, start = response.length, 0, time.monotonic()
    with scratch_file(engine, name, announced or 0) as (path, write):
        while chunk := response.read1(1 << 16):
            write(chunk)
            size += len(chunk)
            engine.meter(name, size, announced or 0)
            seconds = time.monotonic() - start
            if seconds > PATIENCE and size < SLOWEST * seconds:
                fact = f"After {seconds:.0f} seconds, no more than {size:,} bytes have come"
                raise SurroundingsError("too-slow", fact, place=name, remedy="Try again later, or download it.")
    if announced is not None and size != announced:
        raise _cut_short(name, f"{size:,} of {announced:,} bytes")
    return path


def _cut_short(name: str, came: str) -> SurroundingsError:
    """The error of a download that ended too early."""
    return SurroundingsError("cut-short", f"The download ended early, after {came}", place=name, remedy="Try again.")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What the network did, as an error that says so; never with the address as it was given."""
    from http.client import HTTPException, IncompleteRead, InvalidURL
    from urllib.error import URLError

    try:
        yield
    except InvalidURL as error:
        raise _bad_address(name) from error
    except IncompleteRead as error:
        raise _cut_short(name, f"{len(error.partial):,} bytes of its last part") from error
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise _failure(reason, name) from error


def _failure(reason: Any, name: str) -> CoterieError:
    """The error of a server that cannot be reached or understood."""
    import socket
    import ssl

    if isinstance(reason, TimeoutError):
        code, fact = "timeout", f"For {TIMEOUT:g} seconds, no answer has come"
    elif isinstance(reason, ssl.SSLCertVerificationError):
        code, fact = "untrusted", f"The server's certificate cannot be trusted ({reason.verify_message})"
    elif isinstance(reason, socket.gaierror):
        code, fact = "no-server", "There is no such server, or no way to the network"
    elif isinstance(reason, OSError) and not isinstance(reason, ssl.SSLError):
        code, fact = "no-connection", f"The server cannot be reached ({reason.strerror or 'the connection broke'})"
    else:
        code, fact = "bad-answer", "The server's answer cannot be understood"
    return SurroundingsError(code, fact, place=name, remedy="Check the address and the connection, or try again later.")


MEMBER: Reader = WebReader()
