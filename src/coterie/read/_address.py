"""Addresses such as https://… and s3://…, and how they are shown: without what may be a secret."""

from __future__ import annotations

import os
import re

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


def scheme_of(thing: object) -> str:
    """The scheme of an address; "" for all else.

    >>> scheme_of("HTTPS://example.org/orders.csv"), scheme_of("orders.csv"), scheme_of(7)
    ('https', '', '')
    """
    found = SCHEME.match(thing) if isinstance(thing, str) else None
    return found[1].lower() if found else ""


def named(thing: str | os.PathLike[str]) -> str:
    """The name under which a place is shown: of an address, neither user nor password, nor a query, which may hold a key.

    >>> named("https://me:secret@example.org/orders.csv?key=123#top"), named("s3://bucket/orders-?.csv")
    ('https://example.org/orders.csv?…', 's3://bucket/orders-?.csv')
    """
    text, scheme = str(thing), scheme_of(thing)
    if not scheme:
        return text
    begin, _, rest = text.partition("://")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    path = rest[len(host) :]
    if scheme in ("http", "https"):  # elsewhere ? and # belong to the name
        path, asked, _ = path.partition("#")[0].partition("?")
        path += asked and "?…"
    return f"{begin}://{host.rpartition('@')[2]}{path}"
