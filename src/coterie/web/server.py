"""What all routes share."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from coterie.errors import SurroundingsError
from coterie.forgetting import Forgotten, forget
from coterie.store.folder import named_failures
from coterie.web.jobs import ENDED, Jobs
from coterie.web.observe import Counts, log_bug
from coterie.web.runs import Runs
from coterie.web.settings import Settings
from coterie.web.starting import uploads_of
from coterie.web.tickets import Tickets
from coterie.web.uploads import Uploads
from coterie.web.webhooks import notify

SWEEP = 600.0  # seconds
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
        self.leaving: Callable[[], bool] = lambda: False  # whether the server is about to stop, and streams are to end
        self.tickets = Tickets(self.private / "secret", settings.token)
        self.uploads = Uploads(self.private / "uploads", settings)
        self.runs = Runs(self.folder)
        self.jobs = Jobs(self.folder, self.private, settings)
        self.jobs.ended.append(lambda job: notify(job, settings))

    def forget(self, customer: str, runs: Iterable[Path]) -> tuple[Forgotten, ...]:
        """Remove a customer from runs, and throw away the uploads and downloads that may hold them."""
        done = forget(customer, *runs)
        self.throw_away()
        return done

    def throw_away(self) -> None:
        """Throw away every upload and every download that no job waits for."""
        wanted = self._wanted()
        for upload in self.uploads.all():
            if upload.id not in wanted:
                self.uploads.remove(upload.id)
        for job in self.jobs.all(*ENDED):
            if job.kind != "run":
                self.jobs.remove(job.id)

    def expire(self) -> None:
        """Throw away what is too old."""
        self.uploads.expire(self._wanted())
        self.jobs.expire(self.settings.keep_hours)

    def _wanted(self) -> set[str]:
        """The uploads that a job waits for."""
        return {upload for job in self.jobs.all("queued", "running") for upload in uploads_of(job.task)}

    def check_ready(self) -> None:
        """Refuse to be called ready where nothing can be written, or nothing works through the line."""
        if not os.access(self.folder, os.W_OK) or not self.jobs.working:
            raise SurroundingsError("not-ready", "The server cannot work", remedy="See whether its folder can be written to.")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work through the queue while the server runs, and throw away what is too old."""
        self.jobs.start()
        sweeping = asyncio.create_task(self._sweep())
        try:
            yield
        finally:
            sweeping.cancel()
            await asyncio.to_thread(self.jobs.stop)

    async def _sweep(self) -> None:
        """Throw away what is too old, now and then."""
        while True:
            try:
                await asyncio.to_thread(self.expire)
            except Exception as failure:  # what could not be thrown away now is tried again
                log_bug(failure)
            await asyncio.sleep(SWEEP)


async def _here(request: Request) -> Server:  # what is not async costs a thread
    server: Server = request.app.state.server
    return server


Here = Annotated[Server, Depends(_here)]
