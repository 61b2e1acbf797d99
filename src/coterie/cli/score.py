"""`coterie score`: the segments of a saved run for other customers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import facts, table
from coterie.cli.progress import Progress, step
from coterie.words import counted, percent


def score(
    run: Path,
    data: str,
    /,
    *,
    customers: str | None = None,
    out: Path = Path("scored.csv"),
    progress: Annotated[Progress, Parameter(parse=False)],
) -> Answer:
    """Give other customers the segments of a saved run.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest.
    data
        Their orders, or their table, in the shape of the run's own data.
    customers
        A second file with what is known of them.
    out
        The file to write: customer, segment, name, confidence; CSV or Parquet by its ending.
    """
    import coterie
    from coterie.pipeline import APPLY

    with progress(len(APPLY) + 1) as watch:
        result = coterie.load(run)
        path = result.write_scores(data, out, customers, watch=watch)
        with step(watch, "count"):
            counts = _counts(path)
    total = sum(row[2] for row in counts)
    record = {
        "customers": total,
        "segments": [dict(zip(("id", "name", "customers"), row, strict=True)) for row in counts],
        "out": str(path),
    }
    rows = [(str(number), name, f"{n:,}", percent(n / total)) for number, name, n in counts]
    return Answer(
        record, (table("", (">", "segment", ">customers", ">share"), rows), facts({"written": f"{path} ({counted(total, 'customer')})"}))
    )


def _counts(path: Path) -> list[tuple[int, str, int]]:
    """Customers per segment in the file that was written."""
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.sql import quote

    with DuckDBEngine() as engine:
        found: list[tuple[int, str, int]] = engine.rows(
            f"SELECT segment, name, count(*) FROM {quote.text(str(path))} GROUP BY 1, 2 ORDER BY 1"
        )
    return found
