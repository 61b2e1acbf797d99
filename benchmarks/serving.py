"""How fast scores are, in the library and over HTTP: many, single ones as fast as they go and at a steady rate, and a page of a segment of a million customers.

The client runs on the same machine and counts against us, so it is lean: plain sockets, one request per connection on its way.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

CONNECTIONS = 16


def make_run(folder: Path, customers: int) -> None:
    """A run of that many customers with eight features."""
    import coterie

    rng = np.random.default_rng(7)
    group = rng.integers(0, 5, customers)
    columns = {f"f{i}": np.round(rng.lognormal(group * (i % 3) / 2, 0.6, customers), 3) for i in range(8)}
    import pyarrow

    table = pyarrow.table({"customer_id": pyarrow.array([f"C{i:07}" for i in range(customers)]), **columns})
    coterie.segment(table, k=5, method="kmeans", starts=1, title="Load").save(folder)


def start(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """The server in a process of its own, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = "from coterie.cli import main; main()"
    child = subprocess.Popen([sys.executable, "-c", command, "serve", str(folder), "--port", str(port)], stderr=subprocess.DEVNULL)
    for _ in range(200):
        time.sleep(0.1)
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return child, port
    raise SystemExit("the server did not start")


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """A request as bytes."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Requested-With: load\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def answer(reader: asyncio.StreamReader) -> bytes:
    """One answer: its status line and its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    at = head.lower().index(b"content-length:") + 15
    body = await reader.readexactly(int(head[at : head.index(b"\r", at)]))
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit((head + body).decode())
    return body


async def flood(port: int, sent: bytes, seconds: float) -> float:
    """Answers a second, as fast as they go."""
    end, done = time.perf_counter() + seconds, 0

    async def ask() -> None:
        nonlocal done
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            writer.write(sent)
            await answer(reader)
            done += 1
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return done / (time.perf_counter() - start)


async def steady(port: int, sent: bytes, seconds: float, rate: float) -> list[float]:
    """Milliseconds from when each request was due to its answer, at that many a second: who waits for a free line waits too."""
    took: list[float] = []
    start = time.perf_counter()
    due = iter(np.arange(0, seconds, 1 / rate) + start)

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for moment in due:
            if (wait := moment - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            writer.write(sent)
            await answer(reader)
            took.append((time.perf_counter() - moment) * 1000)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
    return took


async def one_by_one(port: int, sent: bytes, times: int) -> list[float]:
    """Milliseconds of each of so many requests, one after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        writer.write(sent)
        await answer(reader)
        took.append((time.perf_counter() - begun) * 1000)
    writer.close()
    return took


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--folder", type=Path, help="a folder of runs to use, instead of making one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made) / "results"
        if not (folder / "latest").exists():
            make_run(folder, given.customers)
        print(f"{os.cpu_count()} cores, the client among them")
        tell_library(folder)
        child, port = start(folder)
        try:
            tell(port, given.seconds)
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(20)


def tell_library(folder: Path, customers: int = 2_000_000) -> None:
    """How many customers a second the library scores from features, without a server."""
    import pyarrow

    import coterie

    rng = np.random.default_rng(8)
    table = pyarrow.table({f"f{i}": rng.lognormal(1.0, 1.0, customers) for i in range(8)})
    scorer = coterie.load(folder / "latest").scorer
    took = []
    for _ in range(3):
        start = time.perf_counter()
        scorer.table(table)
        took.append(time.perf_counter() - start)
    print(f"the library, from features       {customers / min(took):10,.0f} customers a second")


def tell(port: int, seconds: float) -> None:
    """Ask the server, and print how it did."""
    place = "/api/v1/runs/latest"
    score = request("POST", f"{place}/score", json.dumps({"features": {f"f{i}": 1.5 + i for i in range(8)}}).encode())
    page = request("GET", f"{place}/customers?segment=1&sort=f1&page=3")
    first = asyncio.run(one_by_one(port, score, 1))[0]
    print(f"first score (loads the run)      {first:10,.0f} ms")
    print(f"single scores, {CONNECTIONS} connections    {asyncio.run(flood(port, score, seconds)):10,.0f} a second")
    for rate in (500, 1000):
        p50, p99, worst = np.percentile(asyncio.run(steady(port, score, seconds, rate)), [50, 99, 100])
        print(f"at {rate:,} a second: median {p50:.1f} ms, p99 {p99:.1f} ms, worst {worst:.1f} ms")
    pages = asyncio.run(one_by_one(port, page, 50))
    print(f"a page of a segment: median {np.median(pages):.0f} ms, p99 {np.percentile(pages, 99):.0f} ms")


if __name__ == "__main__":
    main()
