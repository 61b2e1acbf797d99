"""A server started as a user starts it, for as long as a test runs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = [sys.executable, "-c", "from coterie.cli import main; main()", "serve"]


@contextmanager
def running(folder: Path, *options: str, before: tuple[str, ...] = (), **environment: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server on a free port, and the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*before, *COMMAND, str(folder), "--port", str(port), *options]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
    try:
        for _ in range(300):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert child.poll() is None, child.communicate()
            time.sleep(0.1)
        yield child, port
    finally:
        child.kill()
        child.communicate()
