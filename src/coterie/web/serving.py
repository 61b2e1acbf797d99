"""The server itself: uvicorn, told to keep nothing of who asked, and to stop in good order."""

from __future__ import annotations

import fcntl
import logging
import signal
import socket
from pathlib import Path
from typing import TextIO

from coterie.errors import SurroundingsError
from coterie.web.app import make_app
from coterie.web.observe import log
from coterie.web.settings import Settings

GRACE = 10  # seconds that answers on their way have when the server stops
MOST = 512  # requests on their way at once


def listening(host: str, port: int) -> socket.socket:
    """A socket at that address; refused where it cannot be had."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), port), family=kind, backlog=2048)
    except (OSError, OverflowError) as error:
        fact = f"The address cannot be listened on: {getattr(error, 'strerror', None) or error}"
        raise SurroundingsError("port-taken", fact, place=f"{host}:{port}", remedy="Give another one with --port.") from error


def only_one(folder: Path) -> TextIO:
    """A lock on the folder of the server: a second one would take the jobs of the first for those of one that died."""
    lock = (folder / "lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        remedy = "Use that one, or give another folder."
        raise SurroundingsError("served-already", "Another server has this folder", place=str(folder.parent), remedy=remedy) from error
    return lock


class Lines(logging.Handler):
    """What the framework has to say, in our form, and without the values in it."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        kind = {"kind": record.exc_info[0].__name__} if record.exc_info and record.exc_info[0] else {}
        log("framework", level=record.levelname, said=str(record.msg).strip(), **kind)


def serve(settings: Settings) -> None:
    """Serve until stopped."""
    import uvicorn

    with listening(settings.host, settings.port) as line:
        app = make_app(settings)
        alone = only_one(app.state.server.private)  # held until the process ends
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            ws="none",
            lifespan="on",
            timeout_keep_alive=20,
            timeout_graceful_shutdown=GRACE,
            limit_concurrency=MOST,
        )
        server = uvicorn.Server(config)
        app.state.server.leaving = lambda: server.should_exit
        logger = logging.getLogger("uvicorn")
        logger.handlers, logger.propagate = [Lines(logging.WARNING)], False
        signal.signal(signal.SIGTERM, lambda *_: None)  # to be stopped is no failure: uvicorn stops in order, then raises it again
        log("start", host=settings.host, port=line.getsockname()[1], folder=str(settings.folder))
        server.run(sockets=[line])
        alone.close()
    log("stop")
