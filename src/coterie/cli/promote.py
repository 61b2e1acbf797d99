"""`coterie promote`: the run that is in use."""

from __future__ import annotations

from pathlib import Path

from coterie.cli.answer import Answer
from coterie.cli.page import prose


def promote(run: Path, /) -> Answer:
    """Say that this run is the one in use: the folder `promoted` beside it points to it, and `coterie prune` keeps it.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest.
    """
    import coterie

    folder = coterie.promote(run)
    there = Path(run).parent / "promoted"
    return Answer({"run": str(folder), "promoted": str(there)}, (prose(f"{there} is {folder.name} from now on."),))
