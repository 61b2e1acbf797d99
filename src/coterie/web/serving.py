"""The server itself: uvicorn, told to keep nothing of who asked, and to stop in good order."""

from __future__ import annotations

import signal

from coterie.web.app import make_app
from coterie.web.observe import log
from coterie.web.settings import Settings

GRACE = 10  # seconds that answers on their way have when the server stops


def serve(settings: Settings) -> None:
    """Serve until stopped."""
    import uvicorn

    signal.signal(signal.SIGTERM, lambda *_: None)  # to be stopped is no failure: uvicorn stops in order, then raises it again

    app = make_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        ws="none",
        lifespan="on",
        timeout_keep_alive=20,
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=512,
        h11_max_incomplete_event_size=32_768,
    )
    log("start", host=settings.host, port=settings.port, folder=str(settings.folder))
    uvicorn.Server(config).run()
    log("stop")
