"""`coterie score`: the segments of a saved run for other customers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from coterie.cli.answer import Answer
from coterie.cli.page import bullets, facts, table
from coterie.cli.progress import Progress, step
from coterie.cli.settings import ScoringOptions, chosen
from coterie.cli.telling import ledger_sums, set_aside_records, set_aside_table, would_table
from coterie.records import Given
from coterie.words import counted, percent

if TYPE_CHECKING:
    from rich.console import RenderableType


def score(
    run: Path,
    data: str,
    /,
    *more: str,
    customers: str | None = None,
    items: str | None = None,
    out: Path = Path("scored.csv"),
    settings: ScoringOptions | None = None,
    progress: Annotated[Progress, Parameter(parse=False)],
) -> Answer:
    """Give other customers the segments of a saved run.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest. Its settings hold, but for since, until and as-of: later orders count.
    data
        Their orders, or their table, in the shape of the run's own data: a file, a folder, a pattern or an address.
    more
        More of the same, read as one table with it.
    customers
        A second file with what is known of them.
    items
        A second file with the items of the orders: order id, product, quantity, price.
    out
        The file to write: customer, segment, name, confidence; CSV or Parquet by its ending.
    """
    import coterie
    from coterie import scoring
    from coterie.pipeline import APPLY

    path = scoring.table_path(out)
    with progress(len(APPLY) + 1) as watch:
        story = coterie.load(run).story
        found = scoring.scored(story, Given([data, *more] if more else data, customers, items), watch, chosen(settings))
        with step(watch, "write"):
            scoring.write_scores(found, path)
    sizes = Counter(found.table["segment"].to_pylist())
    total, names = found.table.num_rows, story.model.names
    record = {
        "customers": total,
        "segments": [{"id": i, "name": names[i], "customers": n, "share": n / total} for i, n in sorted(sizes.items())],
        "ledger": found.ledger,
        "set_aside": set_aside_records(found.ledger),
        "notes": found.notes,
        "out": str(path),
    }
    rows = [(str(i), names[i], f"{n:,}", percent(n / total)) for i, n in sorted(sizes.items())]
    parts: tuple[RenderableType, ...] = (
        table("", (">", "segment", ">customers", ">share"), rows),
        ledger_sums(found.ledger),
        *set_aside_table(found.ledger),
        *would_table(found.ledger),
        *([bullets(found.notes)] if found.notes else []),
        facts({"written": f"{path} ({counted(total, 'customer')})"}),
    )
    return Answer(record, parts)
