"""What the server did: a line of JSON per request, numbers for Prometheus, and the net under all else. No id, name or address is kept."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coterie.errors import CoterieError, explained
from coterie.web.guard import with_headers
from coterie.web.problems import answered

BOUNDS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)  # seconds
BUG = "bug"
REMEDY = "The log of the server says where it is; please report it."


def log(event: str, **facts: Any) -> None:
    """Write one line."""
    line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)


class Counts:
    """How many requests each route answered, and how fast.

    >>> counts = Counts()
    >>> counts.add("/health", "GET", 200, 0.001)
    >>> next(line for line in counts.lines() if "/health" in line)
    'coterie_requests_total{route="/health",method="GET",status="200"} 1'
    """

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.within: Counter[tuple[str, float]] = Counter()
        self.seconds: Counter[str] = Counter()
        self.all: Counter[str] = Counter()

    def add(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one."""
        self.requests[route, method, status] += 1
        self.seconds[route] += seconds  # type: ignore[assignment]
        self.all[route] += 1
        for bound in BOUNDS:
            self.within[route, bound] += seconds <= bound

    def lines(self) -> list[str]:
        """In the text format of Prometheus."""
        made = ["# HELP coterie_requests_total Requests answered.", "# TYPE coterie_requests_total counter"]
        made += [
            f'coterie_requests_total{{route="{route}",method="{method}",status="{status}"}} {n}'
            for (route, method, status), n in sorted(self.requests.items())
        ]
        made += ["# HELP coterie_request_seconds How long they took.", "# TYPE coterie_request_seconds histogram"]
        for route, n in sorted(self.all.items()):
            made += [f'coterie_request_seconds_bucket{{route="{route}",le="{b:g}"}} {self.within[route, b]}' for b in BOUNDS]
            made += [f'coterie_request_seconds_bucket{{route="{route}",le="+Inf"}} {n}']
            made += [f'coterie_request_seconds_sum{{route="{route}"}} {self.seconds[route]:.6f}']
            made += [f'coterie_request_seconds_count{{route="{route}"}} {n}']
        return made


class Observe:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app, self.counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Time a request, write it down, and answer what failed without a word of where."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, status = time.perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:
            told = explained(error)
            if told.code == BUG:
                log_bug(error)
                told = CoterieError(BUG, "This is a bug of ours, not yours", remedy=REMEDY)
            if status:
                raise
            await answered(Request(scope), told)(scope, receive, with_headers(sent))
        seconds = time.perf_counter() - start
        route = getattr(scope.get("route"), "path", "none")
        self.counts.add(route, scope["method"], status, seconds)
        log("request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1))
        return None


def log_bug(error: Exception) -> None:
    """Say what kind of failure it was and where in the code; what it says may hold data of customers, and is shown to who debugs only."""
    places = [f"{os.path.basename(f.filename)}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-8:]]  # noqa: PTH119
    log("bug", kind=type(error).__name__, places=places)
    if os.environ.get("COTERIE_DEBUG"):
        traceback.print_exception(error)
