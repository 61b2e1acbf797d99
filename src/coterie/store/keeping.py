"""Which runs are kept: the one in use, the newest, and those that a rule leaves; the others go."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from coterie.errors import InputError
from coterie.store.folder import UNFINISHED, named_failures, point_to, sync
from coterie.store.manifest import NAME, verify
from coterie.store.run import LATEST, PROMOTED, RunInfo, runs


def promote(run: str | Path) -> Path:
    """Say that this run is the one in use: `promoted`, beside it, points to it from then on, and no rule removes it.

    >>> promote("nowhere")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no run in this folder: nowhere. Give the folder of a run, such as results/latest. [no-run]
    """
    verify(Path(run))
    folder = Path(run).resolve()
    point_to(folder.parent, PROMOTED, folder.name)
    return folder


def prune(folder: str | Path = "results", *, keep: int, dry: bool = False) -> list[RunInfo]:
    """Remove all but the newest runs, as many as `keep` says; the promoted and the latest one stay. Says which went, or would go.

    >>> prune("nowhere", keep=12)
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no run in this folder: nowhere. Give the folder that runs are saved in. [no-runs]
    """
    if keep < 1:
        raise InputError("keep-none", f"To keep {keep} runs would remove them all", remedy="Give at least 1.")
    parent = Path(folder)
    there = runs(parent)
    if not there:
        raise InputError("no-runs", "There is no run in this folder", place=str(folder), remedy="Give the folder that runs are saved in.")
    old = [run for run in there[:-keep] if not (run.promoted or run.latest)]
    for run in () if dry else old:
        _swept(run.path)
    return old


def remove(run: str | Path) -> None:
    """Delete a run for good, unless it is the promoted one; `latest` leads to the newest that is left.

    >>> remove("nowhere")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no run in this folder: nowhere. Give the folder of a run, such as results/latest. [no-run]
    """
    folder = Path(run).resolve()
    if not (folder / NAME).is_file():
        raise InputError(
            "no-run", "There is no run in this folder", place=str(run), remedy="Give the folder of a run, such as results/latest."
        )
    there = {each.id: each for each in runs(folder.parent)}
    if there[folder.name].promoted:
        raise InputError("run-in-use", "This run is the promoted one", place=str(run), remedy="Promote another one first.")
    left = [each.id for each in there.values() if each.id != folder.name]
    if there[folder.name].latest and left:
        point_to(folder.parent, LATEST, left[-1])
    elif there[folder.name].latest:
        (folder.parent / LATEST).unlink()
    _swept(folder)


def _swept(run: Path) -> None:
    """Make a run disappear at once, and then its files: what an interruption leaves is swept away with the next run."""
    with named_failures(run):
        going = run.with_name(f"{UNFINISHED}{os.getpid()}-{run.name}")
        run.rename(going)
        sync(run.parent)
        shutil.rmtree(going)
