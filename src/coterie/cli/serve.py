"""`coterie serve`: the web page and the API."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import prose

Several = Annotated[tuple[str, ...], Parameter(consume_multiple=False, negative=())]


def serve(
    folder: Path = Path("results"),
    /,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str = "",
    root_path: str = "",
    name: Several = (),
    proxy: Several = (),
    source: Several = (),
    place: Several = (),
    memory: str = "2GB",
    minutes: float = 60.0,
    at_once: int = 2,
    max_upload: str = "2GB",
    keep_hours: float = 24.0,
) -> Answer:
    """Serve the web page and the API until stopped: on this machine only, unless told otherwise.

    Parameters
    ----------
    folder
        The folder of the runs.
    host
        The address to listen on. On any but this machine's own, a token is needed.
    port
        The port to listen on.
    token
        What must be given to be let in, at least 16 characters. Better as COTERIE_TOKEN: options are seen by all on the machine.
    root_path
        The path below which a proxy offers the server, such as /coterie.
    name
        A further name that the server is asked by; may be given several times.
    proxy
        The address of a proxy whose X-Forwarded headers are to be believed; may be given several times.
    source
        A folder, or the beginning of addresses, that runs may read beside uploads; may be given several times.
    place
        The beginning of addresses that exports may go to, such as https://crm.example.org/; may be given several times.
    memory
        The most memory that one job may take.
    minutes
        The longest that one job may take.
    at_once
        So many runs at once; the rest wait in line.
    max_upload
        The largest upload.
    keep_hours
        Uploads and exports are thrown away after so many hours.
    """
    from coterie.web.serving import serve as serve_app
    from coterie.web.settings import Settings

    settings = Settings(
        folder=folder,
        host=host,
        port=port,
        token=token or os.environ.get("COTERIE_TOKEN", ""),
        root_path=root_path,
        names=name,
        proxies=proxy,
        sources=source,
        places=place,
        memory=memory,
        minutes=minutes,
        at_once=at_once,
        max_upload=max_upload,
        keep_hours=keep_hours,
        webhook_secret=os.environ.get("COTERIE_WEBHOOK_SECRET", ""),
    )
    serve_app(settings)
    return Answer({"served": str(folder)}, (prose("The server has stopped. Jobs that were running are in line again."),))
