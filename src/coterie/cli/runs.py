"""`coterie runs`: the saved runs."""

from __future__ import annotations

from pathlib import Path

from coterie.cli.answer import Answer
from coterie.cli.page import prose, table


def runs(folder: Path = Path("results"), /) -> Answer:
    """List the saved runs.

    Parameters
    ----------
    folder
        The folder that `coterie run --out` wrote to.
    """
    import coterie

    found = coterie.runs(folder)
    record = {"runs": [{**vars(run), "path": str(run.path)} for run in found]}
    if not found:
        return Answer(record, (prose(f"There is no run in {folder} yet. Make one with: coterie run orders.csv --out {folder}"),))
    marks = ["latest, promoted" if run.latest and run.promoted else "latest" * run.latest or "promoted" * run.promoted for run in found]
    rows = [(run.id, run.title, f"{run.customers:,}", str(run.segments), mark) for run, mark in zip(found, marks, strict=True)]
    return Answer(record, (table("", ("run", "title", ">customers", ">segments", ""), rows),))
