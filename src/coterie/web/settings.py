"""What the server is told once, when it starts; what would be unsafe is refused."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

from coterie.errors import InputError, shown

UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
SHORTEST = 16  # characters of a token


@dataclass(frozen=True)
class Settings:
    """How the server runs.

    `names` are further names it is asked by; `proxies` are addresses whose X-Forwarded headers are believed; `sources` are folders
    and addresses that runs may read, and `places` addresses that exports may go to, beside uploads and downloads.

    >>> Settings(host="0.0.0.0")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: Whoever reaches 0.0.0.0 could see the customers: no token is set. Give --token, or set COTERIE_TOKEN, \
with at least 16 characters; or listen on 127.0.0.1. [no-token]
    """

    folder: Path = Path("results")
    host: str = "127.0.0.1"
    port: int = 8000
    token: str = ""
    root_path: str = ""
    names: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    memory: str = "2GB"
    minutes: float = 60.0
    at_once: int = 2
    max_upload: str = "2GB"
    keep_hours: float = 24.0
    webhook_secret: str = ""

    def __post_init__(self) -> None:
        if not self.token and not self.local:
            fact = f"Whoever reaches {self.host} could see the customers: no token is set"
            remedy = f"Give --token, or set COTERIE_TOKEN, with at least {SHORTEST} characters; or listen on 127.0.0.1."
            raise InputError("no-token", fact, remedy=remedy)
        if self.token and (len(self.token) < SHORTEST or not self.token.isascii() or not self.token.isprintable()):
            fact = "The token is too easy to guess, or has letters that no header can hold"
            raise InputError(
                "weak-token", fact, remedy=f"Give at least {SHORTEST} plain characters, such as those of: openssl rand -hex 24"
            )
        if not 0 <= self.port < 65536:
            raise InputError("bad-port", f"The port is {self.port}", remedy="Give one from 0 to 65535; 0 takes a free one.")
        if self.root_path and not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", self.root_path):
            fact = f"The path {shown(self.root_path)} cannot be that of the server"
            raise InputError("bad-root-path", fact, remedy="Give one such as /coterie, without a slash at its end.")
        if self.at_once < 1 or not self.minutes > 0 or not self.keep_hours > 0:
            fact = f"at-once is {self.at_once}, minutes {self.minutes:g}, keep-hours {self.keep_hours:g}"
            raise InputError("bad-cap", fact, remedy="Each must be more than 0.")
        for size in (self.memory, self.max_upload):
            bytes_of(size)

    @property
    def local(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and no other.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, True, False, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def bytes_of(size: str) -> int:
    """A size in bytes.

    >>> bytes_of("2GB"), bytes_of("512 MiB")
    (2000000000, 536870912)
    """
    found = re.fullmatch(r"(?i)(\d+(?:\.\d+)?) ?([KMGT])(i?)B", size.strip())
    if not found or not float(found[1]):
        raise InputError("bad-size", f"{shown(size)} is no size", remedy="Give one such as 2GB or 512MB.")
    unit = found[2].upper()
    return int(float(found[1]) * (1024 ** ("KMGT".index(unit) + 1) if found[3] else UNITS[unit]))
