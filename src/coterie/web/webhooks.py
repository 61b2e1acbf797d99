"""Telling another service that a job is over: signed, tried again, and never sent to where only the server can reach."""

from __future__ import annotations

import base64
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from contextlib import closing
from urllib.parse import SplitResult, urlsplit

from coterie.errors import InputError, SurroundingsError
from coterie.web.jobs import Job
from coterie.web.observe import log
from coterie.web.settings import Settings

TRIES, PAUSE, TIMEOUT = 4, 2.0, 10.0


def check_webhook(address: str, settings: Settings) -> None:
    """Refuse an address that cannot be told, before the job begins.

    >>> check_webhook("https://shop.example/hook", Settings())
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: Nothing to sign a webhook with. Start the server with COTERIE_WEBHOOK_SECRET. [no-webhook-secret]
    """
    if not settings.webhook_secret:
        raise InputError("no-webhook-secret", "Nothing to sign a webhook with", remedy="Start the server with COTERIE_WEBHOOK_SECRET.")
    try:
        parts = urlsplit(address)
        known = bool(parts.hostname) and (parts.port or 1) > 0 and not parts.username
    except ValueError:
        known = False
    if not known or parts.scheme not in (("https", "http") if settings.local else ("https",)):
        raise InputError("webhook-address", "A webhook needs an address that begins with https://", place="webhook", remedy="Give one.")


def notify(job: Job, settings: Settings) -> None:
    """Tell who wanted to know that a job is over, without keeping anybody waiting."""
    if address := job.task.get("webhook"):
        threading.Thread(target=_told, args=(job, address, settings), daemon=True, name="coterie-webhook").start()


def _told(job: Job, address: str, settings: Settings) -> None:
    """Send it, again where the service may be busy."""
    failed = {"code": job.error["code"]} if job.error else None  # the rest may show a value of the data
    said = {"type": f"{job.kind}.{job.state}", "job": job.id, "state": job.state, "ended": job.ended, "error": failed}
    body = json.dumps({**said, "run": (job.result or {}).get("run")}).encode()
    status: int | str = 0
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE * 2**attempt)
        try:
            status = _sent(urlsplit(address), body, headers_of(job.id, body, settings.webhook_secret), settings)
        except (OSError, http.client.HTTPException, SurroundingsError) as error:
            status = type(error).__name__
        if isinstance(status, int) and status < 300:
            return log("webhook", state="told")
    return log("webhook", state="given up", answer=status)


def headers_of(id: str, body: bytes, secret: str) -> dict[str, str]:
    """What proves who sent it, when, and that it is whole, as standardwebhooks.com has it: the receiver signs again and compares."""
    now = str(int(time.time()))
    signed = base64.b64encode(hmac.digest(secret.encode(), f"{id}.{now}.".encode() + body, "sha256")).decode()
    sent = {"webhook-id": id, "webhook-timestamp": now, "webhook-signature": f"v1,{signed}"}
    return {**sent, "Content-Type": "application/json", "User-Agent": "coterie"}


def _sent(address: SplitResult, body: bytes, headers: dict[str, str], settings: Settings) -> int:
    """The status of the answer. The connection goes to the very number that was looked at; a redirect is an answer like any other."""
    host, secure = address.hostname or "", address.scheme == "https"
    port = address.port or (443 if secure else 80)
    number = reachable(host, port, private=settings.local)
    line = socket.create_connection((number, port), TIMEOUT)
    if secure:
        line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = line
    with closing(connection):
        connection.request("POST", (address.path or "/") + (f"?{address.query}" if address.query else ""), body, headers)
        return connection.getresponse().status


def reachable(host: str, port: int, *, private: bool) -> str:
    """The number behind a name; refused where any of its numbers is one that others cannot reach, unless private ones may be.

    >>> reachable("127.0.0.1", 80, private=False)
    Traceback (most recent call last):
    ...
    coterie.errors.SurroundingsError: The address is none of the public net: 127.0.0.1. Give a public one. [private-address]
    """
    numbers = [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(ipaddress.ip_address(number.partition("%")[0]).is_global for number in numbers):
        raise SurroundingsError("private-address", "The address is none of the public net", place=host, remedy="Give a public one.")
    return numbers[0]
