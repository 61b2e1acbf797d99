"""`coterie report`: the report of a saved run, written again, in any form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import facts
from coterie.registry import members


def report(
    run: Path,
    /,
    *,
    out: Path | None = None,
    format: Annotated[str | None, Parameter(choices=tuple(members("report")))] = None,
) -> Answer:
    """Write the report of a saved run again: as a page, on paper, as Markdown, or as a notebook to go on by hand.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest.
    out
        The file to write; report.html, or report with the ending of the format.
    format
        The form; by default what the name of the file ends in.
    """
    import coterie
    from coterie.report import form_of
    from coterie.store.folder import check_writable

    wanted = out or Path(f"report.{format or 'html'}")
    check_writable(wanted, folder=False)
    form = format or form_of(wanted)
    path = coterie.load(run).report(wanted, format=form)
    return Answer({"report": str(path), "format": form}, (facts({"report": str(path)}),))
