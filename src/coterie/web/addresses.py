"""Whether an address lies below one that the server was told to allow."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"http": 80, "https": 443}
ELSEWHERE = {"host", "hostaddr", "port", "service", "servicefile"}  # with these a database is another one than its address says


def below(address: str, start: str) -> bool:
    """Whether it has the scheme, the host and the port of the start, and a path that begins with its path.

    >>> below("https://shop.example/out/a.csv", "https://shop.example/out"), below("https://shop.example.evil.example/", "https://shop.example")
    (True, False)
    """
    try:
        asked, allowed = urlsplit(address), urlsplit(start)
        same = [(each.scheme, each.hostname, each.port or PORTS.get(each.scheme)) for each in (asked, allowed)]
    except ValueError:
        return False
    keys = {key.casefold() for key in parse_qs(asked.query, keep_blank_values=True)}
    if same[0] != same[1] or not asked.hostname or (asked.scheme not in PORTS and keys & ELSEWHERE):
        return False
    if any(character.isspace() or character == "\\" for character in address) or ".." in unquote(unquote(asked.path)).split("/"):
        return False
    folder = allowed.path.rstrip("/")
    return asked.path == allowed.path or asked.path.startswith(f"{folder}/") or not folder
