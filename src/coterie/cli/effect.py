"""`coterie effect`: what came of an export, told by those who were held out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, prose
from coterie.cli.progress import Progress
from coterie.cli.settings import ScoringOptions, chosen


def effect(
    run: Path,
    data: str,
    /,
    *,
    column: str = "",
    export: str = "",
    settings: ScoringOptions | None = None,
    progress: Annotated[Progress, Parameter(parse=False)],
) -> Answer:
    """Measure what an export brought: those who were contacted against the control group that was held out.

    Parameters
    ----------
    run
        The folder of the run that was exported with --control.
    data
        Orders that came since; or, with --column, a table of customers.
    column
        A number per customer in that table, such as the answer to a survey, instead of orders.
    export
        The name of the export in control.csv; by default the last.
    """
    import coterie
    from coterie.pipeline import APPLY

    with progress(len(APPLY) - 1) as watch:
        found = coterie.effect(run, data, column=column, export=export, watch=watch, **chosen(settings))
    about = prose(f"The export {found.export} of {found.exported[:10]}:", strong=True)
    record = {"export": found.export, "exported": found.exported, "effects": found.found, "sentences": found.sentences}
    return Answer(record, (about, bullets(found.sentences)))
