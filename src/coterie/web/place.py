"""Where the server stands: below a path, behind a proxy that is believed only when it is named."""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from coterie.web.settings import Settings


class Place:
    """Puts the path of the server before the path that was asked for, whether the proxy took it away or not."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.root = app, settings.root_path
        self.proxies = [ipaddress.ip_network(each) for each in settings.proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on as it was asked for."""
        if scope["type"] == "http":
            if self._is_proxy(scope):
                _as_forwarded(scope)
            if self.root:
                inside = scope["path"].startswith(f"{self.root}/") or scope["path"] == self.root
                scope["path"] = scope["path"] if inside else self.root + scope["path"]
                scope["root_path"] = self.root
        await self.app(scope, receive, send)

    def _is_proxy(self, scope: Scope) -> bool:
        """Whether it comes from a proxy that was named."""
        client = scope.get("client")
        try:
            return client is not None and any(ipaddress.ip_address(client[0]) in network for network in self.proxies)
        except ValueError:
            return False


def inner(scope: Scope) -> str:
    """The path below that of the server.

    >>> inner({"path": "/coterie/health", "root_path": "/coterie"})
    '/health'
    """
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


def _as_forwarded(scope: Scope) -> None:
    """Take over scheme and host as the proxy was asked by them: the last that each header names, which is its own word."""
    headers = Headers(scope=scope)
    scheme, host = (headers.get(f"x-forwarded-{name}", "").rpartition(",")[2].strip() for name in ("proto", "host"))
    if scheme in ("http", "https"):
        scope["scheme"] = scheme
    if host:
        MutableHeaders(scope=scope)["host"] = host
