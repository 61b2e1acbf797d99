"""What all routes share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request

from coterie.errors import SurroundingsError
from coterie.store.folder import named_failures
from coterie.web.jobs import Jobs
from coterie.web.observe import Counts
from coterie.web.runs import Runs
from coterie.web.settings import Settings
from coterie.web.tickets import Tickets
from coterie.web.uploads import Uploads

PRIVATE = ".serve"  # the folder of the server inside that of the runs


class Server:
    """The settings, and what is open: tickets, uploads, jobs, runs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.folder.absolute()
        self.private = self.folder / PRIVATE
        with named_failures(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self.private.mkdir(mode=0o700, exist_ok=True)
        self.counts = Counts()
        self.tickets = Tickets(self.private / "secret", settings.token)
        self.uploads = Uploads(self.private / "uploads", settings)
        self.runs = Runs(self.folder)
        self.jobs = Jobs(self.folder, self.private, settings)

    def check_ready(self) -> None:
        """Refuse to be called ready where nothing can be written, or nothing works through the line."""
        if not os.access(self.folder, os.W_OK) or not self.jobs.working:
            raise SurroundingsError("not-ready", "The server cannot work", remedy="See whether its folder can be written to.")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work through the queue while the server runs, and throw away what is too old."""
        self.jobs.start()
        try:
            yield
        finally:
            self.jobs.stop()


def _here(request: Request) -> Server:
    server: Server = request.app.state.server
    return server


Here = Annotated[Server, Depends(_here)]
