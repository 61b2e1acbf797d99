"""`coterie report`: the report of a saved run, written again."""

from __future__ import annotations

from pathlib import Path

from coterie.cli.answer import Answer
from coterie.cli.page import facts


def report(run: Path, /, *, out: Path = Path("report.html")) -> Answer:
    """Write the report of a saved run again.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest.
    out
        The HTML file to write; it needs nothing else to be read.
    """
    import coterie
    from coterie.store.folder import check_writable

    check_writable(out, folder=False)
    path = coterie.load(run).report(out)
    return Answer({"report": str(path)}, (facts({"report": str(path)}),))
