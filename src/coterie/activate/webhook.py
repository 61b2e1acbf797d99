"""A service of yours: the customers as JSON, posted in batches of 500."""

from __future__ import annotations

import hashlib
import json
import os
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from coterie.activate._destination import Destination, Sending
from coterie.errors import InputError, SurroundingsError

BATCH, TRIES, TIMEOUT, PAUSE = 500, 4, 30.0, 0.5
TOKEN = "COTERIE_WEBHOOK_TOKEN"
AGAIN = {408, 425, 429}  # answers of a service that may say something else a little later; so are all from 500 on


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere: a redirect would carry people and token to an address that nobody gave."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No request."""


def _write(sending: Sending) -> None:
    """Every batch in turn, each tried again where the service may be busy."""
    address = urlsplit(sending.place)
    local = address.hostname in ("localhost", "127.0.0.1", "::1")
    if not (address.scheme == "https" or (address.scheme == "http" and local)):
        fact = f"A webhook needs an address that begins with https://, not '{address.scheme}'"
        raise InputError("webhook-address", fact, place=address.hostname or "", remedy="Give it with --out https://…")
    rows = sending.engine.arrow(sending.sql).to_pylist()
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    for number, batch in enumerate(batches, 1):
        body = {**sending.about, "batch": number, "batches": len(batches), "customers": batch}
        text = json.dumps(body, ensure_ascii=False, default=str).encode()
        _post(sending.place, text, _key({**body, "export": ""}), number - 1)


def _key(body: dict[str, Any]) -> str:
    """What tells a batch from others: all that is in it but the moment of the export, so that an export made again has the same keys."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, default=str, sort_keys=True).encode()).hexdigest()[:32]


def _post(place: str, body: bytes, key: str, done: int) -> None:
    """Send one batch; the key is the same however often it is tried, so that the service can tell that it has it."""
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
    if token := os.environ.get(TOKEN):
        headers["Authorization"] = f"Bearer {token}"
    asked = urllib.request.Request(place, body, headers, method="POST")
    cause = ""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE * 2**attempt)
        try:
            with urllib.request.build_opener(_Stay).open(asked, timeout=TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            cause = f"it answered {error.code}"
            if error.code not in AGAIN and error.code < 500:
                break
        except OSError as error:
            cause = f"it could not be reached: {type(getattr(error, 'reason', error)).__name__}"
    fact = f"The service did not take batch {done + 1} ({cause}); it has {done} before it"
    remedy = "Export the same again when it is well: each batch carries the same Idempotency-Key."
    raise SurroundingsError("webhook-failed", fact, place=urlsplit(place).hostname or "", remedy=remedy)


MEMBER = Destination(_write, "", acts=True)
