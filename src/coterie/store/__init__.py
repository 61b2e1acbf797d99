"""Runs on disk: a folder that is complete or absent, a model that is data, a manifest that proves both, and which of them are kept."""

from coterie.store.keeping import promote, prune, remove
from coterie.store.run import PLACED, RunInfo, load_run, open_run, runs, save_run

__all__ = ["PLACED", "RunInfo", "load_run", "open_run", "promote", "prune", "remove", "runs", "save_run"]
