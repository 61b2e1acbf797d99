"""`coterie charts`: the charts there are, or those of a saved run as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from coterie.cli.answer import Answer
from coterie.cli.listing import listing
from coterie.cli.page import facts, table


def charts(run: Path | None = None, /, *, to: Path = Path("charts"), format: Literal["svg", "png"] = "svg") -> Answer:
    """List the charts; or write those of a saved run as pictures.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest; without it, the charts are listed.
    to
        The folder for the pictures, a file for each chart.
    format
        The format of the pictures.
    """
    if run is None:
        return listing(
            "charts", "chart", "As pictures: coterie charts results/latest. In Python: coterie.load('results/latest').charts.elbow()"
        )
    import coterie
    from coterie.charts import draw_all
    from coterie.store.folder import check_writable

    check_writable(to, folder=True)
    drawn = draw_all(coterie.load(run).story)
    told = {chart.name: chart.sentence for chart in drawn}
    for chart in drawn:
        chart.save(to / f"{chart.name}.{format}")
    record = {"folder": str(to), "charts": [{"name": name, "sentence": sentence} for name, sentence in told.items()]}
    return Answer(record, (table("", ("chart", "what to see"), list(told.items())), facts({"pictures": str(to)})))
