"""What takes long: a queue that survives a restart, and a worker process for each job, with caps on memory and time."""

from coterie.web.jobs.index import ENDED, Event, Job
from coterie.web.jobs.queue import ID, Jobs

__all__ = ["ENDED", "ID", "Event", "Job", "Jobs"]
